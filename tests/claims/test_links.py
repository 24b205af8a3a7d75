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
        ("[a](docs/guide.md?plain=1#L1)", []),
        ("[a](docs/guide.md?plain=1#L99)", ["1 link-line"]),
        ("[a](docs/guide.md#L1)", []),
        (f"[a](docs/guide.md?plain=1#L{'9' * 5_000})", ["1 link-line"]),
        (f"[a](.github/workflows/ci.yml#L{'9' * 5_000})", ["1 link-line"]),
        ("![a](image.png?raw=true) ![a](/image.png?sanitize=true)", []),
        ("![a](imag.png?raw=true)", ["1 link-path"]),
        ("[a](what%3F.md) [b](100%25.md) [c](c%23.md)", ["1 link-path"] * 3),
        ("[a](?tab=contributing-ov-file#how-to)", []),
        ("# Top it\n\n[a](#Top-It) [b](#TOP)", []),
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


def test_names_with_signs_of_addresses(tmp_path):
    for name in ("what?.md", "100%.md", "c#.md"):
        (tmp_path / name).write_text("# One\n")
    assert told(tmp_path, "[a](what%3F.md#one) [b](100%25.md) [c](c%23.md#one)") == []


# -- raw HTML -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<img src="image.png">', []),
        ('<img alt="x"\n  src="imag.png">', ["1 link-path"]),
        ('<p align="center">\n  <a href="gone.md"><img src="imag.png"></a>\n</p>', ["2 link-path"] * 2),
        ('Text <a href="docs/gide.md">a</a> and\n<img src=imag.png>', ["1 link-path", "2 link-path"]),
        ('<a href="docs/guide.md#set-up">a</a> <a href="docs/guide.md#setup">b</a>', ["1 link-anchor"]),
        (
            '<a href="README.md?plain=1#L1">a</a> <A HREF=".github/workflows/ci.yml#L99">b</A>',
            ["1 link-line"],
        ),
        (
            '<picture><source srcset="image.png 1x, imag.png 2x"><img src="image.png"></picture>',
            ["1 link-path"],
        ),
        ('| a |\n| --- |\n| <img src="imag.png"> |', ["3 link-path"]),
        ('- <img src="imag.png">\n\n  > <p>\n  > <img src="imag.png">', ["1 link-path", "4 link-path"]),
        # What is no link, or none of the repository.
        ('<!-- <img src="imag.png"> -->', []),
        ('<!--\n\n<img src="imag.png">\n\n-->\n\n<img src="imag.png">', ["7 link-path"]),
        ('<p><!--\n\n<img src="imag.png">\n\n--></p>', []),
        ('```html\n<img src="imag.png">\n```\n\n`<img src="imag.png">`', []),
        ('<a href="https://example.org/x"><a href="mailto:a@b.c"><img src="data:image/png;base64,AA==">', []),
        ('<a href="#"></a> <a href=""></a> <a name="x"></a> <img alt="x">', []),
        ('<a href="{{ url }}"></a> <img src="${path}/x.png"> <a href="<%= x %>"></a>', []),
        ('<img src="docs%2Fguide.md"> <a href="../../issues">x</a>', []),
        ('<img src="image.png" src="imag.png">', []),
        # Anchors that HTML brings.
        ('<h2 align="center">\n  Set <b>it</b> up\n</h2>\n\n[a](#set-it-up) <a href="#set-it-up">b</a>', []),
        ("<h2>One</h2>\n\n## One\n\n[a](#one) [b](#one-1) [c](#one-2)", ["5 link-anchor"]),
        ('<div id="here"></div>\n\n<a href="#here">a</a> <a href="#there">b</a>', ["3 link-anchor"]),
        # What brings a parser down.
        (f'<img src="&#{"9" * 5_000};">\n\n<img src="imag.png">', ["3 link-path"]),
    ],
)
def test_links_in_raw_html(tmp_path, text, found):
    assert told(tmp_path, text) == found


def test_a_link_in_raw_html_has_the_place_of_its_tag(tmp_path):
    text = 'Text <br> <a href="gone.md">x</a>\n\n- > <p>\n  >  é <img src="imag.png">\n'
    assert [(each.position.line, each.position.column) for each in findings(tmp_path, text)] == [
        (1, 11),
        (4, 8),
    ]


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("README.md", "", 1),
        ("CONTRIBUTING.md", "", 1),
        (".github/SUPPORT.md", "", 1),
        ("docs/README.md", "", 1),
        ("docs/README.md", "---\ntitle: x\n---\n", 0),  # a page of a site generator
        ("docs/x.md", "", 0),  # perhaps one, too: raw HTML counts from the site, not from the file
    ],
)
def test_raw_html_is_checked_where_github_shows_it(tmp_path, path, text, count):
    assert len(told(tmp_path, f'{text}\n<img src="none.png">\n', path)) == count
