"""Quality gates: which steps are gates."""

from __future__ import annotations

import re

from workflow.support import one_job, parse

from workflow_docs.analysis.gates import gates, run_steps


def test_a_gate_has_its_id_title_and_place():
    workflow = parse(one_job("steps:\n  - name: 'TQ-01: Coverage'\n    run: make"))
    (found,) = gates([workflow])
    assert (found.id, found.title, found.job.id.value, found.named) == ("TQ-01", "Coverage", "a", True)
    assert (found.position.line, found.position.column) == (6, 9)


def test_a_gate_may_be_named_by_its_comment():
    workflow = parse(
        one_job("steps:\n  # Checks all.\n  #\n  # TQ-07: The limit\n  - name: Check\n    run: make")
    )
    (found,) = gates([workflow])
    assert (found.id, found.title) == ("TQ-07", "The limit")


def test_a_step_that_runs_an_action_may_be_a_gate():
    (found,) = gates([parse(one_job("steps:\n  - {name: S-2 Scan, uses: a/scan@v1}"))])
    assert (found.id, found.title, found.kinds) == ("S-2", "Scan", ())


def test_known_checkers_are_gates_where_that_is_wanted():
    body = (
        "steps:\n  - run: pip install x\n  - {name: Z-1 z, run: make}\n  - run: ruff check . && mypy .\n"
        "  - uses: golangci/golangci-lint-action@v6\n  - uses: actions/checkout@v4\n  - run: echo pytest"
    )
    workflow = parse(one_job(body))
    assert [gate.id for gate in gates([workflow])] == ["Z-1"]
    assert [(gate.title, gate.kinds, gate.named) for gate in gates([workflow], detect=True)] == [
        ("z", ("build",), True),
        ("Run ruff check . && mypy .", ("lint", "types"), False),
        ("Run golangci/golangci-lint-action@v6", ("lint",), False),
    ]


def test_every_script_is_a_row_where_that_is_wanted():
    body = "steps:\n  - run: pip install x\n  - uses: a/b@v1\n  - {name: A-1 z, run: make}"
    assert [gate.title for gate in run_steps([parse(one_job(body))])] == ["Run pip install x", "z"]


NAMED = parse(
    one_job(
        "steps:\n"
        + "\n".join(
            f"  - {{name: '{name}', run: make}}"
            for name in ("B-2: b", "No gate", "A-1 a", "b-3: x", "Gate: z")
        )
        + "\n  - run: make"
    )
)


def test_gates_are_sorted_by_id():
    assert [found.id for found in gates([NAMED])] == ["A-1", "B-2"]


def test_another_pattern_chooses_other_steps():
    pattern = re.compile("^Gate: (?P<title>.+)")
    found = gates([NAMED], pattern)
    assert [(item.id, item.title) for item in found] == [("", "z")]


def test_a_pattern_without_groups_keeps_the_name():
    found = gates([NAMED], re.compile("^No"))
    assert [(item.id, item.title) for item in found] == [("", "No gate")]
