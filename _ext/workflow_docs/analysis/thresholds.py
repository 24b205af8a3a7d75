"""The limits that a check judges by: in its own command, in Python within it, and in the files its tools read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.workflow.model import RunStep
from workflow_docs.workflow.numbers import whole

from . import directions, durations, scripts
from .inline import PYTHON, texts
from .shell import python
from .tool_settings import Threshold, in_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Job, Step, Workflow
    from workflow_docs.workflow.repository import Repository


class _Form(NamedTuple):
    """A way of writing a limit that is common in workflows, with the words that it stands for.

    `passes` is what has to be so for the check to pass: empty where the words say it, and None for a limit by which nothing
    is judged, such as how many tests may fail before the run stops.
    """

    pattern: re.Pattern[str]
    words: str
    passes: str | None


_VALUE = r"[\"']?(?P<value>\d[\d.]*|\$\{?[A-Za-z_]\w*\}?|\$\{\{[^}]*\}\})[\"']?"
_NAME = r"\$?\{?(?P<left>[A-Za-z_]\w*)\}?"
_COMPARED = "{left} {operator} {value}"
_FORMS = (
    _Form(re.compile(rf"--cov-fail-under[= ]{_VALUE}"), "≥ {value} %", "coverage ≥ {value} %"),
    _Form(re.compile(rf"--fail-under[= ]{_VALUE}"), "≥ {value} %", "{subject}≥ {value}{percent}"),
    _Form(re.compile(r"--coverageThreshold[= ](?P<value>\S+)"), "{value}", ""),
    _Form(re.compile(rf"--max-warnings[= ]{_VALUE}"), "≤ {value} warnings", "at most {value} warnings"),
    _Form(re.compile(rf"--maxfail[= ]{_VALUE}"), "stops after {value} failures", None),
    _Form(re.compile(rf"--reruns[= ]{_VALUE}"), "{value} retries", ""),
    _Form(
        re.compile(r"--(?P<what>lines|branches|functions|statements)[= ](?P<value>\d[\d.]*)"),
        "≥ {value} % {what}",
        "{what} covered ≥ {value} %",
    ),
    _Form(
        re.compile(r"--(?:severity-level|audit-level|severity)[= ](?P<value>[\w,]+)"),
        "severity {value}",
        "nothing found of severity {value}",
    ),
    _Form(
        re.compile(rf"(?<!\$\?)\s-(?P<operator>lt|le|gt|ge|eq|ne)\s+{_VALUE}(?![\w.])"),
        "{operator} {value}",
        _COMPARED,
    ),
    # `echo "$COVERAGE < 70" | bc`, and `(( coverage < 70 ))`
    _Form(
        re.compile(
            r"(?:echo|printf|<<<)\s*+[\"']?(?P<left>[^\"'|<>=\n]{0,200}?\S)\s{0,20}(?P<operator><=|>=|<|>|==)\s*(?P<value>\d[\d.]*)"
            r"[\"']?(?=\s*\|\s*bc\b)"
        ),
        "{operator} {value}",
        _COMPARED,
    ),
    _Form(
        re.compile(rf"\(\(\s*{_NAME}\s*(?P<operator><=|>=|<|>|==|!=)\s*(?P<value>\d[\d.]*)\s*\)\)"),
        "{operator} {value}",
        _COMPARED,
    ),
)
_LEFT = re.compile(rf"[\"']?{_NAME}[\"']?\Z")
MAX_NAME = 200
"""How far before a comparison its left side is looked for."""

_OPERATORS = {
    "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠",
}  # fmt: skip
_CONSTANT = re.compile(
    r"^[ \t]*(?:export\s+|readonly\s+|const\s+)?"
    r"(?P<name>[A-Z0-9_]{0,60}(?:MIN|MAX|THRESHOLD|LIMIT)[A-Z0-9_]{0,60})(?:\s*:\s*\w+)?\s*=\s*[\"']?(?P<value>\d[\d.]*)\b",
    re.MULTILINE,
)
_VARIABLE = re.compile(r"\$\{?(?P<name>[A-Za-z_]\w*)\}?|\$\{\{\s*env\.(?P<env>\w+)\s*\}\}")


def of_step(repository: Repository, workflow: Workflow, job: Job, step: Step) -> list[Threshold]:
    """Return the limits of a step: in its script, in the files that it runs, in the settings that its tools read."""
    if not isinstance(step, RunStep):
        return []
    environment = _environment(workflow, job, step)
    found: list[Threshold] = []
    for script in scripts.scripts(repository, workflow, job, step):
        if script.path is not None:
            found.extend(_constants(script))
            continue
        found.extend(_limits(script, environment))
        found.extend(_in_python(script))
    found.extend(in_settings(repository, workflow, job, step))
    return found


def _environment(workflow: Workflow, job: Job, step: RunStep) -> dict[str, str]:
    """Return the variables with a value that is written out; the nearest one counts."""
    return {
        entry.name: entry.text
        for scope in (workflow.env, job.env, step.env)
        for entry in scope
        if entry.text is not None and "${{" not in entry.text
    }


def _constants(script: scripts.Script) -> Iterator[Threshold]:
    for match in _CONSTANT.finditer(script.text):
        name, value = match["name"], match["value"]
        place = script.at(match.start("name"))
        yield Threshold(f"{name} = {value}", match.group().strip(), place, _constant_passes(name, value))


def _constant_passes(name: str, value: str) -> str:
    """Return what a constant wants, as its name says it: `MIN_PASS_RATE` is a least pass rate."""
    words = name.lower().split("_")
    for bounds, sign in ((("min", "minimum"), "≥"), (("max", "maximum", "limit"), "≤")):
        rest = [word for word in words if word and word not in bounds]
        if len(rest) < len(words) and rest and "threshold" not in rest:
            return f"{' '.join(rest)} {sign} {value}"
    return ""


def _limits(script: scripts.Script, environment: dict[str, str]) -> Iterator[Threshold]:
    for form in _FORMS:
        for match in form.pattern.finditer(script.text):
            groups = {key: _OPERATORS.get(value, value) for key, value in match.groupdict().items()}
            value = groups["value"]
            variable = _VARIABLE.fullmatch(value)
            if variable is not None:
                name = variable["name"] or variable["env"]
                known = environment.get(name)
                if known is None or not re.fullmatch(r"\d[\d.]*", known):
                    continue
                groups["value"] = f"{known} ({name})"
            elif "$" in value:
                continue
            offset = match.start() + len(match.group()) - len(match.group().lstrip())
            yield Threshold(
                form.words.format(**groups),
                match.group().strip(),
                script.at(offset),
                _passes(form, script, match, groups),
            )


def _passes(form: _Form, script: scripts.Script, match: re.Match[str], groups: dict[str, str]) -> str | None:
    text = script.text
    if form.passes is None:
        return None
    if form.passes != _COMPARED:
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        covers = re.search(r"\b(?:coverage|interrogate|diff-cover|diff-quality)\b", line) is not None
        return form.passes.format(
            subject="coverage " if covers else "", percent=" %" if covers else "", **groups
        )
    left = _LEFT.search(
        groups["left"] if "left" in groups else text[max(match.start() - MAX_NAME, 0) : match.start()]
    )
    holds = directions.must_hold(text, match.start(), match.end())
    if left is None or holds is None:
        return ""
    operator = groups["operator"] if holds else python.INVERTED[groups["operator"]]
    name = left["left"].lower().replace("_", " ")
    return f"{name} {operator} {groups['value']}{_unit(name, groups['value'])}"


def _unit(name: str, value: str) -> str:
    """Return a time in words where the name says that it is one in seconds."""
    seconds = whole(value)
    if seconds is None or seconds < 60 or not re.search(r"\bsec(?:ond)?s?$", name):
        return ""
    return f" ({durations.in_words(seconds)})"


def _in_python(script: scripts.Script) -> Iterator[Threshold]:
    for inline in texts(script.text):
        if inline.language != PYTHON:
            continue
        for comparison in python.comparisons(inline.text):
            lines = inline.text.split("\n")
            offset = (
                inline.offset
                + sum(len(line) + 1 for line in lines[: comparison.line - 1])
                + comparison.column
            )
            yield Threshold(comparison.text, comparison.text, script.at(offset), comparison.passes)
