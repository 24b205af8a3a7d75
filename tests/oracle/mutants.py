"""Damaged workflows, read by GitHub's parser and by ours: the two must refuse the same, and read the same.

python mutants.py [--count N] [--seed N] FOLDER...
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "_ext")]

from agreement import compare, refused  # noqa: E402
from official import Official, bundle  # noqa: E402

from workflow_docs.analysis.graph import check_needs  # noqa: E402
from workflow_docs.facts.document import facts_of  # noqa: E402
from workflow_docs.workflow.action_parser import parse_action  # noqa: E402
from workflow_docs.workflow.model import Workflow  # noqa: E402
from workflow_docs.workflow.parser import parse_workflow  # noqa: E402
from workflow_docs.workflow.repository import ActionFile, Repository, WorkflowFile  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES = [
    *("", "~", "null", "true", "false", "yes", "no", "on", "3", "3.10", "0x1f", "1e3", "-.5", ".inf", "010"),
    *(
        "''",
        '""',
        "'true'",
        "'3'",
        '"a b"',
        "a b",
        "text",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        "[{a: b}]",
        "{a: }",
    ),
    *(
        "${{ github.ref }}",
        "${{ secrets.A }}",
        "'${{ matrix.os }}'",
        "a ${{ env.B }} c",
        "${{ github..ref }}",
    ),
    *(
        "${{ }}",
        "${{ 'x' }}",
        "${{ fromJSON('[1]') }}",
        "${{ vars.A",
        "${{ unknown.a }}",
        "${{ hashFiles('a') }}",
    ),
    *(
        "success() && always()",
        "needs.a.result == 'success'",
        "github.ref == 'x' && inputs.y",
        "a b",
        "!cancelled()",
    ),
    *(
        "read-all",
        "write",
        "none",
        "inherit",
        "push",
        "pull_request",
        "ubuntu-latest",
        "bash",
        "0 0 * * *",
        "*/5 * * * mon",
    ),
]
KEYS = [
    *(
        "name",
        "on",
        "env",
        "jobs",
        "permissions",
        "concurrency",
        "defaults",
        "run-name",
        "needs",
        "if",
        "strategy",
    ),
    *(
        "runs-on",
        "environment",
        "outputs",
        "services",
        "container",
        "timeout-minutes",
        "uses",
        "with",
        "secrets",
    ),
    *(
        "steps",
        "continue-on-error",
        "run",
        "shell",
        "id",
        "working-directory",
        "matrix",
        "include",
        "exclude",
    ),
    *(
        "fail-fast",
        "max-parallel",
        "image",
        "ports",
        "group",
        "labels",
        "url",
        "snapshot",
        "unknown",
        "Name",
        "<<",
    ),
    *(
        "background",
        "wait",
        "wait-all",
        "cancel",
        "parallel",
        "cancel-timeout-minutes",
        "queue",
        "entrypoint",
    ),
    *(
        "types",
        "branches",
        "paths-ignore",
        "cron",
        "inputs",
        "type",
        "required",
        "default",
        "options",
        "description",
    ),
]
_PAIR = re.compile(r"^(?P<lead> *(?:- )*)(?P<key>[\w.-]+):(?P<space> +|$)(?P<value>.*)$")


def mutant(text: str, rng: random.Random) -> str:
    """Return a text with one to three small changes."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 3)):
        lines = _changed(lines, rng)
    return "\n".join(lines)


def _changed(lines: list[str], rng: random.Random) -> list[str]:
    number = rng.randrange(len(lines))
    line = lines[number]
    match = _PAIR.match(line)
    kind = rng.choice(
        ["value", "value", "value", "key", "delete", "twice", "indent", "insert", "sign", "item"]
    )
    if kind == "value" and match:
        line = f"{match['lead']}{match['key']}: {rng.choice(VALUES)}"
    elif kind == "key" and match:
        line = f"{match['lead']}{rng.choice(KEYS)}:{match['space']}{match['value']}"
    elif kind == "item" and match:
        line = f"{match['lead']}- {match['key']}: {match['value']}"
    elif kind == "delete":
        return lines[:number] + lines[number + 1 :] or [""]
    elif kind == "twice":
        return [*lines[: number + 1], line, *lines[number + 1 :]]
    elif kind == "insert" and match:
        lead = match["lead"].replace("-", " ")
        new = f"{lead}{rng.choice(KEYS)}: {rng.choice(VALUES)}"
        return [*lines[: number + 1], new, *lines[number + 1 :]]
    elif kind == "indent":
        line = rng.choice([f" {line}", f"  {line}", line[1:], line[2:]])
    elif kind == "sign" and line:
        place = rng.randrange(len(line) + 1)
        line = line[:place] + rng.choice("'\"{}[]:#&*|>!%@`-, \t") + line[place + rng.randint(0, 1) :]
    return [*lines[:number], line, *lines[number + 1 :]]


def differences(official: Official, path: str, text: str) -> Iterator[str]:
    """Yield what GitHub's parser and ours see differently in one text."""
    answer = official.read(path, text)
    is_action = re.search(r"(^|/)action\.ya?ml$", path) is not None
    parsed, problems = (parse_action if is_action else parse_workflow)(text, path)
    theirs = [*answer["read"], *answer["converted"]]
    ours_too = [*problems, *(check_needs(parsed) if isinstance(parsed, Workflow) else [])]
    if bool(theirs) != refused(ours_too):
        said = theirs[0] if theirs else [str(problem).split("\n")[0] for problem in ours_too]
        yield f"refused by {'GitHub' if theirs else 'us'} only: {said}"
    elif not theirs and answer["facts"] is not None:
        file = (ActionFile if is_action else WorkflowFile)(path, text, problems, parsed)
        key = "action_files" if is_action else "files"
        facts = facts_of(Repository(Path(), **{"files": {}, key: {path: file}}))
        ours = facts["actions" if is_action else "workflows"][path]
        for kind, where, want, got in compare(path, answer["facts"], ours):
            if want != got:
                yield f"{kind}: {where}: GitHub {want!r}, ours {got!r}"


def main() -> int:
    """Try mutants of the files below the folders and print what differs."""
    options = argparse.ArgumentParser()
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, help="write each text that differs into this folder")
    given = options.parse_args()
    files = sorted(file for folder in given.folders for file in folder.rglob("*.y*ml"))
    rng = random.Random(given.seed)
    program = bundle()
    if program is None:
        print("GitHub's parser is not here: node and npm are needed, and the network at the first run.")
        return 2
    counts: Counter[str] = Counter()
    with Official(program) as official:
        for number in range(given.count):
            file = rng.choice(files)
            text = mutant(file.read_text(encoding="utf-8", errors="replace"), rng)
            path = file.name if file.name.startswith("action.") else f".github/workflows/{file.name}"
            counts["tried"] += 1
            found = list(differences(official, path, text))
            counts["different"] += bool(found)
            for each in found[:1]:
                print(f"{number:5} {file.name}: {each[:700]}")
                if given.keep:
                    given.keep.mkdir(parents=True, exist_ok=True)
                    (given.keep / f"{number}-{file.name}").write_text(text, encoding="utf-8")
    print(dict(counts))
    return 1 if counts["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
