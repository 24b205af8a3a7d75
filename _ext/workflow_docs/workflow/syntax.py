"""What GitHub takes in a workflow file: every key, the values it may have, and the contexts its expressions may use.

The syntax is described at
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax and, for the events, at
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from __future__ import annotations

from .shapes import (
    ANYTHING,
    BOOLEAN,
    FILLED,
    NULL,
    NUMBER,
    SCALAR,
    TEXT,
    Context,
    Place,
    activity,
    condition,
    context,
    either,
    listing,
    mapping,
    names,
    texts_of,
    within,
    words,
)

# -- contexts --------------------------------------------------------------------------------------------

_HASH = ("hashfiles", 1, 255)
_MANY = 2**53  # as many as GitHub's own parser counts
_STATUS_OF_JOBS = (("always", 0, 0), ("cancelled", 0, 0), ("failure", 0, _MANY), ("success", 0, _MANY))
_STATUS_OF_STEPS = tuple((name, 0, 0) for name in ("always", "cancelled", "failure", "success"))

_START = context("github inputs vars")
_START_SECRETS = context("github inputs vars secrets")
_NEEDS = context("github inputs vars needs")
_MATRIX = context("github inputs vars needs strategy matrix")
_MATRIX_SECRETS = context("github inputs vars needs strategy matrix secrets")
_RUNNER = context("github inputs vars needs strategy matrix secrets steps job runner env")
_RUNNER_NO_SECRETS = context("github inputs vars needs strategy matrix steps job runner env")
_STEP = Context(_RUNNER.names, (_HASH,))
_DEFAULTS = context("github inputs vars needs strategy matrix env")
_CREDENTIALS = context("github inputs vars secrets env")

# -- on --------------------------------------------------------------------------------------------------

_TYPES = {
    "branch_protection_rule": "created edited deleted",
    "check_run": "completed created rerequested requested_action",
    "check_suite": "completed",
    "discussion": "opened edited deleted transferred pinned unpinned labeled unlabeled locked unlocked "
    "category_changed answered unanswered created",
    "discussion_comment": "created edited deleted",
    "image_version": "created ready deleted",
    "issue_comment": "created edited deleted",
    "issues": "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled "
    "unlabeled locked unlocked milestoned demilestoned field_added field_removed typed untyped",
    "label": "created edited deleted",
    "merge_group": "checks_requested",
    "milestone": "created closed opened edited deleted",
    "project": "created closed reopened edited deleted",
    "project_card": "created moved converted edited deleted",
    "project_column": "created updated moved deleted",
    "pull_request": "assigned unassigned labeled unlabeled opened edited closed reopened synchronize "
    "converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review "
    "review_requested review_request_removed auto_merge_enabled auto_merge_disabled stacked",
    "pull_request_review": "submitted edited dismissed",
    "pull_request_review_comment": "created edited deleted",
    "registry_package": "published updated",
    "release": "published unpublished created edited deleted prereleased released",
    "watch": "started",
    "workflow_run": "requested completed in_progress",
}
_TYPES["pull_request_target"] = _TYPES["pull_request"]
_TYPES["pull_request_comment"] = _TYPES["issue_comment"]

_FILTERS = {
    "image_version": "names versions",
    "merge_group": "branches branches-ignore",
    "pull_request": "branches branches-ignore paths paths-ignore",
    "pull_request_target": "branches branches-ignore paths paths-ignore",
    "push": "branches branches-ignore tags tags-ignore paths paths-ignore",
    "workflow_run": "workflows branches branches-ignore",
}

_BARE_EVENTS = (
    "create",
    "delete",
    "deployment",
    "deployment_status",
    "fork",
    "gollum",
    "page_build",
    "public",
    "status",
)


def _event(name: str) -> Place:
    known: dict[str, Place] = {}
    if name in _TYPES:
        known["types"] = activity(_TYPES[name].split())
    known.update(dict.fromkeys(_FILTERS.get(name, "").split(), texts_of()))
    return either(NULL, mapping(known))


_INPUT_TYPES = ("string", "boolean", "number")

_CALL_INPUT = mapping(
    {
        "description": TEXT,
        "type": words(*_INPUT_TYPES),
        "required": BOOLEAN,
        "default": within(_START, SCALAR),
    },
    "type",
)
_CALL_SECRET = either(NULL, mapping({"description": TEXT, "required": BOOLEAN}))
_CALL_OUTPUT = mapping(
    {"description": TEXT, "value": within(context("github inputs vars jobs"), TEXT)}, "value"
)
_DISPATCH_INPUT = mapping(
    {
        "description": TEXT,
        "type": words(*_INPUT_TYPES, "environment", "choice"),
        "required": BOOLEAN,
        "default": SCALAR,
        "options": listing(TEXT),
    }
)

EVENTS: dict[str, Place] = {
    **dict.fromkeys(_BARE_EVENTS, NULL),
    **{name: _event(name) for name in (*_TYPES, "push")},
    "repository_dispatch": either(NULL, mapping({"types": listing(FILLED)})),
    "schedule": listing(mapping({"cron": FILLED, "timezone": FILLED}, "cron")),
    "workflow_call": either(
        NULL,
        mapping(
            {"inputs": names(_CALL_INPUT), "secrets": names(_CALL_SECRET), "outputs": names(_CALL_OUTPUT)}
        ),
    ),
    "workflow_dispatch": either(NULL, mapping({"inputs": names(_DISPATCH_INPUT)})),
}
"""The events that start workflows, with what may stand under each."""

_ON = either(texts_of(words(*EVENTS)), mapping(EVENTS))

# -- what stands at several places -------------------------------------------------------------------------

_ANY_LEVEL = words("read", "write", "none")
_WRITE_LEVEL = words("write", "none")
_READ_LEVEL = words("read", "none")

PERMISSIONS: dict[str, Place] = {
    **dict.fromkeys(
        [
            "actions",
            "artifact-metadata",
            "attestations",
            "checks",
            "code-quality",
            "contents",
            "deployments",
            "discussions",
            "drives",
            "issues",
            "packages",
            "pages",
            "pull-requests",
            "repository-projects",
            "security-events",
            "statuses",
        ],
        _ANY_LEVEL,
    ),
    "copilot-requests": _WRITE_LEVEL,
    "id-token": _WRITE_LEVEL,
    "models": _READ_LEVEL,
    "vulnerability-alerts": _READ_LEVEL,
}
"""What `permissions:` can grant, with the levels of each."""

_PERMISSIONS = either(words("read-all", "write-all"), mapping(PERMISSIONS))

_GROUP = mapping({"group": FILLED, "cancel-in-progress": BOOLEAN, "queue": words("single", "max")}, "group")
_RUN_DEFAULTS = mapping({"shell": FILLED, "working-directory": FILLED})
_CONTAINER_KEYS = {
    "image": FILLED,
    "options": TEXT,
    "env": names(within(_RUNNER, TEXT)),
    "ports": listing(FILLED),
    "volumes": listing(FILLED),
    "credentials": within(_CREDENTIALS, mapping({"username": FILLED, "password": FILLED})),
}

# -- steps -------------------------------------------------------------------------------------------------

_STEP_IF = condition(Context(_RUNNER_NO_SECRETS.names, (*_STATUS_OF_STEPS, _HASH)))
_CONTINUE = within(_STEP, BOOLEAN)
_STEP_TEXT = within(_STEP, TEXT)
_STEP_ENV = within(_STEP, names(TEXT))

_EVERY_STEP = {"name": _STEP_TEXT, "id": FILLED, "continue-on-error": _CONTINUE}
_WORK_STEP = {
    **_EVERY_STEP,
    "if": _STEP_IF,
    "timeout-minutes": within(_STEP, NUMBER),
    "env": _STEP_ENV,
    "background": BOOLEAN,
}
_PARALLEL: dict[str, Place] = {}
STEP = either(
    mapping(
        {**_WORK_STEP, "run": _STEP_TEXT, "working-directory": _STEP_TEXT, "shell": FILLED},
        "run",
    ),
    mapping({**_WORK_STEP, "uses": FILLED, "with": _STEP_ENV}, "uses"),
    mapping({**_EVERY_STEP, "wait": texts_of()}, "wait"),
    mapping({**_EVERY_STEP, "wait-all": either(NULL, BOOLEAN)}, "wait-all"),
    mapping({**_EVERY_STEP, "cancel": FILLED}, "cancel"),
    mapping(_PARALLEL, "parallel"),
)
"""A step of a job: of one of the six kinds."""
_PARALLEL["parallel"] = listing(STEP)

# -- jobs --------------------------------------------------------------------------------------------------

_EVERY_JOB = {
    "name": within(_MATRIX, TEXT),
    "needs": texts_of(),
    "if": condition(Context(_NEEDS.names, _STATUS_OF_JOBS)),
    "permissions": _PERMISSIONS,
    "concurrency": within(_MATRIX, either(FILLED, _GROUP)),
    "strategy": within(
        _NEEDS,
        mapping(
            {
                "fail-fast": BOOLEAN,
                "max-parallel": NUMBER,
                "matrix": mapping(
                    dict.fromkeys(("include", "exclude"), listing(names(ANYTHING))), loose=listing(ANYTHING)
                ),
            }
        ),
    ),
}
_OWN_JOB = mapping(
    {
        **_EVERY_JOB,
        "runs-on": within(_MATRIX, either(texts_of(), mapping({"group": FILLED, "labels": texts_of()}))),
        "timeout-minutes": within(_MATRIX, NUMBER),
        "cancel-timeout-minutes": within(_MATRIX, NUMBER),
        "continue-on-error": within(_MATRIX, BOOLEAN),
        "container": within(_MATRIX, either(TEXT, mapping(_CONTAINER_KEYS))),
        "services": within(
            _MATRIX, names(either(FILLED, mapping({**_CONTAINER_KEYS, "entrypoint": TEXT, "command": TEXT})))
        ),
        "env": within(_MATRIX_SECRETS, names(TEXT)),
        "environment": within(
            _MATRIX,
            either(
                TEXT,
                mapping(
                    {"name": TEXT, "url": within(_RUNNER_NO_SECRETS, TEXT), "deployment": BOOLEAN}, "name"
                ),
            ),
        ),
        "outputs": names(within(_RUNNER, TEXT)),
        "defaults": mapping({"run": within(_DEFAULTS, _RUN_DEFAULTS)}),
        "steps": listing(STEP),
        "snapshot": either(
            FILLED, mapping({"image-name": FILLED, "if": condition(_MATRIX), "version": FILLED}, "image-name")
        ),
    },
    "runs-on",
)
_CALL_JOB = mapping(
    {
        **_EVERY_JOB,
        "uses": FILLED,
        "with": names(within(_MATRIX, SCALAR)),
        "secrets": either(words("inherit"), names(within(_MATRIX_SECRETS, SCALAR))),
    },
    "uses",
)

WORKFLOW = mapping(
    {
        "on": _ON,
        "name": TEXT,
        "description": TEXT,
        "run-name": within(_START, TEXT),
        "defaults": mapping({"run": _RUN_DEFAULTS}),
        "env": within(_START_SECRETS, names(TEXT)),
        "permissions": _PERMISSIONS,
        "concurrency": within(_START, either(TEXT, _GROUP)),
        "jobs": names(either(_OWN_JOB, _CALL_JOB)),
    },
    "on",
    "jobs",
)
"""A workflow file."""
