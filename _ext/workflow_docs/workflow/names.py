"""Names that are nearly right: what a reader may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


MAX_COMPARED = 200
"""With more names than these, only those with the same first letter are compared."""


def did_you_mean(name: str, known: Iterable[str], *, listed: bool = True) -> str:
    """Return `; did you mean 'x'?`; when nothing comes near, what there is (if `listed`); else nothing."""
    names = sorted(set(known))
    if not names:
        return ""
    lower = {candidate.lower(): candidate for candidate in reversed(names)}
    import difflib  # noqa: PLC0415 (only faults need it)

    if len(names) > MAX_COMPARED:
        # The search takes the time of all pairs; who mistypes a name seldom does so in its first letter.
        lower = {key: each for key, each in lower.items() if key[:1] == name[:1].lower()}
    close = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {lower[close[0]]!r}?"
    if not listed:
        return ""
    shown = ", ".join(repr(candidate) for candidate in names[:8])
    return f"; there is {shown}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")
