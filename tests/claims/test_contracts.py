"""Contracts: every kind of check passes and fails, a wrong file is told at its place, and no input brings it down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from claims.support import FILES
from hypothesis import given
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims import contract_file, contracts, documents, measures
from workflow_docs.claims.context import Context
from workflow_docs.claims.findings import Code
from workflow_docs.workflow.repository import Repository

ROOT = Path(__file__).parents[2]
TWELVE = "One two three four five six seven eight nine ten eleven twelve"
FOLDED = TWELVE.replace("five ", "five\n  ")
LONG = "Here is a line that is as long as it can be before the column seventy-two"
MERMAID = "```mermaid\ngraph TD\n```\n"


def read(text: str) -> contract_file.Contract:
    contract, problems = contract_file.parse(text, "contracts.yml")
    assert [str(problem) for problem in problems] == []
    return contract


def held(root: Path, document: str, entry: str, rest: str = "") -> list[str]:
    """Return the findings of a document whose contract has some lines, each as `place code: message`."""
    context = Context(repository(root, {**FILES, "a.md": document}))
    lines = "".join(f"    {line}\n" for line in entry.splitlines())
    found = contracts.findings(read(f"documents:\n  a.md:\n{lines}{rest}"), context)
    return [
        f"{finding.position.path}:{finding.position.line} {finding.code.value}: "
        + finding.message.removeprefix("a.md: ")
        for finding in found
    ]


@pytest.mark.parametrize(
    ("entry", "good", "bad", "found"),
    [
        ("title: A b", "x\n\n# A `b`\n", "# A c\n", "a.md:1 contract-title: title: wanted 'A b', found 'A c'"),
        ("title: A", "A\n=\n", "## A\n", "contracts.yml:3 contract-title: title: wanted 'A', found none"),
        ("lines_min: 3", "a\n\nb\n", "a\n\nb", "contracts.yml:3 contract-length: lines: wanted at least 3, found 2"),
        (
            "blocks_min: 1", "- a\n\n  ~~~\n  x\n  ~~~\n", f"{MERMAID}\n    code\n",
            "contracts.yml:3 contract-length: blocks of code: wanted at least 1, found none",
        ),
        (
            "mermaid_min: 2", MERMAID * 2, MERMAID + "```text\nmermaid\n```\n",
            "contracts.yml:3 contract-length: Mermaid diagrams: wanted at least 2, found 1",
        ),
        (
            "mermaid_allowed: [0, '>=2']", MERMAID * 3, MERMAID,
            "contracts.yml:3 contract-length: Mermaid diagrams: wanted 0 or at least 2, found 1",
        ),
        ("mermaid_allowed: [0, '>=2']", "x\n", None, None),
        (
            "prose_words_min: 4", "# A b c\n\nIt's `c` *on*e\n- two [three](x.md)\n",
            "# A b c d\n\n| a | b |\n| - | - |\n| c | d |\n\n```text\na b c d\n```\n\nOne `two` three four\n",
            "contracts.yml:3 contract-length: words of prose: wanted at least 4, found 3",
        ),
        (
            "headings: [One, Two]", "# Zero\n\n## One\n\n## Other\n\n### Two\n", "# Two\n\n# One\n",
            "a.md:1 contract-heading: heading 'Two': wanted below 'One', found above",
        ),
        (
            "headings: [One, Two]", "# One\n\nTwo\n---\n", "# One\n\n```text\n# Two\n```\n",
            "contracts.yml:3 contract-heading: heading 'Two': wanted one, found none",
        ),
        (
            "links: [ci.yml]", "[a](./ci.yml#L3)\n", "`ci.yml` [a](ci.yaml)\n",
            "contracts.yml:3 contract-link: link to 'ci.yml': wanted one, found none",
        ),
        (
            "count:\n  - {re: '^a', min: 2}", "a\nb\na a\n", "b a\na\n",
            "contracts.yml:4 contract-pattern: lines with '^a': wanted at least 2, found 1",
        ),
        ("count: [{re: 'a', max: 1}]", "b\n", "a\n\nb\n\na\n", "a.md:5 contract-pattern: lines with 'a': wanted at most 1, found 2"),
        ("count: [{re: a, min: 1, max: 1}]", "a\n", "b\n", "contracts.yml:3 contract-pattern: lines with 'a': wanted 1, found none"),
        ("count: [{re: 'a <b_c>'}]", "a \\<b\\_c&gt;\n", "`a \\<b_c>`\n", "contracts.yml:3 contract-pattern: lines with 'a <b_c>': wanted at least 1, found none"),
        (
            "count_each: {names: [a, '<1 ?%']}", "a\n<1%\n", "a\n",
            "contracts.yml:3 contract-pattern: lines with '<1 ?%' (names): wanted at least 1, found none",
        ),
        ("forbid: [TODO]", "todo\n", "a\nTODO\n\nTODO\n", "a.md:2 contract-forbidden: lines with 'TODO': wanted none, found 2"),
        (
            "forbid: [TODO]", "TODO <!-- workflow-docs:ignore contract-forbidden: a name -->\n", "TODO\n",
            "a.md:1 contract-forbidden: lines with 'TODO': wanted none, found 1",
        ),
        (
            "blank_lines_max_percent: 50", "a\n\n", "a\n\n \n",
            "contracts.yml:3 contract-filler: blank lines: wanted at most 50 %, found 66.7 %",
        ),
        (
            "horizontal_rules_max: number_of_h2", "## A\n\n---\n", "## A\n\n---\n\n***\n\n---\n",
            "a.md:5 contract-filler: horizontal rules: wanted at most 1, found 3",
        ),
        ("horizontal_rules_max: 0", "A\n---\n", "A\n\n---\n", "a.md:3 contract-filler: horizontal rules: wanted none, found 1"),
        (
            "repeated_paragraph_min_words: 12", f"{TWELVE}\n\n- {TWELVE} more\n\nShort\n\nShort\n",
            f"{TWELVE}\n\n- x\n- {FOLDED}\n",
            "a.md:4 contract-filler: paragraphs of 12 words or more that stand there already: wanted none, found 1",
        ),
        ("excerpt_lines_max_percent: 0", "```yaml\nsteps:\n\n  - run: make\n```\n", None, None),
        (
            "excerpt_lines_max_percent: 30", "\n" * 8 + "```yaml\n- run: make\n```\n",
            '```yaml\nsteps:\n  - run: make\n    env: {TOKEN: "${{ secrets.API_TOKEN }}"}\n```\n',
            "contracts.yml:3 contract-filler: lines of excerpts: wanted at most 30 %, found 60.0 %",
        ),
        ("paragraph_wrap_min_columns: 72", f"One line.\n\n{LONG}\nand another\n\nHard\\\nbreak  \nor<br>\nso\n\n> [!NOTE]\n> An alert.\n",
            "- Some words\n  and more\n", "a.md:1 contract-filler: lines wrapped before column 72: wanted none, found 1"),
        ("fence_info_missing: 0", "```text\n```\n\n    x\n", "```\n```\n", "a.md:1 contract-filler: fences without a language: wanted none, found 1"),
        ("broken_links: 0", "[a](docs/guide.md)\n", "\n[a](gone.md)\n", "a.md:2 contract-claims: broken links: wanted none, found 1"),
        (
            "unknown_commands: 1", "```bash\nmake gone\n```\n", "```bash\nmake gone\nmake lost\n```\n",
            "a.md:3 contract-claims: commands that cannot work: wanted at most 1, found 2",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_check_passes_and_fails(tmp_path, entry, good, bad, found):
    assert held(tmp_path / "good", good, entry) == []
    if bad is not None:
        assert held(tmp_path / "bad", bad, entry) == [found]


def test_what_is_meant_is_suggested_and_the_entry_is_the_evidence(tmp_path):
    context = Context(repository(tmp_path, {**FILES, "a.md": "# Guides\n\n[a](ci.yaml)\n\nTODO\n"}))
    entry = "documents:\n  a.md: {headings: [Guide], links: [ci.yml], forbid: [TODO]}\n  docs/gide.md:\n"
    todo, heading, link, document = contracts.findings(read(entry), context)
    assert (todo.code, str(todo.evidence)) == (Code.CONTRACT_FORBIDDEN, "contracts.yml:2:55")
    assert (heading.code, heading.suggestion) == (Code.CONTRACT_HEADING, "did you mean 'Guides'?")
    assert (link.code, link.suggestion) == (Code.CONTRACT_LINK, "did you mean 'ci.yaml'?")
    assert (document.code, document.suggestion) == (Code.CONTRACT_DOCUMENT, "did you mean 'docs/guide.md'?")


def test_what_holds_for_every_document_gives_way_to_its_own(tmp_path):
    every = "every:\n  lines_min: 9\n  forbid: [x]\n"
    assert held(tmp_path / "a", "b\n", "lines_min: 1\nforbid: [y]", every) == []
    assert [line.split(": ")[0] for line in held(tmp_path / "b", "x y\n", "forbid: [y]", every)] == [
        "a.md:1 contract-forbidden", "a.md:1 contract-forbidden", "contracts.yml:5 contract-length",
    ]  # fmt: skip


def test_a_group_of_another_document(tmp_path):
    rest = "  docs/guide.md:\n    count_each:\n      names: [Guide, here]\n"
    entry = "count_each:\n  names: {from: docs/guide.md}"
    assert held(tmp_path / "a", "Guide here\n", entry, rest) == []
    assert held(tmp_path / "b", "Guide\n", entry, rest) == [
        "contracts.yml:4 contract-pattern: lines with 'here' (names): wanted at least 1, found none"
    ]


def test_totals_of_several_documents(tmp_path):
    rest = "  docs/guide.md:\ntotals:\n  - documents: [a.md, docs/guide.md]\n    lines_min: {}\n    blocks_min: 1\n"
    assert held(tmp_path / "a", "```text\n```\n", "", rest.format(7)) == []
    assert held(tmp_path / "b", "```text\n```\n", "", rest.format(8)) == [
        "contracts.yml:6 contract-length: lines of 2 documents together: wanted at least 8, found 7"
    ]


@pytest.mark.parametrize(
    ("document", "file", "found"),
    [
        ("`API_TOKEN`\n", ".github/workflows/ci.yml", None),
        ("nothing\n", ".github/workflows/ci.yml", "none here and 1 there"),
        ("`API_TOKEN`\n", "Makefile", "1 here and none there"),
        ("`API_TOKEN`\n", "gone.yml", "1 here and none there, which the repository does not have"),
        ("`API_TOKEN`\n", "../outside", "1 here and none there, which the repository does not have"),
    ],
)
def test_a_key_link_holds_at_both_ends(tmp_path, document, file, found):
    (tmp_path / "outside").write_text("API_TOKEN\n", encoding="utf-8")
    rest = f"key_links:\n  - {{re: API_TOKEN, document: a.md, file: {file}}}\n"
    message = f"lines with 'API_TOKEN' here and in {file}: wanted some in both, found {found}"
    # What the document alone has is false where it stands there.
    place = "a.md:1" if found and found.startswith("1 here and none") else "contracts.yml:4"
    wanted = [f"{place} contract-key-link: {message}"] if found else []
    assert held(tmp_path / "repository", document, "", rest) == wanted


def test_every_entry_is_a_check_also_of_a_document_that_is_not_there(tmp_path):
    entry = (
        "{title: A, lines_min: 1, headings: [A, B], links: [x], count: [{re: a}], count_each: {g: [a, b]},"
        " forbid: [y, z], fence_info_missing: 0}"
    )
    contract = read(f"documents:\n  a.md: {entry}\n  gone.md: {entry}\n")
    context = Context(repository(tmp_path, {**FILES, "a.md": "# A\n\n## B\n\n[a b](x)\n"}))
    found = contracts.checks(contract, context)
    assert [check.document for check in found] == ["a.md"] * 11 + ["gone.md"] * 11
    assert [check.passed for check in found] == [True] * 11 + [False] * 11
    assert {check.measured for check in found[11:]} == {"no document"}
    (finding,) = contracts.findings(contract, context)
    assert finding.message == "gone.md: there is no such file in the repository"


@pytest.mark.parametrize("path", ["../outside.md", "/etc/hosts", ".github", '"a\\0b"', "x" * 5000])
def test_a_path_that_is_no_document_of_the_repository(tmp_path, path):
    (tmp_path / "outside.md").write_text("# Outside\n", encoding="utf-8")
    contract = read(f"documents:\n  ? {path}\n  : {{lines_min: 0}}\n")
    (finding,) = contracts.findings(contract, Context(repository(tmp_path / "repository", FILES)))
    assert finding.message.endswith(": there is no such file in the repository")


# -- the file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1 not-a-mapping the file is empty"),
        ("- a", "1:1 not-a-mapping the file must be a mapping with the key `documents`"),
        ("a: [", "1:5 yaml-syntax"),
        ("every: {}", "1:1 missing-key the key 'documents' is missing"),
        ("documents: {}\nevry: {}", "2:1 unknown-key unknown key 'evry'; did you mean 'every'?"),
        ("documents: []", "1:12 wrong-type expected a mapping, found a list"),
        ("documents: {a.md: {line_min: 1}}", "1:20 unknown-key unknown key 'line_min'; did you mean 'lines_min'?"),
        ("documents: {a.md: {lines_min: many}}", "1:31 wrong-type expected a number, found 'many'"),
        ("documents: {a.md: {lines_min: -1}}", "1:31 wrong-type expected a number, found '-1'"),
        ("documents: {a.md: {lines_min: 9999999999}}", "1:31 wrong-type expected a number"),
        ("documents: {a.md: {lines_min: [1]}}", "1:31 wrong-type expected a number, found a list"),
        ("documents: {a.md: {blank_lines_max_percent: 101}}", "1:45 invalid-value blank_lines_max_percent: expected at most 100"),
        ("documents: {a.md: {horizontal_rules_max: h2}}", "1:42 wrong-type expected a number, found 'h2'"),
        ("documents: {a.md: {mermaid_allowed: [0, '>2']}}", "1:41 invalid-value expected a number, or '>=' and a number, found '>2'"),
        ("documents: {a.md: {mermaid_allowed: 2}}", "1:37 wrong-type expected a list, found '2'"),
        ("documents: {a.md: {title: }}", "1:27 wrong-type expected a text, found nothing"),
        ("documents: {a.md: {title: [x]}}", "1:27 wrong-type expected a single value, found a list"),
        ("documents: {a.md: {headings: A}}", "1:30 wrong-type expected a list, found 'A'"),
        ("documents: {a.md: {headings: [A, ~]}}", "1:34 wrong-type expected a text, found nothing"),
        ("documents: {a.md: {count: [a]}}", "1:28 wrong-type expected a mapping, found 'a'"),
        ("documents: {a.md: {count: {re: a}}}", "1:27 wrong-type expected a list, found a mapping"),
        ("documents: {a.md: {count: [{min: 1}]}}", "1:28 missing-key the key 're' is missing"),
        ("documents: {a.md: {count: [{re: a, min: 2, max: 1}]}}", "1:49 invalid-value max is 1, less than min"),
        ("documents:\n  a.md:\n    forbid:\n    - 'a(b'", "4:9 invalid-value 'a(b' is no regular expression: missing ), unterminated subpattern"),
        ("documents: {a.md: {forbid: ['a{99999999999}']}}", "1:29 invalid-value"),
        ("documents: {a.md: {count_each: {x: {from: b.md}}}}", "1:43 invalid-value there is no document 'b.md'; there is 'a.md'"),
        ("documents: {a.md: {count_each: {x: {from: b.md}}}, b.md: }", "1:43 invalid-value there is no group of b.md 'x'"),
        ("documents: {a.md: {count_each: {x: {}}}}", "1:36 missing-key the key 'from' is missing"),
        ("documents: {guide.md: }\ntotals: [{documents: [gide.md]}]", "2:23 invalid-value there is no document 'gide.md'; did you mean 'guide.md'?"),
        ("documents: {}\ntotals: [{lines_min: 1}]", "2:10 missing-key the key 'documents' is missing"),
        ("documents: {a.md: }\nkey_links: [{re: a, document: a.md}]", "2:13 missing-key the key 'file' is missing"),
        ("documents: {}\ncoverage: {kinds: [jobs]}", "2:20 invalid-value there is no kind 'jobs'; did you mean 'job'?"),
        ("documents: {}\ncoverage: {waivers: {jobs: {}}}", "2:22 invalid-value there is no kind 'jobs'"),
        ("documents: {}\ncoverage: {kinds: [job], waivers: {gate: {A-1: x}}}", "2:36 invalid-value there is no kind 'gate'; there is 'job'"),
        ("documents: {}\ncoverage: {waivers: {job: {a: ' '}}}", "2:28 missing-key the waiver of 'a' has no reason"),
        ("documents: {}\ncoverage: {documents: [a.md]}", "2:24 invalid-value there is no document 'a.md'"),
        ("every: {title: x}\ndocuments: {}", "1:9 unknown-key unknown key 'title'"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_is_told_at_its_place(text, told):
    _, problems = contract_file.parse(text, "contracts.yml")
    (problem,) = problems
    place = f"{problem.position.line}:{problem.position.column}"
    assert f"{place} {problem.kind.value} {problem.message}".startswith(told)


def test_all_faults_are_told_by_place():
    text = "documents:\n  b.md: {forbid: ['('], lines_min: x}\n  a.md: {what: 1}\n"
    _, problems = contract_file.parse(text, "contracts.yml")
    assert [problem.position.line for problem in problems] == [2, 2, 3]


ENTRIES = st.recursive(
    st.sampled_from(["", "a", "1", "(", "~", ">=2", "a.md", "number_of_h2", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["documents", "every", "a.md", "lines_min", "count", "re", "min", "count_each", "from", "title",
                 "headings", "forbid", "totals", "key_links", "coverage", "waivers", "job", "mermaid_allowed"]
            ),
            inner, max_size=3,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(ENTRIES)
def test_any_yaml_is_read_or_refused(value):
    contract, problems = contract_file.parse(repr(value).replace("None", "~"), "c.yml")
    assert problems or isinstance(contract.documents, dict)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.yml", None, "gone.yml:1:1: there is no such file [unreadable]"),
        (
            "binary.yml",
            b"\xff\xfe\x00",
            "binary.yml:1:1: byte 0xff is not UTF-8; save the file as UTF-8 [encoding]",
        ),
        (
            "large.yml",
            b"#" * (8 * 1024**2 + 1),
            "large.yml:1:1: the file has more than 8 MiB; it is not read [too-large]",
        ),
        ("zero.yml", b"documents: \x00", "zero.yml:1:12: invalid YAML"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, monkeypatch, name, content, told):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    found = contract_file.load(Path(name), tmp_path / "repository")
    assert [str(problem).startswith(told) for problem in found.problems] == [True]


def test_its_path_is_shown_from_the_repository_or_from_here(tmp_path, monkeypatch):
    inside, outside = tmp_path / "repository" / "docs" / "c.yml", tmp_path / "other" / "c.yml"
    for file in (inside, outside):
        file.parent.mkdir(parents=True)
        file.write_text("documents: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "other")
    assert contract_file.load(inside, tmp_path / "repository").path == "docs/c.yml"
    assert contract_file.load(outside, tmp_path / "repository").path == "c.yml"


# -- hostile documents -------------------------------------------------------------------------------------

ALL = (ROOT / "source" / "contracts.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "document",
    [
        b"", b"\xff\xfe\x00", b"no heading", b"word " * 2_000_000, b"x\n" * 20_000 + b"\x00",
        b"```\nnever closed", b"\\`" * 50_000, b"`" * 50_000, b"` `` \\_ " * 20_000, b"- " * 2000 + b"x", b"<!--" * 50_000,
        b"\n" * 100_000, b"x" * (12 * 1024**2 + 1),
    ],
    ids=[
        "empty", "binary", "short", "ten megabytes", "zero byte", "fence", "escaped ticks", "ticks", "mixed ticks", "lists",
        "comments", "line ends", "too large",
    ],
)  # fmt: skip
def test_hostile_documents_are_only_documents_that_fail(tmp_path, document):
    repository(tmp_path, FILES)
    (tmp_path / "a.md").write_bytes(document)
    text = re.sub(r"(?m)^(totals|key_links|coverage):\n(?:[ -].*\n)*", "", ALL)
    text = (
        text.split("documents:\n")[0] + "documents:\n  a.md: {title: A, headings: [A], prose_words_min: 1}\n"
    )
    found = contracts.findings(read(text), Context(Repository.load(tmp_path)))
    assert found
    assert all(finding.position.line >= 1 for finding in found)


@given(st.text(alphabet="ab #|-`[]()!<>*_\n\\:\"'&{}~^=\t\r\x00é😀", max_size=300))
def test_any_text_can_be_measured(text):
    found = measures.Measures(documents.parse(text, "x.md"))
    count = len(found.document.lines)
    assert found.blank_lines <= found.lines < count
    assert len(found.plain) == count
    assert all(1 <= line <= count for line in (*found.rules, *found.narrow_lines(72), *found.unnamed_fences))
    assert found.prose_words >= 0


def test_the_order_is_that_of_the_places(tmp_path):
    context = Context(repository(tmp_path, {**FILES, "a.md": "TODO\n\nx\n", "b.md": "x\n"}))
    text = "documents:\n  b.md: {links: [c, b], forbid: [x]}\n  a.md: {headings: [B, A], forbid: [x, TODO]}\n"
    first = contracts.findings(read(text), context)
    assert [(finding.position.path, finding.position.line) for finding in first] == [
        ("a.md", 1), ("a.md", 3), ("b.md", 1), ("contracts.yml", 2), ("contracts.yml", 2), ("contracts.yml", 3),
        ("contracts.yml", 3),
    ]  # fmt: skip
    assert first == contracts.findings(read(text), Context(context.repository))


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("a\\_b &lt;c&gt; &amp;amp;", "a_b <c> &amp;"),
        ("`a\\_b` \\_", "`a\\_b` _"),
        ("\\`a\\_b`", "`a_b`"),
        ("``a ` \\_`` \\*", "``a ` \\_`` *"),
        ("` \\_", "` _"),
        ("C:\\Users \\", "C:\\Users \\"),
    ],
)
def test_escapes_are_undone_outside_of_code(line, plain):
    assert measures.plain(line) == plain
