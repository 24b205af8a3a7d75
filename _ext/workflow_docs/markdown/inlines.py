"""Inlines -> the text of a line: which delimiters, which escapes, where HTML is the only sure way."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from . import escaping
from .escaping import Place, is_space, is_word
from .normal import normalize, trimmed
from .tree import (
    Anchor,
    Break,
    Emphasis,
    FootnoteRef,
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
from .walking import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tree import Inline


class Resolver(Protocol):
    """What turns places inside the project into fragments and addresses."""

    def url(self, target: PageTarget) -> str | None:
        """Return the address of a place, or None where there is none."""

    def anchor(self, ids: tuple[str, ...]) -> str | None:
        """Return the fragment that a place needs, or None where nothing links there."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the inlines stand in."""

    resolver: Resolver
    table: bool = False
    heading: bool = False
    link: bool = False
    marks: frozenset[str] = frozenset()
    tildes: bool = True
    dollars: bool = False


def write(inlines: Sequence[Inline], context: Context) -> str:
    """Return the Markdown of a paragraph, a heading or a cell; line breaks inside it are real ones."""
    normal = trimmed(normalize(inlines))
    context = replace(
        context,
        tildes=escaping.may_strike(" ".join(_seen(normal))),
        dollars=escaping.may_be_math("".join(_seen(normal))),
    )
    return re.sub(r"(?<![ \t])[ \t]+(?=\\?\n|\Z)", "", _write(normal, context, "", ""))


def _seen(inlines: Sequence[Inline]) -> list[str]:
    """Return the texts that may hold markup by accident; what is code stands as a word."""
    parts: list[str] = []
    for node in inlines:
        match node:
            case Text(value):
                parts.append(value)
            case InlineCode() | InlineMath():
                parts.append("0")
            case Emphasis(children) | Strong(children) | Tagged(_, children) | Link(_, children):
                parts += _seen(children)
            case _:
                pass
    return parts


def _write(inlines: Sequence[Inline], context: Context, before: str, after: str) -> str:
    """Write inlines between two characters; "" is the edge of the line."""
    if context.marks:
        inlines = _unwrapped(inlines, context.marks)
    written = ""
    for index, node in enumerate(inlines):
        previous = written[-1:] or before
        following = _first(inlines[index + 1], context) if index + 1 < len(inlines) else after
        match node:
            case Text(value):
                written += escaping.escape(value, _place(context, previous, following))
            case InlineCode(value):
                if previous == "`" and not written.endswith("\\`"):
                    written += "<!-- -->"
                written += escaping.code_span(value, table=context.table)
            case InlineMath(value):
                written += _math(value, table=context.table)
            case InlineHtml(value):
                line = " ".join(value.split("\n"))
                written += line.replace("|", "&#124;") if context.table else line
            case Emphasis(children):
                written += _mark(children, "*", "em", context, previous, following)
            case Strong(children):
                written += _mark(children, "**", "strong", context, previous, following)
            case Tagged(tag, children, title):
                opening = f'<{tag} title="{escaping.attribute(title)}">' if title else f"<{tag}>"
                written += f"{opening}{_write(children, context, '>', '<')}</{tag}>"
            case Link(target, children):
                written += _link(target, children, context, previous, following)
            case Image():
                written += _image(node, context)
            case FootnoteRef(label):
                written += f"[^{label}]"
            case Break():
                written = written.rstrip(" ") + _break(written, context)
            case Anchor(ids):
                name = context.resolver.anchor(ids)
                written += f'<a id="{escaping.attribute(name)}"></a>' if name else ""
    return written


_TAGS: dict[type[Inline], str] = {Emphasis: "em", Strong: "strong"}


def _unwrapped(inlines: Sequence[Inline], marks: frozenset[str]) -> Sequence[Inline]:
    """Take out marks that stand inside their own kind: twice is not more."""
    found: list[Inline] = []
    for node in inlines:
        if isinstance(node, Emphasis | Strong) and _TAGS[type(node)] in marks:
            found.extend(_unwrapped(node.children, marks))
        else:
            found.append(node)
    return (
        inlines if len(found) == len(inlines) and all(map(operator.is_, found, inlines)) else normalize(found)
    )


def _break(written: str, context: Context) -> str:
    if context.table or context.heading:
        return "<br>"
    return "<br>\n" if escaping.ends_in_address(written) else "\\\n"


def _place(context: Context, before: str, after: str) -> Place:
    return Place(
        before=before,
        after=after,
        line_start=before in ("", "\n") and not context.table and not context.heading,
        last=after == "",
        table=context.table,
        link=context.link,
        heading=context.heading,
        tildes=context.tildes,
        dollars=context.dollars,
    )


def _first(node: Inline, context: Context) -> str:
    """Return the first character that a node is written with."""
    match node:
        case Text(value):
            return value[:1]
        case InlineCode():
            return "`"
        case Emphasis() | Strong():
            return "*"
        case Link() | FootnoteRef():
            return "["
        case Break():
            return "<" if context.table or context.heading else "\\"
        case InlineMath():
            return "$"
        case Image():
            return "!"
        case _:
            return "<"


def _mark(
    children: tuple[Inline, ...], sign: str, tag: str, context: Context, before: str, after: str
) -> str:
    """Write a mark: with delimiters where every parser sees them as such, otherwise as an HTML element."""
    inner = replace(context, marks=context.marks | {tag})
    if context.marks and sign == "*":
        sign = "_"  # it stands inside `**`, whose delimiters it must not touch
    text = _write(children, inner, sign[0], sign[0])
    inside_words = is_word(before) or is_word(after)
    if (
        text
        and sign[0] not in (before, after, text[0], text[-1])
        and "\n" not in (text[0], text[-1])
        and not (inside_words and (context.marks or sign == "_"))
        and _opens(before, text[0], nested=bool(context.marks))
        and _opens(after, text[-1], nested=bool(context.marks))
    ):
        return f"{sign}{text}{sign}"
    return f"<{tag}>{_write(children, inner, '>', '<')}</{tag}>"


def _opens(outside: str, inside: str, *, nested: bool) -> bool:
    """Say whether every parser takes a run of `*` between two characters for a delimiter of the inside only."""
    # cmark-gfm looks past a tilde when it decides what stands next to a delimiter.
    if "~" in (outside, inside) or is_space(inside):
        return False
    if is_word(inside):
        return is_word(outside) or is_space(outside) or outside in escaping.PUNCTUATION
    # Between two punctuation marks a run opens and closes; inside another mark it could end that one.
    outside_fits = is_space(outside) or (outside in escaping.PUNCTUATION and not nested)
    return inside in escaping.PUNCTUATION and outside_fits


def _link(
    target: str | PageTarget, children: tuple[Inline, ...], context: Context, before: str, after: str
) -> str:
    uri = target if isinstance(target, str) else context.resolver.url(target)
    if uri is None or context.link:
        return _write(children, context, before, after)
    shown = plain(children)
    if (
        shown == uri
        and len(children) == 1
        and isinstance(children[0], Text)
        and re.fullmatch(r"(?:https?|mailto):[^\s<>|\\&]+", uri)
        and escaping.destination(uri) == uri
    ):
        return f"<{uri}>"
    text = _write(children, replace(context, link=True), "[", "]")
    return f"[{text}]({escaping.destination(uri, table=context.table)})"


def _image(node: Image, context: Context) -> str:
    uri = escaping.destination(node.uri)
    if node.width or node.height or node.align:
        names = ("alt", "width", "height", "align")
        rest = "".join(
            f' {name}="{escaping.attribute(value)}"' for name in names if (value := getattr(node, name))
        )
        return f'<img src="{escaping.attribute(uri)}"{rest}>'
    place = Place(before="[", after="]", link=True, table=context.table, tildes=True)
    alt = escaping.escape(" ".join(escaping.clean(node.alt).split()), place)
    return f"![{alt}]({escaping.destination(node.uri, table=context.table)})"


def _math(value: str, *, table: bool) -> str:
    """Return a formula; between backticks too where Markdown would read something in it."""
    value = " ".join(escaping.clean(value).split())
    if re.fullmatch(r"[\w\s+\-=/().,;:!?^{}']+", value) and "_" not in value:
        return f"${value}$"
    return f"${escaping.code_span(value, table=table)}$"


def html(inlines: Sequence[Inline], context: Context) -> str:
    """Return inlines as HTML, for places where GitHub reads no Markdown: the summary of a foldable part."""
    parts = []
    for node in inlines:
        match node:
            case Text(value):
                parts.append(escaping.html_text(value))
            case InlineCode(value):
                parts.append(f"<code>{escaping.html_text(value)}</code>")
            case InlineMath(value):
                parts.append(escaping.html_text(f"${value}$"))
            case InlineHtml(value):
                parts.append(value)
            case Emphasis(children):
                parts.append(f"<em>{html(children, context)}</em>")
            case Strong(children):
                parts.append(f"<strong>{html(children, context)}</strong>")
            case Tagged(tag, children):
                parts.append(f"<{tag}>{html(children, context)}</{tag}>")
            case Link(target, children):
                uri = target if isinstance(target, str) else context.resolver.url(target)
                inner = html(children, context)
                parts.append(inner if uri is None else f'<a href="{escaping.attribute(uri)}">{inner}</a>')
            case Image():
                parts.append(_image(replace(node, align=node.align or "center"), context))
            case FootnoteRef(label):
                parts.append(f"<sup>{escaping.html_text(label)}</sup>")
            case Break():
                parts.append("<br>")
            case Anchor(ids):
                name = context.resolver.anchor(ids)
                parts.append(f'<a id="{escaping.attribute(name)}"></a>' if name else "")
    return re.sub(r"[ \t\n]+", " ", "".join(parts)).strip(" ")
