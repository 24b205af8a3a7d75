"""The wheel: it has what it needs, and works in a project that has nothing else of this repository."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PAGES = {
    "index.rst": "Start\n=====\n\n.. ci:jobs:: ci.yml\n\n:ci:job:`ci.yml:build`\n\n.. toctree::\n\n   other\n",
    "other.md": "# Other\n\n```{ci:job-graph} ci.yml\n```\n\n{ci:job}`build`\n",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = out.glob("sphinx_workflow_docs-*.whl")
    return file


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "workflow_docs/py.typed" in names
    assert "workflow_docs/sphinx_ext/domain.py" in names
    templates = {path.name for path in (ROOT / "_ext/workflow_docs/init/templates").iterdir()}
    assert {f"workflow_docs/init/templates/{name}" for name in templates} <= set(names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"workflow_docs", "sphinx_workflow_docs"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_works_in_somebody_elses_project(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(installed),
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True)
    workflows = tmp_path / "project" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "ci.yml").write_text("on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n")
    docs = tmp_path / "project" / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(installed)!r})\n"
        'extensions = ["myst_parser", "workflow_docs"]\nci_repository = ".."\n'
    )
    for name, text in PAGES.items():
        (docs / name).write_text(text)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-n",
            "-W",
            "--keep-going",
            "-j",
            "2",
            str(docs),
            str(tmp_path / "html"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "build" in (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    used = "import sys; sys.path.insert(0, sys.argv[1]); import workflow_docs; print(workflow_docs.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", used, str(installed)], capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(installed))
