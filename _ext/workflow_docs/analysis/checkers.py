"""Which commands and actions check something: test runners, linters, type checkers, scanners, builders.

The lists hold programs by the name that a script calls them with. What an action does when it finds something is
from its own `action.yml`: some report and succeed unless an input says otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS, LINT, TYPES, SCAN, BUILD = "tests", "lint", "types", "scan", "build"
"""What a checker looks at."""

KINDS = (TESTS, LINT, TYPES, SCAN, BUILD)


def _by_kind(**kinds: str) -> dict[str, str]:
    return {name: kind for kind, names in kinds.items() for name in names.split()}


_PROGRAMS = _by_kind(
    tests="pytest py.test tox nox jest vitest mocha ava karma cypress playwright phpunit pest rspec cucumber behave"
    " robot ctest bats gotestsum nosetests stestr trial newman k6 locust mutmut stryker detox maestro nyc c8 junit",
    lint="ruff flake8 pylint eslint stylelint prettier black isort rubocop shellcheck shfmt hadolint golangci-lint"
    " staticcheck gofmt goimports clippy-driver yamllint ansible-lint markdownlint markdownlint-cli2 actionlint"
    " zizmor tflint biome oxlint standard xo commitlint codespell typos pre-commit prek djlint sqlfluff vale proselint"
    " ktlint detekt swiftlint swiftformat checkstyle phpcs php-cs-fixer credo buf cspell knip depcheck lychee"
    " markdown-link-check djhtml clang-format clang-tidy cppcheck cpplint mdformat taplo addlicense misspell revive",
    types="mypy pyright basedpyright pytype pyre tsc vue-tsc svelte-check flow phpstan psalm sorbet ty dialyzer attw"
    " typecheck arethetypeswrong",
    scan="bandit safety pip-audit semgrep trivy grype snyk gitleaks trufflehog checkov tfsec terrascan osv-scanner"
    " govulncheck gosec codeql brakeman bundler-audit kubeconform kubeval kube-linter kube-score conftest detect-secrets"
    " cargo-audit cargo-deny hawkeye licensed sonar-scanner dependency-check cosign",
    build="make cmake ninja gradle gradlew mvn mvnw ant bazel buck2 meson msbuild xcodebuild docker-compose helm sphinx-build mkdocs"
    " webpack vite rollup esbuild next nuxt hugo jekyll twine check-wheel-contents cibuildwheel buildah earthly",
)
# Programs that check with some words only.
_SUBCOMMANDS: dict[str, dict[str, str]] = {
    "go": {"test": TESTS, "vet": LINT, "build": BUILD, "fmt": LINT},
    "cargo": {
        "test": TESTS, "nextest": TESTS, "clippy": LINT, "fmt": LINT, "check": TYPES, "build": BUILD, "audit": SCAN,
        "deny": SCAN, "doc": BUILD, "bench": TESTS, "miri": TESTS, "llvm-cov": TESTS, "shear": LINT, "hack": BUILD,
    },
    "dotnet": {"test": TESTS, "build": BUILD, "format": LINT, "publish": BUILD},
    "docker": {"build": BUILD, "buildx": BUILD, "scout": SCAN},
    "swift": {"test": TESTS, "build": BUILD},
    "mix": {"test": TESTS, "credo": LINT, "compile": BUILD, "format": LINT, "dialyzer": TYPES},
    "flutter": {"test": TESTS, "analyze": LINT, "build": BUILD},
    "dart": {"test": TESTS, "analyze": LINT, "format": LINT},
    "deno": {"test": TESTS, "lint": LINT, "fmt": LINT, "check": TYPES},
    "bun": {"test": TESTS},
    "terraform": {"validate": LINT, "fmt": LINT},
    "tofu": {"validate": LINT, "fmt": LINT},
    "coverage": {"run": TESTS, "report": TESTS},
    "git": {"diff": LINT},
    "npm": {"test": TESTS, "t": TESTS, "audit": SCAN},
    "yarn": {"test": TESTS, "audit": SCAN},
    "pnpm": {"test": TESTS, "audit": SCAN},
    "composer": {"validate": LINT, "audit": SCAN, "test": TESTS},
    "rake": {"test": TESTS, "spec": TESTS},
    "rails": {"test": TESTS},
    "hatch": {"test": TESTS, "fmt": LINT, "build": BUILD},
    "ruby": {},
    "manage.py": {"test": TESTS, "check": LINT},
    "python-build": {},
    "uv": {"build": BUILD},
    "poetry": {"check": LINT, "build": BUILD},
    "kubectl": {},
    "lerna": {"test": TESTS},
    "nx": {"test": TESTS, "lint": LINT, "build": BUILD},
    "turbo": {"test": TESTS, "lint": LINT, "build": BUILD},
    "ng": {"test": TESTS, "lint": LINT, "build": BUILD},
    "react-scripts": {"test": TESTS, "build": BUILD},
    "playwright": {"test": TESTS},
    "stack": {"test": TESTS, "build": BUILD},
    "cabal": {"test": TESTS, "build": BUILD},
    "sbt": {"test": TESTS, "compile": BUILD},
    "lein": {"test": TESTS},
    "rebar3": {"eunit": TESTS, "ct": TESTS, "dialyzer": TYPES},
    "tauri": {"build": BUILD},
    "electron-builder": {},
}  # fmt: skip
_NO_CHECK = {"--version", "-V", "--help", "-h", "version", "install", "config", "--list"}
# Words before the command proper: `sudo -E pytest`, `uv run pytest`, `npx eslint .`.
_PREFIXES = frozenset(
    [
        "sudo",
        "time",
        "env",
        "nice",
        "ionice",
        "timeout",
        "nohup",
        "xvfb-run",
        "stdbuf",
        "command",
        "exec",
        "npx",
        "bunx",
        "pnpx",
        "retry",
        "unbuffer",
        "catchsegv",
        "xargs",
    ]
)
_RUNNERS = {
    "uv": {"run", "tool"},
    "uvx": set(),
    "pipx": {"run"},
    "poetry": {"run"},
    "pdm": {"run"},
    "pipenv": {"run"},
    "hatch": {"run"},
    "rye": {"run"},
    "pixi": {"run"},
    "conda": {"run"},
    "bundle": {"exec"},
    "pnpm": {"exec", "dlx"},
    "yarn": {"exec", "dlx"},
    "npm": {"exec"},
    "mise": {"exec", "x"},
    "docker": {"run", "exec"},
    "nix": {"develop"},
    "coverage": {"run"},
}
# Options of those that take a value.
_VALUED = frozenset(
    [
        "-n",
        "-u",
        "--group",
        "--extra",
        "--with",
        "--python",
        "-p",
        "--package",
        "--directory",
        "--project",
        "--env-file",
        "-e",
        "-v",
        "-w",
        "-m",
        "--signal",
        "-k",
        "--kill-after",
        "-s",
        "-x",
        "--from",
        "--only-group",
        "--no-group",
        "--index",
        "-C",
        "--filter",
        "-I",
        "-i",
        "-P",
        "-L",
        "--network",
        "--entrypoint",
    ]
)
_SCRIPT_NAMES = (
    (re.compile(r"(?:^|[:_-])(?:type-?check|types?|tsc|mypy|pyright)(?:$|[:_-])"), TYPES),
    (
        re.compile(r"(?:^|[:_-])(?:lint|format|fmt|style|prettier|eslint|stylelint|check-format)(?:$|[:_-])"),
        LINT,
    ),
    (
        re.compile(r"(?:^|[:_-])(?:tests?|spec|e2e|unit|integration|coverage|cov|jest|vitest)(?:$|[:_-])"),
        TESTS,
    ),
    (re.compile(r"(?:^|[:_-])(?:audit|scan|security)(?:$|[:_-])"), SCAN),
    (re.compile(r"(?:^|[:_-])(?:build|compile|bundle|dist|docs)(?:$|[:_-])"), BUILD),
    (re.compile(r"(?:^|[:_-])(?:check|verify|validate|ci)(?:$|[:_-])"), LINT),
)
_SCRIPT_RUNNERS = frozenset(
    {"npm", "yarn", "pnpm", "bun", "deno", "just", "task", "make", "poe", "invoke", "inv", "rake", "lerna"}
)
_QUOTES = "\"'"


def of_command(words: Sequence[str]) -> str | None:
    """Return what a command checks, one of `KINDS`, or None for a command that is no known checker."""
    rest = proper(words)
    if not rest:
        return None
    program = rest[0].replace("\\", "/").rpartition("/")[2].removesuffix(".exe").removesuffix(".cmd").lower()
    arguments = rest[1:]
    if any(word in _NO_CHECK for word in arguments[:1]):
        return None
    if re.fullmatch(r"python[0-9.]*|py", program):
        return _of_python(arguments)
    plain = [word for word in arguments if not word.startswith("-")]
    first = plain[0] if plain else ""
    if program == "git":
        return LINT if first == "diff" and {"--exit-code", "--check"} & set(arguments) else None
    if program == "docker" and first == "buildx":
        return BUILD if "build" in plain or "bake" in plain else None
    if program == "docker" and first == "compose":
        return BUILD if "build" in plain else None
    if program == "helm":
        return LINT if first in {"lint", "template"} else None
    if program in {"next", "vite", "nuxt", "webpack", "hugo", "jekyll", "mkdocs", "twine", "buf"} and first in {
        "dev", "start", "serve", "server", "upload", "preview", "push", "gh-deploy",
    }:  # fmt: skip
        return None
    if (known := _SUBCOMMANDS.get(program, {}).get(first)) is not None:
        return known
    if program in _SCRIPT_RUNNERS:
        return _of_script(program, plain)
    return _PROGRAMS.get(program) if program not in _SUBCOMMANDS else None


def _of_python(arguments: list[str]) -> str | None:
    if "-m" in arguments:
        module = arguments[arguments.index("-m") + 1 :]
        if module[:1] == ["unittest"]:
            return TESTS
        if module[:1] == ["build"]:
            return BUILD
        if module[:1] == ["compileall"] or module[:1] == ["py_compile"]:
            return LINT
        return of_command(module) if module else None
    plain = [word for word in arguments if not word.startswith("-")]
    if plain and plain[0].rpartition("/")[2] == "manage.py":
        return of_command(["manage.py", *plain[1:]])
    return None


def _of_script(program: str, plain: list[str]) -> str | None:
    """Return what `npm run lint`, `yarn lint` or `make test` checks: only the name of the script tells."""
    names = plain[1:] if plain[:1] in (["run"], ["run-script"], ["workspace"], ["workspaces"]) else plain
    if program == "npm" and names == plain:
        return None  # npm has no scripts without `run`, other than those above
    for name in names[:2]:
        for pattern, kind in _SCRIPT_NAMES:
            if pattern.search(name.lower()):
                return kind
    return BUILD if program == "make" and not names else None


def proper(words: Sequence[str]) -> list[str]:
    """Return the command without what only runs it: `sudo`, `uv run`, `npx` and the like, and settings of variables."""
    rest = [word.strip(_QUOTES) for word in words]
    for _ in range(6):
        while rest and re.match(r"[A-Za-z_]\w*=", rest[0]):
            rest.pop(0)
        if not rest:
            return rest
        program = rest[0].rpartition("/")[2]
        runner = _RUNNERS.get(program)
        if program in _PREFIXES or runner == set():
            after = rest[1:]
        elif runner is not None and len(rest) > 1 and rest[1] in runner:
            after = rest[2:]
            if program == "uv" and rest[1] == "tool":
                after = after[1:] if after[:1] == ["run"] else []
        else:
            return rest
        while after and (after[0].startswith("-") or re.fullmatch(r"[0-9]+[smh]?", after[0])):
            option = after.pop(0)
            if option == "--":
                break
            if option == "-m" and program in {"uv", "coverage", "pipenv", "poetry"}:
                after.insert(0, "-m")
                after.insert(0, "python")
                break
            if option in _VALUED and after:
                after.pop(0)
        if program == "docker" or not after:
            return rest if not after else after[1:]  # the first word is the image
        rest = after
    return rest


class Checker(NamedTuple):
    """An action that checks.

    `switch` is the input that makes it report only, with the value that it has by default and those values that
    make it soft; an empty `switch` with `soft` true is an action that always only reports.
    """

    kind: str
    switch: str = ""
    default: str = ""
    soft_values: tuple[str, ...] = ()
    reports_only: bool = False


_OFF = ("false", "no", "0", "")
_ON = ("true", "yes", "1")
_ACTIONS = {
    "codecov/codecov-action": Checker(TESTS, "fail_ci_if_error", "false", _OFF),
    "coverallsapp/github-action": Checker(TESTS, "fail-on-error", "true", _OFF),
    "aquasecurity/trivy-action": Checker(SCAN, "exit-code", "0", ("0", "")),
    "actions/dependency-review-action": Checker(SCAN, "warn-only", "false", _ON),
    "github/codeql-action/analyze": Checker(SCAN, reports_only=True),
    "ossf/scorecard-action": Checker(SCAN, reports_only=True),
    "anchore/scan-action": Checker(SCAN, "fail-build", "true", _OFF),
    "bridgecrewio/checkov-action": Checker(SCAN, "soft_fail", "false", _ON),
    "aquasecurity/tfsec-action": Checker(SCAN, "soft_fail", "false", _ON),
    "gitleaks/gitleaks-action": Checker(SCAN),
    "trufflesecurity/trufflehog": Checker(SCAN),
    "pypa/gh-action-pip-audit": Checker(SCAN),
    "zizmorcore/zizmor-action": Checker(SCAN),
    "golang/govulncheck-action": Checker(SCAN),
    "google/osv-scanner-action": Checker(SCAN),
    "hadolint/hadolint-action": Checker(LINT, "no-fail", "false", _ON),
    "golangci/golangci-lint-action": Checker(LINT),
    "dominikh/staticcheck-action": Checker(LINT),
    "super-linter/super-linter": Checker(LINT),
    "github/super-linter": Checker(LINT),
    "pre-commit/action": Checker(LINT),
    "pre-commit-ci/lite-action": Checker(LINT),
    "psf/black": Checker(LINT),
    "astral-sh/ruff-action": Checker(LINT),
    "chartboost/ruff-action": Checker(LINT),
    "ludeeus/action-shellcheck": Checker(LINT),
    "crate-ci/typos": Checker(LINT),
    "codespell-project/actions-codespell": Checker(LINT, "only_warn", "", _ON),
    "lycheeverse/lychee-action": Checker(LINT, "fail", "true", _OFF),
    "wagoid/commitlint-github-action": Checker(LINT, "failOnErrors", "true", _OFF),
    "amannn/action-semantic-pull-request": Checker(LINT),
    "re-actors/alls-green": Checker(TESTS),
    "cypress-io/github-action": Checker(TESTS),
    "dorny/test-reporter": Checker(TESTS, "fail-on-error", "true", _OFF),
    "mikepenz/action-junit-report": Checker(TESTS, "fail_on_failure", "false", _OFF),
    "EnricoMi/publish-unit-test-result-action": Checker(TESTS, "action_fail", "false", _OFF),
    "reactivecircus/android-emulator-runner": Checker(TESTS),
    "docker/build-push-action": Checker(BUILD),
    "docker/bake-action": Checker(BUILD),
    "pypa/cibuildwheel": Checker(BUILD),
    "PyO3/maturin-action": Checker(BUILD),
}  # fmt: skip
SOFT_SWITCHES: dict[str, tuple[str, ...]] = {
    "fail_ci_if_error": _OFF,
    "fail-on-error": _OFF,
    "fail_on_error": _OFF,
    "soft_fail": _ON,
    "soft-fail": _ON,
    "no-fail": _ON,
    "warn-only": _ON,
    "continue-on-error": _ON,
}
"""Inputs that make an action report only, with the values that do, for actions that are not in the list."""


def of_action(uses: str) -> Checker | None:
    """Return what is known of an action (`owner/name@ref`), or None."""
    name = uses.partition("@")[0]
    return _ACTIONS.get(name) or next(
        (value for key, value in _ACTIONS.items() if key.lower() == name.lower()), None
    )
