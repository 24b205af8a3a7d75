"""Every file of the sample that a tool reads can be read by that tool."""

from __future__ import annotations

import json
import os
import re

import pytest
import yaml
from sample.support import ATOM, SCRIPTS, call, environment, load, run_blocks

JSON_FILES = sorted(
    path
    for path in ATOM.rglob("*.json")
    if not {"node_modules", ".next"} & set(path.parts) and path.is_file()
)
YAML_FILES = sorted(
    path for folder in ("k8s", "backend/monitoring") for path in (ATOM / folder).rglob("*.y*ml")
)
THRESHOLDS = {"error_rate": "ERROR_RATE_THRESHOLD", "latency_p95": "LATENCY_P95_THRESHOLD_MS"}


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_script_is_valid_bash(script, tmp_path):
    result = call("bash", "-n", script, cwd=tmp_path, env=environment())
    assert result.returncode == 0, result.stderr
    # What starts with #! is called by its path; the other file is sourced.
    called = script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    assert os.access(script, os.X_OK) == called


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in run_blocks()])
def test_run_block_is_valid_bash(text, tmp_path):
    result = call("bash", "-n", cwd=tmp_path, env=environment(), stdin=text)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", JSON_FILES, ids=lambda path: path.name)
def test_json_parses(path):
    assert json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "name, uid, panels",
    [
        (
            "deployment-overview.json",
            "atom-deployment-overview",
            [
                "Deployment Success Rate",
                "Deployment Rollback Rate",
                "Smoke Test Pass Rate",
                "Deployment Duration",
                "Canary Traffic Percentage",
            ],
        ),
        (
            "api-performance.json",
            "atom-api-performance",
            ["Request Rate", "Error Rate", "Latency P50, P95, P99", "Endpoint Breakdown"],
        ),
    ],
)
def test_dashboard_is_a_whole_payload(name, uid, panels):
    payload = json.loads((ATOM / "backend/monitoring/grafana" / name).read_text(encoding="utf-8"))
    assert payload["overwrite"] is True
    assert payload["dashboard"]["uid"] == uid
    assert [panel["title"] for panel in payload["dashboard"]["panels"]] == panels
    assert all(panel["targets"] for panel in payload["dashboard"]["panels"])


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_yaml_parses(path):
    assert all(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def test_alerts_have_the_thresholds_of_the_deploy_pipeline():
    rules = yaml.safe_load((ATOM / "backend/monitoring/prometheus/alerts.yml").read_text(encoding="utf-8"))
    found = set()
    for rule in rules["groups"][0]["rules"]:
        if match := re.fullmatch(r'(\w+)\{environment="(\w+)"\} > ([\d.]+)', rule["expr"]):
            metric, environment_name, threshold = match.groups()
            job = load("deploy.yml")["jobs"][f"deploy-{environment_name}"]
            assert job["env"][THRESHOLDS[metric]] == threshold
            found.add((metric, environment_name))
    assert len(found) == 4


@pytest.mark.parametrize("folder", ["staging", "production"])
def test_deployment_has_the_probes_of_the_health_routes(folder):
    routes = (ATOM / "backend/core/health_routes.py").read_text(encoding="utf-8")
    for path in (ATOM / "k8s" / folder).glob("deployment*.yaml"):
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
        (container,) = spec["template"]["spec"]["containers"]
        assert (spec["replicas"], spec["revisionHistoryLimit"], container["name"]) == (3, 10, "atom")
        for name, route in (("liveness", "live"), ("readiness", "ready")):
            probe = container[f"{name}Probe"]
            assert probe["httpGet"] == {"path": f"/health/{route}", "port": 8000}
            assert f"{route.upper()}_TIMEOUT_SECONDS = {probe['timeoutSeconds']}\n" in routes
            assert probe["periodSeconds"] == 10


def test_route_weights_are_where_the_traffic_script_expects_them():
    route = yaml.safe_load((ATOM / "k8s/production/httproute.yaml").read_text(encoding="utf-8"))
    backends = route["spec"]["rules"][0]["backendRefs"]
    assert [(backend["name"], backend["weight"]) for backend in backends] == [
        ("atom", 100),
        ("atom-stable", 0),
    ]


def test_planned_durations_name_existing_jobs():
    data = yaml.safe_load((ATOM / "estimates.yml").read_text(encoding="utf-8"))
    for workflow, scopes in data["planned"].items():
        jobs = set(load(workflow)["jobs"])
        assert jobs <= set(scopes)
        for scope, minutes in scopes.items():
            assert scope == "whole run" or scope.removeprefix("up to ") in jobs
            assert 0 < minutes["min"] <= minutes["max"]
    for workflow, examples in data["example"].items():
        assert set(examples) <= set(load(workflow)["jobs"])


def test_lock_file_names_no_download_address():
    lock = json.loads((ATOM / "frontend-nextjs/package-lock.json").read_text(encoding="utf-8"))
    packages = lock["packages"]
    assert packages[""]["dependencies"]["next"] == packages["node_modules/next"]["version"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_the_list_of_metrics_is_what_is_pushed():
    listed = yaml.safe_load((ATOM / "backend/monitoring/metrics.yml").read_text(encoding="utf-8"))
    sources = [*SCRIPTS.glob("*.sh"), ATOM / ".github/workflows/deploy.yml"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    pushed = {}
    for kind, name, rest in re.findall(r'push-metric\.sh"? (counter|gauge|histogram) (\w+)([^\n]*)', text):
        labels = set(re.findall(r'[ "](\w+)=', rest))
        assert pushed.setdefault(name, (kind, labels)) == (kind, labels)
    assert pushed == {name: (entry["type"], set(entry["labels"])) for name, entry in listed.items()}
    reasons = set(re.findall(r"&& '(\w+)'|\|\| '(\w+)'", text[text.index("REASON: ") :]))
    known = {each for pair in reasons for each in pair if each}
    statuses = {"success", "failed", "rolled_back"}
    assert set(listed["deployment_rollback_total"]["labels"]["reason"]) == known - statuses
    assert set(listed["deployment_total"]["labels"]["status"]) == statuses <= known


def test_panels_say_what_they_answer():
    for path in (ATOM / "backend/monitoring/grafana").glob("*.json"):
        panels = json.loads(path.read_text(encoding="utf-8"))["dashboard"]["panels"]
        assert len({panel["description"] for panel in panels}) == len(panels)


def test_callers_wait_as_long_as_the_health_routes_say():
    routes = (ATOM / "backend/core/health_routes.py").read_text(encoding="utf-8")
    limits = {
        name.lower(): seconds
        for name, seconds in re.findall(r"(LIVE|READY|DB)_TIMEOUT_SECONDS = (\d+)", routes)
    }
    script = (SCRIPTS / "smoke-requests.sh").read_text(encoding="utf-8")
    assert dict(re.findall(r"request GET /health/(\w+) (\d+);", script)) == limits
    for job in ("deploy-staging", "deploy-production"):
        steps = {item.get("id"): item for item in load("deploy.yml")["jobs"][job]["steps"]}
        called = re.findall(r'--max-time (\d+) "\$\w+/health/(\w+)"', steps["health"]["run"])
        assert {name: seconds for seconds, name in called} == limits


def test_the_example_of_the_variables_is_that_of_ci():
    lines = (ATOM / "backend/.env.example").read_text(encoding="utf-8").splitlines()
    assert dict(line.split("=", 1) for line in lines if not line.startswith("#")) == load("ci.yml")["env"]
