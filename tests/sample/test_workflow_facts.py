"""What the sample's workflows are, fact by fact: the documents are generated from them and rely on it."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml
from sample.support import CI_VARIABLES, WORKFLOWS, call, environment, load, step, workflow_names

SECRETS_REQUIRED = {
    "KUBECONFIG_STAGING",
    "KUBECONFIG_PRODUCTION",
    "REGISTRY_USERNAME",
    "REGISTRY_PASSWORD",
    "SMOKE_TEST_USERNAME",
    "SMOKE_TEST_PASSWORD",
    "STAGING_URL",
    "PRODUCTION_URL",
}
SECRETS_OPTIONAL = {"PROMETHEUS_URL", "GRAFANA_URL", "GRAFANA_API_KEY", "SLACK_WEBHOOK_URL"}

COMMON_STEPS = [
    "Verify health endpoints",
    "Run smoke tests",
    "Check deployment metrics",
    "Update Grafana dashboards",
    "Automatic rollback",
    "Create rollback issue",
    "Record deployment metrics",
    "Notify Slack",
]
START_STEPS = ["Checkout code", "Set up kubectl", "Check required secrets", "Configure kubectl"]
STEPS = {
    "deploy-staging": [*START_STEPS, "Update deployment image", "Wait for rollout", *COMMON_STEPS],
    "deploy-production": [
        *START_STEPS,
        "Prepare stable track",
        "Update deployment image",
        "Wait for rollout",
        "Canary 10% traffic",
        "Canary 50% traffic",
        "Canary 100% traffic",
        *COMMON_STEPS,
    ],
}


def edges(name: str) -> set[tuple[str, str]]:
    found = set()
    for job, body in load(name)["jobs"].items():
        needs = body.get("needs", [])
        found |= {(before, job) for before in ([needs] if isinstance(needs, str) else needs)}
    return found


def artifacts(name: str) -> list[str]:
    steps = [item for job in load(name)["jobs"].values() for item in job["steps"]]
    return [item["with"]["name"] for item in steps if item.get("uses") == "actions/upload-artifact@v4"]


def test_there_are_three_workflows():
    assert workflow_names() == ["ci.yml", "deploy.yml", "lancedb-integration.yml"]


@pytest.mark.parametrize(
    "name, title, triggers, pairs, uploads",
    [
        (
            "ci.yml",
            "CI Pipeline",
            {"push": {"branches": ["main", "develop"]}, "pull_request": ""},
            {
                ("backend-test", "backend-test-full"),
                ("backend-test-full", "test-quality-gates"),
                ("backend-test-full", "build-docker"),
            },
            ["frontend-nextjs-build", "coverage-reports"],
        ),
        (
            "deploy.yml",
            "Deploy Pipeline",
            {
                "push": {"branches": ["main"]},
                "workflow_dispatch": {
                    "inputs": {
                        "environment": {
                            "description": "Last environment that the run deploys to",
                            "type": "choice",
                            "options": ["staging", "production"],
                            "required": "true",
                            "default": "staging",
                        },
                    },
                },
            },
            {("test", "build"), ("build", "deploy-staging"), ("deploy-staging", "deploy-production")},
            [],
        ),
        (
            "lancedb-integration.yml",
            "LanceDB Integration Tests",
            {"push": {"branches": ["main", "develop"]}, "pull_request": "", "workflow_dispatch": ""},
            set(),
            ["lancedb-test-results"],
        ),
    ],
)
def test_workflow(name, title, triggers, pairs, uploads):
    workflow = load(name)
    assert workflow["name"] == title
    assert workflow["on"] == triggers
    assert edges(name) == pairs
    assert artifacts(name) == uploads
    assert {job["runs-on"] for job in workflow["jobs"].values()} == {"ubuntu-latest"}


@pytest.mark.parametrize("name", ["ci.yml", "deploy.yml"])
def test_bash_is_named_so_that_pipes_fail(name):
    assert load(name)["defaults"] == {"run": {"shell": "bash"}}


def test_ci_jobs_limits_and_environment():
    ci = load("ci.yml")
    assert ci["env"] == CI_VARIABLES
    assert ci["permissions"] == {"contents": "read"}
    limits = {job: body["timeout-minutes"] for job, body in ci["jobs"].items()}
    assert limits == {
        "backend-test": "10",
        "frontend-build": "10",
        "backend-test-full": "90",
        "test-quality-gates": "90",
        "build-docker": "20",
    }


@pytest.mark.parametrize(
    "job, name, command, effect",
    [
        (
            "test-quality-gates",
            "TQ-01 Check test independence",
            "pytest tests/ --random-order --random-order-seed=random -v --maxfail=5",
            "blocking",
        ),
        (
            "test-quality-gates",
            "TQ-02 Check test pass rate",
            "pytest tests/ --json-report --json-report-file=pytest_report.json",
            "blocking",
        ),
        ("test-quality-gates", "TQ-03 Check test performance", 'test "$seconds" -lt 3600', "warning"),
        (
            "test-quality-gates",
            "TQ-04 Check test determinism",
            "pytest tests/ --reruns 2 --reruns-delay 1",
            "warning",
        ),
        (
            "backend-test-full",
            "TQ-05 Check coverage quality",
            "pytest tests/ --cov=core --cov=api --cov=tools --cov-fail-under=25",
            "warning",
        ),
    ],
)
def test_gate(job, name, command, effect):
    gate = step("ci.yml", job, name)
    assert command in gate["run"]
    assert gate.get("continue-on-error") == {"blocking": None, "warning": "true"}[effect]
    assert gate.get("if") == (None if name.startswith("TQ-01") else "${{ !cancelled() }}")


def test_no_other_step_of_ci_hides_a_failure():
    for job in load("ci.yml")["jobs"].values():
        for item in job["steps"]:
            softened = "continue-on-error" in item
            assert softened == item["name"].startswith(("TQ-03", "TQ-04", "TQ-05")), item["name"]
            assert not re.search(r"\|\| *(true|echo|:)", item.get("run", "")), item["name"]


def test_image_is_built_with_the_same_cache_and_pushed_only_by_the_deploy_pipeline():
    ci = step("ci.yml", "build-docker", "Build Docker image")
    deploy = step("deploy.yml", "build", "Build and push Docker image")
    assert (ci["with"]["push"], deploy["with"]["push"]) == ("false", "true")
    for build in (ci, deploy):
        assert build["uses"] == "docker/build-push-action@v5"
        assert build["timeout-minutes"] == "10"
        assert build["with"]["cache-from"] == "type=gha,scope=buildx"
        assert build["with"]["cache-to"] == "type=gha,mode=max,scope=buildx"


def test_deploy_jobs():
    deploy = load("deploy.yml")
    assert deploy["env"] == {
        "REGISTRY": "docker.io",
        "IMAGE_NAME": "atom-example/atom",
        "QUERY_TIMEOUT_SECONDS": "10",
    }
    assert deploy["permissions"] == {"contents": "read", "actions": "read", "issues": "write"}
    jobs = deploy["jobs"]
    assert {job: body["timeout-minutes"] for job, body in jobs.items()} == {
        "test": "60",
        "build": "30",
        "deploy-staging": "30",
        "deploy-production": "60",
    }
    assert jobs["test"]["env"] == CI_VARIABLES
    assert jobs["deploy-staging"]["if"] == "github.ref == 'refs/heads/main'"
    assert jobs["deploy-production"]["if"] == (
        "github.ref == 'refs/heads/main' && (github.event_name == 'push' || inputs.environment == 'production')"
    )


@pytest.mark.parametrize(
    "job, name, url, rate, latency",
    [
        ("deploy-staging", "staging", "https://staging.atom.example.com", "1", "500"),
        ("deploy-production", "production", "https://atom.example.com", "0.1", "200"),
    ],
)
def test_deploy_job(job, name, url, rate, latency):
    body = load("deploy.yml")["jobs"][job]
    assert body["environment"] == {"name": name, "url": url}
    assert body["concurrency"] == {"group": job, "cancel-in-progress": "false"}
    assert body["env"]["ERROR_RATE_THRESHOLD"] == rate
    assert body["env"]["LATENCY_P95_THRESHOLD_MS"] == latency
    assert [item["name"] for item in body["steps"]] == STEPS[job]
    rollbacks = [item for item in body["steps"] if "kubectl rollout undo" in item.get("run", "")]
    assert [item["name"] for item in rollbacks] == ["Automatic rollback"]
    assert rollbacks[0]["if"] == "failure() && steps.update.outcome == 'success'"
    assert "kubectl rollout undo deployment/atom\n" in rollbacks[0]["run"]
    assert "kubectl rollout status deployment/atom --timeout=5m" in rollbacks[0]["run"]


def test_canary_stages():
    stages = [
        (item["env"]["CANARY_WEIGHT"], item["env"]["CANARY_WAIT_SECONDS"])
        for item in load("deploy.yml")["jobs"]["deploy-production"]["steps"]
        if item["name"].startswith("Canary")
    ]
    assert stages == [("10", "300"), ("50", "300"), ("100", "0")]


def test_secrets_are_required_or_optional_by_their_check():
    text = (WORKFLOWS / "deploy.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"secrets\.(\w+)", text))
    checks = [
        item["run"]
        for job in load("deploy.yml")["jobs"].values()
        for item in job["steps"]
        if item["name"] == "Check required secrets"
    ]
    required = set(re.findall(r"\$\{(\w+):\?\}", " ".join(checks)))
    assert len(checks) == 3
    assert required == SECRETS_REQUIRED
    assert used - required == SECRETS_OPTIONAL
    assert set(re.findall(r"vars\.(\w+)", text)) == {"METRICS_PUSH_URL"}
    for name in ("ci.yml", "lancedb-integration.yml"):
        assert "secrets." not in (WORKFLOWS / name).read_text(encoding="utf-8")


def test_lancedb_service_and_environment():
    job = load("lancedb-integration.yml")["jobs"]["lancedb-integration"]
    service = job["services"]["lancedb"]
    assert service["image"] == "lancedb/lancedb:latest"
    assert service["ports"] == ["8080:8080"]
    assert '--health-cmd "curl -f http://localhost:8080/health"' in service["options"]
    assert job["env"] == {"LANCEDB_URI": "sqlite:///tmp/lancedb_test.db", "ATOM_DISABLE_LANCEDB": "false"}


def described_keys(node: yaml.MappingNode, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], int]]:
    """Return the keys that a table of the documents describes, each with its line (from 0)."""
    found = []
    for key, value in node.value:
        here = (*path, key.value)
        match here:
            case (("name" | "permissions"),) | ("on", _) | ("on", _, "inputs", _) | ("jobs", _):
                found.append((here, key.start_mark.line))
            case ("env", _) | ("jobs", _, "environment") | ("jobs", _, "services" | "env" | "outputs", _):
                found.append((here, key.start_mark.line))
            case ("jobs", _, "steps", "env", _):
                found.append((here, key.start_mark.line))
        if isinstance(value, yaml.MappingNode):
            found += described_keys(value, here)
        elif here[-1] == "steps":
            for item in value.value:
                fields = {name.value: content.value for name, content in item.value}
                if fields.get("uses", "").startswith("actions/upload-artifact@"):
                    found.append(((*here, fields["name"]), item.start_mark.line))
                found += described_keys(item, here)
    return found


@pytest.mark.parametrize("name", workflow_names())
def test_whatever_a_table_describes_has_its_own_comment(name):
    text = (WORKFLOWS / name).read_text(encoding="utf-8")
    lines = text.splitlines()
    keys = described_keys(yaml.compose(text))
    assert len(keys) >= 10
    for path, line in keys:
        assert re.match(r" *# [A-Z].*[.:]$", lines[line - 1]), (path, line + 1)


@pytest.mark.parametrize("name", workflow_names())
def test_actionlint_accepts(name):
    if shutil.which("actionlint") is None:
        pytest.skip("actionlint is not installed")
    result = call("actionlint", WORKFLOWS / name, cwd=WORKFLOWS, env=environment())
    assert result.returncode == 0, result.stdout
