"""How much of what is wrong is found in documents as people write them: `make drifts` prints it by document and kind.

Each document in `drifts/` stands beside a list of its wrong lines; everything else in it is true. A finding on a listed
line (for a set that is not complete: within its table) has found that drift; any other is a false alarm.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow.support import CORPUS

from workflow_docs.claims.audit import audit
from workflow_docs.workflow.repository import Repository

if TYPE_CHECKING:
    from workflow_docs.claims.findings import Finding

DRIFTS = Path(__file__).parent / "drifts"


class Drift(NamedTuple):
    """A wrong statement: the lines that a finding may stand on, its kind, and what is wrong."""

    lines: range
    kind: str
    says: str
    truth: str


class Result(NamedTuple):
    """What came of one document: the drifts that were found and those that were not, and the false alarms."""

    name: str
    found: list[Drift]
    missed: list[Drift]
    false: list[Finding]

    @property
    def findings(self) -> int:
        """How many findings there were, those on the same drift counted once."""
        return len(self.found) + len(self.false)


def documents() -> list[Path]:
    """Return the documents that have a list."""
    return sorted(
        path.with_name(path.name.replace(".drifts.yml", ".md")) for path in DRIFTS.rglob("*.drifts.yml")
    )


def measure(path: Path) -> Result:
    """Return what is found in one document, as if it lay in its repository."""
    told = yaml.safe_load(path.with_suffix(".drifts.yml").read_text(encoding="utf-8"))
    drifts = [
        Drift(
            range(min(each["line"], *each.get("also", [each["line"]])), max(each["line"], *each.get("also", [each["line"]])) + 1),
            each["kind"], str(each["says"]), str(each["truth"]),
        )
        for each in told["drifts"]
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(CORPUS / path.parent.name, root, dirs_exist_ok=True)
        for other in path.parent.glob("*.md"):  # the documents lie beside each other
            place = (
                root / yaml.safe_load(other.with_suffix(".drifts.yml").read_text(encoding="utf-8"))["path"]
            )
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(other, place)
        findings = audit(Repository.load(root), [told["path"]]).findings
    found = [drift for drift in drifts if any(finding.position.line in drift.lines for finding in findings)]
    lines = {line for drift in drifts for line in drift.lines}
    return Result(
        f"{path.parent.name}/{path.name}",
        found,
        [drift for drift in drifts if drift not in found],
        [finding for finding in findings if finding.position.line not in lines],
    )


def main(arguments: list[str]) -> None:
    """Print the rates; with `--show` also each drift that is missed and each false alarm."""
    names = [name for name in arguments[1:] if name != "--show"]
    results = [measure(path) for path in documents() if not names or any(name in str(path) for name in names)]
    print(f"{'document':<42}{'drifts':>7}{'found':>7}{'recall':>8}{'false':>7}{'precision':>11}")
    for result in results:
        _row(result.name, len(result.found) + len(result.missed), len(result.found), len(result.false))
    total = sum(len(result.found) + len(result.missed) for result in results)
    _row(
        "all",
        total,
        sum(len(result.found) for result in results),
        sum(len(result.false) for result in results),
    )
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for result in results:
        made.update(drift.kind for drift in (*result.found, *result.missed))
        found.update(drift.kind for drift in result.found)
    print("\nby kind: " + ", ".join(f"{kind} {found[kind]}/{count}" for kind, count in made.most_common()))
    if "--show" in arguments:
        for result in results:
            for drift in result.missed:
                print(f"MISSED {result.name}:{drift.lines.start} [{drift.kind}] {drift.says} | {drift.truth}")
            for finding in result.false:
                print(
                    f"FALSE  {result.name}:{finding.position.line} [{finding.code.value}] {finding.message} | {finding.claim[:90]}"
                )


def _row(name: str, made: int, found: int, false: int) -> None:
    recall = f"{100 * found / made:.0f} %" if made else ""
    precision = f"{100 * found / (found + false):.0f} %" if found + false else ""
    print(f"{name:<42}{made:>7}{found:>7}{recall:>8}{false:>7}{precision:>11}")


if __name__ == "__main__":
    main(sys.argv)
