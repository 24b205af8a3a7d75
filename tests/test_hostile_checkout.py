"""Checkouts of an attacker, and what our commands and builds do with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXT = ROOT / "_ext"
TOKEN = "canary-in-the-environment"  # noqa: S105 (what must not be read)
CI = "name: CI\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n"
SEPARATORS = ["\u2028", "\u2029", "\x85", "\x1c", "\x1d", "\x1e", "\x0b", "\x0c"]
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
FORMATS = ("text", "json", "sarif", "github", "markdown")


def checkout(folder: Path, files: dict[str | bytes, str | bytes] | None = None, workflow: str = CI) -> Path:
    """Write a repository; a name in bytes may be none in UTF-8."""
    root = folder / "repo"
    for name, content in {".github/workflows/ci.yml": workflow, **(files or {})}.items():
        place = os.fsencode(root) + b"/" + (name if isinstance(name, bytes) else os.fsencode(name))
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120 (names in bytes)
        with open(place, "wb") as stream:  # noqa: PTH123
            stream.write(content if isinstance(content, bytes) else content.encode())
    return root


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd, capture_output=True, check=False, timeout=120, encoding="utf-8", errors="surrogateescape",
        env={**os.environ, "PYTHONPATH": str(EXT), "SECRET_TOKEN": TOKEN, **environment},
    )  # fmt: skip


def command(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "workflow_docs.cli", *arguments, cwd=cwd, **environment)


def build(
    root: Path, builder: str = "html", page: str = "", **environment: str
) -> tuple[subprocess.CompletedProcess[str], Path]:
    docs = root.parent / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "conf.py").write_text(
        f"extensions = ['myst_parser', 'workflow_docs']\nci_repository = {str(root)!r}\nci_pages = 'ci'\n"
    )
    (docs / "index.md").write_text(f"# Start\n\n```{{toctree}}\nci/index\n```\n\n{page}\n")
    out = root.parent / builder
    return run("-m", "sphinx", "-b", builder, docs, out, cwd=root.parent, **environment), out


# -- text of the repository is never source text --------------------------------------------------------


@pytest.mark.parametrize("separator", SEPARATORS, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize(
    "payload",
    ["ci:jobs ci.yml{0}{0}.. literalinclude:: /../../../../../../../../proc/self/environ", "ci:jobs ci.yml\n:columns: job{0}{0}.. csv-table::{0}   :file: /etc/passwd"],
    ids=["argument", "option"],
)  # fmt: skip
def test_a_marker_brings_in_no_file(tmp_path, separator, payload):
    text = f"# T\n\n<!-- workflow-docs:begin {payload.format(separator)} -->\n<!-- workflow-docs:end -->\n"
    root = checkout(tmp_path, {"README.md": text})
    done = command("inject", cwd=root)
    line = 3 + payload.count("\n")
    assert done.returncode == 1
    assert re.search(
        rf"README\.md:{line}:\d+: a marker cannot hold the character U\+{ord(separator):04X} \(",
        done.stderr,
    )
    assert (root / "README.md").read_bytes() == text.encode()
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("path", ["/proc/self/environ", "../secret", "link", "a/../../secret"])
@pytest.mark.parametrize("directive", ["excerpt", "data", "endpoints"])
def test_a_marker_leads_out_of_no_repository(tmp_path, directive, path):
    root = checkout(
        tmp_path,
        {
            "README.md": f"# T\n\n<!-- workflow-docs:begin ci:{directive} {path} -->\n<!-- workflow-docs:end -->\n"
        },
    )
    (tmp_path / "secret").write_text(f"key: {TOKEN}\n")
    (root / "link").symlink_to(tmp_path / "secret")
    before = (root / "README.md").read_bytes()
    done = command("inject", cwd=root)
    assert (done.returncode, (root / "README.md").read_bytes()) == (1, before)
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("setting", ["warning_stream", "record_dependencies"])
@pytest.mark.parametrize("where", ["checkout", "environment"])
def test_a_configuration_of_docutils_in_the_checkout_does_not_count(tmp_path, setting, where):
    text = "# T\n\n<!-- workflow-docs:begin ci:jobs ci.yml -->\n<!-- workflow-docs:end -->\n"
    name = "docutils.conf" if where == "checkout" else "other.conf"
    root = checkout(tmp_path, {"README.md": text, name: f"[general]\n{setting}: ../victim\n"})
    (tmp_path / "victim").write_text("mine\n")
    environment = {"DOCUTILSCONFIG": name} if where == "environment" else {}
    assert command("inject", cwd=root, **environment).returncode == 0
    assert (tmp_path / "victim").read_text() == "mine\n"
    assert "| [`build`]" in (root / "README.md").read_text()


@pytest.mark.parametrize("separator", ["\n", *SEPARATORS], ids=lambda char: f"U+{ord(char):04X}")
def test_the_name_of_a_folder_brings_in_no_file(tmp_path, separator):
    (tmp_path / "secret").write_text(f"<b>{TOKEN}</b>")
    name = f".github/actions/a{separator}{separator}.. raw:: html{separator}   :file: secret"
    root = checkout(tmp_path, {f"{name}/action.yml": "name: Odd\nruns: {using: composite, steps: []}\n"})
    done, out = build(root)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    pages = "".join(file.read_text(encoding="utf-8") for file in out.rglob("*.html"))
    assert TOKEN not in pages
    assert "Odd" in pages


# -- what was not read is said ----------------------------------------------------------------------------


def test_a_fifo_is_waited_for_nowhere(tmp_path):
    root = checkout(tmp_path, {"a.md": "[x](gone.md)\n"})
    for name in (
        "x.md",
        "package.json",
        "Makefile",
        "action.yml",
        ".github/workflows/fifo.yml",
        "conftest.py",
        "a.sh",
    ):
        os.mkfifo(root / name)
    for arguments in (["inject", "--check"], ["audit"], ["gates", "--all"], ["facts"]):
        done = command(*arguments, cwd=root)
        assert "Traceback" not in done.stderr
        assert done.returncode in {0, 1}
    document = json.loads(command("audit", "--format", "json", cwd=root).stdout)
    assert {"x.md", ".github/workflows/fifo.yml", "action.yml"} <= {
        each["file"] for each in document["findings"]
    }
    assert build(root)[0].returncode == 0


# -- nothing steers a terminal, a log or a browser ---------------------------------------------------------

FORGED = (
    "# Job `nope`\n\n::set-output name=x::y [gone](gone.md)\n\n   ::add-mask::z [gone](a.md)\n\n"
    "x ##[error]y [gone](b.md) \x1b[31mred \u202e \x9b\n\nThe job `build` of ci.yml times out after 7 minutes ##[group]x\n"
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_gives_no_command_and_steers_no_terminal(tmp_path, form):
    names = ["README.md", "ev\nil.md", "##[group]x.md", "::error::x.md", "a`|b.md", "\u202ex.md"]
    root = checkout(tmp_path, {**dict.fromkeys(names, FORGED), b"b\xff.md": FORGED})
    done = command("audit", "--format", form, cwd=root, GITHUB_ACTIONS="true")
    printed = done.stdout + done.stderr
    assert done.returncode == 1
    assert not CONTROL.search(printed.replace("\n", ""))
    assert "##[" not in printed
    for line in printed.split("\n"):
        if line.lstrip().startswith("::"):
            assert form == "github"
            assert re.match(r"::(?:error|warning) file=[^:]*::", line)
    if form in {"json", "sarif"}:
        json.loads(done.stdout)


def test_a_difference_gives_no_command(tmp_path):
    text = f"# T\n\n<!-- workflow-docs:begin ci:jobs ci.yml -->\n{FORGED}\n<!-- workflow-docs:end -->\n"
    done = command("inject", "--check", cwd=checkout(tmp_path, {"README.md": text}), GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert not CONTROL.search(done.stdout.replace("\n", ""))
    assert "##[" not in done.stdout
    commands = [line for line in done.stdout.split("\n") if line.lstrip().startswith("::")]
    assert [line.partition(" ")[0] for line in commands] == ["::error"]


def test_a_warning_of_a_build_gives_no_command(tmp_path):
    workflow = CI.replace("build:", '"b\\e[31m\\u202eild":').replace(
        "    runs-on", "    needs: ['##[error]x', '\n\n      ::add-mask::y']\n    runs-on"
    )
    root = checkout(tmp_path, {}, workflow)
    (root / ".github/workflows/##[group]\n::stop-commands::x.yml").write_text("on: [\n")
    done, _ = build(root, page="```{ci:job} ##[error]z\x1b[2J\n```\n")
    assert done.returncode == 0, done.stderr
    assert not CONTROL.search(re.sub(r"\x1b\[[\d;]*m|\n", "", done.stderr))
    assert "##[" not in done.stderr
    assert not re.search(r"^\s*::", done.stderr, re.MULTILINE)


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme"])
def test_a_name_means_nothing_in_html(tmp_path, theme):
    names = ["<svg onload=alert(1)>.yml", "a';alert(1);'.yml", 'b"><script>x</script>.yml', "\u202ec.yml"]
    root = checkout(tmp_path, {f".github/workflows/{name}": CI for name in names if "/" not in name})
    (tmp_path / "docs").mkdir()
    done, out = build(root)
    (tmp_path / "docs/conf.py").write_text(
        (tmp_path / "docs/conf.py").read_text() + f"html_theme = '{theme}'\n"
    )
    done = run("-m", "sphinx", "-E", "-b", "html", tmp_path / "docs", out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for file in out.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        assert "<svg onload" not in page
        assert "<script>x" not in page
        assert "\u202e" not in page
        for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL):
            assert "alert(1)" not in script
        assert re.fullmatch(r"[A-Za-z0-9._/~-]+", file.relative_to(out).as_posix())


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JaVaScript:x", "vbscript:x", "java\tscript:x"]
)
def test_a_link_runs_no_script(tmp_path, address):
    workflow = CI.replace(
        "    runs-on", f"    environment: {{name: live, url: {json.dumps(address)}}}\n    runs-on"
    )
    done, out = build(checkout(tmp_path, {}, workflow), page="```{ci:environments}\n```\n")
    assert done.returncode == 0, done.stderr
    for file in out.rglob("*.html"):
        assert not re.search(
            r"""href=["']\s*(?:javascript|data|vbscript|java\s)""",
            file.read_text(encoding="utf-8"),
            re.IGNORECASE,
        )


# -- one odd name or number -----------------------------------------------------------------------------------

LARGE = "9" * 5000
NUMBERS = ["1.2.3", ".", "1e999", "١٢", "²", "1_0", "0x", "-", ".5.", LARGE]
ODD = f"""# CI

The `build` job in ci.yml times out after {LARGE} minutes and has {LARGE} steps, {LARGE} jobs, coverage {LARGE}%.

| Job | Timeout |
| --- | --- |
| build | {LARGE} min |

- **Timeout**: {LARGE}

[x](a.md#L{LARGE}) [y](.github/workflows/ci.yml#L{LARGE}-L{LARGE}) [z](https://github.com/o/r/blob/main/ci.yml#L{LARGE})

```bash
{"w" * 250} x
{"p/" * 300}
make {"t" * 300}
sleep {LARGE}
```

Runs at {LARGE}:{LARGE} every {LARGE} days on port {LARGE}; retries {LARGE}; Python {LARGE}.{LARGE}; kept for {LARGE} days.
"""


@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: value[:6])
def test_no_value_of_a_workflow_ends_a_command(tmp_path, value):
    workflow = CI.replace("    runs-on", f"    timeout-minutes: {value}\n    runs-on")
    page = "The job `build` of ci.yml times out after 10 minutes.\n"
    root = checkout(tmp_path, {"a.md": f"# CI\n\n{page}"}, workflow)
    for arguments in (["audit"], ["gates", "--all"], ["facts"]):
        done = command(*arguments, cwd=root)
        assert done.returncode in {0, 1}
        assert "Traceback" not in done.stderr
        assert "internal-error" not in done.stdout
    done, _ = build(root, page=page)
    assert done.returncode == 0, done.stderr
    assert "internal-error" not in done.stderr


def test_no_number_and_no_word_of_a_document_ends_the_audit(tmp_path):
    root = checkout(tmp_path, {"a.md": ODD})
    done = command("audit", cwd=root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "internal-error" not in done.stdout
    done, _ = build(root, page=ODD)
    assert done.returncode == 0, done.stderr
    assert "internal-error" not in done.stderr


def test_no_name_of_a_file_ends_a_command(tmp_path):
    root = checkout(
        tmp_path, {b"a\xff.md": "[x](gone.md)\n", "n" * 251 + ".md": "[x](gone.md)\n", b".github/workflows/w\xff.yml": CI, "m" * 250 + ".yml": "a: 1\n"}
    )  # fmt: skip
    for form in FORMATS:
        done = command("audit", "--format", form, cwd=root)
        assert (done.returncode, done.stderr) == (1, "")
        assert "a\\xff.md" in done.stdout.replace("\\\\", "\\").replace("%FF", "\\xff").replace(
            "\\udcff", "\\xff"
        )
    for arguments in (["gates", "--all"], ["facts"], ["inject", "--check"]):
        assert "Traceback" not in command(*arguments, cwd=root).stderr
    done, out = build(root)
    assert done.returncode == 0, done.stderr
    assert "w\\xff.yml" in (out / "ci/overview.html").read_text(encoding="utf-8")
    emitted, _ = build(root, "gfm")
    assert emitted.returncode == 0, emitted.stderr


# -- nothing of ours is written elsewhere -------------------------------------------------------------------------


def test_commands_write_nothing_where_there_is_no_workflow(tmp_path):
    text = "# T\n\n<!-- workflow-docs:begin ci:secrets -->\n\n| Secret |\n\n<!-- workflow-docs:end -->\n"
    root = tmp_path / "repo"
    root.mkdir()
    (root / ".git").mkdir()
    (root / "README.md").write_text(text)
    done = command("inject", cwd=root)
    assert (done.returncode, (root / "README.md").read_text()) == (2, text)
    assert done.stderr.startswith(f"workflow-docs: '{root}': there is no workflow: ")


def test_inject_in_a_folder_of_the_repository_sees_its_workflows(tmp_path):
    text = "# T\n\n<!-- workflow-docs:begin ci:secrets -->\n<!-- workflow-docs:end -->\n"
    root = checkout(
        tmp_path, {"pkg/README.md": text}, f"{CI}        env: {{A: '${{{{ secrets.DEPLOY_KEY }}}}'}}\n"
    )
    assert command("inject", cwd=root / "pkg").returncode == 0
    assert "DEPLOY_KEY" in (root / "pkg/README.md").read_text()
