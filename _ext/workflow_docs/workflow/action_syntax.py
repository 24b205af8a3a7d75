"""What GitHub takes in an action file (`action.yml`).

The syntax is described at https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
"""

from __future__ import annotations

from .shapes import (
    ANYTHING,
    BOOLEAN,
    FILLED,
    TEXT,
    Context,
    condition,
    context,
    either,
    listing,
    mapping,
    names,
    within,
    words,
)

_HASH = ("hashfiles", 1, 255)
_STATUS = tuple((name, 0, 0) for name in ("always", "cancelled", "failure", "success"))

_RUNNER = context("github inputs strategy matrix steps job runner env")
_STEP = Context(_RUNNER.names, (_HASH,))
_STEP_IF = condition(Context(_RUNNER.names, (*_STATUS, _HASH)))
_RUNS_IF = condition(context("github inputs strategy matrix job runner env", *_STATUS, _HASH))
_DEFAULT = context("github strategy matrix job runner", _HASH)
_INPUTS = context("inputs")

USING = ("composite", "docker", "node12", "node16", "node20", "node24")
"""What an action can run with."""

_STEP_TEXT = within(_STEP, TEXT)
_STEP_KEYS = {
    "name": _STEP_TEXT,
    "id": FILLED,
    "if": _STEP_IF,
    "env": within(_STEP, names(TEXT)),
    "continue-on-error": within(_STEP, BOOLEAN),
}
_STEPS = listing(
    either(
        mapping(
            {**_STEP_KEYS, "run": _STEP_TEXT, "shell": _STEP_TEXT, "working-directory": _STEP_TEXT},
            "run",
            "shell",
        ),
        mapping({**_STEP_KEYS, "uses": FILLED, "with": within(_STEP, names(TEXT))}, "uses"),
    )
)
_USING = words(*USING)
_RUNS = either(
    mapping(
        {
            "using": _USING,
            "image": FILLED,
            "entrypoint": FILLED,
            "args": listing(within(_INPUTS, TEXT)),
            "env": within(_INPUTS, names(TEXT)),
            "pre-entrypoint": FILLED,
            "pre-if": _RUNS_IF,
            "post-entrypoint": FILLED,
            "post-if": _RUNS_IF,
        },
        "using",
        "image",
    ),
    mapping(
        {
            "using": _USING,
            "main": FILLED,
            "pre": FILLED,
            "pre-if": _RUNS_IF,
            "post": FILLED,
            "post-if": _RUNS_IF,
        },
        "using",
        "main",
    ),
    mapping({"using": _USING, "steps": _STEPS}, "using", "steps"),
)

ACTION = mapping(
    {
        "name": FILLED,
        "description": TEXT,
        "author": TEXT,
        "inputs": names(
            mapping(
                {
                    "description": TEXT,
                    "required": BOOLEAN,
                    "default": within(_DEFAULT, TEXT),
                    "deprecationMessage": TEXT,
                },
                loose=ANYTHING,
            )
        ),
        "outputs": names(
            mapping(
                {
                    "description": TEXT,
                    "value": within(context("github strategy matrix steps inputs job runner env"), TEXT),
                }
            )
        ),
        "runs": _RUNS,
        "branding": mapping(
            {
                "icon": FILLED,
                "color": words("white", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"),
            }
        ),
    },
    "name",
    "description",
    "runs",
)
"""An action file. The icons of `branding` are many and mean nothing to a reader: any is taken."""
