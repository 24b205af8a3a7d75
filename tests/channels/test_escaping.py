"""No character steers a terminal, and no line is a command to a runner."""

from __future__ import annotations

import pytest

from workflow_docs.channels.escaping import visible, without_commands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ü, 漢字, 👩\u200d💻", "plain text, ü, 漢字, 👩\u200d💻"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\u202eexe.md", r"\u202eexe.md"),
        ("\u2066\u2069\u061c\u200e", r"\u2066\u2069\u061c\u200e"),
        ("a\u2028b\u2029c\x85d\x1ce", r"a\u2028b\u2029c\x85d\x1ce"),
        ("\u200b\ufeff\U000e0041", r"\u200b\ufeff\U000e0041"),
        ("x\udcff.md", r"x\xff.md"),
        ("\ud800", r"\ud800"),
        ("non\u00a0breaking", "non\u00a0breaking"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::set-output name=a::b", ": :set-output name=a::b"),
        ("   ::add-mask::x", "   : :add-mask::x"),
        ("\u00a0::add-mask::x", "\u00a0: :add-mask::x"),
        ("a ##[error]b ##[group]", "a ## [error]b ## [group]"),
        ("###[error]", "### [error]"),
        ("##vso[task.setvariable]", "## vso[task.setvariable]"),
        ("a::b", "a::b"),
        ("## Heading", "## Heading"),
        (":::note", ": ::note"),
    ],
)
def test_without_commands(line, shown):
    assert without_commands(line) == shown
    assert "##[" not in without_commands(line)
