"""How much of what is wrong is found: true documents about real repositories, with one fact broken at a time.

`make mutants` prints, by kind of claim, how many breaks were found at their line, and what else was said.
"""

from __future__ import annotations

import random
import re
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow_docs.analysis import secrets
from workflow_docs.analysis.graph import JobGraph
from workflow_docs.claims.audit import check
from workflow_docs.claims.context import Context
from workflow_docs.claims.documents import parse
from workflow_docs.workflow.model import Job, RunStep, Text, steps_of
from workflow_docs.workflow.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workflow_docs.workflow.model import Workflow

PATH = "OVERVIEW.md"


def document_of(repository: Repository) -> str:
    """Return a document in which everything is so."""
    lines = ["# Overview", ""]
    for workflow in repository.workflows:
        lines += [
            f"- [{workflow.file}]({workflow.path}), see `{workflow.path}` and [below](#{_slug(workflow.file)})"
        ]
    lines.append("")
    for workflow in repository.workflows:
        lines += [
            f"## {workflow.file}",
            "",
            *_jobs(workflow),
            *_graph(workflow),
            *_secrets(repository, workflow),
            *_run(workflow),
            *_quoted(repository, workflow),
            *_drawn(workflow),
            *_steps(workflow),
            *_printed(workflow),
        ]
    return "\n".join(lines) + "\n"


def _slug(file: str) -> str:
    return re.sub(r"[^\w-]", "", file.lower())


def _jobs(workflow: Workflow) -> list[str]:
    graph = JobGraph.of(workflow)
    lines = ["| Job | Needs | Timeout | Runner | Source |", "| --- | --- | --- | --- | --- |"]
    for name, job in graph.jobs.items():
        needs = ", ".join(f"`{need}`" for need in graph.needs[name]) or "none"
        limit = "360" if isinstance(job, Job) else "-"
        if isinstance(job, Job) and job.timeout_minutes is not None:
            limit = job.timeout_minutes.value
        timeout = f"{limit} minutes" if limit.isdecimal() else "it depends"
        runner = (
            str(job.runs_on)
            if isinstance(job, Job) and job.runs_on is not None and "${{" not in str(job.runs_on)
            else "x"
        )
        lines.append(
            f"| `{name}` | {needs} | {timeout} | {runner} | [`{name}`]({workflow.path}#L{job.position.line}) |"
        )
    return [*lines, ""]


def _graph(workflow: Workflow) -> list[str]:
    graph = JobGraph.of(workflow)
    edges = graph.edges
    if len(edges) < 2:
        return []
    alone = [f"  {name}" for name in graph.jobs if not any(name in edge for edge in edges)]
    return [
        "```mermaid",
        "flowchart TD",
        *(f"  {start} --> {end}" for start, end in edges),
        *alone,
        "```",
        "",
    ]


def _secrets(repository: Repository, workflow: Workflow) -> list[str]:
    names = [secret.name for secret in secrets.secrets(repository, [workflow])]
    if len(names) < 2:
        return []
    return ["| Secret | Is |", "| --- | --- |", *(f"| `{name}` | set |" for name in names), ""]


def _run(workflow: Workflow) -> list[str]:
    dispatch = next(
        (trigger for trigger in workflow.triggers if trigger.event.value == "workflow_dispatch"), None
    )
    if dispatch is None:
        return []
    words = ["gh", "workflow", "run", workflow.file]
    for item in dispatch.inputs:
        default = item.default.value if isinstance(item.default, Text) else ""
        value = item.options[0].value if item.options else default or "value"
        if re.fullmatch(r"[\w.-]+", value):
            words += ["-f", f"{item.name.value}={value}"]
    return ["```bash", " ".join(words), "```", ""]


def _quoted(repository: Repository, workflow: Workflow) -> list[str]:
    """Quote the first job that is no call, as far as a block goes that people write."""
    job = next((job for job in workflow.jobs if isinstance(job, Job) and job.steps), None)
    if job is None:
        return []
    source = repository.files[workflow.path].text.split("\n")
    ends = [step.position.line - 1 for step in job.steps[1:]]
    end = next((line for line in ends if line - job.position.line >= 12), ends[-1] if ends else 0)
    lines = [line for line in source[job.position.line - 1 : end] if line.strip()]
    if job.position.column == 1 or any("\t" in line or "```" in line for line in lines) or len(lines) < 4:
        return []
    return [
        f"{workflow.file} has this job:",
        "",
        "```yaml",
        *textwrap.dedent("\n".join(lines)).split("\n"),
        "```",
        "",
    ]


def _drawn(workflow: Workflow) -> list[str]:
    graph = JobGraph.of(workflow)
    if len(graph.edges) < 3:
        return []
    noted = [
        f"{name} (depends on {', '.join(needs)})" if needs else f"{name} (independent)"
        for name, needs in graph.needs.items()
    ]
    alone = [name for name in graph.jobs if not any(name in edge for edge in graph.edges)]
    arrows = [f"{start} → {end}" for start, end in graph.edges]
    return ["```text", *noted, "```", "", "```text", *arrows, *alone, "```", ""]


def _steps(workflow: Workflow) -> list[str]:
    for job in workflow.jobs:
        names = [step.name.value for step in steps_of(job) if step.name is not None]
        plain = [name for name in names if re.fullmatch(r"\w[\w -]* [\w -]*\w", name)]
        if len(plain) >= 4 and len(set(plain)) == len(plain) == len(names):
            return [
                f"The job `{job.id.value}`:",
                "",
                *(f"{n}. `{name}`" for n, name in enumerate(plain, 1)),
                "",
            ]
    return []


def _printed(workflow: Workflow) -> list[str]:
    texts = [
        text
        for job in workflow.jobs
        for step in steps_of(job)
        if isinstance(step, RunStep)
        for text in re.findall(r'^ *echo "((?:[A-Z]|=== )[\w =.,-]+)"$', step.run.value, re.MULTILINE)
        if len(text.split()) >= 4
    ]
    return ["The log shows:", "", "```log", *dict.fromkeys(texts), "```", ""] if texts else []


class Mutant(NamedTuple):
    """A document with one fact broken, and the line that is wrong."""

    kind: str
    text: str
    line: int


def mutants(text: str) -> Iterator[Mutant]:
    """Yield documents with one fact broken each."""
    lines = text.split("\n")

    def changed(kind: str, index: int, new: str | None) -> Mutant:
        other = [*lines]
        if new is None:
            del other[index]
        else:
            other[index] = new
        return Mutant(kind, "\n".join(other), index + 1)

    yield from _in_blocks(lines, changed)
    start = 0
    for index, line in enumerate(lines):
        if line.startswith(("| Job", "| Secret", "```mermaid")):
            start = index
        if match := re.match(r"- \[(.*?)\]\((.*?)\), see `(.*?)` and \[below\]\((.*?)\)", line):
            yield changed("link to a file", index, line.replace(f"]({match[2]})", f"]({match[2][:-4]}x.yml)"))
            yield changed("path in code", index, line.replace(f"`{match[3]}`", f"`{match[3][:-4]}x.yml`"))
            yield changed("anchor", index, line.replace(match[4], match[4] + "-x"))
        elif line.startswith("| `") and line.count("|") == 6:
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            yield changed("job renamed", index, line.replace(cells[0], cells[0][:-1] + "x`", 1))
            row = f"| {cells[0]} | {{}} | {{}} | {{}} | {cells[4]} |"
            others = re.findall(r"`([^`]+)`", "".join(lines[start + 2 : start + 3]))[:1]
            wrong = (
                "none" if cells[1] != "none" else f"`{others[0]}`" if f"`{others[0]}`" != cells[0] else None
            )
            if wrong is not None:
                yield changed("needs", index, row.format(wrong, cells[2], cells[3]))
            if cells[2][0].isdigit():
                yield changed(
                    "time limit",
                    index,
                    row.format(cells[1], f"{int(cells[2].split()[0]) + 7} minutes", cells[3]),
                )
            if re.fullmatch(r"(?:ubuntu|windows|macos)-[\w.]+", cells[3]):
                yield changed("runner", index, row.format(cells[1], cells[2], "ubuntu-20.04"))
            yield changed("line of a job", index, re.sub(r"#L(\d+)", "#L1", line))
            yield changed("line beyond the end", index, re.sub(r"#L(\d+)", "#L99999", line))
            rows = sum(other.startswith("| `") for other in lines[start : start + 400] if other) and _rows(
                lines, start
            )
            if rows > 2:
                yield changed("job left out", index, None)._replace(line=start + 1)
        elif line.startswith("| `") and line.endswith("| set |"):
            yield changed("secret renamed", index, line.replace("` |", "_X` |", 1))
            if _rows(lines, start) > 2:
                yield changed("secret left out", index, None)._replace(line=start + 1)
        elif "-->" in line:
            first, _, second = line.strip().partition(" --> ")
            yield changed("edge turned round", index, f"  {second} --> {first}")
            if _rows(lines, start, "  ") > 2:
                yield changed("edge left out", index, None)._replace(line=start + 2)
        elif line.startswith("gh workflow run"):
            yield changed(
                "workflow of a command", index, line.replace(".yml", "x.yml", 1).replace(".yaml", "x.yaml", 1)
            )
            if " -f " in line:
                yield changed(
                    "input of a command", index, re.sub(r" -f ([\w-]+)=", r" -f \1x=", line, count=1)
                )


def _in_blocks(lines: list[str], changed: Callable[[str, int, str | None], Mutant]) -> Iterator[Mutant]:
    """Yield the breaks of quoted YAML, drawn diagrams, lists of steps and quoted output."""
    block = ""
    for index, line in enumerate(lines):
        if line.startswith("```"):
            block = line if block == "" else ""
        elif block == "```yaml":
            new = broken_value(line)
            if new is not None:
                yield changed("value of quoted YAML", index, new)
        elif block == "```text" and " (depends on " in line:
            name = line.split()[0]
            yield changed("need in a drawing", index, f"{name} (independent)")
        elif block == "```text" and " → " in line and lines[index - 1] != "```text":
            start, _, end = line.partition(" → ")
            yield changed("arrow turned round", index, f"{end} → {start}")
        elif block == "```log" and len(line.split()) >= 5:
            words = line.split()
            yield changed("word of quoted output", index, " ".join([*words[:2], "otherwise", *words[3:]]))
        elif re.match(r"\d+\. `", line):
            yield changed("step renamed", index, line[:-1] + " twice`")
            if line.startswith("1. "):
                last = next(at for at in range(index, len(lines)) if not lines[at + 1])
                moved = [*lines[:index], *lines[index + 1 : last + 1], line, *lines[last + 1 :]]
                yield Mutant("step moved", "\n".join(moved), last + 1)


def broken_value(line: str) -> str | None:
    """Return a line of YAML with another value; None where it has none in one piece."""
    match = re.match(r"(\s*(?:- )?[\w-]+: )([^|>&*{\[\s#][^#]*)$", line)
    if match is None:
        return None
    value = match[2].rstrip()
    number = re.search(r"\d+", value)
    if number is not None and "${{" not in value:
        new = f"{value[: number.start()]}{int(number.group()) + 1}{value[number.end() :]}"
    else:
        new = {"true": "false", "false": "true"}.get(value) or f"{value[:-1]}x{value[-1]}"
    return match[1] + new


def _rows(lines: list[str], start: int, prefix: str = "| `") -> int:
    count = 0
    for line in lines[start + 2 :]:
        if not line.startswith(prefix):
            break
        count += 1
    return count


def measure(folders: list[Path], each: int, seed: int = 0) -> dict[str, Counter[str]]:
    """Return by kind how many breaks were made and found, and how many other findings there were."""
    table: dict[str, Counter[str]] = {}
    chosen = random.Random(seed)
    for folder in folders:
        repository = Repository.load(folder)
        text = document_of(repository)
        context = Context(repository)
        base = list(check(parse(text, PATH), context))
        table.setdefault("nothing broken", Counter()).update(made=1, other=len(base))
        by_kind: dict[str, list[Mutant]] = {}
        for mutant in mutants(text):
            by_kind.setdefault(mutant.kind, []).append(mutant)
        for kind, made in by_kind.items():
            count = table.setdefault(kind, Counter())
            for mutant in chosen.sample(made, min(each, len(made))):
                found = [finding.position.line for finding in check(parse(mutant.text, PATH), context)]
                count["made"] += 1
                count["found"] += mutant.line in found
                count["other"] += sum(line != mutant.line for line in found)
    return table


def main(arguments: list[str]) -> None:
    """Print the table for some repositories."""
    table = measure([Path(name) for name in arguments[1:]], int(arguments[0]))
    print(f"{'broken':<24}{'made':>6}{'found':>7}{'recall':>8}{'other findings':>16}")
    for kind, count in table.items():
        recall = f"{100 * count['found'] / count['made']:.0f} %" if kind != "nothing broken" else ""
        print(f"{kind:<24}{count['made']:>6}{count['found']:>7}{recall:>8}{count['other']:>16}")


if __name__ == "__main__":
    main(sys.argv[1:])
