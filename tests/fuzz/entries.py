"""The ways on which a stranger's text comes into the package: each takes a text, and gives it to all that reads such."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workflow_docs.analysis import calls, cron, data_files, gates, graph, matrix, secrets, usage, weak_gates
from workflow_docs.analysis.verdicts import Judge
from workflow_docs.claims import audit, contract_file, documents
from workflow_docs.claims.context import Context
from workflow_docs.claims.contracts import held
from workflow_docs.claims.findings import Code
from workflow_docs.claims.measures import Measures
from workflow_docs.doctree import mermaid
from workflow_docs.facts.document import facts_of
from workflow_docs.facts.output import dump
from workflow_docs.inject import markers
from workflow_docs.markdown import serializer, tree
from workflow_docs.workflow.action_parser import parse_action
from workflow_docs.workflow.descriptions import Descriptions
from workflow_docs.workflow.parser import parse_workflow
from workflow_docs.workflow.repository import ActionFile, Repository, WorkflowFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Entry: TypeAlias = Callable[[str], object]

SAMPLE = Path(__file__).parents[2] / "examples" / "atom"
PATH = ".github/workflows/ci.yml"


# -- documents --------------------------------------------------------------------------------------------


@cache
def sample() -> Repository:
    """Return the sample repository, which has files of every kind that the rules look for."""
    return Repository.load(SAMPLE)


@cache
def context() -> Context:
    """Return what the rules know of the sample, which is made once."""
    return Context(sample())


def document(text: str) -> None:
    """Audit a document about the sample's workflow, and count in it what contracts count."""
    parsed = documents.parse(f"# CI pipeline\n\nAll jobs are in `ci.yml`.\n\n{text}\n", "docs/CI.md")
    known = context()
    known.forget_documents()
    known._named.clear()
    known.scopes.clear()
    known.keep(parsed)
    for finding in audit.check(parsed, known):
        assert finding.code is not Code.INTERNAL_ERROR, finding.message
        assert 1 <= finding.position.line <= len(parsed.lines) + 1


def in_place(before: str, after: str = "") -> Entry:
    """Return the audit of a document that has the text in one place: a fence, a cell, a link."""

    def entry(text: str) -> None:
        document(before + text + after)

    return entry


def in_line(before: str, after: str = "") -> Entry:
    """Return the audit of a document that has the text on one line."""

    def entry(text: str) -> None:
        document(before + " ".join(text.split("\n")) + after)

    return entry


def contract(text: str) -> None:
    """Hold a document against every kind of check that a contract has."""
    found, problems = contract_file.parse(CONTRACT, "contracts.yml")
    assert not problems, problems
    parsed = documents.parse(text, "docs/CI.md")
    held(found, context(), [Measures(parsed)])


CONTRACT = r"""
documents:
  docs/CI.md:
    title: CI
    headings: [Jobs, Steps]
    links: [a.md]
    count: [{re: 'a{1,50}b', min: 1}, {re: '^\s*- ', max: 3}]
    lines_min: 1
    blocks_min: 1
    mermaid_min: 1
    prose_words_min: 1
    mermaid_allowed: ['1', '>= 3']
    blank_lines_max_percent: 1
    excerpt_lines_max_percent: 1
    horizontal_rules_max: number_of_h2
    repeated_paragraph_min_words: 5
    paragraph_wrap_min_columns: 80
    fence_info_missing: 0
    broken_links: 0
    unknown_commands: 0
    forbid: [TODO]
names:
  metrics: {sources: [{file: README.md, re: 'a_\w+'}], documents: '`(\w+_total)`'}
"""


def contracts_file(text: str) -> None:
    """Read a contract, and hold the sample against it if there is nothing wrong with it."""
    found, problems = contract_file.parse(text, "contracts.yml")
    assert all(str(problem) for problem in problems)
    if not problems:
        held(found, context())


def inject(text: str) -> None:
    """Look for the parts that `inject` fills."""
    try:
        markers.regions(text)
    except markers.MarkerError as error:
        assert str(error)  # noqa: PT017 (any fault has a message)


def descriptions(text: str) -> None:
    """Read the file with descriptions."""
    assert all(str(problem) for problem in Descriptions.parse(text, "descriptions.yml").problems)


class _Nowhere:
    """Resolves nothing."""

    def url(self, _target: tree.PageTarget) -> None:
        return None

    def anchor(self, _ids: tuple[str, ...]) -> None:
        return None


def emitted(text: str) -> None:
    """Write the text as Markdown, in every place that a page has for it."""
    inlines = (tree.Text(text), tree.Strong((tree.Text(text),)), tree.InlineCode(text))
    serializer.serialize(
        tree.Root(
            (
                tree.Heading(2, inlines),
                tree.Paragraph(inlines),
                tree.Paragraph((tree.Link(text, (tree.Text(text),)), tree.InlineMath(text))),
                tree.Code(text, "bash"),
            )
        ),
        _Nowhere(),
    )


# -- workflows --------------------------------------------------------------------------------------------


def examine(path: str, text: str) -> bool:
    """Do all that the package does with a workflow or action file before Sphinx comes in; return whether there is a model."""
    if path.endswith(("action.yml", "action.yaml")):
        action, problems = parse_action(text, path)
        repository = Repository(Path(), {}, {path: ActionFile(path, text, problems, action)})
        model: object = action
    else:
        workflow, problems = parse_workflow(text, path)
        repository = Repository(Path(), {path: WorkflowFile(path, text, problems, workflow)})
        model = workflow
        if workflow is not None:
            graph.check_needs(workflow)
            calls.check_calls(repository, workflow)
            secrets.secrets(repository, [workflow])
            usage.env(workflow)
            for job in workflow.jobs:
                matrix.legs(job.strategy)
            judge = Judge(repository)
            for gate in (*gates.run_steps([workflow]), *gates.gates([workflow], detect=True)):
                judge.judge(gate)
            weak_gates.check_gates(repository)
            mermaid.job_graph([workflow], mermaid.Drawing(events=True, artifacts=True))
    dump(facts_of(repository))
    lines = text.removeprefix("\ufeff").count("\n") + text.count("\r") + 1
    for problem in problems:
        assert str(problem)
        assert 1 <= problem.position.line <= lines + 10 * len(text)
    assert model is not None or problems
    return model is not None


def workflow(text: str) -> None:
    """Read a text as a workflow, and as an action."""
    examine(PATH, text)
    examine("action.yml", text)


def scalar(template: str) -> Entry:
    """Return what reads a workflow that has the text as the value of a key, `TEXT` in the template."""

    def entry(text: str) -> None:
        # JSON is YAML, but for a few characters that YAML takes for line ends.
        written = json.dumps(text)
        examine(PATH, template.replace("TEXT", written))

    return entry


def block(text: str) -> None:
    """Read a workflow that has the text as a script of many lines, as people write it."""
    written = "".join(f"          {line}\n" for line in text.split("\n"))
    examine(PATH, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n" + written)


ON = "on: {push: {branches: [TEXT], paths: [TEXT]}, schedule: [{cron: TEXT}]}\njobs: {a: {runs-on: x, steps: [{run: a}]}}"
JOB = (
    "on: push\nname: TEXT\njobs:\n  lint: {runs-on: x, steps: [{run: a}]}\n  a:\n    name: TEXT\n    needs: [lint, TEXT]\n"
    "    if: TEXT\n    runs-on: TEXT\n    env: {A: TEXT}\n    steps: [{name: TEXT, if: TEXT, uses: TEXT, with: {a: TEXT}}]"
)
STEP = (
    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - {name: TQ-01 a, run: TEXT, env: {A: '${{ secrets.A }}'}}\n"
    "      - {run: TEXT, shell: pwsh}\n      - {run: TEXT, shell: python}\n      - {run: TEXT, working-directory: TEXT}"
)


def words_of_cron(text: str) -> None:
    """Say a cron expression in words."""
    cron.in_words(text)
    cron.in_words(f"0 {text} * * *")


# -- other files ------------------------------------------------------------------------------------------

NAMES = (
    *("Makefile", "package.json", "pyproject.toml", "setup.cfg", ".env", "a.sh", "a.py", "tests/test_a.py", "tests/conftest.py"),
    *("k8s/a.yaml", "docker-compose.yml", "Dockerfile", "monitoring/a.yml", "a.tf", "docs/a.json", "docs/OTHER.md", "a.js", "a.go"),
)  # fmt: skip
ABOUT = """# CI pipeline

`ci.yml` runs `make build`, `pytest -k a`, `./a.sh` and `a.py`. See [the other](docs/OTHER.md#a) and `GET /a/b`.
The fixture `client` is in `tests/conftest.py`. The metric `a_b_total` stays below 5. The pod `a` has `APP_NAME` set.
The deployment `api` runs in the namespace `prod`; the panel **Errors** shows it. The job fails after 5 minutes.
It prints `everything is fine`.

| Variable | Default |
|---|---|
| `A_B` | `c` |

```bash
make build
npm run lint
kubectl -n a get pods
curl https://a.b/c
kubectl rollout status deployment/api -n prod
gh workflow run ci.yml
echo $APP_NAME
```

```yaml
jobs:
  a:
    steps:
      - run: make
```

```
everything is fine
a/
├── b.py
└── c.sh
```
"""


def files(text: str) -> None:
    """Audit a document of a repository whose other files have the text."""
    folder = Path(tempfile.mkdtemp())
    try:
        for name in (*NAMES, PATH, "docs/CI.md"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode("utf-8", "replace"))
        (folder / PATH).write_text(
            "on: push\njobs: {a: {runs-on: x, steps: [{run: ./a.sh}, {run: python a.py}, {run: make build}]}}"
        )
        (folder / "docs/CI.md").write_text(ABOUT)
        repository = Repository.load(folder)
        found = audit.audit(repository, ["docs/CI.md", "docs/OTHER.md"]).findings
        assert not [finding for finding in found if finding.code is Code.INTERNAL_ERROR], found
        facts_of(repository)
        judge = Judge(repository)
        for gate in gates.run_steps(repository.workflows):
            judge.judge(gate)
    finally:
        shutil.rmtree(folder)


def data(text: str) -> None:
    """Read a data file of every format."""
    for name in ("a.yaml", "a.json", "a.py", "a.sh", ".env"):
        data_files.read(text, name)


def _cell(text: str) -> str:
    return re.sub(r"[|\n\r]", " ", text)


def in_cell(text: str) -> None:
    """Audit a document with the text in cells of tables of several kinds."""
    cell = _cell(text)
    document(
        f"| Job | Needs | Timeout | Trigger | Secret |\n|---|---|---|---|---|\n| lint | {cell} | {cell} | {cell} | {cell} |\n"
        f"\n| Setting | Value |\n|---|---|\n| {cell} | {cell} |\n"
    )


FENCES = ("bash", "yaml", "json", "mermaid", "text", "console", "python", "")

ENTRIES: dict[str, Entry] = {
    "document": document,
    **{f"fence {name or 'without a language'}": in_place(f"```{name}\n", "\n```") for name in FENCES},
    "item of a list": in_line("- "),
    "labelled value": in_line("- **Timeout**: "),
    "heading": in_line("## "),
    "code span": in_line("The job `lint` runs ``", "``."),
    "target of a link": in_line("[a](<", ">)"),
    "cell": in_cell,
    "contract of a document": contract,
    "contracts.yml": contracts_file,
    "markers of inject": inject,
    "emitted Markdown": emitted,
    "descriptions.yml": descriptions,
    "workflow": workflow,
    "script": block,
    "triggers": scalar(ON),
    "values of a job": scalar(JOB),
    "scripts of steps": scalar(STEP),
    "cron": words_of_cron,
    "files of the repository": files,
    "data files": data,
}
