"""Commands that mean something else than is meant."""

from __future__ import annotations

import pytest
from claims.support import findings, told


@pytest.mark.parametrize(
    ("commands", "found"),
    [
        ("kubectl auth can-i get pods -n default", []),
        ("kubectl auth can-i --list", []),
        ("kubectl auth can-i '*' '*'", []),
        ("kubectl auth can-i deployments", ["2 command-usage"]),
        ("kubectl auth can-i deployments update", ["2 command-usage"]),
        ("kubectl auth can-i update", ["2 command-usage"]),
        ("kubectl auth can-i <verb> pods", []),
        ("curl -G https://prom.org/api/v1/query --data-urlencode 'query=up{job=\"x\"}'", []),
        ("curl 'https://prom.org/api/v1/query?query=up'", []),
        ("curl 'https://prom.org/api/v1/query?query=up{job=\"x\"}'", ["2 command-usage"]),
        ("curl 'https://prom.org/api/v1/query?query=rate(x[5m])'", ["2 command-usage"]),
        ("curl -s -g 'https://prom.org/api/v1/query?query=rate(x[5m])'", []),
        ("curl -sg 'https://prom.org/api/v1/query?query=rate(x[5m])'", []),
        ('X=1\ncurl "https://prom.org/api/v1/query?query=${X}"', []),
        ("make \\\n  a", []),
        ("make \\ # one\n  a", ["2 command-usage"]),
        ("make \\ \n  a", ["2 command-usage"]),
        ("make \\ \n", []),
        ("# make \\ # one\nmake a", []),
        ("echo 'a \\ # b\nc'", []),
        ("cat <<EOF\na \\ # b\nc\nEOF", []),
        ("ls a\\ b", []),
    ],
)
def test_what_cannot_work(tmp_path, commands, found):
    files = {"Makefile": "a:\n"}
    text = f"```bash\n{commands}\n```\n"
    assert [
        f"{finding.position.line} {finding.code.value}" for finding in findings(tmp_path, text, files=files)
    ] == found


def test_a_broken_continuation_stands_at_its_backslash(tmp_path):
    (found,) = findings(tmp_path, "```sh\necho a \\   # why\n  b\n```\n")
    assert (found.position.line, found.position.column) == (2, 9)
    assert "a comment follows the backslash" in found.message


def test_a_code_span_has_no_lines(tmp_path):
    assert told(tmp_path, "`git \\ a` it\n") == []
