"""Versions: `Python 3.11`, `actions/checkout@v4`, `postgres:15`, held against what workflows set up and run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis import matrix
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.claims.images import IMAGE
from workflow_docs.workflow.model import Job, Text, UsesStep, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.scope import Scope
    from workflow_docs.claims.statements import Statement
    from workflow_docs.workflow.model import Entry, Workflow
    from workflow_docs.workflow.position import Position

_TOOLS = {
    "python": "python-version", "node.js": "node-version", "node": "node-version", "nodejs": "node-version", "go": "go-version",
    "java": "java-version", "jdk": "java-version", "ruby": "ruby-version", "php": "php-version", ".net": "dotnet-version",
    "flutter": "flutter-version", "pnpm": "version", "rust": "toolchain", "kubectl": "version", "terraform": "terraform_version",
    "helm": "version",
}  # fmt: skip
_ACTIONS = {
    "kubectl": "azure/setup-kubectl", "pnpm": "pnpm/action-setup", "helm": "azure/setup-helm", "terraform": "hashicorp/setup-terraform",
}  # fmt: skip
_SAID = re.compile(
    r"(?<![\w./-])(?P<tool>Python|Node\.js|NodeJS|Node|Go|Java|JDK|Ruby|PHP|\.NET|Flutter|pnpm|Rust|kubectl|Terraform|Helm)[ \t]+(?:version[ \t]+|versions[ \t]+)?v?"
    r"(?P<versions>\d+(?:\.(?:\d+|x))*(?:[ \t]*(?:,|/|and|&|,[ \t]*and)[ \t]*v?\d+(?:\.(?:\d+|x))*)*)(?P<more>\+|[ \t]*(?:or|and)[ \t]+(?:newer|later|above|higher|up)|[ \t]*[-–][ \t]*\d|[\w-]*)",
)
_NUMBER = re.compile(r"\d+(?:\.(?:\d+|x))*")
_LABEL = re.compile(r"(?P<tool>python|node(?:\.js)?|nodejs|go|java|ruby|php)(?: versions?)?\Z")
_DIGIT = re.compile(r"\d")
_CI = re.compile(r"\b(?:CI|workflows?|pipelines?|jobs?|runners?|GitHub Actions|matrix)\b")
_USES = re.compile(
    r"(?<![\w./@-])(?P<action>[A-Za-z0-9][\w.-]*/[\w./-]+)@(?P<ref>v?\d\w*(?:\.\w+)*|main|master|[0-9a-f]{40})(?![\w.-])"
)
_EVERYWHERE = re.compile(
    r"\b(?:throughout|everywhere|all (?:workflows|jobs)|every (?:workflow|job)|always)\b", re.IGNORECASE
)


class _Fact(NamedTuple):
    value: str
    position: Position


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a version that the workflows do not use."""
    text = statement.text
    if "@" in text:
        yield from _check_actions(statement, statement.context)
    if _DIGIT.search(text):
        yield from _check_tools(statement, statement.context)
        if ":" in text and "`" in statement.source:
            yield from _check_images(statement, statement.context)


# -- what is set up ---------------------------------------------------------------------------------------


def _check_tools(statement: Statement, context: Context) -> Iterator[Finding]:
    if not statement.is_claim or statement.is_negated:
        return
    label = _LABEL.match(statement.label)
    if label is not None:
        if re.search(r"\d\s*(?:\+|or|-|–|≥|>)", statement.text) or re.search(r"[≥>~^]", statement.text):
            return
        yield from _compare(
            statement, label["tool"], list(_NUMBER.finditer(statement.text)), context, whole=True
        )
        return
    del label
    for match in _SAID.finditer(statement.text):
        if match["more"].strip():
            continue
        versions = list(_NUMBER.finditer(statement.text, match.start("versions"), match.end("versions")))
        yield from _compare(statement, match["tool"].lower(), versions, context, whole=False)


def _compare(
    statement: Statement, tool: str, said: list[re.Match[str]], context: Context, *, whole: bool
) -> Iterator[Finding]:
    scope = statement.subject
    if (
        scope.workflow is None
        and not _CI.search(statement.text)
        and not any(_CI.search(above) for above in [statement.row])
    ):
        return
    facts = _set_up(scope, tool, context)
    if not facts or (scope.workflow is None and not context.pipeline):
        return
    wrong = False
    for match in said:
        if not any(_same(match.group(), fact.value) for fact in facts):
            wrong = True
            real = ", ".join(dict.fromkeys(fact.value for fact in facts))
            where = scope.workflow.file if scope.workflow is not None else "the workflows"
            yield Finding(
                Code.TOOL_VERSION, Judgement.CONTRADICTED, f"{where} sets up {tool} {real}, not {match.group()}",
                statement.at(match.start()), statement.shown(), facts[0].position, confidence=0.8 if scope.workflow is not None else 0.6,
            )  # fmt: skip
    if whole and len(said) > 1 and not wrong:
        for fact in facts:
            if not any(_same(match.group(), fact.value) for match in said):
                yield Finding(
                    Code.TOOL_VERSION, Judgement.CONTRADICTED, f"the list leaves out {tool} {fact.value}", statement.at(said[0].start()),
                    statement.shown(), fact.position, confidence=0.6,
                )  # fmt: skip
                return


def _same(said: str, real: str) -> bool:
    ours, theirs = (
        said.removesuffix(".x").split("."),
        real.lstrip("v").removesuffix(".x").split("-")[0].split("."),
    )
    count = min(len(ours), len(theirs))
    return ours[:count] == theirs[:count]


def _set_up(scope: Scope, tool: str, context: Context) -> list[_Fact]:
    """Return the versions of a tool that steps set up; nothing where one is known in a run only."""
    key = _TOOLS[tool]
    workflows = [scope.workflow] if scope.workflow is not None else list(context.repository.workflows)
    found: list[_Fact] = []
    for workflow in workflows:
        for job in scope.all_jobs() if scope.workflow is not None else workflow.jobs:
            for step in steps_of(job):
                if not isinstance(step, UsesStep) or not isinstance(job, Job):
                    continue
                action = step.uses.value.partition("@")[0].lower()
                wanted = _ACTIONS.get(tool)
                if (wanted is not None and action != wanted) or (
                    wanted is None and "setup" not in action and "toolchain" not in action
                ):
                    continue
                if f"{key}-file" in {entry.name for entry in step.with_}:
                    return []
                entry = next((entry for entry in step.with_ if entry.name == key), None)
                if entry is not None and isinstance(entry.value, Text):
                    values = _resolved(entry.value, workflow, job)
                    if values is None:
                        return []
                    found.extend(
                        _Fact(value, entry.value.position) for value in values if re.match(r"v?\d", value)
                    )
    return found


def _resolved(text: Text, workflow: Workflow, job: Job) -> list[str] | None:
    """Return what a value is in the runs of a job; None where that is not written out."""
    if "${{" not in text.value:
        return [line.strip() for line in text.value.split("\n") if line.strip()]
    match = re.fullmatch(r"\$\{\{\s*(matrix|env)\.([\w-]+)\s*\}\}", text.value.strip())
    if match is None:
        return None
    if match[1] == "env":
        entries: Iterable[Entry] = (*job.env, *workflow.env)
        value = next((entry.text for entry in entries if entry.name == match[2]), None)
        return [value] if value is not None and "${{" not in value else None
    legs = matrix.legs(job.strategy)
    if legs is None:
        return None
    return list(dict.fromkeys(str(leg[match[2]]) for leg in legs if match[2] in leg)) or None


# -- actions ----------------------------------------------------------------------------------------------


def _check_actions(statement: Statement, context: Context) -> Iterator[Finding]:
    for match in _USES.finditer(statement.text):
        known = context.vocabulary.uses.get(match["action"].lower())
        if known is None or not statement.is_claim or re.search(r"→|->|\bfrom\b", statement.text):
            continue
        scope = statement.subject
        inside = [
            use for use in known if scope.workflow is not None and use.path == scope.workflow.path
        ] or known
        refs = {use.ref for use in inside}
        if _EVERYWHERE.search(statement.text) and scope.workflow is None:
            other = next((use for use in inside if not _same_ref(match["ref"], use.ref, use.comment)), None)
            if other is not None:
                yield Finding(
                    Code.ACTION_VERSION, Judgement.CONTRADICTED, f"{match['action']} is used at {', '.join(sorted(refs))}",
                    statement.at(match.start("ref")), statement.shown(), other.position, confidence=0.75,
                )  # fmt: skip
                continue
        if not any(_same_ref(match["ref"], use.ref, use.comment) for use in inside):
            yield Finding(
                Code.ACTION_VERSION, Judgement.CONTRADICTED, f"{match['action']} is used at {', '.join(sorted(refs))}, not at {match['ref']}",
                statement.at(match.start("ref")), statement.shown(), inside[0].position, confidence=0.85,
            )  # fmt: skip


def _same_ref(said: str, real: str, comment: str) -> bool:
    return (
        said == real
        or (comment != "" and _same(said.lstrip("v"), comment))
        or real.startswith(f"{said}.")
        or (re.fullmatch(r"[0-9a-f]{7,39}", said) is not None and real.startswith(said))  # a short commit
    )


# -- images -----------------------------------------------------------------------------------------------


def _check_images(statement: Statement, context: Context) -> Iterator[Finding]:
    for code in re.finditer(r"`([^`]+)`", statement.source):
        match = IMAGE.search(code[1]) if " " not in code[1] else None
        known = context.vocabulary.images.get(match["image"]) if match is not None else None
        if match is None or known is None or not statement.is_claim:
            continue
        if match["tag"] not in known and not any("$" in tag for tag in known):
            tag = next(iter(known))
            yield Finding(
                Code.IMAGE_TAG, Judgement.CONTRADICTED, f"the image {match['image']!r} is used with {', '.join(known)}, not with {match['tag']}",
                statement.at(code.start(1)), statement.shown(), known[tag], confidence=0.75,
            )  # fmt: skip
