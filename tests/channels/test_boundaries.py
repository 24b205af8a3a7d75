"""Nothing passes the boundaries by: no other module prints, and a plain text is no document."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

EXT = Path(__file__).parents[2] / "_ext"


def test_only_the_channels_print():
    found = []
    for file in (EXT / "workflow_docs").rglob("*.py"):
        name = file.relative_to(EXT / "workflow_docs").as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="print" | "input")):
                    found.append((name, "print"))
                case ast.Attribute(
                    value=ast.Name(id="sys"), attr="stdout" | "stderr" | "__stdout__" | "__stderr__" as stream
                ):
                    found.append((name, stream))
                case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="write")):
                    found.append((name, "os.write"))
                case _:
                    pass
    assert {name for name, _ in found} == {"channels/terminal.py"}


def test_a_text_that_did_not_pass_a_boundary_does_not_type_check(tmp_path):
    (tmp_path / "use.py").write_text(
        "from workflow_docs.channels.data import as_json\n"
        "from workflow_docs.channels.html import Html, text\n"
        "from workflow_docs.channels.terminal import stdout\n"
        "stdout().document(as_json({}))\n"
        "page: Html = text('x')\n"
        "stdout().document('plain')\n"
        "page = 'plain'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "use.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "MYPYPATH": str(EXT)},
    )  # fmt: skip
    assert [line.split(":")[1] for line in done.stdout.splitlines() if ": error: " in line] == ["6", "7"], (
        done.stdout
    )
