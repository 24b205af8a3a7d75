"""What the check of a `uses:` step is worth, by its action and inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import checkers, truth
from .reasons import Code, Finding, Verdict
from .truth import Facts

if TYPE_CHECKING:
    from workflow_docs.workflow.model import UsesStep


def judge_action(step: UsesStep, found: Finding) -> None:
    """Add what an action makes of a finding: most fail, some report only."""
    name = step.uses.value.partition("@")[0]
    checker = checkers.of_action(step.uses.value)
    given = {entry.name.lower(): entry for entry in step.with_}
    if checker is not None and checker.reports_only:
        found.say(
            Verdict.INFORMATIONAL, Code.REPORTING_ACTION,
            f"{name} reports what it finds to GitHub and succeeds", step.uses.position,
        )  # fmt: skip
        return
    switches = {checker.switch: checker.soft_values} if checker is not None and checker.switch else {}
    for switch, soft in {**checkers.SOFT_SWITCHES, **switches}.items():
        entry = given.get(switch.lower())
        if entry is None or entry.text is None:
            if checker is not None and switch == checker.switch and checker.default in soft:
                found.say(
                    Verdict.INFORMATIONAL, Code.SOFT_ACTION,
                    f"{name} succeeds whatever it finds, as `{switch}` is not set", step.uses.position,
                    f"set `{switch}`",
                )  # fmt: skip
            continue
        value = truth.of_value(entry.text, Facts())
        if value is truth.UNKNOWN:
            found.only_if(
                f"{switch}: {entry.text}", Code.SOFT_ACTION,
                f"`{switch}: {entry.text}` decides whether {name} fails", entry.position,
            )  # fmt: skip
        elif _spelled(value) in soft:
            found.say(
                Verdict.INFORMATIONAL, Code.SOFT_ACTION, f"`{switch}: {entry.text}` makes {name} report only",
                entry.position, f"remove `{switch}: {entry.text}`",
            )  # fmt: skip
    if found.verdict is Verdict.BLOCKING:
        found.say(None, Code.ACTION_FAILS, f"the step fails if {name} fails", step.uses.position)


def _spelled(value: object) -> str:
    return str(value).lower() if value is not None else ""
