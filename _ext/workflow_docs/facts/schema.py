"""The JSON Schema of the document that `workflow-docs facts` prints."""

from __future__ import annotations

from typing import Any

from workflow_docs.workflow.problem import ProblemKind, Severity

from .document import SCHEMA_VERSION

Schema = dict[str, Any]


def _object(
    description: str, required: dict[str, Schema], optional: dict[str, Schema] | None = None
) -> Schema:
    """Return the schema of an object with named members, all of them described."""
    return {
        "description": description,
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _by(names: str, values: Schema) -> Schema:
    """Return the schema of an object whose keys are names."""
    return {"description": f"By {names}.", "type": "object", "additionalProperties": values}


def _list(items: Schema, description: str = "") -> Schema:
    return {**({"description": description} if description else {}), "type": "array", "items": items}


def _optional(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}


_LINE: Schema = {"description": "The line in the file, from 1.", "type": "integer", "minimum": 1}
_COLUMN: Schema = {"description": "The character in the line, from 1.", "type": "integer", "minimum": 1}
_STRING: Schema = {"type": "string"}
_TEXTS = _list(_STRING)
_DESCRIPTION = _text("What describes it in the file: its `description`, or else its comment.")
_ENTRIES = _by("name, in file order", _ref("entry"))
_REFERENCES = _by("context as it is written, sorted (`secrets.TOKEN`)", _list(_ref("reference")))

_STEP = _object(
    "A step.",
    {
        "id": _text("`id`."),
        "name": _text("`name`."),
        "kind": {
            "description": "The key that makes the step what it is; null where it has none.",
            "enum": ["run", "uses", "wait", "wait-all", "cancel", "parallel", None],
        },
        "uses": _text("The action."),
        "run": _text("The script, without the indentation of the file."),
        "if": _text("The condition."),
        "env": _ENTRIES,
        "with": _ENTRIES,
        "shell": _text("`shell`."),
        "working_directory": _text("`working-directory`."),
        "continue_on_error": _text("`continue-on-error`."),
        "timeout_minutes": _text("`timeout-minutes`."),
        "background": _text("`background`."),
        "targets": _list(_STRING, "The ids that `wait` or `cancel` names."),
        "steps": _list(_ref("step"), "The steps inside `parallel`."),
        "description": _DESCRIPTION,
        "line": _LINE,
    },
)

_CONTAINER = _object(
    "A service container, or the container of a job.",
    {
        "image": _text("`image`."),
        "ports": _TEXTS,
        "volumes": _TEXTS,
        "options": _text("`options`."),
        "entrypoint": _text("`entrypoint`."),
        "command": _text("`command`."),
        "env": _ENTRIES,
        "credentials": _by(
            "key; a value that is no expression is a secret and shown as null", _text("The expression.")
        ),
        "line": _LINE,
    },
)

_JOB = _object(
    "A job. It has steps, or it calls a reusable workflow (`uses`).",
    {
        "name": _text("`name`."),
        "description": _DESCRIPTION,
        "line": _LINE,
        "needs": _TEXTS,
        "if": _text("The condition."),
        "permissions": _ref("value"),
        "concurrency": _ref("value"),
        "strategy": _optional(
            _object(
                "`strategy`.", {"fail_fast": _text("`fail-fast`."), "max_parallel": _text("`max-parallel`.")}
            )
        ),
        "matrix": _optional(_ref("matrix")),
        "runs_on": _optional(
            _object("`runs-on`.", {"labels": _TEXTS, "group": _text("The group of runners.")})
        ),
        "environment": _optional(
            _object(
                "`environment`.",
                {
                    "name": _STRING,
                    "url": _text("`url`."),
                    "deployment": _text("`deployment`."),
                },
            )
        ),
        "timeout_minutes": _text("`timeout-minutes`."),
        "cancel_timeout_minutes": _text("`cancel-timeout-minutes`."),
        "continue_on_error": _text("`continue-on-error`."),
        "env": _ENTRIES,
        "defaults": _optional(_ref("defaults")),
        "outputs": _ENTRIES,
        "services": _by("id, in file order", _ref("container")),
        "container": _optional(_ref("container")),
        "snapshot": _ref("value"),
        "uses": _text("The reusable workflow that it calls."),
        "with": _ENTRIES,
        "secrets": _ENTRIES,
        "inherits_secrets": {"description": "Whether it passes `secrets: inherit`.", "type": "boolean"},
        "steps": _list(_ref("step")),
    },
)

_TRIGGER = _object(
    "An event, with the filters that the file gives it.",
    {"description": _DESCRIPTION, "line": _LINE},
    {
        **{
            name: _list(_STRING, f"The filter `{name}`.")
            for name in (
                *("types", "branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"),
                *("workflows", "names", "versions"),
            )
        },
        "schedules": _list(
            _object(
                "A time.",
                {
                    "cron": _STRING,
                    "timezone": _text("The time zone; UTC where it is null."),
                    "line": _LINE,
                },
            )
        ),
        "inputs": _by("name, in file order", _ref("input")),
        "secrets": _by("name, in file order", _ref("secret")),
        "outputs": _by("name, in file order", _ref("output")),
    },
)

_WORKFLOW = _object(
    "A workflow.",
    {
        "name": _text("`name`."),
        "run_name": _text("`run-name`."),
        "description": _DESCRIPTION,
        "on": _by("event, in file order", _ref("trigger")),
        "env": _ENTRIES,
        "permissions": _ref("value"),
        "concurrency": _ref("value"),
        "defaults": _ref("defaults"),
        "jobs": _by("id, in file order", _ref("job")),
        "references": _REFERENCES,
    },
)

_ACTION = _object(
    "An action.",
    {
        "name": _text("`name`."),
        "author": _text("`author`."),
        "description": _DESCRIPTION,
        "inputs": _by("name, in file order", _ref("input")),
        "outputs": _by("name, in file order", _ref("output")),
        "runs": _optional(
            _object(
                "`runs`.",
                {
                    "using": _STRING,
                    **{
                        name: _text(f"`{name.replace('_', '-')}`.")
                        for name in (
                            *("main", "pre", "pre_if", "post", "post_if"),
                            *("image", "entrypoint", "pre_entrypoint", "post_entrypoint"),
                        )
                    },
                    "args": _TEXTS,
                    "env": _ENTRIES,
                    "steps": _list(_ref("step")),
                },
            )
        ),
        "references": _REFERENCES,
    },
)

SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "workflow-docs facts",
    "description": "What the workflows and actions of a repository say. Scalars are the text as written, what is"
    " absent is null, and of secrets there are names only.",
    **_object(
        "What the workflows and actions of a repository say.",
        {
            "schema": {"description": "The version of this schema.", "const": SCHEMA_VERSION},
            "workflows": _by("path, sorted", _ref("workflow")),
            "actions": _by("path, sorted", _ref("action")),
            "diagnostics": _list(_ref("diagnostic"), "What is wrong, by file and line."),
        },
    ),
    "$defs": {
        "workflow": _WORKFLOW,
        "trigger": _TRIGGER,
        "input": _object(
            "An input of a workflow or an action.",
            {
                "description": _DESCRIPTION,
                "type": _text("`type`."),
                "required": _text("`required`."),
                "default": _ref("value"),
                "options": _TEXTS,
                "deprecation": _text("`deprecationMessage`, of actions."),
                "line": _LINE,
            },
        ),
        "secret": _object(
            "A secret that a reusable workflow declares.",
            {"description": _DESCRIPTION, "required": _text("`required`."), "line": _LINE},
        ),
        "output": _object(
            "An output of a reusable workflow or an action.",
            {"description": _DESCRIPTION, "value": _text("The expression that makes it."), "line": _LINE},
        ),
        "defaults": _object(
            "`defaults.run`.",
            {"shell": _text("`shell`."), "working_directory": _text("`working-directory`.")},
        ),
        "job": _JOB,
        "matrix": _object(
            "The matrix of a job.",
            {
                "source": _text("The expression that makes it at run time; null where the file says all."),
                "count": {
                    "description": "How many jobs it makes; null where only the run knows.",
                    "type": ["integer", "null"],
                },
                "legs": _list(
                    {"type": "object"}, "The jobs that it makes, each with its values; at most 256."
                ),
            },
        ),
        "container": _CONTAINER,
        "step": _STEP,
        "action": _ACTION,
        "entry": _object("A value with a name.", {"value": _ref("value"), "line": _LINE}),
        "value": {
            "description": "A scalar as written, a list, or a mapping.",
            "anyOf": [
                {"type": ["string", "null"]},
                _list(_ref("value")),
                {"type": "object", "additionalProperties": _ref("value")},
            ],
        },
        "reference": _object(
            "A use of a context in an expression.",
            {
                "line": _LINE,
                "column": _COLUMN,
                "job": _text("The job that holds it."),
                "step": _text("The step that holds it, counted from 1; `3.1` is the first inside step 3."),
            },
        ),
        "diagnostic": _object(
            "A fault of a file.",
            {
                "file": _STRING,
                "line": _LINE,
                "column": _COLUMN,
                "severity": {
                    "description": "With an error GitHub refuses the file; with a warning it takes it.",
                    "enum": [severity.value for severity in Severity],
                },
                "code": {
                    "description": "What kind of fault it is.",
                    "enum": sorted(kind.value for kind in ProblemKind),
                },
                "message": _STRING,
            },
        ),
    },
}
"""The schema, in the dialect 2020-12."""
