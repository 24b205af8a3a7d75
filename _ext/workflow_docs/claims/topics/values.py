"""Values of settings: `KEY: value` in code, and the values and defaults of variables in tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels
from workflow_docs.claims.documents import plain
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.claims.scope import Scope
from workflow_docs.workflow.model import Job, RunStep, Text

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
    context = statement.context
    source = statement.source
    if labels.VALUE.fullmatch(statement.label):
        row = statement.row.strip().strip("*`")
        if _VARIABLE.fullmatch(row):
            yield from _check_variable(statement, row, context)
        elif statement.label.startswith("default"):
            yield from _check_default(statement, None, row)
    elif statement.row:
        yield from _check_row(statement, context)
    # Whoever is told to change a value is told the present one.
    for match in _FROM.finditer(source):
        yield from _check_setting(statement, match, context)
    if "`" not in source or not statement.is_claim or statement.subject.workflow is None:
        return
    for match in (*_SETTING.finditer(source), *_IS.finditer(source)):
        yield from _check_setting(statement, match, context)
    for match in _OFF.finditer(source):
        yield from _check_setting(statement, match, context)
    for match in _FLAG.finditer(source):
        yield from _check_flag(statement, match)
    if not statement.row:  # commands in tables are judged with the steps that they stand beside
        for match in _COMMAND.finditer(source):
            yield from _check_flag(statement, match)
    if (default := _DEFAULT_IS.search(source)) is not None:
        yield from _check_default(statement, default, "")


_IS = re.compile(
    r"`(?P<key>[A-Z][A-Z0-9_]{2,}|[a-z][a-z]+(?:-[a-z]+)+)`(?:\s+(?:is|are|=|to|of|set to|is set to|defaults to|points to|being)(?=\s))(?:\s{2,}(?:is|are|=|to|of|set to|is set to|defaults to|points to|being)(?=\s))*\s+(?:always\s+|just\s+)?`(?P<value>[^`\n]{1,80})`"
)
_FROM = re.compile(
    r"`(?P<key>[A-Z][A-Z0-9_]{2,}|[a-z]+(?:-[a-z]+)+)`(?:\]\([^)\s]*\))?\s+from\s+`(?P<value>[^`\n]{1,80})`\s+to\b"
)
_OFF = re.compile(
    r"`(?P<key>fail-fast|cancel-in-progress|continue-on-error)`\s+is\s+(?P<word>on|off|enabled|disabled|true|false)\b"
)
_DEFAULTS = {
    "fail-fast": "true",
    "cancel-in-progress": "false",
    "continue-on-error": "false",
    "push": "false",
    "persist-credentials": "true",
}
_FLAG = re.compile(r"`(?P<flag>--[a-z][\w-]+)(?:=|[ ]+)(?P<value>[\w.%:/-]+)`")
# An option within a command: judged only where scripts run the program with that option.
_COMMAND = re.compile(
    r"`(?:\./)?(?P<program>[\w./-]+)[ ][^`\n]{0,200}?(?P<flag>--[a-z][\w-]+)=(?P<value>[\w.%:/-]+)(?![\w…])[^`\n]{0,300}`"
)
_URL = re.compile(r"`?(?P<value>https?://[^\s`|)>]+)`?")
_DEFAULT_IS = re.compile(
    r"\b(?:the\s+default\s+is|defaults?\s+to|by\s+default(?:\s+it\s+is|\s)|default:)\s+`(?P<value>[^`\n]{1,60})`",
    re.IGNORECASE,
)


def _check_row(statement: Statement, context: Context) -> Iterator[Finding]:
    """Check a cell beside the name of a setting (`contents`, *Image name*), or of an environment with its address."""
    row = statement.row.strip().strip("*").strip()
    key = row.strip("`")
    address = _URL.fullmatch(statement.source.strip())
    if address is not None:
        urls = [
            (place.job.environment.url.value, place.job.environment.url.position)
            for place in context.deploying.get(key.lower(), ())
            if isinstance(place.job, Job)
            and place.job.environment is not None
            and place.job.environment.url is not None
        ]
        if (
            urls
            and not any("$" in url for url, _ in urls)
            and address["value"].rstrip("/") not in {url.rstrip("/") for url, _ in urls}
        ):
            yield _finding(f"the address of {key}", urls, statement, statement.source.find("http"), 0.75)
        return
    if statement.label != " ".join(plain(row).lower().split()):
        return  # another column of a wider table
    said = _bare(statement.text)
    if not row.startswith("`"):
        key = "_".join(key.upper().split()) if len(key.split()) == 2 else ""
    if not key or key.lower() in _FREE or not re.fullmatch(r"[\w./:-]+", said) or _PLACEHOLDER.search(said):
        return
    known = _known(key, statement, context)
    values = {_bare(value) for value, _ in known}
    if (
        known
        and len(values) < 3
        and said not in values
        and not any("$" in value or "\n" in value for value in values)
    ):
        yield _finding(key, known, statement, max(statement.source.find(said), 0), 0.65)


def _check_flag(statement: Statement, match: re.Match[str]) -> Iterator[Finding]:
    """Check an option with a value that stands alone in code, against the scripts that are meant."""
    flag, said = match["flag"], match["value"]
    program = match.groupdict().get("program")
    before = rf"{re.escape(program)}\b[^\n]{{0,300}}?" if program is not None else ""
    pattern = re.compile(rf"{before}(?<![\w-]){re.escape(flag)}(?:=|[ ]+)[\"']?(?P<value>[^\s\"'\\)]+)")
    scope = statement.subject
    everywhere = Scope(scope.workflow).all_steps()
    if any(
        value["value"].strip("\"'") == said
        for _, step in everywhere
        if isinstance(step, RunStep)
        for value in pattern.finditer(step.run.value)
    ):
        return
    found = [
        (value["value"], step.run.at(value.start()))
        for _, step in scope.all_steps()
        if isinstance(step, RunStep)
        for value in pattern.finditer(step.run.value)
    ]
    if found and not any("$" in value for value, _ in found):
        yield _finding(flag, found, statement, match.start("value"), 0.75)


def _check_default(statement: Statement, match: re.Match[str] | None, name: str) -> Iterator[Finding]:
    """Check the default of an input: the one that is named, or the only one that could take the value."""
    workflow = statement.subject.workflow
    inputs = (
        [item for trigger in workflow.triggers for item in trigger.inputs] if workflow is not None else []
    )
    said = _bare(match["value"] if match is not None else statement.text)
    if name:
        inputs = [item for item in inputs if item.name.value == name]
    else:
        named = [item for item in inputs if f"`{item.name.value}`" in statement.source]
        inputs = named or [item for item in inputs if said in {option.value for option in item.options}]
    if len(inputs) != 1 or not isinstance(inputs[0].default, Text) or not said:
        return
    real = inputs[0].default
    if (
        _bare(real.value) != said
        and re.fullmatch(r"[\w./:-]+", said)
        and said.lower() not in {"none", "empty", "yes", "no"}
        and real.value
    ):
        offset = match.start("value") if match is not None else max(statement.source.find(said), 0)
        yield _finding(
            f"the default of {inputs[0].name.value}", [(real.value, real.position)], statement, offset, 0.75
        )


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
    groups = match.groupdict()
    key = match["key"]
    if "word" in groups:
        said = "true" if match["word"] in {"on", "enabled", "true"} else "false"
    else:
        said = _bare(match["value"].split(" #")[0])
        if "colon" in groups and match["colon"] is None and match["value"][:1] not in {"'", '"'}:
            said = said.split(" ", 1)[0]  # behind `NAME=value` a command follows
    if "colon" in groups and match["colon"] is None and not key.isupper():
        return
    if key.lower() in _FREE or _PLACEHOLDER.search(said):
        return
    known = _known(key, statement, context)
    place = match.start("word" if "word" in groups else "value")
    scope = statement.subject
    if (
        not known
        and key in _DEFAULTS
        and said != _DEFAULTS[key]
        and scope.workflow is not None
        and (key != "fail-fast" or any(isinstance(job, Job) and job.strategy for job in scope.all_jobs()))
    ):
        where = scope.job.position if scope.job is not None else scope.workflow.position
        yield _finding(key, [(f"{_DEFAULTS[key]}, as nothing sets it", where)], statement, place, 0.6)
    if (
        not known
        or any("$" in value or "\n" in value for value, _ in known)
        or said in {_bare(value) for value, _ in known}
    ):
        return
    yield _finding(key, known, statement, place, 0.7)


def _known(key: str, statement: Statement, context: Context) -> list[tuple[str, Position]]:
    """Return the values of a key where the statement looks: in the job, or else in the workflow, or anywhere."""
    scope = statement.subject
    workflows = [scope.workflow] if scope.workflow is not None else list(context.repository.workflows)
    found = [each for workflow in workflows for each in context.settings(workflow).get(key, ())]
    for job in scope.jobs:
        inside = [each for each in found if each.job == job.id.value]
        if inside:
            return [(each.value, each.position) for each in inside]
    if scope.jobs and key in _DEFAULTS:
        return []  # what another job sets is nothing to this one
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
