"""How far the verdicts agree with bash over real workflows: `python tests/analysis/shell/agreement.py FOLDER …`."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from analysis.shell.harness import LINES, Bench, judged

from workflow_docs.analysis.shell.verdict import failing
from workflow_docs.workflow.model import RunStep, steps_of
from workflow_docs.workflow.repository import Repository


def scripts(folder: Path) -> list[tuple[str, str, str]]:
    """Return the place, the text and the shell of each bash script of a repository."""
    found = []
    for workflow in Repository.load(folder).workflows:
        for job in workflow.jobs:
            for step in steps_of(job):
                if isinstance(step, RunStep):
                    shell = step.shell.value if step.shell is not None else "unspecified"
                    if shell in LINES:
                        found.append(
                            (f"{folder.name}/{workflow.file}:{step.run.position.line}", step.run.value, shell)
                        )
    return found


def measure(folders: list[Path], show: int = 20) -> Counter[str]:
    """Return how many commands were judged alike, by what bash says and what we say."""
    work = {}
    for folder in folders:
        for place, text, shell in scripts(folder):
            work.setdefault((text, shell), place)
    count: Counter[str] = Counter()

    def one(item: tuple[tuple[str, str], str]) -> tuple[str, str, str, list | None]:
        (text, shell), place = item
        bench = Bench()
        try:
            return place, text, shell, judged(bench, text, LINES[shell])
        finally:
            bench.close()

    with ThreadPoolExecutor(4) as pool:
        for place, text, shell, trials in pool.map(one, work.items()):
            count["scripts"] += 1
            if trials is None:
                count["scripts that bash cannot judge"] += 1
                continue
            answers = failing(text, LINES[shell].options)
            for trial in trials:
                answer = answers[trial.index]
                count[f"bash {trial.fails}, we {answer}"] += 1
                if answer != trial.fails and show:
                    show -= 1
                    print(place, trial, "we say", answer)
    return count


if __name__ == "__main__":
    for name, number in sorted(measure([Path(name) for name in sys.argv[1:]]).items()):
        print(f"{number:6} {name}")
