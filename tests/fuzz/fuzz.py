"""`make fuzz`: damaged workflow and action files of any kind; each must give a model or problems, soon.

    python fuzz.py [--count N] [--seed N] [--keep FOLDER] FOLDER...

Every input is read, held against the whole syntax, and printed as facts. An exception or a read of more than
`SECONDS` is a failure; its input is kept. Exit status 0 only without one.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Instead of the folder of this script, where `fuzz` would be another module.
sys.path[:1] = [str(ROOT / "_ext"), str(ROOT / "tests")]

from fuzz.entries import examine  # noqa: E402

SECONDS = 10
"""How long one input may take; most take some milliseconds."""

BITS = [
    *(
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\r",
        b"\t",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x98\x80",
        b"\x7f",
    ),
    *(
        b"&a ",
        b"*a",
        b"&a [*a]",
        b"<<: *a",
        b"!!str ",
        b"!x ",
        b"? ",
        b"- ",
        b": ",
        b"| ",
        b">-\n",
        b"---\n",
        b"...\n",
    ),
    *(
        b"%YAML 1.2\n",
        b"#",
        b"'",
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"`",
        b"@",
        b"${{",
        b"}}",
        b"${{ a[",
        b"'${{",
    ),
    *(
        b"${{ " + b"(" * 60,
        b"${{ a" + b".b" * 80 + b" }}",
        b"[" * 120,
        b"{a: " * 120,
        b"- " * 120,
        b" " * 200,
        b"a" * 5000,
    ),
    *(
        b"1e999",
        b"-.inf",
        b".nan",
        b"0x",
        b"9" * 400,
        b"2026-01-01",
        b"null",
        b"~",
        b"=",
        b"\n\n\n",
        b"\n  ",
        b"\n        ",
    ),
]


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return data with one to six changes of bytes, pieces and lines."""
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(data) + 1)
        stop = min(start + rng.choice([0, 0, 1, 1, 4, 30, 300]), len(data))
        match rng.randrange(5):
            case 0:
                piece = bytes([rng.randrange(256)])
            case 1 | 2:
                piece = rng.choice(BITS)
            case 3:
                piece = data[start:stop] * rng.randint(2, 5)
            case _:
                other = rng.randrange(len(data) + 1)
                piece = data[other : other + rng.choice([3, 40, 400])]
        data = data[:start] + piece + data[stop:]
    return data


def expired(*_signal: object) -> None:
    """End an input that takes too long."""
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> int:
    """Try damaged copies of the files below the folders and print what came of them."""
    options = argparse.ArgumentParser()
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz", help="for inputs that fail")
    given = options.parse_args()
    files = sorted(
        file
        for folder in given.folders
        for file in folder.rglob("*.y*ml")
        if "node_modules" not in file.parts
    )
    rng = random.Random(given.seed)
    signal.signal(signal.SIGALRM, expired)
    failures = models = 0
    slowest = 0.0
    for number in range(given.count):
        file = rng.choice(files)
        data = damaged(file.read_bytes(), rng)
        start = time.perf_counter()
        signal.alarm(SECONDS)
        try:
            models += examine(f".github/workflows/{file.name}", data.decode("utf-8", "replace"))
        except BaseException:  # noqa: BLE001 (whatever it is, it is a failure)
            failures += 1
            given.keep.mkdir(parents=True, exist_ok=True)
            (given.keep / f"{given.seed}-{number}-{file.name}").write_bytes(data)
            print(f"{number}: {file.name}\n{traceback.format_exc(limit=-4)}")
        finally:
            signal.alarm(0)
        slowest = max(slowest, time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"seed {given.seed}: {given.count} inputs, {failures} failures; {models} gave a model, "
        f"the others problems only; the slowest took {slowest:.2f} s, the process {memory:.0f} MiB"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
