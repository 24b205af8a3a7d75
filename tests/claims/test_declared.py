"""Names that a contract's files declare: from YAML and from any text, and what documents have that they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from claims.support import FILES
from workflow.support import repository

from workflow_docs.claims import contract_file, contracts
from workflow_docs.claims.context import Context

if TYPE_CHECKING:
    from pathlib import Path

METRICS = "# Rules.\n\nrules:\n  - record: error_rate\n  - record: [deep_rate, {no: x}]\n"
CODE = 'A = Counter("seen_total")\nB = Counter("done_total")\nB = Counter("seen_total")\n'
CONTRACT = """\
documents:
  a.md:
names:
  metrics:
    sources:
      - {{file: rules/m.yml, query: '{query}'}}
      - {{file: {file}, re: 'Counter\\("(\\w+)"'}}
    documents: '\\w+_(?:rate|total)\\b'
"""


def held(root: Path, document: str, query: str = "rules[].record", file: str = "app.py") -> list[str]:
    contract, problems = contract_file.parse(CONTRACT.format(query=query, file=file), "contracts.yml")
    assert problems == ()
    files = {**FILES, "a.md": document, "rules/m.yml": METRICS, "app.py": CODE, "bad.yml": "a: [\n"}
    found = contracts.findings(contract, Context(repository(root, files)))
    return [f"{each.position.path}:{each.position.line} {each.message} {each.suggestion}" for each in found]


def test_names_that_are_declared(tmp_path: Path) -> None:
    assert held(tmp_path, "`error_rate`, deep_rate\n\n```text\nseen_total\n```\n| done\\_total |\n") == []


def test_a_name_that_no_source_declares(tmp_path: Path) -> None:
    assert held(tmp_path, "`error_rate`\n\n`eror_rate`, `gone_total`\n") == [
        "a.md:3 metrics that no source declares: wanted none, found 'eror_rate', 'gone_total' did you mean 'error_rate'?"
    ]


@pytest.mark.parametrize(
    ("query", "file", "found"),
    [
        ("rules[].recorded", "app.py", "contracts.yml:6 metrics that rules/m.yml declares: wanted some, found none; there is no key 'recorded'; did you"),
        ("rule", "app.py", "contracts.yml:6 metrics that rules/m.yml declares: wanted some, found none; there is no key 'rule'; did you mean 'rules'?"),
        ("length(rules[0].record, rules)", "app.py", "contracts.yml:6"),
        ("rules[].record", "gone.py", "contracts.yml:7 metrics that gone.py declares: wanted some, found no such file "),
        ("rules[].record", "Makefile", "contracts.yml:7 metrics that Makefile declares: wanted some, found none "),
    ],
)  # fmt: skip
def test_a_source_that_declares_nothing(tmp_path: Path, query: str, file: str, found: str) -> None:
    (first, *others) = held(tmp_path, "", query, file)
    assert first.startswith(found.rstrip())
    assert others == []


def test_a_file_of_data_that_cannot_be_read(tmp_path: Path) -> None:
    contract, _ = contract_file.parse(
        CONTRACT.format(query="a", file="app.py").replace("rules/m.yml", "docs/bad.yml"), "c.yml"
    )
    root = repository(tmp_path, {**FILES, "a.md": "", "docs/bad.yml": "a: [\n", "app.py": CODE})
    (finding,) = contracts.findings(contract, Context(root))
    assert "found unreadable: " in finding.message


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{documents: x}", "2:12 missing-key the key 'sources' is missing"),
        (
            "{sources: [{file: a}], documents: x}",
            "2:23 missing-key name one of `query` and `re`: what finds the names",
        ),
        (
            "{sources: [{file: a, re: b, query: c}], documents: x}",
            "2:23 missing-key name one of `query` and `re`: what finds the names",
        ),
        (
            "{sources: [{file: a, query: '[[['}], documents: x}",
            "2:40 invalid-value '[[[' is no JMESPath query",
        ),
        ("{sources: [], documents: '('}", "2:38 invalid-value '(' is no regular expression"),
        ("{sources: [{re: b}], documents: x}", "2:23 missing-key the key 'file' is missing"),
        ("{sources: [], documents: x, kinds: y}", "2:40 unknown-key unknown key 'kinds'"),
    ],
)
def test_a_wrong_entry_is_told_at_its_place(entry: str, told: str) -> None:
    _, problems = contract_file.parse(f"documents: {{a.md: }}\nnames: {{m: {entry}}}\n", "contracts.yml")
    place = problems[0].position
    message = f"{place.line}:{place.column} {problems[0].kind.value} {problems[0].message}"
    assert message.startswith(told)
