"""Facts of contracts: what a query selects of the workflows' facts, or of a data file, held against what the contract says."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow_docs.analysis import gates, secrets
from workflow_docs.analysis.data_files import DataFiles
from workflow_docs.analysis.objects import Missing, ObjectIndex
from workflow_docs.analysis.query import Query, QueryError
from workflow_docs.facts.document import facts_of
from workflow_docs.workflow.model import step_title
from workflow_docs.workflow.position import Position

from .contract import NONE, Check
from .findings import Code, Judgement

if TYPE_CHECKING:
    from workflow_docs.workflow.user_patterns import Expression

    from .context import Context
    from .contract import Fact

MAX_SHOWN = 160
"""How many characters of a value are shown."""


class _Answer(NamedTuple):
    """What a query selects, as texts; `why` there is nothing to ask, and where the value stands."""

    value: object = None
    why: str = ""
    place: Position | None = None
    hint: str = ""


class Asked:
    """What queries of contracts are asked of in one repository; each document is made at its first use."""

    def __init__(self, context: Context) -> None:
        """Take the repository."""
        self.context = context
        self._workflows: dict[str, dict[str, object]] = {}

    @cached_property
    def facts(self) -> dict[str, Any]:
        """All facts, as `workflow-docs facts` prints them."""
        return facts_of(self.context.repository)

    @cached_property
    def files(self) -> DataFiles:
        """The data files."""
        return DataFiles(self.context.repository, ObjectIndex(self.context.repository))

    def workflow(self, name: str) -> dict[str, object] | Missing:
        """Return the facts of one workflow, and with them the verdicts of its `gates` and the need of its `secrets`."""
        workflow = self.context.workflow(name)
        if workflow is None:
            known = [file.file for file in self.context.repository.files.values()]
            return Missing(f"there is no workflow {name!r}", name, known)
        if workflow.path not in self._workflows:
            self._workflows[workflow.path] = self.facts["workflows"][workflow.path] | {
                "gates": {
                    gate.id or step_title(gate.step): self.context.judge.judge(gate).verdict.value
                    for gate in gates.gates([workflow])
                },
                "secrets": {
                    secret.name: secret.requirement.need.name.lower()
                    for secret in secrets.secrets(self.context.repository, [workflow])
                },
            }
        return self._workflows[workflow.path]

    def answer(self, fact: Fact) -> _Answer:
        """Return what the query of a fact selects, or its expression finds."""
        if not isinstance(fact.asks, Query):
            return self._found(fact, fact.asks)
        document: object
        if fact.workflow:
            document = self.workflow(fact.workflow)
        elif fact.file:
            document = self.files.file(fact.file)
            if not isinstance(document, Missing):
                if document.problems:
                    first = document.problems[0]
                    return _Answer(why=first.message, place=first.position)
                document = document.value
        else:
            document = self.facts
        if isinstance(document, Missing):
            return _Answer(why=document.reason, hint=document.suggestion)
        try:
            selected = fact.asks.select(document)
        except QueryError as error:
            return _Answer(why=str(error))
        return _Answer(as_written(selected.value), "", selected.position, selected.reason.removeprefix("; "))

    def _found(self, fact: Fact, pattern: Expression) -> _Answer:
        """Return what an expression finds in a file: its first group, or all of it; a list where it finds several."""
        text = self.context.repository.read_text(fact.file)
        if text is None:
            missing = self.files.file(fact.file)
            return _Answer(why=missing.reason if isinstance(missing, Missing) else "no text in UTF-8")
        matches = list(pattern.finditer(text))
        said = [match.group(1 if pattern.groups else 0) or "" for match in matches]
        value = said[0] if len(said) == 1 and not isinstance(fact.wanted, list) else said or None
        at = matches[0].start() if matches else 0
        place = Position(fact.file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        return _Answer(value, "", place if matches else None)


def check_fact(fact: Fact, asked: Asked) -> Check:
    """Return how a fact came out."""
    found = asked.answer(fact)
    where = fact.workflow or fact.file
    expression = fact.asks.expression if isinstance(fact.asks, Query) else fact.asks.pattern
    what = fact.says or f"`{expression}`"
    measured, passed = found.why, False
    if not found.why:
        other = difference(fact.wanted, found.value)
        passed = other is None
        measured = other if other is not None else _shown(found.value)
    return Check(
        Code.CONTRACT_FACT, "", f"{where}: {what}" if where else what, _shown(fact.wanted), measured, passed,
        fact.position, None, Judgement.CONTRADICTED, "" if passed else found.hint, None if passed else found.place,
    )  # fmt: skip


def as_written(value: object) -> object:
    """Return a value as a contract says it: each number and each truth value as it is written."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case dict():
            return {str(key): as_written(inner) for key, inner in value.items()}
        case list():
            return [as_written(inner) for inner in value]
        case _:
            return str(getattr(value, "written", value))


def difference(wanted: object, found: object, at: str = "") -> str | None:
    """Return the first thing that is otherwise, with its place in the value; None where all is as it should be."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in (*wanted, *(key for key in found if key not in wanted)):
            inner = f"{at}.{key}" if at else key
            if key not in found or key not in wanted:
                return f"{_shown(found[key])} at {inner}" if key in found else f"nothing at {inner}"
            if (other := difference(wanted[key], found[key], inner)) is not None:
                return other
        return None
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
            if (inside := difference(one, other, f"{at}[{index}]")) is not None:
                return inside
        return None
    if wanted == found:
        return None
    return f"{_shown(found)} at {at}" if at else _shown(found)


def _shown(value: object) -> str:
    if value is None:
        return NONE
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False).replace('"', "")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
