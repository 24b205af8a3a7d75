"""Files of Grafana and Prometheus: what they declare, in any of their forms, and that none brings the reader down."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis import monitoring

RULES = """\
groups:
  - name: a
    rules:
      - record: error_rate
        expr: sum(rate(requests_total[5m]))
      - {alert: High, expr: 'error_rate{env="live"} > 0.5'}
      - {alert: Both, expr: error_rate > 1 and up == 1}
"""


@pytest.mark.parametrize(
    "dashboard",
    [
        {"title": "A", "uid": "a", "panels": [{"title": "One"}, {"title": "Two"}]},
        {"dashboard": {"title": "A", "uid": "a", "panels": [{"title": "One"}, {"title": "Two"}]}},
        {"title": "A", "uid": "a", "panels": [{"title": "One", "panels": [{"title": "Two"}]}]},
        {"title": "A", "uid": "a", "rows": [{"panels": [{"title": "One"}]}, {"panels": [{"title": "Two"}]}]},
    ],
)
def test_dashboards_are_read_in_each_form(dashboard):
    (found,) = monitoring.of({"d.json": json.dumps(dashboard)}).dashboards
    assert (found.title, found.uid, [panel.title for panel in found.panels]) == ("A", "a", ["One", "Two"])


@pytest.mark.parametrize(
    "value", [[], {}, {"panels": [1, {"title": 2}, {"title": " "}]}, {"title": "A", "panels": "x"}]
)
def test_what_is_no_dashboard_has_no_panels(value):
    found = monitoring.of({"d.json": json.dumps(value)}).dashboards
    assert [panel for dashboard in found for panel in dashboard.panels] == []


def test_alerts_that_compare_one_metric_have_a_limit_and_a_place():
    found = monitoring.of({"rules.yml": RULES})
    assert found.alert_names == ("High", "Both")
    (alert,) = found.alerts
    assert (alert.name, alert.metric, alert.limit, str(alert.position)) == (
        "High",
        "error_rate",
        0.5,
        "rules.yml:6:29",
    )


def test_rules_may_stand_in_a_resource():
    resource = "kind: PrometheusRule\nspec:\n" + "".join(f"  {line}\n" for line in RULES.splitlines())
    assert monitoring.of({"rules.yaml": resource}).alert_names == ("High", "Both")


def test_metrics_are_made_by_rules_and_clients_and_written_elsewhere():
    found = monitoring.of(
        {
            "rules.yml": RULES,
            "app.py": "HITS = Counter('hits_total', 'x')",
            "app.ts": "new Histogram({ name: 'answer_seconds' })",
            "push.sh": "push pushed_total 1",
        }
    )
    assert found.metrics == {"error_rate", "hits_total", "answer_seconds"}
    assert found.written == {"error_rate", "hits_total", "answer_seconds", "pushed_total"}
    assert {"requests_total", "error_rate"} <= found.queried


def test_without_dashboards_and_rules_nothing_is_searched():
    assert monitoring.of({"app.py": "Counter('hits_total')"}) == monitoring.of({})


@given(
    st.sampled_from(["d.json", "r.yml"]), st.text(alphabet='{}[]":, \nabgroups-&*"panels"title', max_size=60)
)
def test_no_text_brings_it_down(path, text):
    for start in ('{"panels": ', "groups:\n"):
        monitoring.of({path: start + text})
