"""Annotations: the properties and the message stay what they are."""

from __future__ import annotations

from workflow_docs.channels.runner import annotation


def test_nothing_in_an_annotation_is_another_command():
    text = annotation(
        "error", "a,b:c\n::x.md", 3, "Title: 1, 2", "one\n::set-output::two\r 50%\x1b[0m", column=2
    )
    assert text == (
        "::error file=a%2Cb%3Ac\\n%3A%3Ax.md,line=3,col=2,title=Title%3A 1%2C 2::one%0A::set-output::two\\r 50%25\\x1b[0m\n"
    )
