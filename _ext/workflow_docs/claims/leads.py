"""What the words right above a block of code say of it: its sentence, and whether it is advice or a quotation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .documents import Document, Fence

_FENCE = re.compile(r"\s*(?:>\s*)*(?:```|~~~)")
_HEADING = re.compile(r"\s*#{1,6}\s")
# Words in names, such as `create-release.yml`, say nothing.
_NAMES = re.compile(r"`[^`]*`|(?<![\w./-])[\w./-]+\.ya?ml\b")
_ADVICE = re.compile(
    r"""\b(?:add|adding|chang(?:e|ing)|examples?|e\.g|increas(?:e|ing)|decreas(?:e|ing)|rais(?:e|ing)|lower|reduc(?:e|ing)|could
    |should|might|would|you\s(?:can|may|must|need|want)|templates?|(?:to|quick|the)\sfix|fix(?:es|ing)?\s*:|solutions?|resolution
    |instead|recommend\w*|new\s(?:workflow|job|step|secret|gate|trigger|service)|creat(?:e|ing)|updat(?:e|ing)|modify\w*|replac\w+
    |remov(?:e|ing)|delet(?:e|ing)|try|consider\w*|suggest\w*|propos\w*|practices?|alternative\w*|customi[sz]\w+|workarounds?
    |temporar\w+|optimi[sz](?:e|ing)|improv(?:e|ing|ements?)|migrat\w+|samples?|skeletons?|hypothetical\w*|future|planned|todo
    |previous\w*|formerly|legacy|old|used\sto|wrong|incorrect\w*|bad|good|broken|minimal|typical|similar|such\sas|how\sto
    |renam(?:e|ing)|bump|upgrad(?:e|ing)|downgrad(?:e|ing)|mitigat\w+|to\s(?:use|call|run|set|configure|add|test|enable|disable|allow|make|prevent|avoid))\b
    |\A[\W\d_]*(?:set|use|put|enable|disable|ensure|make\ssure|edit|write|pin|include|insert|append|configure|define|specify
    |extend|before|after|if|fix|option|then)\b|[❌✅✗✓]""",
    re.IGNORECASE | re.VERBOSE,
)
_ADVICE_HEADING = re.compile(
    r"""\b(?:add|adding|chang(?:e|ing)|examples?|fix(?:es|ing)?|solutions?|recommend\w*|creat(?:e|ing)|templates?|practices?|how\sto
    |customi[sz]\w+|migrat\w+|improvements?|future|todo|proposals?|alternatives?|extending|optimi[sz]\w+|updating|modifying|enabling
    |disabling|workarounds?|before|after|new\s(?:workflow|job|step|secret|gate)s?|remediation|upgrad\w+|roadmap|changelog|history|usage|local(?:ly)?|compose)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTATION = re.compile(
    r"""\b(?:currently|already|excerpt|as\s(?:configured|defined)|current\s(?:settings?|values?|configuration|state)
    |(?:workflow|job|step|pipeline|ci)\s(?:has|sets|uses|runs|contains|defines|declares|reads))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def lead(document: Document, fence: Fence) -> str:
    """Return the paragraph that stands right above a block, as written; empty where there is none."""
    lines = document.lines
    at = min(fence.position.line - 2, len(lines) - 1)
    if at >= 0 and _FENCE.match(lines[at]):
        at -= 1
    blanks = 0
    while at >= 0 and not lines[at].strip(" \t>"):
        at -= 1
        blanks += 1
    found: list[str] = []
    while (
        at >= 0 and lines[at].strip(" \t>") and not _FENCE.match(lines[at]) and not _HEADING.match(lines[at])
    ):
        found.append(lines[at].strip())
        at -= 1
        if found[-1].startswith("|"):  # a table says nothing of what follows it
            return ""
    return "\n".join(reversed(found))


def is_advice(document: Document, fence: Fence) -> bool:
    """Tell whether a block shows what somebody could write, or had written, instead of what is there."""
    sentence = _NAMES.sub(" ", lead(document, fence))
    above = [_NAMES.sub(" ", text) for text in fence.above]
    if _ADVICE.search(sentence):
        return True
    if is_quotation(sentence):
        return False
    return any(_ADVICE_HEADING.search(text) for text in above) or any(
        _ADVICE.search(text) for text in above[-1:]
    )


def is_quotation(sentence: str) -> bool:
    """Tell whether a sentence says that what follows is what a workflow has now."""
    return _QUOTATION.search(sentence) is not None


def is_advice_text(text: str) -> bool:
    """Tell whether a text, such as a comment within a block, gives advice."""
    return _ADVICE.search(text) is not None
