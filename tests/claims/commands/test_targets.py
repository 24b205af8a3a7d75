"""Targets of Makefiles and scripts of `package.json`."""

from __future__ import annotations

import pytest
from claims.support import findings

PACKAGE = '{"scripts": {"lint": "eslint", "test": "jest"}}'


@pytest.mark.parametrize(
    ("files", "commands", "found"),
    [
        ({}, "make -j 4 build X=1", []),
        ({}, "make -j4 biuld", ["2 command-script"]),
        ({"sub/Makefile": "one:\n"}, "make -C sub one", []),
        ({"sub/Makefile": "one:\n"}, "make -C sub two", ["2 command-script"]),
        ({"Makefile": "include other.mk\n"}, "make anything", []),
        ({"Makefile": "%.o: %.c\n\tcc\n"}, "make anything", []),
        ({"Makefile": "$(NAMES): x\n"}, "make anything", []),
        ({"Makefile": "X = a:b\none two: ; true\n"}, "make two", []),
        ({"Makefile": "one:\n"}, "make -f other.mk two", []),
        ({"Makefile": "one:\n"}, "make docs", []),
        ({"package.json": PACKAGE}, "npm run lint && npm test && yarn run test", []),
        ({"package.json": PACKAGE}, "npm run lnit", ["2 command-script"]),
        ({"package.json": PACKAGE}, "npm start", ["2 command-script"]),
        ({"package.json": PACKAGE, "server.js": ""}, "npm start", []),
        ({"package.json": PACKAGE}, "npm run x --workspace web", []),
        ({"package.json": PACKAGE}, "cd frontend && npm run build", []),
        ({"package.json": PACKAGE}, "npm run build", []),
        ({"package.json": PACKAGE}, "cd frontend && npm run start", ["2 command-script"]),
        ({"package.json": "not JSON"}, "npm run x", []),
        ({"package.json": PACKAGE}, "npm run <script>", []),
    ],
)
def test_what_is_not_there(tmp_path, files, commands, found):
    text = f"```bash\n{commands}\n```\n"
    files = {"docs/guide.md": "", **files}
    assert [
        f"{finding.position.line} {finding.code.value}" for finding in findings(tmp_path, text, files=files)
    ] == found


@pytest.mark.parametrize(("files", "found"), [({}, 1), ({"configure": ""}, 0), ({"lib/Makefile": ""}, 0)])
def test_a_whole_repository_without_a_makefile(tmp_path, files, found):
    from workflow.support import repository

    from workflow_docs.claims.audit import audit

    base = {
        ".git/config": "",
        "a.py": "",
        "b.py": "",
        "ci.yml": "on: push\n",
        "README.md": "```sh\nmake test\n```\n",
    }
    assert len(audit(repository(tmp_path, {**base, **files}), ["README.md"]).findings) == found
