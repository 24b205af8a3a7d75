"""Gate TQ-02: compare the pass rate in a report of pytest-json-report with the minimum.

Exit code 0: rate reached, 1: rate too low, 2: report missing, unreadable or without tests.
"""

import json
import sys
from pathlib import Path

MIN_PASS_RATE = 98.0


def main(arguments: list[str]) -> int:
    """Print the pass rate of the report and return the exit code."""
    try:
        (path,) = arguments
        summary = json.loads(Path(path).read_text(encoding="utf-8"))["summary"]
        passed = int(summary.get("passed", 0))
        # Skipped tests do not count: they say nothing about the code.
        total = passed + int(summary.get("failed", 0)) + int(summary.get("error", 0))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        print(f"No usable report: {error!r}")
        return 2
    if total == 0:
        print("No usable report: no test has run")
        return 2
    rate = passed / total * 100
    print(f"Pass rate: {rate:.1f}% ({passed}/{total}), minimum {MIN_PASS_RATE}%")
    return 0 if rate >= MIN_PASS_RATE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
