"""Variables that nothing sets."""

from __future__ import annotations

import pytest
from claims.support import findings, told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```sh\nA_URL=x\ncurl $A_URL $OTHER_URL\n```", ["3 unset-variable"]),
        ("```sh\nexport A_URL=x\n```\n\n```sh\ncurl ${A_URL}\n```", []),
        ("Set `OTHER_URL`.\n\n```sh\nA_URL=x\ncurl $OTHER_URL\n```", []),
        ("```sh\nA_URL=x\nread OTHER_URL\ncurl $OTHER_URL\n```", []),
        ("```sh\nA_URL=x\nfor NAME in a b; do echo $NAME; done\n```", []),
        ("```sh\nA_URL=x\ncurl ${OTHER_URL:-http://x}\n```", []),
        ("```sh\nA_URL=x\necho '$OTHER_URL' \\$OTHER_URL # $OTHER_URL\n```", []),
        ("```sh\nA_URL=x\necho $HOME $GITHUB_SHA $CI $YOUR_NAME $name\n```", []),
        ("```sh\nA_URL=x\nsource .env\ncurl $OTHER_URL\n```", []),
        ("```sh\nA_URL=x\nsource .venv/bin/activate\ncurl $OTHER_URL\n```", ["4 unset-variable"]),
        ("```sh\nA_URL=x\ncurl $API_TOKEN\n```", []),
        ("```sh\ncurl $OTHER_URL\n```", []),
        ("```sh\ncurl $API_TOKENS\n```", ["2 unset-variable"]),
    ],
)
def test_what_nothing_sets(tmp_path, text, found):
    assert told(tmp_path, text + "\n") == found


def test_a_variable_is_told_once_in_a_block_at_its_place(tmp_path):
    (found,) = findings(tmp_path, '```sh\nA_URL=x\ncurl "$OTHER_URL" $OTHER_URL\n```\n')
    assert (found.position.line, found.position.column) == (3, 7)
