"""Whether a comparison in a script must hold for the step to succeed, or must not."""

from __future__ import annotations

import re

_FAILS = re.compile(r"\b(?:exit|return)\s+[\"']?(?:[1-9]|\$)|(?:^|[;{&|]\s*|\s)false\b", re.MULTILINE)
_IF = re.compile(r"(?:^|[;&|]\s*|\bthen\s+|\belse\s+|\bdo\s+)(?:el)?if\s+(?P<not>!\s+)?", re.MULTILINE)
_THEN = re.compile(r"[;\n][^\S\n]*then\b")
_PART = re.compile(r"(?:^|;)[^\S\n]*(?P<word>if|elif|else|fi)\b", re.MULTILINE)
_ALONE = re.compile(r"\s*(?:test\b|\[{1,2}\s|\(\()")


def must_hold(script: str, start: int, end: int) -> bool | None:
    """Return whether the comparison at a place must hold; None where the text does not tell.

    It must where it stands alone, or where `|| exit 1` follows; it must not as the condition of `if …; then exit 1`, or
    where `&& exit 1` follows.
    """
    first = script.rfind("\n", 0, start) + 1
    last = (script + "\n").find("\n", end)
    line = script[first:last]
    before, after = script[first:start], script[end:last]
    opened = [match for match in _IF.finditer(line) if match.start() < start - first]
    if opened and _THEN.search(before[opened[-1].end() :]) is None:
        if "&&" in _THEN.split(line[opened[-1].end() :])[0]:
            return None
        positive = opened[-1]["not"] is None
        body, otherwise = _branches(script, end)
        if _FAILS.search(body):
            return not positive
        return positive if _FAILS.search(otherwise) else None
    if re.search(r"\b(?:while|until|for)\b", before):
        return None
    if (joined := re.search(r"&&|\|\|", after)) is not None:
        if not _FAILS.search(after[joined.end() :]):
            return None
        return joined.group() == "||"
    return True if _ALONE.match(line) else None


def _branches(script: str, at: int) -> tuple[str, str]:
    """Return the texts of the branch that follows a condition, and of the one behind its `else`."""
    then = _THEN.search(script, at)
    if then is None:
        return "", ""
    depth = 0
    starts: list[int] = [then.end()]
    for match in _PART.finditer(script, then.end()):
        match match["word"]:
            case "if":
                depth += 1
            case "fi" if depth:
                depth -= 1
            case "fi":
                body_end = starts[1] if len(starts) > 1 else match.start()
                return script[starts[0] : body_end], script[starts[1] : match.start()] if len(
                    starts
                ) > 1 else ""
            case "else" | "elif" if not depth and len(starts) == 1:
                starts.append(match.start())
            case _:
                pass
    return script[starts[0] :], ""
