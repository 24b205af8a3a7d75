"""Texts of other languages within a script."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.inline import texts


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("python <<EOF\nx\nEOF\n", [("python", "x\n")]),
        ("python3 - <<-'END' arg\nx\ny\nEND\nnext", [("python", "x\ny\n")]),
        ("python -c 'exit(1)'", [("python", "exit(1)")]),
        ('python3 -uc "\nimport sys\n"', [("python", "\nimport sys\n")]),
        ("/usr/bin/python3.12 -c 'x'", [("python", "x")]),
        ("bash -ec 'a; b'", [("bash", "a; b")]),
        ("sh <<E\na\nE", [("bash", "a\n")]),
        ("node -e 'f()'", [("node", "f()")]),
        ("node --eval 'f()' && python -c 'g()'", [("node", "f()"), ("python", "g()")]),
        ("python -c 'print(${{ x }})'", [("python", "print(xxxxxxxx)")]),
        ("python script.py", []),
        ("python -c $CODE", []),
        ("python <<EOF\nnever ends", []),
        ("cat <<EOF\npython\nEOF", []),
        ("bash script.sh", []),
        ("make", []),
    ],
)
def test_the_texts_within_a_script(script, found):
    inline = texts(script)
    assert [(text.language, text.text) for text in inline] == found
    assert all(script[text.offset :].startswith(text.text.split("x")[0]) for text in inline)
