"""`gh`: workflows, runs, secrets, variables and artifacts that a command names, held against the workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import references, usage
from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.model import CallJob
from workflow_docs.workflow.names import did_you_mean

from . import dispatch
from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.claims.context import Context
    from workflow_docs.workflow.repository import WorkflowFile

    from .blocks import Written
    from .options import Call

STATUSES = (
    "queued", "completed", "in_progress", "requested", "waiting", "pending", "action_required", "cancelled", "failure",
    "neutral", "skipped", "stale", "startup_failure", "success", "timed_out",
)  # fmt: skip
"""What `gh run list --status` takes."""

_RUN_FIELDS = (
    "attempt", "conclusion", "createdAt", "databaseId", "displayTitle", "event", "headBranch", "headSha", "name",
    "number", "startedAt", "status", "updatedAt", "url", "workflowDatabaseId", "workflowName",
)  # fmt: skip
_FIELDS = {
    ("run", "list"): _RUN_FIELDS,
    ("run", "view"): (*_RUN_FIELDS, "jobs"),
    ("workflow", "list"): ("id", "name", "path", "state"),
    ("cache", "list"): ("createdAt", "id", "key", "lastAccessedAt", "ref", "sizeInBytes", "version"),
    ("secret", "list"): ("name", "numSelectedRepos", "selectedReposURL", "updatedAt", "visibility"),
}
_API = re.compile(
    r"/?repos/(?P<repo>[^/]+/[^/]+)/actions/workflows/(?P<name>[^/?]+)(?P<rest>/[\w/]+)?(?:\?.*)?\Z"
)
_OWN = frozenset({"{owner}/{repo}", ":owner/:repo"})
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_BUILT_IN = frozenset({"GITHUB_TOKEN"})
# Without a run these ask which one is meant, which they can in a terminal only.
_ASKING = {"view": "run", "watch": "run", "rerun": "run", "cancel": "run"}
_ALIASES = {"ls": "list", "remove": "delete"}


def check(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    """Yield a finding for what a `gh` command names and the repository does not have."""
    if len(call.path) < 2:
        return
    group = call.path[1]
    verb = _ALIASES.get(call.path[2], call.path[2]) if len(call.path) > 2 else ""
    yield from _check_output(group, verb, command, call)
    if call.has("--repo") or not context.repository.files:
        return
    match group:
        case "workflow" if verb in {"run", "view", "enable", "disable"}:
            yield from _check_workflow(verb, command, call, context)
        case "run":
            yield from _check_run(verb, command, call, context)
        case "secret" if verb in {"set", "delete"}:
            yield from _check_secret(command, call, context)
        case "variable" if verb in {"set", "delete", "get"}:
            yield from _check_variable(command, call, context)
        case "api":
            yield from _check_api(command, call, context)


def _workflow(name: str, command: Written, context: Context) -> WorkflowFile | Finding | None:
    """Return the workflow that a word names, or what is wrong with it; None where it cannot be known."""
    name = name.removeprefix("./")
    if word_forms.is_placeholder(name) or name.isdecimal() or not name:
        return None
    file = context.repository.find(name)
    # `gh` takes the file's name with its ending, or the title; a path it takes by its last part.
    if file is not None and (name.endswith((".yml", ".yaml")) or file.title.lower() == name.lower()):
        return file
    titles = {other.title.lower(): other for other in context.repository.files.values()}
    if name.lower() in titles:
        return titles[name.lower()]
    known = [other.file for other in context.repository.files.values()]
    if file is not None:
        return Finding(
            Code.UNKNOWN_WORKFLOW, Judgement.MISSING, f"gh finds no workflow {name!r}: the file's name needs its ending",
            command.position, command.text, suggestion=f"did you mean {file.file!r}?", confidence=0.8,
        )  # fmt: skip
    return Finding(
        Code.UNKNOWN_WORKFLOW, Judgement.MISSING, f"there is no workflow {name!r}", command.position, command.text,
        suggestion=did_you_mean(name, [*known, *(other.title for other in titles.values())], listed=False).removeprefix("; "),
        confidence=0.9 if context.all_readable or name.endswith((".yml", ".yaml")) else 0.4,
    )  # fmt: skip


def _check_workflow(verb: str, command: Written, call: Call, context: Context) -> Iterator[Finding]:
    if not call.rest:
        if command.piped and call.sure:
            yield _asking(f"gh workflow {verb}", "a workflow", command)
        return
    found = _workflow(call.rest[0], command, context)
    if isinstance(found, Finding):
        yield found
    elif found is not None and verb == "run" and found.workflow is not None:
        yield from dispatch.check(found.workflow, command, call)


def _asking(name: str, what: str, command: Written) -> Finding:
    return Finding(
        Code.COMMAND_USAGE, Judgement.CONTRADICTED,
        f"{name} asks for {what} where none is given, which it can in a terminal only: here it fails", command.position,
        command.text, suggestion=f"name {what}", confidence=0.85,
    )  # fmt: skip


# -- gh run ----------------------------------------------------------------------------------------------


def _check_run(verb: str, command: Written, call: Call, context: Context) -> Iterator[Finding]:
    if verb in _ASKING and not call.rest and not call.has("--job") and call.sure and command.piped:
        yield _asking(f"gh run {verb}", "a run", command)
    job = call.value("--job") or ""
    if (
        verb in {"view", "rerun"}
        and re.fullmatch(r"[A-Za-z][\w -]*", job)
        and not word_forms.is_placeholder(job)
    ):
        yield Finding(
            Code.COMMAND_USAGE, Judgement.CONTRADICTED,
            f"gh run {verb} --job takes the number of a job, not its name {job!r}", command.position, command.text,
            suggestion="`gh run view RUN` lists the numbers", confidence=0.8,
        )  # fmt: skip
    workflow = None
    if verb == "list":
        name = call.value("--workflow")
        found = _workflow(name, command, context) if name else None
        if isinstance(found, Finding):
            yield found
        elif found is not None:
            workflow = found.workflow
        event = call.value("--event")
        if event and workflow is not None and not word_forms.is_placeholder(event):
            events = {trigger.event.value: trigger.event.position for trigger in workflow.triggers}
            if events and event not in events and not {"workflow_call", "workflow_run"} & {*events}:
                yield Finding(
                    Code.COMMAND_USAGE, Judgement.CONTRADICTED,
                    f"{workflow.file} has no runs for {event!r}: it starts on {', '.join(events)}", command.position,
                    command.text, next(iter(events.values())), confidence=0.75,
                )  # fmt: skip
        status = call.value("--status")
        if status and status not in STATUSES and not word_forms.is_placeholder(status):
            yield Finding(
                Code.COMMAND_USAGE, Judgement.CONTRADICTED, f"gh run list knows no status {status!r}", command.position,
                command.text, suggestion=did_you_mean(status, STATUSES).removeprefix("; "),
            )  # fmt: skip
    elif verb == "download":
        yield from _check_artifacts(command, call, context)


def _check_artifacts(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    if not context.all_readable:
        return
    rows = [
        row
        for workflow in context.repository.workflows
        for row in usage.artifacts(workflow)
        if row.action == "upload"
    ]
    # Names made by expressions, and actions that upload on their own, can give any name.
    if not rows or any("${{" in row.name for row in rows):
        return
    known = {row.name for row in rows}
    for option, name in call.options:
        if option == "--name" and name not in known and not word_forms.is_placeholder(name):
            near = did_you_mean(name, known, listed=False).removeprefix("; ")
            yield Finding(
                Code.COMMAND_NAME, Judgement.MISSING, f"no workflow uploads an artifact {name!r}", command.position,
                command.text, rows[0].position, suggestion=near, confidence=0.8 if near else 0.65,
            )  # fmt: skip


def _check_output(group: str, verb: str, command: Written, call: Call) -> Iterator[Finding]:
    """Tell where `--jq` has nothing to read, and where `--json` names a field that is not there."""
    if group == "api":
        return
    if call.has("--jq") and not call.has("--json") and call.sure:
        yield Finding(
            Code.COMMAND_USAGE, Judgement.CONTRADICTED, f"gh {group} {verb} takes --jq with --json FIELDS only",
            command.position, command.text,
        )  # fmt: skip
    known = _FIELDS.get((group, verb), ())
    for name in (call.value("--json") or "").split(",") if known else ():
        if re.fullmatch(r"\w+", name) and name not in known:
            yield Finding(
                Code.COMMAND_USAGE, Judgement.CONTRADICTED, f"gh {group} {verb} --json has no field {name!r}",
                command.position, command.text, suggestion=did_you_mean(name, known).removeprefix("; "),
            )  # fmt: skip


# -- gh secret, gh variable, gh api ----------------------------------------------------------------------


def _elsewhere(call: Call) -> bool:
    return call.has("--org", "--user") or call.value("--app") not in {None, "actions"}


def _check_secret(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    if _elsewhere(call) or not context.all_readable or not context.secrets:
        return
    passed_on = any(
        isinstance(job, CallJob) and job.inherits_secrets and not job.uses.value.startswith("./")
        for workflow in context.repository.workflows
        for job in workflow.jobs
    )
    if not passed_on and not context.takes_all_of("secrets"):
        known = {secret.name for secret in context.secrets.values()}
        for name in call.rest[:1]:
            if (
                _NAME.match(name)
                and name not in context.secrets
                and name not in _BUILT_IN
                and not word_forms.is_placeholder(name)
            ):
                yield _unused(Code.UNKNOWN_SECRET, "secret", name, known, command)
    yield from _check_environment(command, call, context)


def _check_variable(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    if _elsewhere(call) or not context.all_readable:
        return
    known = {
        use.name
        for workflow in context.repository.workflows
        for use in references.uses(workflow, "vars")
        if use.name
    }
    if known and not context.takes_all_of("vars"):
        upper = {name.upper() for name in known}
        for name in call.rest[:1]:
            if _NAME.match(name) and name not in upper and not word_forms.is_placeholder(name):
                yield _unused(Code.COMMAND_NAME, "variable", name, known, command)
    yield from _check_environment(command, call, context)


def _unused(code: Code, what: str, name: str, known: Iterable[str], command: Written) -> Finding:
    near = did_you_mean(name, known, listed=False).removeprefix("; ")
    return Finding(
        code, Judgement.MISSING, f"no workflow uses a {what} {name!r}", command.position, command.text, suggestion=near,
        confidence=0.85 if near else 0.7,
    )  # fmt: skip


def _check_environment(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    name = call.value("--env")
    rows = usage.environments(context.repository.workflows)
    known = {row.environment.name.value for row in rows}
    if not name or not known or word_forms.is_placeholder(name) or any("${{" in other for other in known):
        return
    if name.lower() not in {other.lower() for other in known}:
        yield Finding(
            Code.COMMAND_NAME, Judgement.MISSING, f"no workflow deploys to an environment {name!r}", command.position,
            command.text, rows[0].environment.name.position, suggestion=did_you_mean(name, known).removeprefix("; "),
            confidence=0.75,
        )  # fmt: skip


def _check_api(command: Written, call: Call, context: Context) -> Iterator[Finding]:
    match = _API.match(call.rest[0]) if call.rest else None
    if match is None or (match["repo"] not in _OWN and not word_forms.is_placeholder(match["repo"])):
        return
    found = _workflow(match["name"], command, context) if match["name"].endswith((".yml", ".yaml")) else None
    if isinstance(found, Finding):
        yield found
    elif found is not None and found.workflow is not None and match["rest"] == "/dispatches":
        # The inputs stand in a body, which is not read.
        yield from dispatch.check_trigger(found.workflow, command)
