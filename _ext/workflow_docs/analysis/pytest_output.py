"""What pytest prints at the end of a run, held against the pattern of somebody who reads it.

pytest counts in a fixed order: failed, passed, skipped, deselected, xfailed, xpassed, warnings, errors
(https://docs.pytest.org/en/stable/how-to/output.html). A pattern for `5 passed, 2 failed` never matches.
"""

from __future__ import annotations

import ast
import itertools
import re
import warnings

_COUNTS = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "errors")
_MAX_PATTERN = 120
_MAX_REPEATS = 4


def summaries() -> list[str]:
    """Return lines as pytest ends with: up to three kinds of counts in its order, with and without the frame."""
    found = []
    for size in (1, 2, 3):
        for names in itertools.combinations(_COUNTS, size):
            for number in ("3", "1"):
                counts = ", ".join(
                    f"{number} {name.removesuffix('s') if number == '1' and name in {'warnings', 'errors'} else name}"
                    for name in names
                )
                found += [f"{counts} in 45.20s", f"===== {counts} in 45.20s ====="]
    return found


def never_matches(pattern: str) -> bool:
    """Return whether a pattern for the counts of pytest matches none of its last lines.

    Only patterns that speak of such counts are tried, and only those that cannot take long.
    """
    names = [name for name in ("passed", "failed", "skipped", "error") if name in pattern]
    # A repeated group may take for ever to match nothing; so may many repeats.
    if len(names) < 2 or len(pattern) > _MAX_PATTERN or len(re.findall(r"[*+{]", pattern)) > _MAX_REPEATS:
        return False
    if re.search(r"\)[*+{]", pattern):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern)
    except re.error:
        return False
    return not any(compiled.search(line) for line in summaries())


def hollow_names(source: str) -> dict[str, str]:
    """Return the variables of a Python text that hold a match which never comes, with the pattern."""
    found: dict[str, str] = {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr="search" | "match" | "findall"),
                    args=[ast.Constant(value=str(pattern)), *_],
                ),
            ) if never_matches(pattern):
                found[name] = pattern
    return found
