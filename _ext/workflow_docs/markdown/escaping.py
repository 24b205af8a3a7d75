"""Which characters of a text must be escaped so that GitHub shows the text itself, decided where they stand.

The syntax is that of https://github.github.com/gfm/. A backslash is written only where the text would otherwise
be markup, so that `snake_case`, `a - b` and `[optional]` stay readable in the file.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from urllib.parse import quote

PUNCTUATION = frozenset(string.punctuation)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_URL_START = re.compile(r"(?:https?|ftp)(?=://)|www(?=\.)", re.IGNORECASE)
_URL_REST = re.compile(r"[^ \t\n\r\f\v<]*")
_MATH = re.compile(r"(?<![\w$])\$(?=[^\s$])[^$\n]*(?<=\S)\$(?![\w$])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_STARTS = (
    re.compile(r"()#{1,6}(?=\s|\Z)"),
    re.compile(r"()>"),
    re.compile(r"()[-+*](?=\s|\Z)"),
    re.compile(r"()[-=:|][-=:| ]*\Z"),
    re.compile(r"([0-9]{1,9})[.)](?=\s|\Z)"),
    re.compile(r"()~~~"),
    re.compile(r"()[|\[]"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: what is around it decides what is markup.

    `before` and `after` are the characters in the file right before and after the text, "" for none; `tildes`
    and `dollars` say that the paragraph has enough of these to strike words out, or to hold a formula.
    """

    before: str = ""
    after: str = ""
    line_start: bool = False
    last: bool = False
    table: bool = False
    link: bool = False
    heading: bool = False
    tildes: bool = True
    dollars: bool = False


def clean(text: str) -> str:
    """Return a text without the control characters that no Markdown file can hold, its line ends as newlines."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_word(char: str) -> bool:
    """Say whether every parser takes a character for part of a word: neither space nor punctuation nor sign."""
    return len(char) == 1 and unicodedata.category(char)[0] in "LNM"


def is_space(char: str) -> bool:
    """Say whether a character is white space or the edge of a line, as emphasis sees it."""
    return not char or char in "\t\n\f\r" or unicodedata.category(char) == "Zs"


def ends_in_address(written: str) -> bool:
    """Say whether a line ends in an address that GitHub links by itself."""
    return re.search(r"(?:(?:https?|ftp)://|www\.)[^ \t\n<]*\Z", written, re.IGNORECASE) is not None


def may_strike(text: str) -> bool:
    """Say whether the tildes of a paragraph could strike something out: one run of them cannot."""
    return len(re.findall(r"~+", text)) > 1


def may_be_math(text: str) -> bool:
    """Say whether GitHub could take something between dollar signs of a paragraph for a formula."""
    return _MATH.search(text) is not None


def escape(text: str, place: Place) -> str:
    """Return the Markdown that shows a text of one line at a place."""
    marked = {index for index in range(len(text)) if _is_markup(text, index, place)}
    if place.line_start:
        for pattern in _LINE_STARTS:
            if match := pattern.match(text):
                marked.add(len(match[1]))
    if place.heading and place.last and (match := re.search(r"(?:(?<=\s)|\A)#+\Z", text)):
        marked.add(match.start())
    if not place.link:
        before, end = sorted(marked), -1
        for match in _URL_START.finditer(text):
            # Inside an address that GitHub links by itself, a backslash would be shown; so it must not link it.
            if match.end() > end:
                end = _URL_REST.match(text, match.end()).end()  # type: ignore[union-attr]
            runs_on = end == len(text) and place.after not in ("", " ", "\n", "<")
            first = bisect_left(before, match.start())
            if runs_on or (first < len(before) and before[first] <= end):
                marked.add(match.end())
    return "".join(_written(char, index in marked, place) for index, char in enumerate(text))


def _written(char: str, marked: bool, place: Place) -> str:
    if char == "$" and (marked or place.dollars):
        return "<span>$</span>"  # GitHub looks for formulas after Markdown, when a backslash is gone
    return f"\\{char}" if marked else char


def _is_markup(text: str, index: int, place: Place) -> bool:
    char = text[index]
    if char not in "\\`*_~<&[]!|:$":
        return False
    before = text[index - 1] if index else place.before
    after = text[index + 1] if index + 1 < len(text) else place.after
    match char:
        case "\\":
            return not after or after == "\n" or after in PUNCTUATION
        case "`":
            return True
        case "*":
            return not (before and is_space(before) and after and is_space(after))
        case "_":
            return not _is_harmless_run(text, index, place)
        case "~":
            return place.tildes
        case "<":
            return after.isascii() and (after.isalpha() or after in ("/", "!", "?"))
        case "&":
            return _ENTITY.match(text, index) is not None
        case "[":
            return place.link or after == "^"
        case "]":
            return place.link or after == "("
        case "!":
            return index + 1 == len(text) and after == "["
        case "|":
            return place.table
        case ":":
            return index == 0 and before == "]"
        case _:
            return index + 1 == len(text) and after == "`"


def _is_harmless_run(text: str, index: int, place: Place) -> bool:
    """Say whether the underscores around an index stand inside a word, or alone between spaces."""
    start, end = index, index + 1
    while start and text[start - 1] == "_":
        start -= 1
    while end < len(text) and text[end] == "_":
        end += 1
    before = text[start - 1] if start else place.before
    after = text[end] if end < len(text) else place.after
    if is_word(before) and is_word(after):
        return True
    # At the start of a line they could be a rule across the page.
    return before not in ("", "\n") and is_space(before) and bool(after) and is_space(after)


def code_span(value: str, *, table: bool = False) -> str:
    """Return code between as many backticks as it needs; "" for no code."""
    value = re.sub(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*", " ", clean(value))
    if not value:
        return ""
    longest = max((len(run) for run in re.findall("`+", value)), default=0)
    fence = "`" * (1 if longest == 0 else longest + 1)
    if value[0] == "`" or value[-1] == "`" or (value[0] == value[-1] == " " and value.strip(" ")):
        value = f" {value} "
    if table:
        value = value.replace("|", "\\|")
    return f"{fence}{value}{fence}"


def destination(uri: str, *, table: bool = False) -> str:
    """Return an address as the destination of a link: no spaces, no open brackets, no entities."""
    uri = quote(
        clean(uri).replace("\n", " ").strip(),
        safe="!#$%&'()*+,-./:;=?@[]_|~",
        encoding="utf-8",
        errors="surrogateescape",
    )
    uri = _ENTITY.sub(lambda match: "&amp;" + match[0][1:], uri).replace("*", "%2A")
    depth = 0
    for char in uri:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            break
    if depth:
        uri = uri.replace("(", "\\(").replace(")", "\\)")
    return uri.replace("|", "\\|") if table else uri


def attribute(value: str) -> str:
    """Return a text as the value of an HTML attribute; it may stand in a table."""
    value = re.sub(r"\s+", " ", clean(value))
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("|", "&#124;")):
        value = value.replace(char, entity)
    return value


def html_text(value: str) -> str:
    """Return a text as HTML, for the few places where GitHub reads no Markdown."""
    return clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
