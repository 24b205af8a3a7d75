"""Settings of Kubernetes manifests: `replicas` is 3, requests of `cpu: 500m`, and the verbs that a role allows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow_docs.analysis.manifests import Setting
    from workflow_docs.claims.statements import Statement

_PAIR = re.compile(r"`(?P<key>[a-z][A-Za-z]{2,}):[ ]+(?P<value>[\w.-]+)`")
_KEY = re.compile(r"[a-z][A-Za-z]{3,}\Z")
_VALUE = re.compile(r"`?(?P<value>\d[\w.]*)`?\Z")
_VERBS = re.compile(r"verbs?(?: allowed)?|allowed verbs")
_WORD = re.compile(r"[a-z]+")
_NAMES = re.compile(r"`([a-z][a-z/.-]+)`")
# Keys of many things, whose values tell nothing.
_FREE = frozenset(
    {"name", "image", "value", "port", "path", "kind", "type", "protocol", "mode", "version", "size"}
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a setting that no manifest has with this value, and for verbs that a role does not allow."""
    manifests = statement.context.manifests
    if not manifests.settings or not statement.is_claim:
        return
    if statement.row and _VERBS.fullmatch(statement.label):
        yield from _check_verbs(statement)
        return
    for match in _PAIR.finditer(statement.source):
        known = manifests.settings.get(match["key"], ())
        row = statement.row.strip(" *`")
        inside = [setting for setting in known if row in setting.keys]
        if inside or not _is_of_workflows(match["key"], statement):
            yield from _check(match["key"], match["value"], inside or known, statement, match.start("value"))
    key = _key(statement)
    value = _VALUE.match(statement.source.strip())
    if key and value is not None and not _is_of_workflows(key, statement):
        offset = max(statement.source.find(value["value"]), 0)
        yield from _check(key, value["value"], manifests.settings.get(key, ()), statement, offset)


def _key(statement: Statement) -> str:
    """Return the key whose value a cell has, or what stands behind a label; empty where it is none."""
    if labels.VALUE.fullmatch(statement.label):
        key = statement.row.strip(" *`")
    else:
        key = statement.label if statement.label == statement.row.strip(" *`").lower() else ""
        key = statement.row.strip(" *`") if key else ""
    return key if _KEY.match(key) and key.lower() not in _FREE else ""


def _is_of_workflows(key: str, statement: Statement) -> bool:
    """Tell whether some workflow has the key: then it is as likely meant."""
    context = statement.context
    return any(key in context.settings(workflow) for workflow in context.repository.workflows)


def _check(
    key: str, said: str, known: Sequence[Setting], statement: Statement, offset: int
) -> Iterator[Finding]:
    if not known or key in _FREE or said in {setting.value for setting in known}:
        return
    if not statement.context.manifests.knows_all(key):
        return
    real = ", ".join(dict.fromkeys(setting.value for setting in known[:4]))
    yield Finding(
        Code.VALUE, Judgement.CONTRADICTED, f"{key} is {real} in the manifests", statement.at(offset), statement.shown(),
        known[0].position, confidence=0.7,
    )  # fmt: skip


def _check_verbs(statement: Statement) -> Iterator[Finding]:
    manifests = statement.context.manifests
    said = set(_WORD.findall(statement.text))
    for match in _NAMES.finditer(statement.row):
        rules = manifests.rights.get(match[1], ()) if manifests.knows_all(match[1]) else ()
        allowed = [set(rule.verbs) for rule in rules]
        if said and rules and said not in allowed and said != set().union(*allowed):
            real = ", ".join(sorted(set().union(*allowed)))
            yield Finding(
                Code.VALUE, Judgement.CONTRADICTED, f"the roles allow {real} for {match[1]}", statement.at(), statement.shown(),
                rules[0].position, confidence=0.7,
            )  # fmt: skip
            return
