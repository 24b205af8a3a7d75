"""Excerpts: blocks that stand literally in a workflow or a script of the repository, and nowhere else."""

from __future__ import annotations

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs.claims import copied
from workflow_docs.claims.measures import Block


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("runs-on: x\nsteps: [{run: make}]\n", True),
        ("    runs-on: x\n    steps: [{run: make}]\n", True),
        ("\n#!/bin/sh\n\n", True),
        ("build test:\n", True),
        ("ns-on: x\n", False),
        ("steps: [{run: make}]\nruns-on: x\n", False),
        ("# Guide\n", False),
        ("installed\n", False),
        ("outside\n", False),
        ("\n\n", False),
        ("", False),
    ],
)
def test_a_block_stands_in_a_file_or_not(tmp_path, text, there):
    (tmp_path / "outside.sh").write_text("outside\n", encoding="utf-8")
    root = tmp_path / "repository"
    loaded = repository(root, {**FILES, "node_modules/x.sh": "installed\n"})
    (root / "scripts" / "link.sh").symlink_to(tmp_path / "outside.sh")
    sources = copied.Sources(loaded)
    count = text.count("\n")
    assert sources.lines([Block("text", text, 1), Block("text", "no such line\n", 9)]) == (
        count if there else 0
    )
