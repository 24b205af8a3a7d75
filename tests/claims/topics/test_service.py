"""Statements about an application, its manifests, its monitoring, and the steps that deploy it."""

from __future__ import annotations

import pytest

from .service import found

TRUE = [
    # columns of environments
    "| Check | Test | Live | Step |\n| - | - | - | - |\n| pods not ready | 5 minutes | 10 minutes | `Wait for pods` |",
    "| Limit | Test | Live |\n| - | - | - |\n| error rate | > 2 % | > 1 % |",
    # times of steps
    "`Half of the traffic` waits 5 minutes.",
    "`Look at metrics` looks every 15 seconds.",
    "In ship-test, `Wait for pods` has at most 5 minutes.",
    # conditions of steps
    "`Tell everybody` runs in any case.",
    "`Open an issue` runs even after a failure.",
    "`Wait for pods` always runs first.",
    "`Wait for pods` does not run in any case.",
    # what a run shows
    "Output of a run:\n\n```text\n✓ ship-test (2m 3s)\n→ ship-live (in progress)\n  Half of the traffic (5m wait)\n  Open an issue\n```",
    "```text\n- milk (5m wait)\n- ship-test\n```",
    # routes
    "`/api/things` lists, `POST /api/things/make` makes, `/api/things/` too.",
    "Grafana answers at `/api/dashboards/db`, Prometheus at `/api/v1/query`; `/usr/local/bin` is a folder.",
    "There is no `/api/goods` any more.",
    # manifests
    "| Setting | Value |\n| - | - |\n| replicas | 3 |\n| `revisionHistoryLimit` | 10 |\n| requests | `cpu: 500m` |\n| limits | `cpu: 800m` |",
    "| Resource | Verbs |\n| - | - |\n| `pods`, `pods/log` | get, list |",
    "| Setting | Value |\n| - | - |\n| retries | 7 |",
    # panels, metrics, alerts
    "| Panel | Shows |\n| - | - |\n| Error Rate | errors |\n| Looks | looks |",
    "These panels are of use:\n\n- *Error Rate* shows errors.\n- *Looks* shows looks.",
    "*Another Thing* is worth a look.",
    '| Metric | Meaning |\n| - | - |\n| `looks_total` | looks |\n| `web_requests_total` | requests |\n| `error_rate{env="live"}` | errors |\n| `node_cpu_seconds_total` | of the node |',
    "| Alert | Meaning |\n| - | - |\n| `ManyErrors` | many |",
    "An error rate >5 % is an emergency, above 1 % a warning.",
    "The error rate in test is below 2 %.",
    "The goal is an error rate <0.01 %.",
    "The disk is full above 90 %.",
    "See `https://grafana.example.com/d/service-overview?from=now` and `https://example.com/d/other`.",
    # issues, hosts, fixtures
    "```bash\ngh issue list --label urgent\ngh issue list --label bug\ngh issue create --title x --label live,urgent\n```",
    "```bash\ngh label create slow\ngh issue list --label slow\n```",
    "The issue has the title `Live is broken`.",
    "The page has the title `Live is whole`.",
    "```bash\ncurl https://testing.service.example.com/api/things\ncurl https://api.example.com/api/things\n```",
    "It uses the fixtures `clean_database` and `tmp_path`; the fixture `tmp_path_factory` is pytest's own.",
]  # fmt: skip
FALSE = [
    ("| Check | Test | Live | Step |\n| - | - | - | - |\n| pods not ready | 5 minutes | 5 minutes | `Wait for pods` |", "7 step-timeout"),
    ("| Limit | Test | Live |\n| - | - | - |\n| error rate | > 2 % | > 3 % |", "7 threshold"),
    ("`Half of the traffic` waits 10 minutes.", "5 step-timeout"),
    ("`Look at metrics` looks every 30 seconds.", "5 step-timeout"),
    ("`Wait for pods` has at most 5 minutes.", "5 step-timeout"),
    ("`Wait for pods` runs in any case.", "5 step-condition"),
    ("Output of a run:\n\n```text\n✓ ship-test (2m 3s)\n✓ ship-all (2m 3s)\n→ ship-live (in progress)\n```", "9 unknown-job"),
    ("Output of a run:\n\n```text\n→ ship-live (in progress)\n  Half of the traffic (10m wait)\n```", "9 step-timeout"),
    ("Output of a run:\n\n```text\n→ ship-live (in progress)\n  Half of the traffic\n  All of the traffic\n```", "10 unknown-step"),
    ("`/api/goods` lists.", "5 unknown-route"),
    ("`POST /api/things/new` makes.", "5 unknown-route"),
    ("| Setting | Value |\n| - | - |\n| replicas | 5 |", "7 value"),
    ("| Setting | Value |\n| - | - |\n| `revisionHistoryLimit` | 3 |", "7 value"),
    ("| Setting | Value |\n| - | - |\n| limits | `cpu: 500m` |", "7 value"),
    ("| Resource | Verbs |\n| - | - |\n| `pods` | get, list, delete |", "7 value"),
    ("| Panel | Shows |\n| - | - |\n| Errors | errors |\n| Looks | looks |", "7 unknown-panel"),
    ("| Where | Panel | Shows |\n| - | - | - |\n| here | Looks | looks |\n| | Errors | errors |", "8 unknown-panel"),
    ("These panels are of use:\n\n- *Error Share* shows errors.", "7 unknown-panel"),
    ("| Metric | Meaning |\n| - | - |\n| `web_errors_total` | errors |", "7 unknown-metric"),
    ("| Alert | Meaning |\n| - | - |\n| `NoErrors` | none |", "7 unknown-alert"),
    ("An error rate >10 % is an emergency.", "5 threshold"),
    ("Low: error rate <1 %, or above 4 % for a minute.", "5 threshold"),
    ("See `https://grafana.example.com/d/service-details`.", "5 unknown-dashboard"),
    ("```bash\ncurl https://grafana.example.com/api/dashboards/uid/service-details\n```", "6 unknown-dashboard"),
    ("```bash\ngh issue create --title x --label live,late\n```", "6 command-name"),
    ("```bash\ngh issue list --label urgently\n```", "6 command-name"),
    ("The issue has the title `Live is down`.", "5 unknown-title"),
    ("```bash\ncurl https://test.service.example.com/api/things\n```", "6 command-host"),
    ("It uses the fixture `empty_database`.", "5 unknown-fixture"),
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_what_is_so_gives_nothing(tmp_path, text):
    assert [f"{finding.code.value}: {finding.message}" for finding in found(tmp_path, text)] == []


@pytest.mark.parametrize(("text", "told"), FALSE)
def test_what_is_not_so_gives_one_finding_at_its_line(tmp_path, text, told):
    assert [f"{finding.position.line} {finding.code.value}" for finding in found(tmp_path, text)] == [told]
