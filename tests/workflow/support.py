"""What the tests of workflows share: the folders of test data, and short ways to parse and to name places."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from workflow_docs.workflow.model import Text, Workflow
from workflow_docs.workflow.parser import parse_workflow
from workflow_docs.workflow.position import Position
from workflow_docs.workflow.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent.parent
OK = TESTS / "workflows" / "ok"
ERR = TESTS / "workflows" / "err"
CORPUS = TESTS.parent.parent / "shared" / "corpus"


def parse(text: str, path: str = ".github/workflows/ci.yml") -> Workflow:
    """Parse a workflow that has no problem."""
    workflow, problems = parse_workflow(text, path)
    assert not problems, "\n".join(map(str, problems))
    assert workflow is not None
    return workflow


def problems(text: str) -> list[str]:
    """Return the problems of a text, each as `line:column kind`."""
    found = parse_workflow(text, "x.yml")[1]
    return [f"{problem.position.line}:{problem.position.column} {problem.kind.value}" for problem in found]


def jobs(text: str) -> str:
    """Return a workflow with the given jobs, `name: needs` a line; each job is complete."""
    lines = ["on: push", "jobs:"]
    for line in text.strip().splitlines():
        name, _, needs = line.strip().partition(":")
        lines += [f"  {name}:", "    runs-on: x"]
        lines += [f"    needs: [{needs.strip()}]"] if needs.strip() else []
        lines += ["    steps:", "      - run: make"]
    return "\n".join(lines) + "\n"


def one_job(body: str) -> str:
    """Return a workflow whose only job `a` has these lines, which come without indentation."""
    return "on: push\njobs:\n  a:\n    runs-on: x\n" + "".join(
        f"    {line}".rstrip() + "\n" for line in body.strip("\n").split("\n")
    )


def script(run: str) -> str:
    """Return a workflow whose only step runs a script."""
    return one_job(
        "steps:\n  - run: |\n" + "\n".join(f"      {line}" for line in run.strip("\n").split("\n"))
    )


def repository(root: Path, files: dict[str, str]) -> Repository:
    """Write files below a folder and load it; a bare `x.yml` is a workflow."""
    for name, text in files.items():
        path = root / (name if "/" in name or not name.endswith(".yml") else f".github/workflows/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Repository.load(root)


class Source:
    """A workflow file of `tests/workflows/ok`, its model, and where its words stand."""

    def __init__(self, name: str) -> None:
        self.text = (OK / name).read_text(encoding="utf-8")
        self.path = f".github/workflows/{name}"
        self.workflow = parse(self.text, self.path)

    def place(self, words: str) -> Position:
        """Return the position of words that stand once in the file."""
        assert self.text.count(words) == 1, f"{words!r} stands {self.text.count(words)} times"
        before = self.text[: self.text.index(words)]
        return Position(self.path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def texts(part: object) -> Iterator[Text]:
    """Yield every `Text` in a part of the model."""
    stack = [part]
    while stack:
        current = stack.pop()
        if isinstance(current, Text):
            yield current
        elif isinstance(current, tuple):
            stack.extend(current)
        elif dataclasses.is_dataclass(current):
            stack.extend(getattr(current, field.name) for field in dataclasses.fields(current))
