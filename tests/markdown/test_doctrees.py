"""Random doctrees: what cmark-gfm shows of the written Markdown has the text, the structure and the links of the tree.

Three vocabularies: words of CI documents, hostile text, and marks nested in and next to each other. `DOCTREES=3000`
tries more of each and prints how many were shown wrongly.
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from gfm_project import Project
from gfm_rendering import soup, visible

from workflow_docs.markdown.links import Links, PageResolver, places
from workflow_docs.markdown.serializer import serialize
from workflow_docs.markdown.translator import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

COUNT = int(os.environ.get("DOCTREES", "120"))

CI_WORDS = [
    *(
        "the",
        "job",
        "backend-test",
        "runs",
        "after",
        "`main`",
        "deploy.yml",
        "snake_case_name",
        "<run-id>",
        "98%",
        "≥ 80",
    ),
    *(
        "${{ secrets.TOKEN }}",
        "--cov-fail-under=80",
        "$HOME",
        "a|b",
        "||",
        "&&",
        "*.py",
        "**/*.md",
        "tests/",
        "v1.2.3",
    ),
    *(
        "#123",
        "@team",
        "https://example.org/a_b",
        "needs:",
        "1.",
        "2)",
        "-",
        "+",
        "it's",
        '"quoted"',
        "(see",
        "below)",
    ),
    *(
        "KUBECONFIG_STAGING",
        "<namespace>",
        "C:\\x",
        "~/.kube",
        "a*b",
        "5 < 6",
        "x && y > z",
        "[skip ci]",
        "!",
        "🚀",
        "—",
    ),
    *(
        "user@host",
        "ci/cd",
        "foo_bar_",
        "_private",
        "__init__.py",
        "10:30",
        "{0}",
        "%s",
        "&nbsp;",
        "€5",
        "T-1h",
        "...",
    ),
]
HOSTILE = [
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "``",
        "```",
        "\\",
        "|",
        "||",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
    ),
    *(
        "&",
        "&amp;",
        "&#35;",
        "#",
        "##",
        "-",
        "---",
        "+",
        "1.",
        "2)",
        "=",
        "===",
        "[",
        "]",
        "](",
        "(",
        ")",
        "[^1]",
        "[^1]:",
    ),
    *(
        "[x]",
        "[ ]",
        "![",
        "!",
        "![a](b)",
        "[a](b)",
        "<a@b.c>",
        "<http://x>",
        "http://x",
        "www.x.y",
        "$",
        "$x$",
        "$$",
        "{",
        "}",
    ),
    *(
        "a",
        "b1",
        "é",
        "日本",
        "🙂",
        "“",
        "”",
        "—",
        "\u00a0",
        "\t",
        "\n",
        "^",
        ":",
        ":-",
        "@a",
        "'",
        '"',
        ".",
        ",",
        "?",
        "%",
    ),
]
BLOCKS = ("paragraph", "bullets", "numbers", "quote", "code", "table", "definitions", "rule", "section")


class Maker:
    """Makes one doctree; every choice comes from `rng`."""

    def __init__(self, rng: random.Random, words: list[str], *, nested: bool) -> None:
        self.rng = rng
        self.words = words
        self.nested = nested

    def text(self, least: int = 1, most: int = 7) -> str:
        glue = self.rng.choice([" ", " ", " ", ""])
        return glue.join(self.rng.choice(self.words) for _ in range(self.rng.randint(least, most)))

    def inlines(self, parent: nodes.Element, depth: int = 0, *, linked: bool = False) -> None:
        for _ in range(self.rng.randint(1, 4)):
            kind = self.rng.choice(["text", "text", "literal", "emphasis", "strong", "reference"])
            match kind:
                case "literal":
                    parent += nodes.literal("", self.text(1, 3))
                case "emphasis" | "strong" if depth < (3 if self.nested else 1):
                    mark = nodes.emphasis() if kind == "emphasis" else nodes.strong()
                    if self.nested:
                        self.inlines(mark, depth + 1, linked=linked)
                    else:
                        mark += nodes.Text(self.text(1, 3))
                    parent += mark
                case "reference" if not linked:
                    uri = f"https://example.org/{self.rng.choice(['a', 'a_b', 'a(b)', 'x?y=1&z=2', 'ü', 'a%20b'])}"
                    link = nodes.reference("", "", refuri=uri)
                    parent += link
                    if self.nested and depth < 2:
                        self.inlines(link, depth + 1, linked=True)
                    else:
                        link += nodes.Text(self.text(1, 3))
                case _:
                    parent += nodes.Text(self.text())
            if not self.nested or self.rng.random() < 0.5:
                parent += nodes.Text(" ")

    def paragraph(self) -> nodes.paragraph:
        node = nodes.paragraph()
        self.inlines(node)
        return node

    def blocks(self, parent: nodes.Element, depth: int = 0) -> None:
        for _ in range(self.rng.randint(1, 3)):
            parent += self.block(depth)

    def block(self, depth: int) -> nodes.Element:
        kind = self.rng.choice(BLOCKS)
        if depth > 2:
            kind = "paragraph"
        match kind:
            case "bullets" | "numbers":
                start = self.rng.choice([1, 1, 3, 10])
                found: nodes.Element = (
                    nodes.bullet_list(bullet="-")
                    if kind == "bullets"
                    else nodes.enumerated_list(enumtype="arabic", start=start)
                )
                for _ in range(self.rng.randint(1, 3)):
                    item = nodes.list_item()
                    item += self.paragraph()
                    if self.rng.random() < 0.4:
                        self.blocks(item, depth + 1)
                    found += item
                return found
            case "quote":
                found = nodes.block_quote()
                self.blocks(found, depth + 1)
                return found
            case "code":
                text = "\n".join(
                    self.text(0, 4).replace("\n", " ") for _ in range(self.rng.randint(1, 3))
                ).strip()
                return nodes.literal_block(text, text, language=self.rng.choice(["bash", "text", "yaml"]))
            case "table":
                return self.table(depth)
            case "definitions":
                found = nodes.definition_list()
                for _ in range(self.rng.randint(1, 2)):
                    term = nodes.term()
                    self.inlines(term)
                    found += nodes.definition_list_item("", term, nodes.definition("", self.paragraph()))
                return found
            case "rule" if depth == 0:
                return nodes.transition()
            case "section" if depth == 0:
                title = nodes.title()
                self.inlines(title)
                section = nodes.section("", title, ids=[f"id{self.rng.random()}"])
                self.blocks(section, 3)
                return section
        return self.paragraph()

    def table(self, depth: int) -> nodes.table:
        columns = self.rng.randint(1, 3)
        group = nodes.tgroup(cols=columns)
        group += [nodes.colspec(colwidth=1) for _ in range(columns)]
        rows = []
        for _ in range(self.rng.randint(2, 3)):
            row = nodes.row()
            for _ in range(columns):
                entry = nodes.entry()
                if self.rng.random() < 0.9:
                    entry += self.paragraph()
                if depth < 2 and self.rng.random() < 0.1:
                    entry += self.block(2)
                row += entry
            rows.append(row)
        group += nodes.thead("", rows[0])
        group += nodes.tbody("", *rows[1:])
        return nodes.table("", group)


def _inside(node: nodes.Element | None, kind: type[nodes.Element]) -> bool:
    while node is not None:
        if isinstance(node, kind):
            return True
        node = node.parent
    return False


# -- what must be seen -------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", visible(text))


def wanted(document: nodes.document) -> dict[str, object]:
    lists = [
        (
            "ul" if isinstance(found, nodes.bullet_list) else "ol",
            len(found.children),
            found.get("start", 1) if isinstance(found, nodes.enumerated_list) else 1,
        )
        for found in document.findall(
            lambda node: isinstance(node, nodes.bullet_list | nodes.enumerated_list)
        )
    ]
    return {
        "text": squeezed("".join(document.findall(nodes.Text))),
        "lists": lists,
        "code": [found.astext() for found in document.findall(nodes.literal_block)],
        "literals": [text for found in document.findall(nodes.literal) if (text := squeezed(found.astext()))],
        "cells": [squeezed(found.astext()) for found in document.findall(nodes.entry)],
        "headings": [squeezed(found.astext()) for found in document.findall(nodes.title)],
        "links": [
            unquote(found["refuri"])
            for found in document.findall(nodes.reference)
            if squeezed(found.astext()) and unquote(found.astext()) != unquote(found["refuri"])
        ],
        "emphasis": marks(document, nodes.emphasis),
        "strong": marks(document, nodes.strong),
        "quotes": len(list(document.findall(nodes.block_quote))),
    }


def marks(document: nodes.document, kind: type[nodes.Element]) -> str:
    """Return all text under a mark: twice is not more, and marks that touch are one."""
    return squeezed("".join(text for text in document.findall(nodes.Text) if _inside(text.parent, kind)))


def seen(tree: Tag) -> dict[str, object]:
    def marked(*names: str) -> str:
        found = [text for text in tree.find_all(string=True) if text.find_parent(names)]
        return squeezed("".join(found))

    return {
        "text": squeezed(tree.get_text()),
        "lists": [
            (found.name, len(found.find_all("li", recursive=False)), int(found.get("start", 1)))
            for found in tree.find_all(["ul", "ol"])
        ],
        "code": [found.get_text().removesuffix("\n") for found in tree.find_all("pre")],
        "literals": [
            text
            for found in tree.find_all("code")
            if not found.find_parent("pre") and (text := squeezed(found.get_text()))
        ],
        "cells": [squeezed(found.get_text()) for found in tree.find_all(["td", "th"])],
        "headings": [squeezed(found.get_text()) for found in tree.find_all(re.compile("^h[1-6]$"))],
        "links": [
            unquote(found["href"])
            for found in tree.find_all("a", href=True)
            # GitHub makes links of addresses in the text by itself, wherever they come from.
            if squeezed(found.get_text()) and not _is_address(found)
        ],
        "emphasis": marked("em", "i"),
        "strong": marked("strong", "b"),
        "quotes": len(tree.find_all("blockquote")),
    }


def _is_address(link: Tag) -> bool:
    shown = unquote(link.get_text())
    return unquote(link["href"]) in {shown, f"http://{shown}", f"mailto:{shown}"}


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[[nodes.document], str]:
    """Return what writes a doctree as the builder does."""
    project = Project(tmp_path_factory.mktemp("doctrees"))
    builder = project.build().app.builder
    links = Links({})

    def written(document: nodes.document) -> str:
        builder.current_docname = "index"
        translator = builder.create_translator(document, builder)
        document.walkabout(translator)
        trees = {"index": tree_of(translator)}
        return serialize(trees["index"], PageResolver("index", links, places(trees, {})))

    return written


SETTINGS = get_default_settings(Parser)
KINDS = {
    "words of CI documents": (CI_WORDS, False, 1 / 3000),
    "hostile text": (HOSTILE, False, 5 / 3000),
    "marks in marks": ([*CI_WORDS[:12], "a", "b", "(", ")", ".", "“x”"], True, 1 / 100),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_random_doctree_is_shown_as_it_is(write, kind):
    words, nested, allowed = KINDS[kind]
    wrong = []
    for seed in range(COUNT):
        document = new_document("index", SETTINGS)
        Maker(random.Random(f"{kind} {seed}"), words, nested=nested).blocks(document)
        source = write(document)
        want, got = wanted(document), seen(soup(source))
        differing = {key: (want[key], got[key]) for key in want if want[key] != got[key]}
        if differing:
            wrong.append((seed, differing, source))
    print(f"{kind}: {len(wrong)} of {COUNT} shown wrongly")  # noqa: T201 (shown with `-s`)
    assert len(wrong) <= allowed * COUNT, wrong[:3]
