"""Links of documents, held against the repository."""

from __future__ import annotations

import pytest
from claims.support import findings, told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](docs/guide.md)", []),
        ("[a](/docs/guide.md)", []),
        ("[a](docs/)", []),
        ("[a](docs/gide.md)", ["1 link-path"]),
        ("\n\n[a](nowhere/x.md) and [b](docs/guide.md)", ["3 link-path"]),
        ("![a](image.png)", []),
        ("![a](imag.png)", ["1 link-path"]),
        ("[a][r]\n\n[r]: gone.md", ["1 link-path"]),
        ("[a](docs/guide.md#set-up)", []),
        ("[a](docs/guide.md#here)", []),
        ("[a](docs/guide.md#setup)", ["1 link-anchor"]),
        ("# Top it\n\n[a](#top-it) [b](#top) [c](#nothing)", ["3 link-anchor"]),
        ("[a](.github/workflows/ci.yml#L3)", []),
        ("[a](.github/workflows/ci.yml#L18)", ["1 link-line"]),
        ("[a](.github/workflows/ci.yml#L3-L99)", ["1 link-line"]),
        ("[`test`](.github/workflows/ci.yml#L7)", []),
        ("[`test`](.github/workflows/ci.yml#L10)", []),
        ("[`test`](.github/workflows/ci.yml#L4)", ["1 link-line-moved"]),
        ("[a](https://example.org/x) [b](mailto:a@b.c) [c](../../issues) [d](//x.y)", []),
        ("`[a](gone.md)`\n\n```\n[a](gone.md)\n```", []),
        ("Text[^1].\n\n[^1]: Two.", []),
        ("[a]()", []),
        ("[a](docs/guide.md?plain=1#set-up)", []),
        ("[a](docs%2Fguide.md)", []),
    ],
)
def test_where_links_lead(tmp_path, text, found):
    assert told(tmp_path, text) == found


def test_a_name_that_is_also_a_jobs_may_lead_to_what_else_has_it(tmp_path):
    text = (
        "on: {workflow_dispatch: {inputs: {\n  release: {default: x}}}}\njobs:\n  release:\n    runs-on: x\n    steps:\n"
        "      - {uses: a/b@v1, with: {\n        name: release}}\n  other:\n    needs: release\n    runs-on: x\n    env:\n"
        "      KIND: release\n    steps: [{run: make}]\n"
    )
    links = " ".join(f"[`release`](.github/workflows/ci.yml#L{line})" for line in (2, 4, 8, 13))
    assert findings(tmp_path, links, files={"ci.yml": text}) == []
    assert [
        str(found.code.value)
        for found in findings(tmp_path, "[`release`](.github/workflows/ci.yml#L10)", files={"ci.yml": text})
    ] == ["link-line-moved"]


def test_a_link_is_taken_from_the_folder_of_its_document(tmp_path):
    assert told(tmp_path, "[a](../scripts/deploy.sh) [b](guide.md) [c](scripts/deploy.sh)", "docs/x.md") == [
        "1 link-path"
    ]


def test_a_finding_has_its_evidence_and_a_suggestion(tmp_path):
    path, anchor, moved = findings(
        tmp_path, "[a](docs/gide.md) [b](docs/guide.md#set-upp) [`test`](.github/workflows/ci.yml#L4)"
    )
    assert path.suggestion == "did you mean 'guide.md'?"
    assert anchor.suggestion == "did you mean 'set-up'?"
    assert (moved.evidence_text, moved.suggestion) == ("lint:", "#L7")
    assert str(moved.evidence) == ".github/workflows/ci.yml:4:1"
