"""What GitHub makes of Markdown: cmark-gfm with GitHub's extensions, and its HTML as a tree."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from cmarkgfm import cmark

from workflow_docs.markdown.serializer import serialize
from workflow_docs.markdown.tree import Root

if TYPE_CHECKING:
    from workflow_docs.markdown.tree import Block, PageTarget

OPTIONS = (
    cmark.Options.CMARK_OPT_UNSAFE
    | cmark.Options.CMARK_OPT_FOOTNOTES
    | cmark.Options.CMARK_OPT_GITHUB_PRE_LANG
)
EXTENSIONS = ["table", "strikethrough", "autolink", "tagfilter", "tasklist"]


class NoLinks:
    """A resolver for trees without places: every one is a fragment of its own name."""

    def url(self, target: PageTarget) -> str | None:
        return f"#{target.id}"

    def anchor(self, ids: tuple[str, ...]) -> str | None:
        return ids[0]


def html(markdown: str) -> str:
    return cmark.markdown_to_html_with_extensions(markdown, OPTIONS, EXTENSIONS)


def soup(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(html(markdown), "html.parser")


def markdown(*blocks: Block) -> str:
    return serialize(Root(blocks), NoLinks())


def render(*blocks: Block) -> BeautifulSoup:
    return soup(markdown(*blocks))


def visible(text: str) -> str:
    """Return a text as a reader sees it: no control characters, white space shrunk and none at the ends."""
    kept = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))
    return re.sub(r"[ \t\r\n]+", " ", kept).strip(" ")


def names(tree: BeautifulSoup) -> list[str]:
    return [tag.name for tag in tree.find_all(True)]
