"""Names with the word for what they are: the `build` job, the artifact `dist`, the `API_TOKEN` secret."""

from __future__ import annotations

import difflib
import fnmatch
import re
from typing import TYPE_CHECKING

from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.statements import Statement

_KINDS = r"job|workflow file|workflow|step|secret|environment variable|env(?:ironment)? var|variable|artifact|environment|input|service container|service|gate|fixture|title"
_MARKED = r"(?P<mark{0}>`|\*\*)(?P<name{0}>[^`*\n]{{1,60}}[^`*:\n])(?P=mark{0})"
_NOUN = re.compile(
    rf"{_MARKED.format(1)}\s+(?:[a-z]+\s+)?(?P<kind1>{_KINDS})\b(?!\s*[`*(\"'-])|\b(?P<kind2>{_KINDS})s?:?\s+(?:named\s+|called\s+|is\s+)?{_MARKED.format(2)}(?!\s+(?:{_KINDS}|option|flag|key|command|branch|label|action|file|folder)\b)",
    re.IGNORECASE,
)
_KIND = re.compile(_KINDS, re.IGNORECASE)
_CODE = re.compile(r"`([^`\n]{1,80})`")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}\Z")
_PLACEHOLDER = re.compile(
    r"[<>{}$*\[\]]|\.\.\.|…|^(?:my|your|example|foo|some)\b|YOUR|EXAMPLE|\bX{2,}", re.IGNORECASE
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a name that nothing of its kind has."""
    source = statement.source
    if "`" not in source and "**" not in source:
        return
    if not statement.is_claim and re.search(r"\b(?:add|create|new)\b", statement.text, re.IGNORECASE):
        return
    kind = labels.kind(statement.label) if statement.label else None
    seen: set[int] = set()
    if kind is not None:
        for code in _CODE.finditer(source):
            # In words around it, a code span may be anything.
            if kind == "step":
                continue  # a list of steps is judged by its own rule
            if kind == "job" and statement.about.workflow is None:
                continue
            alone = re.sub(r"`[^`]*`|\([^)]{0,300}\)|\band\b|[\s,/+&]|<br ?/?>", "", source) == ""
            if alone:
                seen.add(code.start(1))
                yield from _check(kind, code[1], code.start(1), statement, statement.context, 0.75)
    for match in _NOUN.finditer(source) if _KIND.search(source) else ():
        number = 1 if match["kind1"] else 2
        start = match.start(f"name{number}")
        if start in seen or (
            match[f"mark{number}"] == "**"
            and match[f"kind{number}"].lower() not in {"job", "step", "workflow"}
        ):
            continue
        yield from _check(
            match[f"kind{number}"].lower(), match[f"name{number}"], start, statement, statement.context, 0.75
        )


def _check(
    kind: str, name: str, offset: int, statement: Statement, context: Context, confidence: float
) -> Iterator[Finding]:
    name = name.strip().rstrip(":")
    if kind not in _SURE and not context.pipeline and statement.subject.workflow is None:
        return  # such words mean many things
    if (
        (kind != "artifact" and _PLACEHOLDER.search(name))
        or not context.all_readable
        or statement.is_denied(offset)
    ):
        return
    judge = _JUDGES[kind.partition(" ")[0] if kind.startswith(("workflow", "service")) else kind]
    found = judge(name, statement, context)
    if found is None:
        return
    code, message, known = found
    known = list(known)
    yield Finding(
        code, Judgement.MISSING, message, statement.at(offset), statement.shown(),
        suggestion=did_you_mean(name, known, listed=False).removeprefix("; "), confidence=confidence,
    )  # fmt: skip


_SURE = frozenset({"job", "workflow", "workflow file", "secret", "gate"})

_Found = tuple[Code, str, "Iterable[str]"] | None


def _job(name: str, statement: Statement, context: Context) -> _Found:
    if not re.fullmatch(r"[A-Za-z_][\w-]*", name) or context.vocabulary.is_name(name):
        return None
    if (
        re.search(r"[-_]", name)
        and not context.vocabulary.lacks_word(name)
        and not context.vocabulary.is_said(name)
    ):
        return None  # a script makes jobs of such names
    workflow = statement.subject.workflow
    known = [
        job.id.value
        for each in ([workflow] if workflow is not None else context.repository.workflows)
        for job in each.jobs
    ]
    where = f"{workflow.file} has" if workflow is not None else "no workflow has"
    return Code.UNKNOWN_JOB, f"{where} {'no' if workflow is not None else 'a'} job {name!r}", known


def _workflow(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    if name.startswith(".github/") or "/" in name or " " in name or context.vocabulary.is_name(name):
        return None
    if not re.search(r"\.ya?ml\Z", name):
        return None
    if context.repository.find(name.rpartition("/")[2]) is not None:
        return None
    return (
        Code.UNKNOWN_WORKFLOW,
        f"there is no workflow {name!r}",
        [file.file for file in context.repository.files.values()],
    )


def _step(name: str, statement: Statement, context: Context) -> _Found:
    if (
        len(name) < 5
        or re.search(r"[/@=|]|\.\w|--", name)
        or context.vocabulary.is_name(name)
        or context.vocabulary.runs(name)
    ):
        return None
    if " " not in name and "-" not in name:
        return None
    if name.islower() and not any(" " not in word and word in name for word in ("test", "build", "deploy")):
        return None  # a command, as likely
    scope = statement.subject
    known = [step.name.value for _, step in scope.all_steps() if step.name is not None] or list(
        context.vocabulary.step_titles
    )
    whose = f"{scope.job.id.value!r} has no step" if scope.job is not None else "no job has a step"
    return Code.UNKNOWN_STEP, f"{whose} {name!r}", known


def _secret(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    name = name.removeprefix("secrets.")
    if not _VARIABLE.match(name) or name in context.secrets or name == "GITHUB_TOKEN":
        return None
    return Code.UNKNOWN_SECRET, f"no workflow uses a secret {name!r}", context.secrets


def _variable(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    name = name.removeprefix("vars.").removeprefix("env.").removeprefix("$").partition("=")[0].strip()
    if (
        not _VARIABLE.match(name)
        or not context.vocabulary.lacks_word(name)
        or name.startswith(("GITHUB_", "RUNNER_", "ACTIONS_"))
    ):
        return None
    return (
        Code.UNKNOWN_VARIABLE,
        f"nothing in the repository has a variable {name!r}",
        context.vocabulary.variables,
    )


def _artifact(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    if " " in name or "/" in name or not context.vocabulary.artifacts:
        return None
    # A placeholder stands for what an expression makes.
    said = re.sub(r"<[^<>]*>|\{[^{}]*\}|\*+", "*", name)
    # An artifact whose whole name is made in a run may be any, but for one that is nearly the name of another.
    known = context.vocabulary.artifacts - {"*"}
    ending = "*" if said.endswith("-") else ""
    if any(fnmatch.fnmatchcase(said, each) or fnmatch.fnmatchcase(each, said + ending) for each in known):
        return None
    if "*" in context.vocabulary.artifacts and not difflib.get_close_matches(said, known, n=1, cutoff=0.85):
        return None
    if "*" not in said and not context.vocabulary.lacks_word(name):
        return None  # the file that is in it, or what an action calls it
    return Code.UNKNOWN_ARTIFACT, f"no workflow uploads an artifact {name!r}", context.vocabulary.artifacts


def _environment(name: str, statement: Statement, context: Context) -> _Found:
    if re.search(r"[^\w-]", name) or _VARIABLE.match(name) or not context.vocabulary.environments:
        return None
    if (
        name.lower() in context.vocabulary.environments
        or "*" in context.vocabulary.environments
        or not context.vocabulary.lacks_word(name)
    ):
        return None
    del statement
    return (
        Code.UNKNOWN_ENVIRONMENT,
        f"no job deploys to an environment {name!r}",
        context.vocabulary.environments,
    )


def _input(name: str, statement: Statement, context: Context) -> _Found:
    workflow = statement.subject.workflow
    if workflow is None or not re.fullmatch(r"[A-Za-z_][\w-]*", name):
        return None
    known = [item.name.value for trigger in workflow.triggers for item in trigger.inputs]
    known += [entry.name for _, step in statement.subject.all_steps() for entry in getattr(step, "with_", ())]
    if not known or name in known or not context.vocabulary.lacks_word(name):
        return None
    return Code.UNKNOWN_INPUT, f"{workflow.file} declares no input {name!r}", known


def _service(name: str, statement: Statement, context: Context) -> _Found:
    scope = statement.subject
    known = [service.name.value for job in scope.all_jobs() for service in getattr(job, "services", ())]
    if (
        not known
        or " " in name
        or not context.vocabulary.lacks_word(name)
        or any(name in each for each in context.vocabulary.images)
    ):
        return None
    return Code.UNKNOWN_SERVICE, f"no job has a service {name!r}", known


def _gate(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    known = context.vocabulary.gate_ids
    if not re.fullmatch(r"[A-Z]{2,}-\d+", name) or name in known or not known:
        return None
    return Code.UNKNOWN_GATE, f"no step is the gate {name!r}", known


def _fixture(name: str, statement: Statement, context: Context) -> _Found:
    del statement
    known = context.inventory.fixtures
    if not known or name in known or not re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+", name) or name in _BUILT_IN:
        return None
    if not context.inventory.reads_all:
        return None
    return Code.UNKNOWN_FIXTURE, f"no file has a fixture {name!r}", known


_BUILT_IN = frozenset({
    "tmp_path", "tmp_path_factory", "tmpdir_factory", "record_property", "record_testsuite_property", "record_xml_attribute",
    "capsys_binary", "worker_id", "testrun_uid", "event_loop",
})  # fmt: skip


def _title(name: str, statement: Statement, context: Context) -> _Found:
    known = context.issues.titles
    if not known or not re.search(r"\b(?:issues?|pull requests?)\b", statement.text, re.IGNORECASE):
        return None
    if any(name in title for title in known):
        return None
    return Code.UNKNOWN_TITLE, f"no workflow opens an issue with the title {name!r}", known


_JUDGES: dict[str, Callable[[str, Statement, Context], _Found]] = {
    "job": _job, "workflow": _workflow, "step": _step, "secret": _secret, "variable": _variable, "environment variable": _variable,
    "env var": _variable, "environment var": _variable, "artifact": _artifact, "environment": _environment, "input": _input,
    "service": _service, "gate": _gate, "fixture": _fixture, "title": _title,
}  # fmt: skip
