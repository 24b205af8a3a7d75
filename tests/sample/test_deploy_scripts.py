"""The scripts of the deploy pipeline against stubs of gh and kubectl and real servers on loopback."""

from __future__ import annotations

import json
import re
import threading

import pytest
from sample.support import (
    SCRIPTS,
    bash,
    call,
    closed_port,
    environment,
    fill,
    need_program,
    serve,
    step,
    stub,
    vector,
)

LIMITS = {"ERROR_RATE_THRESHOLD": "1", "LATENCY_P95_THRESHOLD_MS": "500", "QUERY_TIMEOUT_SECONDS": "10"}
RUNS = {
    "success": [{"status": "completed", "conclusion": "success"}],
    "failure": [{"status": "completed", "conclusion": "failure"}],
    "cancelled": [{"status": "completed", "conclusion": "cancelled"}],
    "skipped": [{"status": "completed", "conclusion": "skipped"}],
    "running": [{"status": "in_progress", "conclusion": ""}],
    "none": [],
}


@pytest.fixture(autouse=True)
def _programs():
    need_program("curl", "jq")


def check_metrics(tmp_path, *arguments, **variables):
    return call(
        SCRIPTS / "check-metrics.sh", *arguments, cwd=tmp_path, env=environment(**LIMITS, **variables)
    )


def prometheus(error_rate, latency="100"):
    def answer(path, query):
        if path == "/-/healthy":
            return 200, "healthy"
        return 200, vector(latency if query["query"][0].startswith("latency") else error_rate)

    return serve(answer)


@pytest.mark.parametrize(
    "answers, exit_code",
    [
        (["success"], 0),
        (["failure"], 1),
        (["cancelled"], 1),
        (["skipped"], 1),
        (["none"], 1),
        (["running"], 1),
        (["none", "running", "success"], 0),
        (["none", "running", "failure"], 1),
    ],
)
def test_deployment_requires_a_successful_ci_run(tmp_path, answers, exit_code):
    for number, answer in enumerate(answers):
        (tmp_path / f"answer{number}").write_text(json.dumps(RUNS[answer]), encoding="utf-8")
    # Each call answers with the next file; the last one is repeated.
    stubs = stub(
        tmp_path / "bin",
        "gh",
        'echo "$*" >> arguments\nn=$(($(wc -l < arguments) - 1))\n[ -f "answer$n" ] && cat "answer$n" || cat "answer$((n - 1))"',
    )
    wait = "0" if len(answers) == 1 else "600"
    variables = {"GITHUB_SHA": "abc", "CI_POLL_SECONDS": "0", "CI_WAIT_SECONDS": wait}
    result = call(SCRIPTS / "require-ci-success.sh", cwd=tmp_path, env=environment(stubs, **variables))
    assert result.returncode == exit_code, result.stdout + result.stderr
    calls = (tmp_path / "arguments").read_text(encoding="utf-8").splitlines()
    asked = "run list --workflow=ci.yml --commit abc --event push --limit 1 --json status,conclusion"
    assert calls == [asked] * len(answers)


def test_an_error_of_gh_is_no_success(tmp_path):
    stubs = stub(tmp_path / "bin", "gh", "exit 4")
    result = call(SCRIPTS / "require-ci-success.sh", cwd=tmp_path, env=environment(stubs, GITHUB_SHA="abc"))
    assert result.returncode == 4


def test_metrics_are_not_checked_without_prometheus(tmp_path):
    result = check_metrics(tmp_path, "staging")
    assert result.returncode == 0
    assert result.stdout.startswith("::warning::")


def test_metrics_are_not_checked_if_prometheus_is_unreachable(tmp_path):
    with closed_port() as address:
        result = check_metrics(tmp_path, "staging", PROMETHEUS_URL=f"http://{address}")
    assert result.returncode == 0
    assert "::warning::Prometheus is not reachable" in result.stdout


@pytest.mark.parametrize(
    "rate, latency, exit_code",
    [
        ("0", "0", 0),
        ("1", "500", 0),
        ("1.0", "5e2", 0),
        ("1.01", "100", 1),
        ("0.5", "500.1", 1),
        ("+Inf", "100", 1),
        ("NaN", "NaN", 0),
        (None, None, 0),
        ("NaN", "501", 1),
    ],
)
def test_metrics_are_compared_with_their_thresholds(tmp_path, rate, latency, exit_code):
    with prometheus(rate, latency) as server:
        result = check_metrics(tmp_path, "staging", PROMETHEUS_URL=server.url)
    assert result.returncode == exit_code, result.stdout + result.stderr
    assert ("::warning::" in result.stdout) == (rate in {"NaN", None})
    queries = [query["query"][0] for path, query, _ in server.requests if path == "/api/v1/query"]
    assert queries == ['error_rate{environment="staging"}', 'latency_p95{environment="staging"}']


def test_canary_checks_the_error_rate_only(tmp_path):
    with prometheus("0", "9999") as server:
        result = check_metrics(tmp_path, "production", "--error-rate-only", PROMETHEUS_URL=server.url)
    assert result.returncode == 0
    assert [query for _, query, _ in server.requests if query] == [
        {"query": ['error_rate{environment="production"}']}
    ]


@pytest.mark.parametrize(
    "status, text", [(400, '{"status": "error"}'), (503, ""), (200, "no json"), (200, "")]
)
def test_rejected_query_fails(tmp_path, status, text):
    with serve(lambda path, _: (200, "") if path == "/-/healthy" else (status, text)) as server:
        result = check_metrics(tmp_path, "staging", PROMETHEUS_URL=server.url)
    assert result.returncode == 1
    assert result.stdout.count("::error::") == 2


def test_query_that_takes_too_long_fails(tmp_path):
    finished = threading.Event()

    def answer(path, _):
        if path != "/-/healthy":
            finished.wait()
        return 200, vector("0")

    with serve(answer) as server:
        limits = LIMITS | {"QUERY_TIMEOUT_SECONDS": "1"}
        env = environment(**limits, PROMETHEUS_URL=server.url)
        result = call(SCRIPTS / "check-metrics.sh", "production", "--error-rate-only", cwd=tmp_path, env=env)
        finished.set()
    assert result.returncode == 1
    assert "::error::" in result.stdout


@pytest.mark.parametrize("arguments", [[], ["test"], ["staging", "--other"]])
def test_metrics_script_refuses_other_arguments(tmp_path, arguments):
    assert check_metrics(tmp_path, *arguments).returncode == 2


def test_push_metric_without_address_is_silent(tmp_path):
    result = call(SCRIPTS / "push-metric.sh", "gauge", "a", "1", cwd=tmp_path, env=environment())
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_push_metric_failure_is_a_warning(tmp_path):
    with serve(lambda *_: (500, "")) as server:
        env = environment(METRICS_PUSH_URL=server.url)
        result = call(SCRIPTS / "push-metric.sh", "gauge", "a", "1", cwd=tmp_path, env=env)
    assert result.returncode == 0
    assert "::warning::" in result.stdout


@pytest.mark.parametrize(
    "arguments, lines",
    [
        (
            ["counter", "deployment_total", "1", "environment=staging", "status=failed"],
            ["# TYPE deployment_total counter", 'deployment_total{environment="staging",status="failed"} 1'],
        ),
        (
            ["gauge", "canary_traffic_percentage", "50"],
            ["# TYPE canary_traffic_percentage gauge", "canary_traffic_percentage{} 50"],
        ),
        (
            ["histogram", "deployment_duration_seconds", "300"],
            [
                "# TYPE deployment_duration_seconds histogram",
                'deployment_duration_seconds_bucket{le="60"} 0',
                'deployment_duration_seconds_bucket{le="120"} 0',
                'deployment_duration_seconds_bucket{le="300"} 1',
                'deployment_duration_seconds_bucket{le="600"} 1',
                'deployment_duration_seconds_bucket{le="900"} 1',
                'deployment_duration_seconds_bucket{le="1800"} 1',
                'deployment_duration_seconds_bucket{le="+Inf"} 1',
                "deployment_duration_seconds_sum{} 300",
                "deployment_duration_seconds_count{} 1",
            ],
        ),
    ],
)
def test_push_metric_writes_the_text_format(tmp_path, arguments, lines):
    with serve(lambda *_: (200, "")) as server:
        env = environment(METRICS_PUSH_URL=server.url)
        result = call(SCRIPTS / "push-metric.sh", *arguments, cwd=tmp_path, env=env)
    assert result.stdout == ""
    ((path, _, body),) = server.requests
    assert path == "/metrics/job/deploy"
    assert body.splitlines() == lines


@pytest.mark.parametrize("weight", ["", "-1", "101", "ten"])
def test_traffic_script_refuses_other_weights(tmp_path, weight):
    assert call(SCRIPTS / "set-traffic.sh", weight, cwd=tmp_path, env=environment()).returncode == 2


@pytest.mark.parametrize("wait, rate, exit_code", [("0", "99", 0), ("1", "0.1", 0), ("1", "0.2", 1)])
def test_canary_step(tmp_path, wait, rate, exit_code):
    stubs = stub(tmp_path / "bin", "kubectl", 'printf "%s\\n" "$@" > kubectl.log')
    with prometheus(rate) as server:
        env = environment(
            stubs,
            CANARY_WEIGHT="10",
            CANARY_WAIT_SECONDS=wait,
            ERROR_RATE_THRESHOLD="0.1",
            PROMETHEUS_URL=server.url,
            METRICS_PUSH_URL=server.url,
        )
        result = call(SCRIPTS / "canary-step.sh", cwd=tmp_path, env=env)
    assert result.returncode == exit_code, result.stdout + result.stderr
    arguments = (tmp_path / "kubectl.log").read_text(encoding="utf-8")
    patch = json.loads(arguments[arguments.index("[") :])
    weights = {item["path"]: item["value"] for item in patch if item["op"] == "replace"}
    assert weights == {
        "/spec/rules/0/backendRefs/0/weight": 10,
        "/spec/rules/0/backendRefs/1/weight": 90,
    }
    assert "canary_traffic_percentage{} 10" in server.requests[0][2]
    assert any(path == "/api/v1/query" for path, _, _ in server.requests) == (wait != "0")


@pytest.mark.parametrize(
    "reason, text",
    [
        ("smoke_test", "Smoke tests failed"),
        ("metrics", "Metrics above threshold"),
        ("health", "Health endpoints failed"),
        ("canary", "Canary check failed"),
        ("rollout", "Rollout failed"),
    ],
)
def test_production_rollback(tmp_path, reason, text):
    stubs = stub(tmp_path / "bin", "kubectl", 'echo "kubectl $1 $2 $3"')
    script = step("deploy.yml", "deploy-production", "Automatic rollback")["run"]
    result = bash(script, SCRIPTS.parent, environment(stubs, REASON=reason))
    assert result.returncode == 0, result.stderr
    assert f"=== 🚨 {text} - initiating automatic rollback ===" in result.stdout
    order = [line for line in result.stdout.splitlines() if line.startswith(("kubectl", "Traffic"))]
    assert order == [
        "kubectl patch httproute/atom --type=json",
        "Traffic: atom 0%, atom-stable 100%",
        "kubectl rollout undo deployment/atom",
        "kubectl rollout status deployment/atom",
        "kubectl patch httproute/atom --type=json",
        "Traffic: atom 100%, atom-stable 0%",
    ]
    assert "rollback condition met (" in result.stdout


def test_rollback_happens_although_the_traffic_cannot_be_moved(tmp_path):
    stubs = stub(tmp_path / "bin", "kubectl", 'echo "kubectl $1 $2 $3"\ntest "$1" != patch')
    script = step("deploy.yml", "deploy-production", "Automatic rollback")["run"]
    result = bash(script, SCRIPTS.parent, environment(stubs, REASON="canary"))
    assert "kubectl rollout undo deployment/atom" in result.stdout
    assert "::warning::" in result.stdout
    assert result.returncode != 0


@pytest.mark.parametrize("failing", ["undo", "status"])
def test_failed_rollback_is_not_reported_as_completed(tmp_path, failing):
    stubs = stub(tmp_path / "bin", "kubectl", f'test "$2" != {failing}')
    script = step("deploy.yml", "deploy-staging", "Automatic rollback")["run"]
    result = bash(script, SCRIPTS.parent, environment(stubs, REASON="rollout"))
    assert result.returncode != 0
    assert "Rollback completed" not in result.stdout


@pytest.mark.parametrize("job, count", [("build", 2), ("deploy-staging", 4), ("deploy-production", 4)])
def test_each_missing_secret_is_named(tmp_path, job, count):
    check = step("deploy.yml", job, "Check required secrets")
    names = list(check["env"])
    assert len(names) == count
    assert bash(check["run"], tmp_path, environment(**dict.fromkeys(names, "x"))).returncode == 0
    for name in names:
        # A secret that is not set reaches the step as an empty variable.
        result = bash(check["run"], tmp_path, environment(**dict.fromkeys(names, "x") | {name: ""}))
        assert result.returncode != 0
        assert name in result.stderr


@pytest.mark.parametrize("name", ["Update Grafana dashboards", "Notify Slack"])
@pytest.mark.parametrize("job", ["deploy-staging", "deploy-production"])
def test_step_with_optional_secrets_skips_itself(tmp_path, job, name):
    optional = step("deploy.yml", job, name)
    secrets = [key for key, value in optional["env"].items() if "secrets." in value]
    result = bash(fill(optional["run"]), tmp_path, environment(**dict.fromkeys(secrets, "")))
    assert result.returncode == 0
    assert "is not configured" in result.stdout


@pytest.mark.parametrize(
    "status, started, names",
    [
        ("success", "1", ["deployment_total", "deployment_duration_seconds"]),
        (
            "rolled_back",
            "1",
            ["deployment_total", "deployment_rollback_total", "deployment_duration_seconds"],
        ),
        ("failed", "", ["deployment_total"]),
    ],
)
def test_each_deployment_is_recorded(status, started, names):
    record = step("deploy.yml", "deploy-production", "Record deployment metrics")["run"]
    script = fill(re.sub(r"status=\$\{\{.*\}\}", f"status={status}", record), started=started)
    with serve(lambda *_: (200, "")) as server:
        env = environment(METRICS_PUSH_URL=server.url, REASON="canary")
        result = bash(script, SCRIPTS.parent, env)
    assert result.returncode == 0, result.stderr
    assert [body.split()[2] for _, _, body in server.requests] == names
    assert f'deployment_total{{environment="production",status="{status}"}} 1' in server.requests[0][2]
    if status == "rolled_back":
        assert (
            'deployment_rollback_total{environment="production",reason="canary"} 1' in server.requests[1][2]
        )


def test_dashboards_are_sent_whole():
    send = step("deploy.yml", "deploy-staging", "Update Grafana dashboards")["run"]
    with serve(lambda *_: (200, "{}")) as server:
        result = bash(send, SCRIPTS.parent, environment(GRAFANA_URL=server.url, GRAFANA_API_KEY="k"))
    assert result.returncode == 0, result.stderr
    assert [path for path, _, _ in server.requests] == ["/api/dashboards/db"] * 2
    assert all(json.loads(body)["overwrite"] for _, _, body in server.requests)


def test_slack_message_is_valid_json(tmp_path):
    notify = step("deploy.yml", "deploy-production", "Notify Slack")["run"]
    with serve(lambda *_: (200, "ok")) as server:
        env = environment(SLACK_WEBHOOK_URL=server.url, GITHUB_SHA="abc")
        result = bash(fill(notify, status="failure", outcome="success"), tmp_path, env)
    assert result.returncode == 0, result.stderr
    text = json.loads(server.requests[0][2])["text"]
    assert text == "Deployment to production: failure, rollback: success (abc)"
