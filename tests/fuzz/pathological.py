"""`make pathological`: texts that are made to take long, on every way into the package.

    python pathological.py [--size N] [--entry NAME] [--text NAME] [--limit SECONDS] [--all]

Prints the slowest, with the CPU seconds that they take, and by how much these grow from half of the text to all of it:
2 where the time is linear, 4 where it is quadratic. Exit status 0 only if none takes longer than the limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    # Instead of the folder of this script, where `fuzz` would be another module.
    sys.path[:1] = [str(ROOT / "_ext"), str(ROOT / "tests")]

from fuzz import entries, structures, texts  # noqa: E402
from fuzz.processor_time import OutOfTimeError, at_most  # noqa: E402

LIMIT = 2.0
"""How many CPU seconds a text of 100,000 characters may take."""

GIVE_UP = 20.0
"""After how many a text is stopped."""


class Case(NamedTuple):
    """One input."""

    entry: str
    text: str

    def run(self, size: int) -> None:
        """Give the package the text."""
        if self.entry == "structure":
            structures.STRUCTURES[self.text](size)
        else:
            entries.ENTRIES[self.entry](texts.ALL[self.text](size))

    def seconds(self, size: int, give_up: float = GIVE_UP) -> float:
        """Return how many CPU seconds it takes, and `inf` where it does not end."""
        start = time.process_time()
        try:
            with at_most(give_up):
                self.run(size)
        except OutOfTimeError:
            return float("inf")
        return time.process_time() - start


CASES = (
    *(Case(entry, text) for entry in entries.ENTRIES for text in texts.ALL),
    *(Case("structure", name) for name in structures.STRUCTURES),
)


def main() -> int:
    """Run the cases and print those that take longest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=texts.SIZE)
    parser.add_argument("--entry", help="only ways whose name has this in it")
    parser.add_argument("--text", help="only texts whose name has this in it")
    parser.add_argument("--limit", type=float, default=LIMIT)
    parser.add_argument("--give-up", type=float, default=GIVE_UP)
    parser.add_argument("--all", action="store_true", help="print all, not the slowest only")
    parser.add_argument("--part", default="0/1", help="every Nth case from the Kth on, as K/N")
    given = parser.parse_args()
    part, parts = map(int, given.part.split("/"))
    chosen = [
        case for case in CASES if (given.entry or "") in case.entry and (given.text or "") in case.text
    ][part::parts]
    entries.document("Nothing.")  # what is made once counts for none of them
    measured: list[tuple[float, Case]] = []
    failed = 0
    for case in chosen:
        try:
            measured.append((case.seconds(given.size, given.give_up), case))
            if measured[-1][0] > given.limit:
                print(f"{measured[-1][0]:8.2f}          {case.entry} × {case.text}", flush=True)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is a failure)
            failed += 1
            print(f"{case.entry} × {case.text}: {type(error).__name__}: {str(error)[:300]}", flush=True)
    measured.sort(reverse=True, key=lambda each: each[0])
    print(f"{'seconds':>8} {'growth':>7}  way × text")
    for seconds, case in measured if given.all else measured[:40]:
        half = case.seconds(given.size // 2, given.give_up) if seconds > 0.2 else 0.0
        growth = f"{seconds / half:.1f}" if half else ""
        print(f"{seconds:8.2f} {growth:>7}  {case.entry} × {case.text}", flush=True)
    slow = sum(seconds > given.limit for seconds, _ in measured)
    print(
        f"{len(measured)} inputs of {given.size} characters, {slow} took more than {given.limit} s, {failed} failed"
    )
    return 1 if slow or failed else 0


if __name__ == "__main__":
    sys.exit(main())
