"""Whether a secret is required: a column *Required*, or `optional` beside its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis.secrets import Need
from workflow_docs.claims import labels
from workflow_docs.claims.findings import Code, Finding, Judgement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.claims.statements import Statement

_YES = re.compile(r"\W*(?:yes|required|mandatory|true|✓|✅|always)\b|\W*[✓✅]", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|optional|not required|false|recommended)\b|\W*❌", re.IGNORECASE)
_NAME = re.compile(r"`?(?:secrets\.)?(?P<name>[A-Z][A-Z0-9_]{2,})`?")
_BESIDE = re.compile(
    r"\((?P<word>optional|required|mandatory)\b[^)]*\)|\bis (?P<is>optional|required|mandatory)\b",
    re.IGNORECASE,
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a secret that is said to be required and is not, or the other way round."""
    if labels.REQUIRED.fullmatch(statement.label) is not None:
        name = _NAME.search(statement.row)
        said = True if _YES.match(statement.text) else False if _NO.match(statement.text) else None
        if statement.label.startswith("optional") and said is not None:
            said = not said
        offset = 0
    else:
        beside = _BESIDE.search(statement.text)
        if beside is None or not statement.is_claim:
            return
        names = list(_NAME.finditer(statement.source))
        name = names[0] if len(names) == 1 else None
        said = (beside["word"] or beside["is"]).lower() != "optional"
        offset = beside.start()
        if (
            re.search(r"\b(?:if|only|when|for|unless)\b", statement.text[beside.start() :], re.IGNORECASE)
            or statement.is_negated
        ):
            return
    secret = statement.context.secrets.get(name["name"].upper()) if name is not None else None
    if secret is None or said is None:
        return
    need = {Need.REQUIRED: True, Need.OPTIONAL: False}.get(secret.requirement.need)
    if need is not None and need != said:
        yield Finding(
            Code.SECRET_REQUIRED, Judgement.CONTRADICTED,
            f"the secret {secret.name!r} is {'required' if need else 'optional'}: {secret.requirement.reason}",
            statement.at(offset), statement.shown(), secret.requirement.position or secret.position,
            confidence=0.8 if statement.label else 0.65,
        )  # fmt: skip
