"""What reaches a terminal or a log: whole lines, with nothing in them that is not shown."""

from __future__ import annotations

import io

from workflow_docs.channels.data import as_json
from workflow_docs.channels.terminal import Output, Styled, table


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def written(stream, *parts):
    Output(stream).line(*parts)
    return stream.getvalue()


def test_a_line_is_one_line():
    assert written(io.StringIO(), "a\nb.md", ":1: ", "\x1b[2J") == "a\\nb.md:1: \\x1b[2J\n"


def test_parts_do_not_make_a_command_together():
    assert written(io.StringIO(), ":", ":error::x") == ": :error::x\n"
    assert written(io.StringIO(), "##", "[error]x") == "## [error]x\n"


def test_only_our_styles_reach_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert written(Terminal(), Styled("red", "\x1b[0mx"), " y") == "\x1b[31m\\x1b[0mx\x1b[0m y\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert written(Terminal(), Styled("red", "x"), " y") == "x y\n"


def test_a_stream_that_knows_few_characters():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Output(stream).line("ü \udcff")
    stream.flush()
    assert raw.getvalue() == b"\\xfc \\xff\n"


def test_lines_of_another_text():
    stream = io.StringIO()
    Output(stream).lines("-a\n+::error::b\n\tc\u2028d\n")
    assert stream.getvalue() == "-a\n+::error::b\n        c\\u2028d\n"


def test_json_means_the_same_and_is_no_command():
    assert as_json({"a": "##[error]\x1b\u202e"}) == '{"a": "#\\u0023[error]\\u001b\\u202e"}'


def test_a_table():
    rows = list(table(("A", "B"), [("x\ny", "longer than it may be")], {1: 8}))
    assert rows == [("A    ", "B"), ("x y  ", "longer …")]
