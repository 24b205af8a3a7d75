"""Values of settings: `KEY: value` in code, and the values and defaults of variables in tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.position import Position

_SETTING = re.compile(r"`(?P<key>[A-Za-z][\w-]{2,})(?:(?P<colon>:[ ]+)|=)(?P<value>[^`\n]{1,80})`")
_VARIABLE = re.compile(r"`?(?P<name>[A-Z][A-Z0-9_]{2,})`?")
_PLACEHOLDER = re.compile(r"<|\.\.\.|…|\$|\*\*\*|your|example|xxx|\{", re.IGNORECASE)
# Keys whose values tell nothing by themselves, as they stand in a file many times.
_FREE = frozenset(
    {
        "name",
        "run",
        "id",
        "uses",
        "if",
        "env",
        "with",
        "path",
        "key",
        "on",
        "description",
        "title",
        "value",
        "type",
        "file",
        "status",
        "shell",
        "default",
    }
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a value that the setting does not have wherever it may be meant."""
    if labels.VALUE.fullmatch(statement.label) is not None:
        name = _VARIABLE.fullmatch(statement.row.strip().strip("*"))
        if name is not None:
            yield from _check_variable(statement, name["name"], statement.context)
    if "`" in statement.source and statement.is_claim and statement.subject.workflow is not None:
        for match in _SETTING.finditer(statement.source):
            yield from _check_setting(statement, match, statement.context)


def _check_variable(statement: Statement, name: str, context: Context) -> Iterator[Finding]:
    codes = re.findall(r"`([^`]+)`", statement.source)
    said = _bare(codes[0] if len(codes) == 1 else statement.text)
    if (
        not said
        or _PLACEHOLDER.search(said)
        or (len(codes) != 1 and (" " in said or not re.search(r"\w", said)))
        or said in {"-", "–", "—"}
    ):
        return
    known = _known(name, statement, context)
    if (
        not known
        or any("${{" in value or "\n" in value for value, _ in known)
        or said in {_bare(value) for value, _ in known}
    ):
        return
    if said.lower() in {"none", "empty", "unset", "(none)", "required", "n/a"}:
        return
    yield _finding(name, known, statement, max(statement.source.find(said), 0), 0.75)


def _check_setting(statement: Statement, match: re.Match[str], context: Context) -> Iterator[Finding]:
    key, said = match["key"], _bare(match["value"].split(" #")[0])
    if key.lower() in _FREE or (match["colon"] is None and not key.isupper()) or _PLACEHOLDER.search(said):
        return
    known = _known(key, statement, context)
    if (
        not known
        or any("${{" in value or "\n" in value for value, _ in known)
        or said in {_bare(value) for value, _ in known}
    ):
        return
    yield _finding(key, known, statement, match.start("value"), 0.7)


def _known(key: str, statement: Statement, context: Context) -> list[tuple[str, Position]]:
    """Return the values of a key where the statement looks: in the job, or else in the workflow, or anywhere."""
    scope = statement.subject
    workflows = [scope.workflow] if scope.workflow is not None else list(context.repository.workflows)
    found = [each for workflow in workflows for each in context.settings(workflow).get(key, ())]
    for job in scope.jobs:
        inside = [each for each in found if each.job == job.id.value]
        if inside:
            return [(each.value, each.position) for each in inside]
    if scope.workflow is None and len({each.value for each in found}) > 3:
        return []
    return [(each.value, each.position) for each in found]


def _finding(
    key: str, known: list[tuple[str, Position]], statement: Statement, offset: int, confidence: float
) -> Finding:
    real = ", ".join(dict.fromkeys(repr(value) for value, _ in known[:4]))
    return Finding(
        Code.VALUE, Judgement.CONTRADICTED, f"{key} is {real}", statement.at(offset), statement.shown(), known[0][1],
        confidence=confidence,
    )  # fmt: skip


def _bare(value: str) -> str:
    return value.strip().strip("\"'`").strip()
