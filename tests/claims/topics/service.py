"""A repository with an application, its manifests and its monitoring, and what is found in one document about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.support import findings

if TYPE_CHECKING:
    from pathlib import Path

    from workflow_docs.claims.findings import Finding

SHIP = """\
name: Ship Service
on: [push]
jobs:
  ship-test:
    runs-on: x
    environment: {name: test, url: https://testing.service.example.com}
    env: {ERROR_RATE_LIMIT: "2"}
    steps:
      - {name: Wait for pods, run: kubectl rollout status deployment/web --timeout=5m}
      - {name: Look at metrics, run: ./scripts/look.sh}
      - {name: Tell everybody, if: always(), run: echo}
  ship-live:
    needs: ship-test
    runs-on: x
    environment: {name: live, url: https://service.example.com}
    env: {ERROR_RATE_LIMIT: "1"}
    steps:
      - {name: Wait for pods, run: kubectl rollout status deployment/web --timeout=10m}
      - {name: Look at metrics, run: ./scripts/look.sh}
      - {name: Half of the traffic, env: {STAGE_WAIT_SECONDS: "300"}, run: ./scripts/look.sh}
      - name: Open an issue
        if: failure()
        run: |
          gh label create live --force
          gh issue create --title "Live is broken" --label "live,urgent"
"""
FILES = {
    "ship.yml": SHIP,
    "scripts/look.sh": 'poll="${LOOK_POLL_SECONDS:-15}"\n./push.sh counter looks_total 1\nsleep "$poll"\n',
    "app/main.py": (
        "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/api/things')\ndef things(): ...\n\n\n"
        "@app.post('/api/things/make')\ndef make(): ...\n"
    ),
    "app/metrics.py": "from prometheus_client import Counter\nREQUESTS = Counter('web_requests_total', 'All')\n",
    "tests/conftest.py": "import pytest\n\n\n@pytest.fixture(scope='session')\ndef clean_database(): ...\n",
    "k8s/web.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n  revisionHistoryLimit: 10\n"
        "  template:\n    spec:\n      containers:\n        - name: web\n          resources: {requests: {cpu: 500m}, limits: {cpu: 800m}}\n"
        "---\napiVersion: v1\nkind: Role\nmetadata: {name: web}\nrules:\n  - {resources: [pods, pods/log], verbs: [get, list]}\n"
    ),
    "grafana/service.json": (
        '{"dashboard": {"title": "Service", "uid": "service-overview", "panels": [{"title": "Error Rate"}, '
        '{"title": "More", "panels": [{"title": "Looks", "targets": [{"expr": "looks_total"}]}]}]}}'
    ),
    "prometheus/rules.yml": (
        "groups:\n  - name: a\n    rules:\n      - {record: error_rate, expr: sum(web_requests_total)}\n"
        "      - {alert: ManyErrors, expr: error_rate > 5}\n      - {alert: SomeErrors, expr: 'error_rate{env=\"live\"} > 1'}\n"
    ),
}  # fmt: skip
HEAD = "# Pipelines\n\n## ship.yml\n\n"


def found(root: Path, text: str) -> list[Finding]:
    """Return what is found in a document about the service; its text begins on the fifth line."""
    return findings(root, HEAD + text, "docs/service.md", FILES)
