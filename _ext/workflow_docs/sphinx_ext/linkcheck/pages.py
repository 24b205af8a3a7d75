"""Reads a page in search of anchors: unpacked and decoded as browsers do, up to a limit, and saying what remains unknown."""

from __future__ import annotations

import codecs
import re
import zlib
from html.parser import HTMLParser
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from urllib3.exceptions import ReadTimeoutError

from .connections import EndlessAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import Response

    from .connections import Limits

MAX_BODY = 16 * 1024 * 1024
"""How much of a page is read in search of anchors, in bytes, unpacked."""

ENCODINGS = "gzip, deflate"
"""The compressions that are asked for: those that are unpacked piece by piece."""

_CHUNK = 16 * 1024
_PRESCAN = 1024
_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_META = re.compile(
    rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python's names of what browsers know (https://encoding.spec.whatwg.org). Its other codecs are no encodings of pages:
# `rot13`, `zlib`, `idna`, `unicode_escape`, `utf-7`.
_KNOWN = (
    frozenset(
        [
            "utf-8",
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "cp866",
            "koi8-r",
            "koi8-u",
            "mac-roman",
            "mac-cyrillic",
            "cp874",
            "cp932",
            "cp949",
            "gbk",
            "gb2312",
            "gb18030",
            "big5",
            "big5hkscs",
            "euc_jp",
            "iso2022_jp",
            "shift_jis",
            "euc_kr",
        ]
    )
    | {f"cp125{number}" for number in range(9)}
    | {f"iso8859-{number}" for number in range(2, 17)}
)
_AS_WINDOWS = frozenset({"ascii", "iso8859-1"})


class Anchors(NamedTuple):
    """The anchors found of those looked for, and why others may be there all the same; "" if they are not."""

    found: frozenset[str]
    doubt: str = ""


def find_anchors(response: Response, wanted: set[str], limits: Limits) -> Anchors:
    """Look for some anchors on a page."""
    kind = response.headers.get("Content-Type", "text/html").lower()
    if not any(word in kind for word in ("html", "xml")):
        return Anchors(frozenset(wanted))  # the page of a PDF, or what else a viewer makes of it
    parser = _AnchorParser(wanted)
    doubt = ""
    try:
        for text, sure in _decoded(_unpacked(response), response.headers.get("Content-Type", "")):
            doubt = doubt or ("" if sure else "its text cannot be decoded for certain")
            parser.feed(text)
            if parser.found == wanted:
                break
            limits.left()
    except (ReadTimeoutError, TimeoutError):
        doubt = "the page was not read to its end in time"
    except (_UnreadableError, EndlessAnswer) as error:
        doubt = str(error) or "the answer does not end"
    except (ValueError, AssertionError, RecursionError):  # of HTMLParser: an entity of 5,000 digits, `<![if`
        doubt = "its HTML cannot be read"
    return Anchors(frozenset(parser.found), doubt)


class _UnreadableError(Exception):
    """Why the rest of a page was not read."""


def _unpacked(response: Response) -> Iterator[bytes]:
    """Yield the bytes of a page. urllib3's own unpacking has no limit in some versions."""
    chunks: Iterator[bytes] = response.raw.stream(_CHUNK, decode_content=False)
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    match packed:
        case "" | "identity":
            pieces = chunks
        case "gzip" | "x-gzip":
            pieces = _inflated(chunks, zlib.MAX_WBITS | 16)
        case "deflate":
            pieces = _inflated(chunks, zlib.MAX_WBITS)
        case _:
            raise _UnreadableError(f"its compression {packed[:40]!r} is not known")
    read = 0
    for piece in pieces:
        read += len(piece)
        yield piece
        if read > MAX_BODY:
            raise _UnreadableError(f"only the first {MAX_BODY // 1024**2} MiB were read")


def _inflated(chunks: Iterator[bytes], bits: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(bits)
    started = False
    try:
        for chunk in chunks:
            if chunk and not started and bits == zlib.MAX_WBITS and chunk[0] & 0x0F != zlib.DEFLATED:
                unpacker = zlib.decompressobj(-bits)  # some servers leave the frame out; browsers take both
            started = True
            rest = chunk
            while rest:
                yield unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail
            if unpacker.eof:
                break
        yield unpacker.flush()
    except zlib.error as error:
        raise _UnreadableError("its compression is damaged") from error
    if started and (not unpacker.eof or unpacker.unused_data.strip(b"\0")):
        raise _UnreadableError("its compression is damaged")


def _decoded(chunks: Iterator[bytes], content_type: str) -> Iterator[tuple[str, bool]]:
    """Yield the text of a page in parts, each with whether that is what it says for certain."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _PRESCAN:
            break
    name, known = _encoding(head, content_type)
    decoder = codecs.getincrementaldecoder(name)("replace")
    for chunk in chain([head], chunks):
        text = decoder.decode(chunk)
        yield text, known and "\ufffd" not in text and "\0" not in text


def _encoding(head: bytes, content_type: str) -> tuple[str, bool]:
    """Return the encoding of a page, and whether what it says of it means anything. The order is that of browsers."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, True
    declared = _LABEL.search(content_type)
    label = declared[1] if declared else ""
    if not declared and (meta := _META.search(head[:_PRESCAN])) is not None:
        label = (meta[1] or meta[2]).decode("ascii")
        if label.lower().startswith("utf-16"):
            return "utf-8", True  # it could not have been read otherwise
    if not label:
        return "utf-8", "charset" not in content_type.lower()
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return "utf-8", False
    if name in _AS_WINDOWS:
        return "cp1252", True
    return (name, True) if name in _KNOWN else ("utf-8", False)


class _AnchorParser(HTMLParser):
    """Finds anchors; GitHub writes `user-content-x` for the `#x` that works there."""

    def __init__(self, wanted: set[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.names: dict[str, set[str]] = {}
        for each in wanted:
            for name in (each, f"user-content-{each}", quote(each)):
                self.names.setdefault(name, set()).add(each)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for key, value in attrs:
            if key in {"id", "name"} and value in self.names:
                self.found |= self.names[value]
