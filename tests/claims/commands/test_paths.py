"""Files that commands need."""

from __future__ import annotations

import pytest
from claims.support import findings, told

FILES = {
    ".git/config": "",
    ".gitignore": "build/\n*.log\nsecrets.env\n",
    "ci.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: python tools/made.py}]}}\n",
    "backend/app/__init__.py": "",
    "backend/app/seed.py": "",
    "backend/tests/test_api.py": "class TestApi:\n    def test_get(self): ...\n\ndef test_post(): ...\n",
    "backend/Dockerfile": "",
    "backend/requirements.txt": "",
    "backend/alembic.ini": "",
    "k8s/deployment.yaml": "",
    "deploy/compose.yml": "",
    "tools/check.py": "",
    "docs/deep/x.md": "",
    "docs/deep/run.sh": "",
}


@pytest.mark.parametrize(
    ("commands", "found"),
    [
        ("pytest backend/tests/test_api.py::TestApi::test_get -v", []),
        ("pytest backend/tests/test_api.py::test_post[a-b]", []),
        ("pytest -v backend/tests/test_apis.py", ["2 command-path"]),
        ("pytest backend/tests/test_api.py::test_gone", ["2 command-path"]),
        ("pytest backend/tests/test_api.py::TestApi::test_gone", ["2 command-path"]),
        ("pytest --cov backend/gone", []),
        ("cd backend\npytest tests/", []),
        ("cd backend\npytest tests/unit/", ["3 command-path"]),
        ("cd backend\npython -m app.seed", []),
        ("cd backend\npython -m app.sed", ["3 command-path"]),
        ("python -m http.server", []),
        ("docker build -f backend/Dockerfile backend", []),
        ("docker build -f backend/Dockerfile.prod backend", ["2 command-path"]),
        ("docker build -t a ./backends", ["2 command-path"]),
        ("docker build https://example.org/x.git", []),
        ("docker compose -f deploy/compose.yml up", []),
        ("docker compose -f docker-compose.yml up", []),
        ("docker compose -f ./docker-compose.yml up", ["2 command-path"]),
        ("kubectl apply -f k8s/deployment.yaml", []),
        ("kubectl apply -f k8s/deploymnt.yaml", ["2 command-path"]),
        ("kubectl apply -f https://x.org/a/b.yaml", []),
        ("pip install -r backend/requirements.txt", []),
        ("pip install -r backend/requirements-dev.txt", ["2 command-path"]),
        ("cd backend && alembic -c alembic.ini upgrade head", []),
        ("alembic -c backend/alembic-test.ini upgrade head", ["2 command-path"]),
        ("cat backend/requirements.in", ["2 command-path"]),
        ("cat backend/notes", []),
        ("chmod +x tools/chek.py", ["2 command-path"]),
        ("python tools/made.py", []),
        ("./tools/made.py", []),
        ("bash build/run.sh", []),
        ("python backend/.venv/bin/x.py", []),
        ("python nowhere/at_all/x.py", ["2 command-path"]),
        ("python app/seed.py", ["2 command-path"]),
        ("python atom/backend/app/seed.py", []),
        ("cp a b\npython backend/new.py", ["3 command-path"]),
        ("touch backend/new.py\npython backend/new.py", []),
        ("cd docs/deep\nls\ncd ../..\n./run.sh", []),
        ("python -c 'x' tools/gone.py", []),
    ],
)
def test_files_that_are_not_there(tmp_path, commands, found):
    assert [line for line in _told(tmp_path, commands) if "command-path" in line] == found


def _told(root, commands, path="README.md"):
    return [
        f"{finding.position.line} {finding.code.value}"
        for finding in findings(root, f"```bash\n{commands}\n```\n", path, FILES)
    ]


def test_a_document_may_be_read_in_its_own_folder(tmp_path):
    assert _told(tmp_path, "bash run.sh\npython deep/run.sh\n./run.sh", "docs/deep/guide.md") == []


def test_what_the_document_makes_is_there(tmp_path):
    text = "Create `backend/new.py`:\n\n```bash\npython backend/new.py\n```\n"
    assert told(tmp_path, text) == []


def test_a_finding_suggests_what_there_is(tmp_path):
    (found,) = findings(tmp_path, "```sh\npython backend/app/sed.py\n```\n", files=FILES)
    assert found.message == "the repository has no script 'backend/app/sed.py'"
    assert found.suggestion == "did you mean 'seed.py'?"


def test_a_script_that_workflows_run_in_another_place(tmp_path):
    files = {
        "ci.yml": "on: push\njobs:\n  a:\n    steps:\n      - working-directory: ./web\n        run: python check_imports.py\n"
    }
    text = "```sh\ncd web\npython scripts/check_imports.py\n```\n"
    (found,) = findings(tmp_path, text, files=files)
    assert found.message == "workflows have 'check_imports.py', not 'scripts/check_imports.py'"
    assert str(found.evidence) == ".github/workflows/ci.yml:6:21"
