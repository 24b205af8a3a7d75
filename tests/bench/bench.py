"""`make bench`: what the extension costs, as ratios of things measured side by side in one run.

Machines are shared and noisy: each pair is measured in turns, several times, and the ratio is that of the
medians. Nothing here is a test.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
ROUNDS = 5
sys.path.insert(0, str(ROOT / "_ext"))


def timed(command: list[str], env: dict[str, str] | None = None, status: int | None = 0) -> float:
    """Return the seconds that a command takes; its output is shown only if it ends with another status (None: with any)."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )
    if status is not None and done.returncode != status:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - start


def report(name: str, ours: list[float], theirs: list[float], limit: float) -> None:
    """Print one ratio."""
    ratio = statistics.median(ours) / statistics.median(theirs)
    verdict = "ok" if ratio <= limit else "OVER"
    seconds = f"{statistics.median(ours):.3f} s ÷ {statistics.median(theirs):.3f} s"
    print(f"{name:<58} {ratio:5.2f}  (≤ {limit})  {verdict:4}  {seconds}", flush=True)


# Added to the project's own conf.py, it makes the Markdown builder write every page.
EMIT_ALL = """
__file__ = {conf!r}
exec(compile(open(__file__).read(), __file__, "exec"))
ci_repository = str(repository)
ci_descriptions = str(HERE / ci_descriptions)

def setup(app):
    def emit(app, doctree):
        docname = app.env.current_document.docname
        app.env.metadata[docname]["emit"] = docname + ".md"
    app.connect("doctree-read", emit)
"""

# The same theme and settings, and of the extensions all but ours.
STATIC = """
__file__ = {conf!r}
exec(compile(open(__file__).read(), __file__, "exec"))
extensions = [name for name in extensions if name not in ("workflow_docs", "project_pages")]
for name in [name for name in globals() if name.startswith(("ci_", "gfm_"))]:
    del globals()[name]
nitpicky = False
suppress_warnings = ["myst", "toc", "misc"]
myst_fence_as_directive = ["mermaid"]
"""


def static_copy(folder: Path) -> Path:
    """Write the pages of the project as plain Markdown with the same content, and return the project's folder.

    Every table, code block and diagram that our directives make stands there as text, so that the two
    projects differ in nothing but where their content comes from.
    """
    conf = str(ROOT / "conf.py")
    for name, text in (("emit", EMIT_ALL), ("static", STATIC)):
        (folder / name).mkdir(parents=True)
        (folder / name / "conf.py").write_text(text.format(conf=conf), encoding="utf-8")
    pages = folder / "static" / "source"
    pages.mkdir()
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-c",
        str(folder / "emit"),
        "-b",
        "gfm",
        "-D",
        f"gfm_root={pages}",
    ]
    timed([*command, str(ROOT / "source"), str(folder / "emit" / "out")])
    return folder / "static"


def sphinx(source: Path, out: Path, conf: Path, *options: str) -> list[str]:
    """Return the command for a build."""
    return [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-c",
        str(conf),
        "-d",
        str(out / "doctrees"),
        "-b",
        "html",
        *options,
        str(source),
        str(out / "html"),
    ]


def bench_builds() -> None:
    """Compare full and no-change builds of the project with those of the same pages as static text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, static = folder / "ours", static_copy(folder / "copy")
        pairs = {
            "ours": sphinx(ROOT / "source", ours, ROOT),
            "static": sphinx(static / "source", static / "out", static),
        }
        times: dict[str, dict[str, list[float]]] = {kind: {"full": [], "again": []} for kind in pairs}
        for round_ in range(ROUNDS + 1):
            for kind, command in pairs.items():
                full = timed([*command, "-E", "-a"])
                again = timed(command)
                if round_:  # the first warms the disk's cache
                    times[kind]["full"].append(full)
                    times[kind]["again"].append(again)
        report("full HTML build ÷ static pages", times["ours"]["full"], times["static"]["full"], 1.3)
        report("no-change build ÷ static pages", times["ours"]["again"], times["static"]["again"], 1.15)


READ = """
import sys, time, tracemalloc
sys.path.insert(0, {ext!r})
from pathlib import Path
folders = [Path(name) for name in {folders!r}]
texts = [file.read_bytes() for folder in folders for file in sorted(folder.glob(".github/workflows/*.y*ml"))]
if {ours}:
    from workflow_docs.workflow.repository import Repository
    if {memory}:
        import resource
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    kept = [Repository.load(folder) for folder in folders]
    spent = time.perf_counter() - start
    if {memory}:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        print(spent)
else:
    import yaml
    start = time.perf_counter()
    kept = []
    for data in texts:
        try:
            kept.append(yaml.compose(data, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            pass
    print(time.perf_counter() - start)
"""


def read(*, ours: bool, memory: bool = False) -> float:
    """Return the seconds (or the peak memory in MiB) of a fresh process that reads all real workflow files."""
    folders = [str(folder) for folder in sorted(CORPUS.iterdir()) if folder.is_dir()]
    code = READ.format(ext=str(ROOT / "_ext"), folders=folders, ours=ours, memory=memory)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def bench_reader() -> None:
    """Compare reading real workflow files into the model with composing their YAML."""
    if not CORPUS.exists():
        print("reader: skipped, the folder of real workflow files is not here")
        return
    ours, theirs = [], []
    for _ in range(ROUNDS * 2):
        ours.append(read(ours=True))
        theirs.append(read(ours=False))
    report("reading real workflows into the model ÷ yaml.compose", ours, theirs, 3.0)
    peak = read(ours=True, memory=True)
    print(
        f"{'peak memory of that, whole process':<58} {peak:5.0f}  (≤ 150) {'ok' if peak <= 150 else 'OVER':>5}  MiB"
    )


FACTS = [sys.executable, "-m", "workflow_docs.cli", "facts"]


def repositories() -> list[Path]:
    """Return the folders of real workflow files."""
    return sorted(folder for folder in CORPUS.iterdir() if folder.is_dir())


def bench_facts() -> None:
    """Compare `workflow-docs facts` with GitHub's own parser over the same files, as whole processes.

    Once a process for each repository, and once one process for all their files.
    """
    program = ROOT / "build" / "oracle" / "dump.cjs"
    if not CORPUS.exists() or not bundle_dump(program):
        print("facts: skipped, GitHub's parser (node and npm) or the real workflow files are not here")
        return
    env = {"PYTHONPATH": str(ROOT / "_ext")}
    with tempfile.TemporaryDirectory() as name:
        together = Path(name) / ".github" / "workflows"
        together.mkdir(parents=True)
        for folder in repositories():
            for file in (folder / ".github" / "workflows").iterdir():
                shutil.copy(file, together / f"{folder.name}-{file.name}")
        for label, folders in (("each repository", repositories()), ("all files at once", [Path(name)])):
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(sum(timed([*FACTS, str(folder)], env) for folder in folders))
                theirs.append(sum(timed(["node", str(program), str(folder)]) for folder in folders))
            report(f"workflow-docs facts ÷ GitHub's parser, {label}", ours, theirs, 0.6)


def bench_gates() -> None:
    """Compare `workflow-docs gates` with `workflow-docs facts` over the same repositories, as whole processes."""
    if not CORPUS.exists():
        print("gates: skipped, the real workflow files are not here")
        return
    env = {"PYTHONPATH": str(ROOT / "_ext")}
    command = [*FACTS[:-1], "gates"]
    for label, options in (
        ("as called", []),
        ("--detect", ["--detect"]),
        ("--all", ["--all", "--format", "json"]),
    ):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(sum(timed([*command, *options, str(folder)], env) for folder in repositories()))
            theirs.append(sum(timed([*FACTS, str(folder)], env) for folder in repositories()))
        report(f"workflow-docs gates ÷ facts, {label}", ours, theirs, 2.0)


def bundle_dump(program: Path) -> bool:
    """Make the program that reads a folder with GitHub's parser and prints what it has read."""
    scripts = ROOT.parent / "shared" / "oracles" / "dump-official.mjs"
    packages = ROOT / "tests" / "oracle"
    if shutil.which("npx") is None or not scripts.exists():
        return False
    if not (packages / "node_modules").is_dir():
        timed(["npm", "ci", "--silent", "--prefix", str(packages)])
    esbuild = packages / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--platform=node", "--format=cjs", "--log-level=error", f"--outfile={program}"]
    timed([str(esbuild), str(scripts), *options], {"NODE_PATH": str(packages / "node_modules")})
    return True


WORKFLOW = """\
name: Pipeline {number}
on:
  push: {{branches: [main]}}
env:
  LEVEL: ${{{{ vars.LEVEL }}}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Build
        run: |
          make build
          make pack TOKEN=${{{{ secrets.TOKEN_{number} }}}}
  test:
    needs: build
    runs-on: ubuntu-latest
    strategy:
      matrix: {{os: [linux, mac], version: [1, 2, 3]}}
    steps:
      - run: make test
        if: github.ref == 'refs/heads/main' && needs.build.result == 'success'
"""


def bench_audit() -> None:
    """Measure the audit of 100 documents with 30,000 lines in a repository of 100 workflows against parsing alone."""
    sample = ROOT / "examples" / "atom"
    workflows = sorted(CORPUS.glob("*/.github/workflows/*.yml")) or sorted(
        ROOT.glob("tests/workflows/ok/*.yml")
    )
    documents = [path for path in sorted(sample.rglob("*.md")) if path.parent.name == "docs"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        shutil.copytree(sample, folder)
        for number, path in enumerate(
            workflows[: 100 - len(list((folder / ".github/workflows").glob("*.yml")))]
        ):
            shutil.copy(path, folder / ".github" / "workflows" / f"{number}-{path.name}")
        lines = 0
        for number in range(100):
            path = documents[number % len(documents)]
            text = path.read_text(encoding="utf-8")
            lines += text.count("\n")
            (folder / "backend" / "docs" / f"{number}.md").write_text(text, encoding="utf-8")
        ours = [sys.executable, "-m", "workflow_docs.cli", "audit", str(folder), "--format", "json"]
        alone = (
            "import sys, pathlib, markdown_it\n"
            "parser = markdown_it.MarkdownIt('commonmark').enable(['table', 'strikethrough'])\n"
            "for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.md')): parser.parse(path.read_text())\n"
        )
        env = {"PYTHONPATH": str(ROOT / "_ext")}
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            times[0].append(timed(ours, env, status=None))
            times[1].append(timed([sys.executable, "-c", alone, str(folder)]))
        report(f"audit of {lines:,} lines ÷ markdown-it-py alone", *times, 3)


def bench_growth() -> None:
    """Print how time and memory grow with the number of files: both must grow as the files do."""
    for count in (100, 1_000, 10_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / ".github" / "workflows"
            folder.mkdir(parents=True)
            for number in range(count):
                (folder / f"w{number}.yml").write_text(WORKFLOW.format(number=number), encoding="utf-8")
            seconds, memory = grown(Path(name))
        print(
            f"facts of {count:6} generated files: {seconds:7.2f} s, {1000 * seconds / count:5.2f} ms a file, "
            f"{memory:5.0f} MiB, {1024 * memory / count:6.1f} KiB a file",
            flush=True,
        )


def grown(folder: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory in MiB of a process that prints the facts of a folder."""
    code = (
        "import resource, sys; from workflow_docs.cli import main; main(sys.argv[1:]);"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "facts", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "_ext")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    return time.perf_counter() - start, float(done.stderr)


MARKDOWN_CONF = (
    'extensions = ["myst_parser", "workflow_docs.markdown"]\nsuppress_warnings = ["myst", "gfm"]\n'
)


def bench_markdown() -> None:
    """Compare full builds of `gfm` and of Sphinx's own `text` over the same plain pages."""
    # The guides with their directives taken out, so that both builders write the same.
    pages = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "source" / "guides").glob("*.md"))]
    plain = [
        re.sub(
            r"^(`{3,})\{[^}]*\}.*?^\1`*$|\{ci:\w+\}|\A---.*?^---$", "", text, flags=re.MULTILINE | re.DOTALL
        )
        for text in pages
    ]
    for lines, rounds in ((3_000, ROUNDS), (30_000, 2)):
        with tempfile.TemporaryDirectory() as name:
            source = Path(name) / "source"
            source.mkdir()
            (source / "conf.py").write_text(MARKDOWN_CONF, encoding="utf-8")
            index = "# All\n\n```{toctree}\n:glob:\n\np*\n```\n"
            (source / "index.md").write_text(index, encoding="utf-8")
            written = number = 0
            while written < lines:
                text = f"# Page {number}\n\n" + plain[number % len(plain)].replace("\n# ", "\n## ")
                (source / f"p{number}.md").write_text(text, encoding="utf-8")
                written += text.count("\n")
                number += 1
            times: dict[str, list[float]] = {"gfm": [], "text": []}
            for round_ in range(rounds + 1):
                for builder, found in times.items():
                    out = Path(name) / builder
                    options = ["-q", "-E", "-a", "-b", builder, "-d", f"{out}-doctrees"]
                    spent = timed(
                        [sys.executable, "-m", "sphinx", *options, str(source), str(out)],
                        {"PYTHONPATH": str(ROOT / "_ext")},
                    )
                    if round_:
                        found.append(spent)
            report(f"gfm build ÷ text build, {written} lines", times["gfm"], times["text"], 1.25)


EMITTED_CONF = 'extensions = ["myst_parser"]\nmyst_heading_anchors = 3\nsuppress_warnings = ["myst"]\n'


def bench_refresh() -> None:
    """Compare what `make markdown` runs, from scratch and after an edit of a workflow, with `text` over the files that it writes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("conf.py", "source", "examples"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        (folder / "_ext").symlink_to(ROOT / "_ext")
        sample = folder / "examples" / "atom"
        text = folder / "text"
        text.mkdir()
        (text / "conf.py").write_text(EMITTED_CONF, encoding="utf-8")
        (text / "index.md").write_text("# All\n\n```{toctree}\n:glob:\n\np*\n```\n", encoding="utf-8")
        for number, file in enumerate(sorted(sample.rglob("*.md"))):
            shutil.copy(file, text / f"p{number}.md")
        workflow = sample / ".github" / "workflows" / "ci.yml"
        run = [sys.executable, "-m", "sphinx", "-q"]
        env = {"REPO": str(sample), "PYTHONPATH": str(ROOT / "_ext")}
        options = ["-c", str(folder), "-b", "gfm", "-D", "gfm_read_all=0", "-d", str(folder / "doctrees")]
        pages = [str(folder / "source"), str(folder / "out")]
        times: dict[str, list[float]] = {"full": [], "refresh": [], "report": [], "text": []}
        for round_ in range(ROUNDS):
            plain = [
                "-E",
                "-b",
                "text",
                "-d",
                str(folder / "text-doctrees"),
                str(text),
                str(folder / "text-out"),
            ]
            times["text"].append(timed([*run, *plain]))
            times["full"].append(timed([*run, "-E", *options, "-D", "gfm_last=0", *pages], env))
            before = workflow.read_text(encoding="utf-8")
            limit = re.search(r"timeout-minutes: (\d+)", before)
            assert limit is not None
            workflow.write_text(
                before.replace(limit[0], f"timeout-minutes: {100 + round_}", 1), encoding="utf-8"
            )
            times["refresh"].append(timed([*run, *options, "-D", "gfm_last=0", *pages], env))
            workflow.write_text(before, encoding="utf-8")
            times["report"].append(timed([*run, "-E", *options, *pages], env))
    report("make markdown from scratch ÷ text of the files", times["full"], times["text"], 1.5)
    report("make markdown after an edit ÷ from scratch", times["refresh"], times["full"], 0.6)
    report("make summary from scratch ÷ text of the files", times["report"], times["text"], 2.5)


SERVER = ROOT.parent / "shared" / "oracles" / "link_server.py"
LINK_CONF = 'extensions = ["myst_parser"]\nmyst_heading_anchors = 2\nexclude_patterns = ["_*"]\n'
OUR_CONF = f'extensions += ["workflow_docs"]\nci_repository = {str(ROOT / "examples" / "atom")!r}\n'
PAGES = 20


def link_projects(folder: Path, url: str) -> dict[str, Path]:
    """Write pages with 2,000 addresses: for Sphinx's own check, for ours, and for ours with 2,000 links among them."""
    found = {}
    for name in ("stock", "ours", "local"):
        source = found[name] = folder / name
        source.mkdir()
        conf = LINK_CONF if name == "stock" else LINK_CONF + OUR_CONF
        (source / "conf.py").write_text(conf, encoding="utf-8")
        (source / "index.md").write_text("# All\n\n```{toctree}\n:glob:\n\np*\n```\n", encoding="utf-8")
        for page in range(PAGES):
            lines = [f"# Page {page}"]
            for number in range(2_000 // PAGES):
                lines.append(f"- [a link]({url}ok/{name}/{page}/{number})")
                if name == "local":
                    other = f"p{(page + number) % PAGES}.md"
                    lines.append(f"- [a page]({other})" if number % 2 else f"- [a place](#page-{page})")
            (source / f"p{page}.md").write_text("\n".join(lines), encoding="utf-8")
    return found


def bench_links() -> None:
    """Compare the link check with Sphinx's own on a server that takes 20 to 50 ms, whole processes after a build of the site."""
    if not SERVER.exists():
        print("links: skipped, the server is not here")
        return
    command = [sys.executable, str(SERVER), "--port", "8764"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory() as name,
    ):
        try:
            assert server.stdout is not None
            projects = link_projects(Path(name), server.stdout.readline().strip())
            times: dict[str, list[float]] = {kind: [] for kind in (*projects, "again")}
            for round_ in range(ROUNDS + 1):
                for kind, source in projects.items():
                    doctrees = source / "_doctrees"
                    (doctrees / "linkcheck.json").unlink(missing_ok=True)
                    build = [sys.executable, "-m", "sphinx", "-q", "-d", str(doctrees), "-b"]
                    env = {"PYTHONPATH": str(ROOT / "_ext")}
                    if not round_:
                        timed([*build, "dummy", str(source), str(source / "_site")], env)
                        continue
                    check = [*build, "linkcheck", str(source), str(source / "_out")]
                    times[kind].append(timed(check, env))
                    if kind == "ours":
                        times["again"].append(timed(check, env))
        finally:
            server.terminate()
    report("link check of 2,000 addresses ÷ Sphinx's own", times["ours"], times["stock"], 0.35)
    report("a second run ÷ Sphinx's own", times["again"], times["stock"], 0.1)
    report("2,000 local references more ÷ without", times["local"], times["ours"], 1.05)


if __name__ == "__main__":
    bench_reader()
    bench_facts()
    bench_gates()
    bench_audit()
    bench_growth()
    bench_markdown()
    bench_refresh()
    bench_builds()
    bench_links()
