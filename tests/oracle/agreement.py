"""`make oracle`: what we read out of workflows and actions, held against GitHub's own parser, kind by kind.

    python agreement.py REPO...

Exit status 0 only where everything agrees.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "_ext")]

from official import Official, bundle  # noqa: E402

from workflow_docs.analysis import diagnostics  # noqa: E402
from workflow_docs.facts.document import facts_of  # noqa: E402
from workflow_docs.workflow.problem import ProblemKind, Severity  # noqa: E402
from workflow_docs.workflow.repository import Repository  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflow_docs.workflow.problem import Problem

Facts = dict[str, Any]
Finding = tuple[str, str, object, object]

SHOWN = 20
# What GitHub's parser calls an error and we, as the file works all the same, a warning; what only we tell.
ALSO_REFUSED = {ProblemKind.UNKNOWN_KEY, ProblemKind.INVALID_DEFAULT}


def refused(problems: Iterable[Problem]) -> bool:
    """Tell whether these problems are such that GitHub's parser has an error too."""
    return any(
        problem.severity is Severity.ERROR
        or (problem.kind in ALSO_REFUSED and "none of its options" not in problem.message)
        for problem in problems
    )


def compare(where: str, official: Facts, ours: Facts) -> Iterator[Finding]:
    """Yield (kind of fact, place, what GitHub's parser says, what we say) for a workflow or an action."""
    for kind, place, want, got in _compare(where, official, ours):
        # A key without a value is an empty text to GitHub; to us it says nothing.
        yield kind, place, want, "" if want == "" and got is None else got


def _compare(where: str, official: Facts, ours: Facts) -> Iterator[Finding]:
    if "jobs" in official:
        yield from _workflow(where, official, ours)
    else:
        yield from _action(where, official, ours)
    theirs = official["references"]
    found = {name: sorted({use["line"] for use in uses}) for name, uses in ours["references"].items()}
    yield "contexts referenced", where, sorted(theirs), sorted(found)
    for name in sorted(set(theirs) & set(found)):
        yield "lines of references", f"{where} {name}", theirs[name], found[name]


def _workflow(where: str, official: Facts, ours: Facts) -> Iterator[Finding]:
    yield "name", where, official["name"], ours["name"]
    yield "events", where, official["on"], list(ours["on"])
    yield "workflow env", where, official["env"], _values(ours["env"])
    yield "jobs in order", where, list(official["jobs"]), list(ours["jobs"])
    for name, job in official["jobs"].items():
        own = ours["jobs"].get(name)
        if own is None:
            continue
        place = f"{where}#{name}"
        yield "job line", place, job["line"], own["line"]
        yield "job name", place, job["name"], own["name"]
        yield "job if", place, job["if"], own["if"]
        yield "needs", place, job["needs"], own["needs"]
        yield "environment", place, job["environment"], (own["environment"] or {}).get("name")
        yield "job env", place, job["env"], _values(own["env"])
        yield "outputs", place, job["outputs"], _values(own["outputs"])
        yield "job timeout", place, job["timeout-minutes"], own["timeout_minutes"]
        yield "job continue-on-error", place, job["continue-on-error"], own["continue_on_error"]
        yield "reusable call", place, (job["uses"], job["with"]), (own["uses"], _values(own["with"]))
        yield "secrets of the call", place, job["secrets"], list(own["secrets"])
        yield (
            "services",
            place,
            job["services"],
            {key: _container(each) for key, each in own["services"].items()},
        )
        yield "container", place, job["container"], own["container"] and _container(own["container"])
        yield from _steps(place, job["steps"], own["steps"])


def _action(where: str, official: Facts, ours: Facts) -> Iterator[Finding]:
    yield "action name", where, official["name"], ours["name"]
    inputs = {
        name: {"required": each["required"], "default": each["default"]}
        for name, each in ours["inputs"].items()
    }
    yield "action inputs", where, official["inputs"], inputs
    outputs = {name: {"value": each["value"]} for name, each in ours["outputs"].items()}
    yield "action outputs", where, official["outputs"], outputs
    runs = ours["runs"] or {}
    for key in ("using", "main", "image"):
        yield f"action {key}", where, official[key], runs.get(key)
    yield from _steps(where, official["steps"], runs.get("steps", []))


STEP_KEYS = {
    **{name: name for name in ("id", "name", "uses", "run", "shell", "if", "line")},
    "working-directory": "working_directory",
    "continue-on-error": "continue_on_error",
    "timeout-minutes": "timeout_minutes",
}


def _steps(where: str, official: list[Facts], ours: list[Facts]) -> Iterator[Finding]:
    yield "number of steps", where, len(official), len(ours)
    for number, (step, own) in enumerate(zip(official, ours, strict=False), 1):
        place = f"{where}:{number}"
        for key, name in STEP_KEYS.items():
            yield f"step {key}", place, step[key], own[name]
        for key in ("env", "with"):
            yield f"step {key}", place, step[key], _values(own[key])
        yield from _steps(place, step["parallel"], own["steps"])


def _values(entries: Facts) -> dict[str, object]:
    return {name: "" if entry["value"] is None else entry["value"] for name, entry in entries.items()}


def _container(container: Facts) -> Facts:
    return {"image": container["image"], "env": list(container["env"]), "ports": container["ports"]}


def findings(official: Official, folder: Path) -> Iterator[Finding]:
    """Yield what both say of every file of a repository."""
    repository = Repository.load(folder)
    facts = facts_of(repository)
    for file in (*repository.files.values(), *repository.action_files.values()):
        answer = official.read(file.path, file.text)
        told = bool(answer["read"] or answer["converted"])
        yield "refused or not", file.path, told, refused(diagnostics.of_file(repository, file))
        ours = facts["workflows"].get(file.path) or facts["actions"].get(file.path)
        if answer["facts"] is not None and not answer["read"]:
            yield "read at all", file.path, True, ours is not None
            if ours is not None:
                yield from compare(file.path, answer["facts"], ours)


def main(folders: list[str]) -> int:
    """Print the agreement over the repositories; return the exit status."""
    program = bundle()
    if program is None:
        print("GitHub's parser is not here: node and npm are needed, and the network at the first run.")
        return 2
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    misses = []
    with Official(program) as official:
        for folder in folders:
            for kind, where, want, got in findings(official, Path(folder)):
                total[kind] += 1
                if want == got:
                    good[kind] += 1
                else:
                    misses.append(f"{kind}: {Path(folder).name}/{where}: GitHub {want!r}, ours {got!r}")
    for kind in total:
        print(f"{kind:24} {good[kind]:6} / {total[kind]:6}")
    for miss in misses[:SHOWN]:
        print("  -", miss[:600])
    if len(misses) > SHOWN:
        print(f"  - and {len(misses) - SHOWN} more")
    everything = sum(total.values())
    print(
        f"agreement with GitHub's parser: {sum(good.values())} of {everything} facts in {len(folders)} repositories"
    )
    return 0 if everything and not misses else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
