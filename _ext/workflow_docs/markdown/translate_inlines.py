"""Visitors of what stands inside a line: marks, code, links, images, references to footnotes."""

# ruff: noqa: ARG002 (docutils hands every visitor its node)
from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from . import problems
from .problems import Problem
from .translate_base import Stack
from .tree import (
    Break,
    Emphasis,
    FootnoteRef,
    Html,
    Image,
    InlineCode,
    InlineHtml,
    InlineMath,
    Link,
    PageTarget,
    Strong,
    Tagged,
    Text,
)

if TYPE_CHECKING:
    from docutils.nodes import Element

_STRONG_CLASSES = frozenset({"guilabel", "menuselection"})
_UNSEEN = re.compile(r"\s*(?:<(?:svg|style|script)\b|(?:<!--(?:(?!-->).)*-->\s*)*\Z)", re.DOTALL)
_BREAK = re.compile(r"\s*<br\s*/?>\s*\Z")
_RAW_FORMATS = frozenset({"html", "gfm", "markdown", "md"})


class InlineVisitors(Stack):
    """Inlines."""

    labels: dict[str, str]

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 (docutils' name)
        """Add literal text."""
        self.add(Text(node.astext()))

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        """Nothing is open for text."""

    visit_emphasis = visit_literal_emphasis = visit_title_reference = visit_manpage = Stack.push
    visit_strong = visit_literal_strong = visit_subscript = visit_superscript = Stack.push
    visit_reference = visit_inline = visit_abbreviation = visit_download_reference = Stack.push

    def depart_emphasis(self, node: Element) -> None:
        """Emphasise."""
        self.add(Emphasis(self.inlines(self.pop())))

    depart_literal_emphasis = depart_title_reference = depart_manpage = depart_emphasis

    def depart_strong(self, node: Element) -> None:
        """Emphasise strongly."""
        self.add(Strong(self.inlines(self.pop())))

    depart_literal_strong = depart_strong

    def depart_subscript(self, node: Element) -> None:
        """Lower."""
        self.add(Tagged("sub", self.inlines(self.pop())))

    def depart_superscript(self, node: Element) -> None:
        """Raise."""
        self.add(Tagged("sup", self.inlines(self.pop())))

    def depart_abbreviation(self, node: Element) -> None:
        """Abbreviate."""
        self.add(Tagged("abbr", self.inlines(self.pop()), str(node.get("explanation", ""))))

    def depart_inline(self, node: Element) -> None:
        """Pass on, or mark what names a thing on the screen."""
        parts = self.pop()
        if _STRONG_CLASSES.intersection(node["classes"]):
            self.add(Strong(self.inlines(parts)))
        else:
            self.add(*parts)

    def visit_literal(self, node: Element) -> None:
        """Add code, or a key of the keyboard."""
        if "kbd" in node["classes"]:
            self.add(Tagged("kbd", (Text(node.astext()),)))
        else:
            self.add(InlineCode(node.astext()))
        raise nodes.SkipNode

    def visit_math(self, node: Element) -> None:
        """Add a formula."""
        self.add(InlineMath(node.astext()))
        raise nodes.SkipNode

    def visit_raw(self, node: Element) -> None:
        """Pass HTML and Markdown on; GitHub shows no drawings that stand in the file itself."""
        value = node.astext()
        formats = set(str(node.get("format", "")).split())
        if formats & _RAW_FORMATS and not _UNSEEN.match(value):
            if _BREAK.match(value):
                self.add(Break())
            elif isinstance(node.parent, nodes.TextElement):
                self.add(InlineHtml(value))
            else:
                self.add(Html(value))
        raise nodes.SkipNode

    # -- links ---------------------------------------------------------------------------------------

    def depart_reference(self, node: Element) -> None:
        """Link, or keep the text where the link leads nowhere."""
        parts = self.pop()
        refid = node.get("refid", "")
        if refid in self.labels and "refuri" not in node:
            self.add(FootnoteRef(self.labels[refid]))
            return
        target = self.target_of(node)
        children = self.inlines(parts)
        if target is None:
            self.add(*parts)
        else:
            shown = target if isinstance(target, str) else target.id or target.docname
            self.add(Link(target, children or (Text(shown),)))

    depart_number_reference = depart_reference
    visit_number_reference = visit_reference

    def target_of(self, node: Element) -> str | PageTarget | None:
        """Return where a reference leads; None, with a warning, where nobody could follow it."""
        refid = node.get("refid")
        if refid:
            return PageTarget(self.docname, refid, self.place_of(node))
        uri = str(node.get("refuri", ""))
        if not uri:
            return None
        if uri.startswith("#"):
            return PageTarget(self.docname, unquote(uri[1:]), self.place_of(node))
        if not node.get("internal"):
            return uri
        found = self.builder.links.find(self.docname, uri)
        if isinstance(found, str) or found.docname in self.builder.pages:
            if isinstance(found, PageTarget):
                return PageTarget(found.docname, found.id, self.place_of(node))
            return found
        problems.warn(
            Problem.LINK_TARGET,
            f"the page {found.docname!r} is not written to a file and gfm_site_url is not set, so that "
            "nothing can link to it; the text stays",
            node,
        )
        return None

    def place_of(self, node: Element) -> str:
        """Return the place of a node for a warning: `path:line`, or the name of the page."""
        at: nodes.Node | None = node
        while at is not None and (at.source is None or at.line is None):
            at = at.parent
        return f"{at.source}:{at.line}" if at is not None else self.docname

    def depart_download_reference(self, node: Element) -> None:
        """Link to a file of the repository, or to an address."""
        children = self.inlines(self.pop())
        if "refuri" in node:
            self.add(Link(str(node["refuri"]), children))
            return
        uri = self.builder.uri_of_source(self.docname, str(node["reftarget"]))
        if uri is None:
            problems.warn(
                Problem.IMAGE,
                f"the file {node['reftarget']!r} is not below gfm_root; only its name is written",
                node,
            )
            self.add(*children)
        else:
            self.add(Link(uri, children))

    def visit_footnote_reference(self, node: Element) -> None:
        """Refer to a footnote."""
        label = self.labels.get(str(node.get("refid", "")))
        self.add(FootnoteRef(label) if label else Text(f"[{node.astext()}]"))
        raise nodes.SkipNode

    # -- images --------------------------------------------------------------------------------------

    def visit_image(self, node: Element) -> None:
        """Show an image: a remote one, or a file of the repository at its place there."""
        candidates: dict[str, str] = node.get("candidates", {})
        uri = str(node["uri"])
        for kind in (*self.builder.supported_image_types, "*"):
            if kind in candidates:
                uri = candidates[kind]
                break
        alt = str(node.get("alt", ""))
        address = uri if "?" in candidates or "://" in uri else self.builder.uri_of_image(self.docname, uri)
        if address is None:
            problems.warn(
                Problem.IMAGE,
                f"the image {uri!r} is not below gfm_root, so that GitHub cannot show it; its alternative "
                "text is written",
                node,
            )
            self.add(Text(alt))
        else:
            align = str(node.get("align", ""))
            self.add(
                Image(
                    address,
                    alt,
                    _pixels(node.get("width", "")),
                    _pixels(node.get("height", "")),
                    align if align in ("left", "right") else "",
                )
            )
        raise nodes.SkipNode

    # -- small things of other extensions ------------------------------------------------------------------

    def visit_sd_badge(self, node: Element) -> None:
        """Show a badge of sphinx-design as code, which has a frame too."""
        self.add(InlineCode(node.astext()))
        raise nodes.SkipNode

    def visit_sd_line_break(self, node: Element) -> None:
        """Break the line."""
        self.add(Break())
        raise nodes.SkipNode

    def visit_sd_icon(self, node: Element) -> None:
        """Leave out a drawing, which GitHub would not show."""
        raise nodes.SkipNode

    visit_fontawesome = visit_sd_icon


def _pixels(length: object) -> str:
    """Return a length as GitHub's HTML takes it: a number of pixels, or percent; other units are left out."""
    text = str(length or "").strip().removesuffix("px")
    return text if text.removesuffix("%").isdigit() else ""
