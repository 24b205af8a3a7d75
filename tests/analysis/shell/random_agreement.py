"""How far the verdicts agree with bash over scripts at random: `python …/random_agreement.py NUMBER [SEED]`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from analysis.shell.harness import LINES, Bench, judged
from analysis.shell.scripts import scripts
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from workflow_docs.analysis.shell.verdict import failing


def main(number: int, start: int) -> None:
    count: Counter[str] = Counter()
    shown = [30]
    bench = Bench()
    bench.provide(f"c{i}" for i in range(1, 100))

    @seed(start)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(list(LINES)), st.data())
    def run(shell, data):
        script = data.draw(scripts(posix=shell == "sh"))
        count["scripts"] += 1
        trials = judged(bench, script, LINES[shell])
        if trials is None:
            count["scripts that fail anyway"] += 1
            return
        answers = failing(script, LINES[shell].options)
        for trial in trials:
            answer = answers[trial.index]
            count[f"bash {trial.fails}, we {answer}"] += 1
            if answer != trial.fails and shown[0]:
                shown[0] -= 1
                print(f"=== {shell}: {trial} we {answer}\n{script}")

    run()
    bench.close()
    for name, value in sorted(count.items()):
        print(f"{value:6} {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
