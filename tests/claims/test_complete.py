"""A search that stopped at a limit, or could not read something, knows nothing: no rule claims absence from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workflow_docs.claims.audit import all_documents, audit
from workflow_docs.claims.commands.inventory import Inventory
from workflow_docs.claims.context import Context
from workflow_docs.claims.contract_file import load
from workflow_docs.claims.contracts import findings as contract_findings
from workflow_docs.claims.copied import Sources
from workflow_docs.claims.findings import Judgement
from workflow_docs.claims.printed import Prints
from workflow_docs.claims.vocabulary import Vocabulary
from workflow_docs.workflow.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

CI = """\
name: CI
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      ALPHA_LEVEL: info
    environment: {name: production, url: https://alpha.acme.net}
    services: {alpha: {image: "alpha:1"}}
    steps:
      - run: ./scripts/alpha.sh
      - run: kubectl -n apps rollout status deployment/alpha
      - run: curl -f "$URL/api/alphas"
      - uses: ./.github/actions/alpha/setup
      - uses: actions/upload-artifact@v4
        with: {name: alpha-report, path: out}
"""


def _fixture(name: str) -> str:
    return f"import pytest\n\n\n@pytest.fixture\ndef {name}():\n    return 1\n"


def _manifest(name: str, replicas: int) -> str:
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: apps}}\n"
        f"spec:\n  replicas: {replicas}\n  template: {{spec: {{containers: [{{name: {name}, image: {name}}}]}}}}\n"
    )


def _rules(name: str, limit: int) -> str:
    return (
        "groups:\n  - name: g\n    rules:\n"
        f"      - record: {name}_requests_total\n        expr: sum(x)\n"
        f"      - alert: {name.title()}Down\n        expr: {name}_error_rate > {limit}\n"
    )


def _dashboard(name: str) -> str:
    return json.dumps(
        {"title": name, "uid": f"{name}-uid", "panels": [{"title": f"{name.title()} requests"}]}
    )


# Every kind of thing stands twice: what is called `alpha` comes first in the order of names, `omega` last.
FILES = {
    ".github/workflows/ci.yml": CI,
    ".github/actions/alpha/setup/action.yml": "name: Alpha\nruns: {using: composite, steps: []}\n",
    ".github/actions/omega/setup/action.yml": "name: Omega\nruns: {using: composite, steps: []}\n",
    "Makefile": "all:\n\ttrue\n",
    "app/alpha.py": 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/api/alphas")\ndef alphas(): ...\n',
    "app/omega.py": (
        'from fastapi import APIRouter\nfrom .alpha import app\n\nrouter = APIRouter(prefix="/api")\n\n\n'
        '@router.get("/omegas")\ndef omegas(): ...\n\n\napp.include_router(router)\n'
    ),
    "deploy/alpha.yaml": _manifest("alpha", 1),
    "deploy/omega.yaml": _manifest("omega", 3),
    "monitoring/alpha.json": _dashboard("alpha"),
    "monitoring/alpha.yml": _rules("alpha", 5),
    "monitoring/omega.json": _dashboard("omega"),
    "monitoring/omega.yml": _rules("omega", 7),
    "scripts/alpha.sh": 'echo "The first service is ready to be used now"\n',
    "scripts/omega.sh": 'export OMEGA_HOME=/srv\necho "The other service is ready to be used soon"\n',
    "tests/alpha/conftest.py": _fixture("alpha_client"),
    "tests/omega/conftest.py": _fixture("omega_client"),
    "zoo/omega-settings.properties": "omega-service=1\nOMEGA_LEVEL=1\nhost=omega.acme.net\n",
}
DOCUMENT = ".github/workflows/README.md"  # a document there is about the pipeline
TRUE = """\
# Pipeline

The variable `OMEGA_LEVEL` and the variable `ALPHA_LEVEL` are read. The fixture `omega_client` is for tests.
The services `alpha-report` and `omega-service` are in `zoo/omega-settings.properties`; see `scripts/omega.sh`.
The `omega-service` environment, the `omega-service` service and the artifact `omega-service` exist.

`replicas: 3` is set. `GET /api/omegas` lists them. The dashboard is https://grafana.example.com/d/omega-uid now.

| Metric | Alert | Panel |
| --- | --- | --- |
| `omega_requests_total` | `OmegaDown` | Omega requests |

The alert fires where omega error rate > 7.

The log shows:

```text
The first service is ready to be used now
The other service is ready to be used soon
```

```bash
CONFIG=1
kubectl -n apps rollout status deployment/omega
kubectl -n apps logs deployment/omega -c omega
echo "$OMEGA_HOME"
curl https://omega.acme.net/
curl http://localhost:8000/api/omegas
bash scripts/omega.sh
```
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    for path, text in (FILES | {DOCUMENT: TRUE}).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (root / ".git").mkdir()
    return root


def said(root: Path) -> list[str]:
    loaded = Repository.load(root)
    return [
        f"{finding.position.line}: {finding.code.value}: {finding.message}"
        for finding in audit(loaded, all_documents(loaded)).findings
        if finding.judgement is not Judgement.NOT_KNOWN
    ]


LIMITS = [
    "claims.files.MAX_FILES",
    "claims.files.MAX_TEXT",
    "claims.printed.MAX_SCRIPTS",
    "claims.printed.MAX_CALLED",
    "claims.excerpts.MAX_PLACES",
    "analysis.monitoring.MAX_SIZE",
    "analysis.manifests.MAX_SIZE",
    "analysis.routes.MAX_FILES",
    "analysis.routes.MAX_TURNS",
    "workflow.repository.MAX_FOLDERS",
    "workflow.repository.MAX_BYTES",
]


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("value", [0, 1, 2, 5, 8, 12, 50, 200, 600, 1000, 1500, 2000])
def test_no_limit_makes_a_true_document_false(repository: Path, monkeypatch, limit: str, value: int) -> None:
    monkeypatch.setattr(f"workflow_docs.{limit}", value)
    assert said(repository) == []


FALSE = (
    TRUE.replace("omega", "omego")
    .replace("Omega", "Omego")
    .replace("OMEGA", "OMEGO")
    .replace("other", "odder")
)


def test_without_limits_the_same_document_with_other_names_is_false(repository: Path) -> None:
    assert said(repository) == []
    (repository / DOCUMENT).write_text(FALSE, encoding="utf-8")
    found = {line.split(": ")[1] for line in said(repository)}
    assert found >= {
        "command-endpoint",
        "command-path",
        "command-resource",
        "output-text",
        "path",
        "unknown-alert",
        "unknown-dashboard",
        "unknown-fixture",
        "unknown-metric",
        "unknown-panel",
        "unknown-variable",
        "unset-variable",
    }


@pytest.mark.parametrize(
    "name", ["zoo/large.yaml", "monitoring/large.json", "app/large.py", "scripts/large.sh"]
)
def test_a_file_that_is_too_large_to_be_read_may_have_what_no_other_has(repository: Path, name: str) -> None:
    (repository / DOCUMENT).write_text(FALSE, encoding="utf-8")
    (repository / name).write_bytes(b"# much text\n" * (2**20 + 1))
    assert [line for line in said(repository) if "unset-variable" in line or "unknown-variable" in line] == []


@pytest.mark.parametrize("name", ["zoo/large.bin", "zoo/large.yaml", "zoo/large.png"])
def test_a_file_that_is_no_text_has_no_names(repository: Path, name: str) -> None:
    (repository / DOCUMENT).write_text(FALSE, encoding="utf-8")
    before = said(repository)
    (repository / name).write_bytes(b"\0\1\2\xff" * (4 * 2**20))
    assert said(repository) == before != []


def test_a_file_that_is_not_utf_8_is_searched_all_the_same(repository: Path) -> None:
    (repository / DOCUMENT).write_text(
        "# Pipeline\n\nThe variable `LATIN_LEVEL` is read.\n", encoding="utf-8"
    )
    assert [line for line in said(repository) if "LATIN_LEVEL" in line]
    (repository / "zoo" / "latin.sh").write_bytes(b"# f\xfcr alle\nexport LATIN_LEVEL=1\n")
    assert said(repository) == []


def test_a_variable_in_a_file_of_any_language_is_set(repository: Path) -> None:
    (repository / DOCUMENT).write_text(
        '# Pipeline\n\n```bash\nexport CONFIG=1\necho "$JAVA_LEVEL"\n```\n', encoding="utf-8"
    )
    assert said(repository) != []
    (repository / "zoo" / "Main.java").write_text('System.getenv("JAVA_LEVEL")', encoding="utf-8")
    assert said(repository) == []


def test_a_workflow_that_cannot_be_read_may_have_what_no_other_has(repository: Path) -> None:
    (repository / DOCUMENT).write_text(FALSE, encoding="utf-8")
    (repository / ".github" / "workflows" / "large.yml").write_bytes(b"# much text\n" * 2**20)
    missing = (
        "unset-variable",
        "unknown-",
        "command-resource",
        "command-host",
        "command-path",
        "path:",
        "output-text",
    )
    assert [line for line in said(repository) if any(code in line for code in missing)] == []


def test_a_manifest_that_cannot_be_read_may_set_another_value(repository: Path) -> None:
    page = repository / DOCUMENT
    page.write_text("# Pipeline\n\n`replicas: 9` is set.\n", encoding="utf-8")
    assert said(repository) == ["3: value: replicas is 1, 3 in the manifests"]
    broken = repository / "deploy" / "chart.yaml"
    broken.write_text("apiVersion: v1\nkind: Deployment\nspec: {{ .Values }\n", encoding="utf-8")
    assert said(repository) == ["3: value: replicas is 1, 3 in the manifests"]
    broken.write_text(
        "apiVersion: v1\nkind: Deployment\nspec:\n  {{ if }}\n  replicas: 9\n", encoding="utf-8"
    )
    assert said(repository) == []


def test_a_dashboard_that_cannot_be_read_may_have_the_panel(repository: Path) -> None:
    (repository / DOCUMENT).write_text(
        "# Pipeline\n\n| Panel |\n| --- |\n| Omego requests |\n", encoding="utf-8"
    )
    assert [line for line in said(repository) if "unknown-panel" in line]
    (repository / "monitoring" / "broken.json").write_text('{"panels": [', encoding="utf-8")
    assert said(repository) == []


def test_each_index_tells_whether_it_is_complete(repository: Path, monkeypatch) -> None:
    loaded = Repository.load(repository)
    inventory, vocabulary, prints = Inventory(loaded), Vocabulary(loaded), Prints(loaded)
    assert inventory.lists_all
    assert inventory.reads_all
    assert inventory.routes.complete
    assert vocabulary.is_whole
    assert vocabulary.lacks_word("nowhere-at-all")
    assert prints.complete
    assert Sources(loaded).complete
    context = Context(loaded)
    assert context.monitoring.complete
    assert context.manifests.complete
    monkeypatch.setattr("workflow_docs.claims.files.MAX_TEXT", 100)
    inventory, vocabulary, prints = Inventory(loaded), Vocabulary(loaded), Prints(loaded)
    assert inventory.lists_all
    assert not inventory.reads_all
    assert not inventory.lacks("nowhere-at-all")
    assert not inventory.routes.complete
    assert not vocabulary.lacks_word("nowhere-at-all")
    assert not prints.complete
    assert not Sources(loaded).complete
    context = Context(loaded)
    assert not context.monitoring.complete
    assert not context.manifests.complete
    monkeypatch.setattr("workflow_docs.claims.files.MAX_FILES", 3)
    assert not Inventory(loaded).lists_all
    assert not Vocabulary(loaded).is_whole


def test_how_much_is_quoted_is_not_known_where_a_file_was_not_searched(repository: Path) -> None:
    file = repository / "contracts.yml"
    file.write_text(f"documents:\n  {DOCUMENT}:\n    excerpt_lines_max_percent: 50\n", encoding="utf-8")
    contract = load(file, repository)
    assert contract.problems == ()
    assert contract_findings(contract.contract, Context(Repository.load(repository))) == []
    (repository / "scripts" / "large.sh").write_bytes(b"# much text\n" * (2**20 + 1))
    (found,) = contract_findings(contract.contract, Context(Repository.load(repository)))
    assert found.judgement is Judgement.NOT_KNOWN
    assert "some files could not be searched" in found.message
