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

_YES = re.compile(r"\W*(?:yes|(?<!not )required|mandatory|true|✓|✅|always)\b|\W*[✓✅]", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|optional|not required|false|recommended)\b|\W*❌", re.IGNORECASE)
_NAME = re.compile(r"`?(?:secrets\.)?(?P<name>[A-Z][A-Z0-9_]{2,})`?")
_BESIDE = re.compile(
    r"\((?P<word>optional|required|mandatory)\b[^)]*\)|\bis (?P<is>optional|required|mandatory)\b",
    re.IGNORECASE,
)


def check(statement: Statement) -> Iterator[Finding]:
    """Yield a finding for a secret that is said to be required and is not, or the other way round."""
    if labels.REQUIRED.fullmatch(statement.label) is not None:
        yield from _check_input(statement, statement.row.strip().strip("*`"), 0)
        name = _NAME.search(statement.row)
        said = True if _YES.match(statement.text) else False if _NO.match(statement.text) else None
        if statement.label.startswith("optional") and said is not None:
            said = not said
        offset = 0
    else:
        beside = _BESIDE.search(statement.text)
        if beside is None or not statement.is_claim:
            return
        inputs = re.findall(r"`([a-z][\w-]*)`", statement.source[: beside.start() + 1])
        if len(inputs) == 1:
            yield from _check_input(statement, inputs[0], beside.start())
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


def _check_input(statement: Statement, name: str, offset: int) -> Iterator[Finding]:
    """Check an input of the workflow, or of one of the repository's actions that is named above."""
    workflow = statement.subject.workflow
    inputs = (
        [item for trigger in workflow.triggers for item in trigger.inputs] if workflow is not None else []
    )
    item = next((item for item in inputs if item.name.value == name), None)
    beside = _BESIDE.search(statement.text)
    word = (beside["word"] or beside["is"]) if beside is not None and not statement.label else statement.text
    said = True if _YES.match(word) else False if _NO.match(word) else None
    if statement.label.startswith("optional") and said is not None:
        said = not said
    if item is None or said is None or item.is_required == said or item.default is not None:
        return
    yield Finding(
        Code.INPUT_REQUIRED, Judgement.CONTRADICTED, f"the input {name!r} is {'required' if item.is_required else 'optional'}",
        statement.at(offset), statement.shown(), (item.required or item.name).position, confidence=0.75,
    )  # fmt: skip
