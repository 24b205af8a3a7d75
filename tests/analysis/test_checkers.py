"""Which commands and actions check something."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.checkers import of_action, of_command, proper


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("pytest -q", "tests"), ("python -m pytest", "tests"), ("python3.12 -m unittest discover", "tests"), ("uv run pytest", "tests"),
        ("uv run --group dev pytest", "tests"), ("uv run -m pytest", "tests"), ("uvx ruff check", "lint"), ("uv tool run ruff", "lint"),
        ("poetry run mypy .", "types"), ("npx eslint .", "lint"), ("npx --yes tsc", "types"), ("bundle exec rspec", "tests"),
        ("sudo -E make", "build"), ("timeout 5m go test ./...", "tests"), ("xvfb-run -a npm test", "tests"), ("coverage run -m pytest", "tests"),
        ("FOO=1 cargo clippy", "lint"), ("cargo nextest run", "tests"), ("npm test", "tests"), ("npm run lint", "lint"), ("npm run type-check", "types"),
        ("npm run build", "build"), ("npm run start", None), ("yarn lint:css", "lint"), ("pnpm run test:unit", "tests"), ("make test", "tests"),
        ("make", "build"), ("make install", None), ("just fmt", "lint"), ("./gradlew build", "build"), ("git diff --exit-code", "lint"),
        ("git diff --quiet", None), ("docker build .", "build"), ("docker buildx bake", "build"), ("docker run --rm -v a:b img pytest", "tests"),
        ("docker run img", None), ("docker ps", None), ("trivy fs .", "scan"), ("bandit -r .", "scan"), ("npm audit", "scan"), ("helm lint x", "lint"),
        ("helm upgrade x", None), ("python manage.py test", "tests"), ("python setup.py", None), ("pip install pytest", None), ("npm ci", None),
        ("echo pytest", None), ("cat pytest.ini", None), ("ruff --version", None), ("next dev", None), ("next build", "build"), ("", None),
        ("'pytest'", "tests"), ("$PYTHON -m pytest", None), ("go build ./...", "build"), ("go install x", None), ("terraform fmt -check", "lint"),
    ],
)  # fmt: skip
def test_what_a_command_checks(command, kind):
    assert of_command(command.split()) == kind


def test_a_command_without_what_only_runs_it():
    assert proper(["sudo", "-u", "me", "A=1", "npx", "--", "eslint", "."]) == ["eslint", "."]
    assert proper(["sudo"]) == ["sudo"]
    assert proper(["A=1"]) == []


@pytest.mark.parametrize(
    ("uses", "kind"),
    [("codecov/codecov-action@v5", "tests"), ("Codecov/Codecov-Action@v5", "tests"), ("github/codeql-action/analyze@v3", "scan"),
     ("github/codeql-action/init@v3", None), ("actions/checkout@v4", None), ("./.github/actions/x", None)],
)  # fmt: skip
def test_what_an_action_checks(uses, kind):
    checker = of_action(uses)
    assert (checker.kind if checker is not None else None) == kind
