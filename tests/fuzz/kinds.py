"""`make fuzz`: small inputs of every kind on every way into the package; each must be read without a fault of ours, soon.

    python kinds.py [--count N] [--seed N] [--processes N] [--kind NAME] [--keep FOLDER]

Inputs are made of pieces of the kind's own grammar, of real texts, and of what breaks readers: separators, controls,
numbers, deep nesting. A generator of our own makes them, as thousands a second are wanted and the same seed must give
the same inputs; hypothesis, which tests properties elsewhere, makes some hundred. An exception, an `internal-error`
finding, or more than `SECONDS` of CPU time is a failure, and its input is kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:1] = [str(ROOT / "_ext"), str(ROOT / "tests")]

from fuzz import entries  # noqa: E402
from fuzz.processor_time import OutOfTimeError, at_most  # noqa: E402

from workflow_docs.analysis.objects import ObjectIndex  # noqa: E402
from workflow_docs.channels import html, runner, terminal  # noqa: E402
from workflow_docs.claims import audit  # noqa: E402
from workflow_docs.facts.document import facts_of  # noqa: E402
from workflow_docs.facts.output import dump  # noqa: E402
from workflow_docs.report import audit as report  # noqa: E402
from workflow_docs.workflow.repository import Repository  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 2.0
"""How much CPU time one input may take; most take a few milliseconds."""

ODD = (
    *("\0", "\x1b[31m", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\u202e", "\u200b", "\ufeff", "\ud800", "\udcff", "\r", "\r\n", "\t", "\n\n\n"),
    *("9" * 40, "9" * 5000, "1.2.3", "1e999", "²", "١٢", "-0", "0x", "é", "漢字", "👩\u200d💻", "a" * 300, "`" * 7, "(" * 60, "[" * 60, "{" * 60, "<" * 20),
    *("::error::x", "##[group]", "<!--", "-->", "${{", "}}", "${{ secrets.A }}", "${{ a[", "\\", '"', "'", "|", "%", "$(", "<<EOF\n"),
)  # fmt: skip
MARKDOWN = (
    *("# CI\n", "## Jobs\n", "- ", "1. ", "> ", "| a | b |\n|---|---|\n", "| ", " |", "```bash\n", "```yaml\n", "```\n", "~~~\n", "    ", "**", "_", "`", "[a](", ")"),
    *("[a](b.md#c)", "![x](y.png)", "<a href='x'>", "<img src=y>", "[r]: z\n", "***\n", "\n", "\n\n", ": ", "- [ ] ", "<!-- workflow-docs:ignore all -->", "\\"),
    *("the job `test` ", "`ci.yml` ", "runs after ", "needs ", "times out after ", "5 minutes ", "30 s ", "blocks ", "coverage 80 % ", "on push ", "daily at 5:30 ", "secret `A_TOKEN` "),
    *("Python 3.11 ", "actions/checkout@v4 ", "`LOG_LEVEL: info` ", "POST /api/x ", "the panel **Errors** ", "replicas: 3 ", "artifact `dist` ", "step `Run tests` ", "job-a → job-b\n"),
)  # fmt: skip
SHELL = (
    *("make test\n", "gh workflow run ci.yml -f a=b ", "gh run list --workflow ci.yml ", "kubectl -n a get pods ", "docker build -t x . ", "curl -sf http://localhost/x ", "pytest -q "),
    *("| ", "&& ", "|| true ", "; ", "if ", "then ", "fi\n", "for i in 1 2; do ", "done\n", "$(", ")", "`", "<<EOF\n", "EOF\n", ">&2 ", "\\\n", "# c\n", "$A ", "${A:-b} ", "$ ", "cd x\n", "exit 1\n", "((", "))", "[[ ", "]] "),
)  # fmt: skip
YAML = (
    *("name: CI\n", "on: push\n", "on:\n  push:\n", "jobs:\n", "  a:\n", "    runs-on: x\n", "    steps:\n", "      - run: make\n", "      - uses: a/b@v1\n", "    needs: a\n", "    if: ", "    env: {A: b}\n"),
    *("    timeout-minutes: ", "    strategy: {matrix: {a: [1, 2]}}\n", "  ", "- ", ": ", "? ", "&a ", "*a ", "!x ", "| \n", ">-\n", "{", "}", "[", "]", ",", "#", "'", '"', "---\n", "<<: *a\n", "documents:\n", "  a.md:\n", "    re: a\n"),
)  # fmt: skip
MERMAID = (
    "graph TD\n",
    "flowchart LR\n",
    "a --> b\n",
    "a[x] ",
    "b{y} ",
    "-->|t| ",
    "--- ",
    "& ",
    "subgraph s\n",
    "end\n",
    "%%c\n",
    ";",
    "a-->b-->c\n",
    '"',
    "((",
    "))",
    "test --> build\n",
)
REST = (
    ".. note:: ",
    ".. ci:jobs:: ci.yml\n",
    "=====\n",
    "*",
    "**",
    "``",
    "|a|",
    "`a <b>`_ ",
    "::\n\n   ",
    "- ",
    "+---+\n",
    ".. [1] ",
    ".. _a: b\n",
    "\n\n",
    "   ",
    ":a: b\n",
    ":ci:job:`test` ",
)
MARKERS = (
    "<!-- workflow-docs:begin ci:jobs ci.yml -->\n",
    "<!-- workflow-docs:end -->\n",
    "<!-- workflow-docs:begin ",
    "ci:",
    "\n:columns: a\n",
    "-->",
    "<!-- workflow-docs:",
    "ignore x -->",
    "`",
    "```\n",
    "    ",
)
GRAMMARS = {
    "document": MARKDOWN, "fence bash": SHELL, "fence yaml": YAML, "fence mermaid": MERMAID, "fence console": SHELL, "contracts.yml": YAML, "markers of inject": MARKERS,
    "descriptions.yml": YAML, "workflow": YAML, "script": SHELL, "scripts of steps": SHELL, "files of the repository": SHELL, "data files": YAML, "contract of a document": MARKDOWN,
    "page in reST": REST, "names of files": (*MARKDOWN, "/", ".", "..", ".git", "~", "ci", ".yml", ".md"), "cell": MARKDOWN, "emitted Markdown": MARKDOWN,
}  # fmt: skip
REAL = [
    file.read_text(encoding="utf-8", errors="replace")
    for pattern in (
        "examples/atom/**/*.md",
        "examples/atom/.github/workflows/*.yml",
        "tests/workflows/ok/*.yml",
        "examples/atom/**/*.sh",
    )
    for file in sorted(ROOT.glob(pattern))
]


def rst_page(text: str) -> None:
    """Read a page in reST as a build does, and audit what people wrote on it."""
    from docutils.core import publish_doctree

    from workflow_docs.sphinx_ext.claims.reading import read

    settings = {
        "report_level": 5,
        "halt_level": 6,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "warning_stream": False,
        "_disable_config": True,
    }
    doctree = publish_doctree(text, settings_overrides=settings)
    page = read(doctree, str(entries.SAMPLE / "docs/a.rst"), entries.SAMPLE, _index())
    entries.document(page.text)


def _index(kept: list[ObjectIndex] = []) -> ObjectIndex:  # noqa: B006 (made once, at the first use)
    if not kept:
        kept.append(ObjectIndex(entries.sample()))
    return kept[0]


def names(text: str) -> None:
    """Use a repository in which a workflow, an action, a document and a folder have the text as their name."""
    parts = [
        part.encode("utf-8", "surrogateescape" if "\ud800" not in part else "replace")[:200]
        for part in text.replace("\0", "").split("/")
    ]
    name = next((part for part in parts if part not in {b"", b".", b".."}), b"x")
    folder = tempfile.mkdtemp()
    root = os.fsencode(folder)
    try:
        for place in (
            b".github/workflows/" + name + b".yml",
            name + b"/action.yml",
            name + b".md",
            name + b"/x.md",
        ):
            full = root + b"/" + place
            os.makedirs(os.path.dirname(full), exist_ok=True)  # noqa: PTH103, PTH120 (names in bytes)
            with open(full, "wb") as stream:  # noqa: PTH123
                stream.write(b"on: push\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n")
        repository = Repository.load(Path(folder))
        dump(facts_of(repository))
        found = audit.audit(repository, audit.all_documents(repository))
        assert found.is_complete, found.findings
        for document in (*report.github(found, found.findings), *report.markdown(found, found.findings)):
            assert "##[" not in document
        for path in (*repository.files, *repository.action_files):
            assert (
                terminal.visible(path).isprintable()
                or "\u200c" in path
                or "\u200d" in path
                or "\u00a0" in path
            )
            html.page_name(path)
            runner.annotation("error", path, 1, "x", path)
    finally:
        shutil.rmtree(root)


KINDS: dict[str, Callable[[str], object]] = {
    **entries.ENTRIES,
    "page in reST": rst_page,
    "names of files": names,
}


def made(kind: str, rng: random.Random) -> str:
    """Return an input of a kind."""
    pieces = GRAMMARS.get(kind, MARKDOWN)
    found = []
    if rng.random() < 0.3:
        real = rng.choice(REAL)
        start = rng.randrange(len(real))
        found.append(real[start : start + rng.choice([20, 80, 200, 600])])
    found += rng.choices(pieces, k=rng.randint(1, 14))
    found += rng.choices(ODD, k=rng.choice([0, 0, 1, 1, 2]))
    rng.shuffle(found)
    text = "".join(found)
    if rng.random() < 0.2 and text:
        cut = rng.randrange(len(text))
        text = text[:cut] + text[cut + rng.randint(1, 9) :]
    return text


class Result(NamedTuple):
    """How many inputs of a kind there were, the failures, and the longest CPU time."""

    count: int
    failures: list[tuple[str, str]]
    slowest: float


def run(kind: str, count: int, seed: int) -> Result:
    """Try so many inputs of a kind."""
    rng = random.Random(f"{kind} {seed}")
    failures = []
    slowest = 0.0
    for _ in range(count):
        text = made(kind, rng)
        start = time.process_time()
        try:
            with at_most(SECONDS):
                KINDS[kind](text)
        except (Exception, OutOfTimeError):  # noqa: BLE001 (whatever it is, it is a failure)
            failures.append((text, traceback.format_exc(limit=-5)))
        slowest = max(slowest, time.process_time() - start)
    return Result(count, failures, slowest)


def _job(job: tuple[str, int, int]) -> tuple[str, Result]:
    return job[0], run(*job)


def main() -> int:
    """Try inputs of all kinds, and print by kind what came of them."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=2000, help="how many inputs in all")
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--kind", action="append", choices=KINDS)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz", help="for inputs that fail")
    given = options.parse_args()
    kinds = given.kind or list(KINDS)
    share = max(given.count // len(kinds), 1)
    step = 500
    jobs = [
        (kind, min(step, share - done), given.seed + done) for kind in kinds for done in range(0, share, step)
    ]
    total: dict[str, Result] = {}
    with multiprocessing.get_context("fork").Pool(given.processes, maxtasksperchild=20) as pool:
        for kind, result in pool.imap_unordered(_job, jobs):
            before = total.get(kind, Result(0, [], 0.0))
            total[kind] = Result(
                before.count + result.count,
                before.failures + result.failures,
                max(before.slowest, result.slowest),
            )
    failures = 0
    for kind in kinds:
        result = total[kind]
        print(
            f"{kind}: {result.count} inputs, {len(result.failures)} failures, the slowest {result.slowest:.2f} s"
        )
        for number, (text, trace) in enumerate(result.failures):
            failures += 1
            given.keep.mkdir(parents=True, exist_ok=True)
            name = "".join(char if char.isalnum() else "-" for char in kind)
            (given.keep / f"{name}-{given.seed}-{number}.txt").write_bytes(
                text.encode("utf-8", "surrogatepass")
            )
            if number < 3:
                print(trace)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"seed {given.seed}: {sum(each.count for each in total.values())} inputs, {failures} failures; {memory:.0f} MiB at most"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
