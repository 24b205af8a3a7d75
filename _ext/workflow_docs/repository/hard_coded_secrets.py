"""Secrets that somebody has written into a file: where they stand, and the text without them.

Only forms that a service gives its secrets are looked for, never text that merely looks random. They follow the rules of
gitleaks (its file `gitleaks.toml`) and the plugins of detect-secrets, which `source` names; the expressions are our own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Rule(NamedTuple):
    """A form of secret: what it is, what every text with one has, the expression, and the rule that it follows.

    The group `secret` of the expression is what is masked, else the whole of it.
    """

    what: str
    keywords: tuple[str, ...]
    pattern: re.Pattern[str]
    source: str


class Secret(NamedTuple):
    """A secret in a text: what it is, and which characters are masked."""

    what: str
    start: int
    end: int


def _rule(what: str, keywords: str, pattern: str, source: str) -> Rule:
    # A secret is a word: what goes on before or behind it is something else.
    return Rule(
        what, tuple(keywords.split()), re.compile(rf"(?<![A-Za-z0-9_]){pattern}(?![A-Za-z0-9_])"), source
    )


RULES = (
    _rule("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_(?P<secret>[A-Za-z0-9]{36,255})", "gitleaks github-pat, github-oauth, github-app-token, github-refresh-token"),
    _rule("a GitHub fine-grained token", "github_pat_", r"github_pat_(?P<secret>[A-Za-z0-9_]{82})", "gitleaks github-fine-grained-pat"),
    _rule("a GitLab token", "glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glimt- glagent- gloas-", r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas)-(?P<secret>[A-Za-z0-9_-]{20,300})", "gitleaks gitlab-pat and its kin"),
    _rule("an AWS access key", "AKIA ASIA ABIA ACCA A3T", r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])(?P<secret>[A-Z2-7]{16})", "gitleaks aws-access-token"),
    _rule("an AWS secret key", "aws AWS", r"(?i:aws_?secret_?(?:access_?)?key)[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![/+=])", "detect-secrets AWSKeyDetector"),
    _rule("a Stripe key", "sk_live_ rk_live_ sk_prod_ rk_prod_", r"[sr]k_(?:live|prod)_(?P<secret>[A-Za-z0-9]{10,247})", "gitleaks stripe-access-token"),
    _rule("a Slack token", "xoxb- xoxp- xoxa- xoxe- xoxr- xoxs- xoxo- xapp-", r"(?:xox[abeoprs](?:\.xox[bp])?|xapp)-(?P<secret>[0-9]{1,14}-[A-Za-z0-9-]{10,250})", "gitleaks slack-bot-token and its kin"),
    _rule("a Slack webhook", "hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9+/]{40,60})", "gitleaks slack-webhook-url"),
    _rule("an npm token", "npm_", r"npm_(?P<secret>[A-Za-z0-9]{36})", "gitleaks npm-access-token"),
    _rule("a PyPI token", "pypi-AgE", r"pypi-AgE(?P<secret>[A-Za-z0-9_-]{50,1000})", "gitleaks pypi-upload-token"),
    _rule("a RubyGems key", "rubygems_", r"rubygems_(?P<secret>[a-f0-9]{48})", "gitleaks rubygems-api-token"),
    _rule("a Docker Hub token", "dckr_", r"dckr_[op]at_(?P<secret>[A-Za-z0-9_-]{27,32})", "detect-secrets of Docker Hub's own form"),
    _rule("a Google API key", "AIza", r"AIza(?P<secret>[A-Za-z0-9_-]{35})", "gitleaks gcp-api-key"),
    _rule("a Google OAuth secret", "GOCSPX-", r"GOCSPX-(?P<secret>[A-Za-z0-9_-]{28})", "Google's own form"),
    _rule("an Azure storage key", "AccountKey=", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)", "detect-secrets AzureStorageKeyDetector"),
    _rule("an Azure client secret", "8Q~ 7Q~", r"(?P<secret>[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})", "gitleaks azure-ad-client-secret"),
    _rule("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_(?P<secret>[a-f0-9]{64})", "gitleaks digitalocean-pat and its kin"),
    _rule("a Heroku key", "HRKU-", r"HRKU-(?P<secret>AA[A-Za-z0-9_-]{58})", "gitleaks heroku-api-key-v2"),
    _rule("a Twilio key", "SK", r"SK(?P<secret>[0-9a-f]{32})", "gitleaks twilio-api-key"),
    _rule("a SendGrid key", "SG.", r"SG\.(?P<secret>[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})", "gitleaks sendgrid-api-token"),
    _rule("a Mailgun key", "key-", r"key-(?P<secret>[a-f0-9]{32})", "gitleaks mailgun-private-api-token"),
    _rule("an OpenAI key", "T3BlbkFJ", r"sk-(?P<secret>(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})", "gitleaks openai-api-key"),
    _rule("an Anthropic key", "sk-ant-", r"sk-ant-(?:api|admin)[0-9]{2}-(?P<secret>[A-Za-z0-9_-]{80,120})", "gitleaks anthropic-api-key"),
    _rule("a Hugging Face token", "hf_ api_org_", r"(?:hf_|api_org_)(?P<secret>[A-Za-z]{34})", "gitleaks huggingface-access-token"),
    _rule("a Telegram bot token", ":A", r"[0-9]{8,10}:(?P<secret>A[A-Za-z0-9_-]{34})", "detect-secrets TelegramBotTokenDetector"),
    _rule("a Discord webhook", "discord", r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/(?P<secret>[A-Za-z0-9_-]{60,80})", "Discord's own form"),
    _rule("a Vault token", "hvs. hvb.", r"hv[sb]\.(?P<secret>[A-Za-z0-9_-]{90,300})", "gitleaks vault-service-token, vault-batch-token"),
    _rule("a Terraform Cloud token", ".atlasv1.", r"(?P<secret>[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})", "gitleaks hashicorp-tf-api-token"),
    _rule("a New Relic key", "NRAK-", r"NRAK-(?P<secret>[A-Z0-9]{27})", "gitleaks new-relic-user-api-key"),
    _rule("a Sentry token", "sntrys_ sntryu_", r"sntry[su]_(?P<secret>[A-Za-z0-9+/=_]{60,400})", "gitleaks sentry-org-token, sentry-user-token"),
    _rule("a Shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_(?P<secret>[a-fA-F0-9]{32})", "gitleaks shopify-access-token and its kin"),
    _rule("a Square token", "EAAA sq0", r"(?:EAAA|sq0atp-|sq0csp-)(?P<secret>[A-Za-z0-9_-]{22,60})", "gitleaks square-access-token"),
    _rule("a Databricks token", "dapi", r"dapi(?P<secret>[a-f0-9]{32}(?:-[0-9])?)", "gitleaks databricks-api-token"),
    _rule("a Grafana token", "glsa_ glc_", r"(?:glsa_(?P<secret>[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}))", "gitleaks grafana-service-account-token"),
    _rule("a Grafana Cloud token", "glc_", r"glc_(?P<secret>[A-Za-z0-9+/]{32,400}={0,3})", "gitleaks grafana-cloud-api-token"),
    _rule("a Linear key", "lin_api_", r"lin_api_(?P<secret>[A-Za-z0-9]{40})", "gitleaks linear-api-key"),
    _rule("a Notion token", "ntn_", r"ntn_(?P<secret>[0-9]{11}[A-Za-z0-9]{35})", "gitleaks notion-api-token"),
    _rule("a Postman key", "PMAK-", r"PMAK-(?P<secret>[a-fA-F0-9]{24}-[a-fA-F0-9]{34})", "gitleaks postman-api-token"),
    _rule("a Pulumi token", "pul-", r"pul-(?P<secret>[a-f0-9]{40})", "gitleaks pulumi-api-token"),
    _rule("an Atlassian token", "ATATT3", r"ATATT3(?P<secret>[A-Za-z0-9_=-]{186})", "gitleaks atlassian-api-token"),
    _rule("a Doppler token", "dp.pt.", r"dp\.pt\.(?P<secret>[A-Za-z0-9]{43})", "gitleaks doppler-api-token"),
    _rule("an age secret key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1(?P<secret>[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})", "gitleaks age-secret-key"),
    _rule("a JSON Web Token", "eyJ", r"(?P<secret>eyJ[A-Za-z0-9_-]{14,2000}\.eyJ[A-Za-z0-9_-]{14,4000}\.[A-Za-z0-9_-]{16,2000})", "gitleaks jwt, detect-secrets JwtTokenDetector"),
)  # fmt: skip
"""The forms of tokens and keys."""

_KEY = re.compile(
    r"-----BEGIN (?P<kind>(?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?)-----(?P<secret>[^-]{32,20000}(?:-[^-]{1,200}){0,20}?)(?=-----END|\Z)"
)
"""A private key between its lines; gitleaks private-key, detect-secrets PrivateKeyDetector."""

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9+.-])[a-zA-Z][a-zA-Z0-9+.-]{1,20}://(?P<user>[^\s:/?#@\"'<>{}$|\\]{0,100}):(?P<secret>[^\s/?#@\"'<>{}$|\\]{3,200})@(?P<host>[^\s/?#:\"'<>{}]{1,250})"
)
"""An address with a password; detect-secrets BasicAuthDetector."""

# Passwords of databases that live as long as a job, and words that stand for one.
_PLACEHOLDER = re.compile(
    r"(?i:(?:my|your|the|test|dev|some|super|ci|db|app|local|example|sample|dummy|fake|default)*[-_.]*"
    r"(?:pass(?:word|wd|phrase)?|pw|pwd|secret|token|key|changeme|change[-_.]me|example|test(?:ing|er)?|user(?:name)?|admin(?:istrator)?|root|guest"
    r"|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|rabbit(?:mq)?|django|rails|sa|dev|foo|bar|baz|qux|abc|xyz|hello|none|null|x+|\*+|\.+|-+|_+)"
    r"[-_.]*[0-9]{0,6}!?)\Z"
)
_LOCAL = re.compile(
    r"(?i:localhost|127\.[0-9.]+|0\.0\.0\.0|host\.docker\.internal|\[::1\]|(?:[\w-]+\.)*example(?:\.(?:com|org|net))?)\Z"
)


def find_secrets(text: str) -> list[Secret]:
    """Return the secrets in a text, in order and apart from each other; examples and placeholders are none."""
    found = sorted(_all(text), key=lambda secret: (secret.start, -secret.end))
    kept: list[Secret] = []
    for secret in found:
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return kept


def mask(text: str) -> str:
    """Return a text with `*` for each character of a secret; nothing moves, and lines stay lines."""
    found = find_secrets(text)
    for secret in reversed(found):
        hidden = re.sub(r"[^\s]", "*", text[secret.start : secret.end])
        text = text[: secret.start] + hidden + text[secret.end :]
    return text


def _all(text: str) -> Iterator[Secret]:
    for rule in RULES:
        if any(keyword in text for keyword in rule.keywords):
            for match in rule.pattern.finditer(text):
                if not _is_example(match["secret"]):
                    yield Secret(rule.what, *match.span("secret"))
    if "PRIVATE KEY" in text:
        for match in _KEY.finditer(text):
            yield Secret("a private key", *match.span("secret"))
    if "://" in text and "@" in text:
        for match in _ADDRESS.finditer(text):
            password = match["secret"]
            if not (
                password == match["user"]
                or _LOCAL.match(match["host"])
                or "." not in match["host"]  # a service container, known by its name
                or _PLACEHOLDER.match(password)
                or _is_example(password)
            ):
                yield Secret("a password in an address", *match.span("secret"))


def _is_example(value: str) -> bool:
    """Tell whether a value is one of those that documents show: it says so, or repeats a few characters."""
    if re.search(
        r"(?i:example|placeholder|your|xxxx|dummy|fake|redacted|1234567890|abcdefghij|0123456789)", value
    ):
        return True
    return len(value) > 8 and len(set(value)) <= 4
