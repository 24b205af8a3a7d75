"""Facts of the sample, each broken once, and the lines of pages, contracts and emitted files that are false then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

CI = ".github/workflows/ci.yml"
DEPLOY = ".github/workflows/deploy.yml"
LANCEDB = ".github/workflows/lancedb-integration.yml"
README = ".github/workflows/README.md"
HEALTH = "backend/core/health_routes.py"
ALERTS = "backend/monitoring/prometheus/alerts.yml"
DASHBOARD = "backend/monitoring/grafana/deployment-overview.json"
MANIFESTS = (
    "k8s/staging/deployment.yaml",
    "k8s/production/deployment.yaml",
    "k8s/production/deployment-stable.yaml",
)

RUNBOOK = "source/guides/runbook.md"
GUIDE = "source/guides/deployment.md"
TROUBLE = "source/guides/troubleshooting.md"
WORKFLOWS = "source/guides/workflows.md"
KUBERNETES = "source/guides/kubernetes.md"
CONTRACTS = "source/contracts.yml"
EMITTED = "examples/atom/"

EVERY = -1
GONE = "\0"


class Edit(NamedTuple):
    """A text of a file that becomes another: wherever it stands, or at one place, counted from 0; `GONE` deletes the file."""

    path: str
    old: str
    new: str
    place: int = EVERY

    def apply(self, root: Path) -> None:
        """Change the file."""
        file = root / self.path
        if self.new == GONE:
            file.unlink()
            return
        parts = file.read_text(encoding="utf-8").split(self.old)
        assert len(parts) > max(self.place, 0) + 1, f"{self.path} has no {self.old!r}"
        if self.place == EVERY:
            text = self.new.join(parts)
        else:
            before, after = parts[: self.place + 1], parts[self.place + 1 :]
            text = self.old.join(before) + self.new + self.old.join(after)
        file.write_text(text, encoding="utf-8")


class Red(NamedTuple):
    """Where a gate must be red: a line of a file, or of one of several, that has a text, with the code of the finding."""

    path: str | tuple[str, ...]
    text: str
    code: str


class Mutation(NamedTuple):
    """One broken fact; `stale` are emitted files of which the generated parts are out of date then, as far as any are."""

    name: str
    edits: tuple[Edit, ...]
    red: tuple[Red, ...]
    stale: tuple[str, ...] = ()


def _edit(path: str, old: str, new: str, place: int = EVERY) -> tuple[Edit, ...]:
    return (Edit(path, old, new, place),)


def _all(paths: tuple[str, ...], old: str, new: str) -> tuple[Edit, ...]:
    return tuple(Edit(path, old, new) for path in paths)


SLACK = """        env:
          # Webhook of the channel that is told the result.
          SLACK_WEBHOOK_URL: ${{ secrets.SLACK_WEBHOOK_URL }}
"""
GRAFANA = """          # Token of the Grafana service account.
          GRAFANA_API_KEY: ${{ secrets.GRAFANA_API_KEY }}
"""
DISPATCH = """  workflow_dispatch:
    inputs:
      # Last environment that the run deploys to.
      environment:
        description: Last environment that the run deploys to
        type: choice
        options: [staging, production]
        required: true
        default: staging
"""
COVERAGE = """      - name: Upload coverage reports
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: coverage-reports
          path: |
            backend/htmlcov/
            backend/coverage.json
"""
DOCS_BUILD = "  docs:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make docs\n\n"
STATUS = "rollout status deployment/atom --timeout="

TWELVE = (
    Mutation(
        "rename a job",
        _edit(CI, "backend-test-full", "backend-suite"),
        (
            Red(RUNBOOK, "This gate is weaker than TQ-01", "unknown-job"),
            Red(TROUBLE, "{ci:job}`backend-test-full` → ", "unknown-job"),
            Red(EMITTED + "backend/docs/DEPLOYMENT_GUIDE.md", "✓ backend-test-full", "unknown-job"),
            Red(CONTRACTS, "query: keys(jobs)", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md", "backend/docs/CI_CD_TROUBLESHOOTING.md"),
    ),
    Mutation(
        "remove `needs: deploy-staging`",
        _edit(DEPLOY, "    needs: deploy-staging\n", ""),
        (
            Red(WORKFLOWS, 'approval --> production["deploy-production"]', "edge"),
            Red(EMITTED + README, 'approval --> production["deploy-production"]', "edge"),
            Red(CONTRACTS, "query: 'jobs.{jobs: keys(@), test: test.needs", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md"),
    ),
    Mutation(
        "change `--timeout=5m` of the rollback in staging",
        _edit(DEPLOY, STATUS + "5m", STATUS + "10m", 1),
        (
            Red(RUNBOOK, "gives the previous version at most 5 minutes", "step-timeout"),
            Red(GUIDE, "waits at most 5 minutes", "step-timeout"),
            Red(WORKFLOWS, "gives the version from before at most 5 minutes", "step-timeout"),
            Red(EMITTED + "backend/docs/CI_CD_RUNBOOK.md", "gives the previous version at most 5 minutes", "step-timeout"),
            Red(CONTRACTS, "contains(not_null(run, ''), 'kubectl rollout undo')", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md"),
    ),
    Mutation(
        "change `--timeout=5m` of the rollback in production",
        _edit(DEPLOY, STATUS + "5m", STATUS + "10m", 3),
        (
            Red(RUNBOOK, "gives the previous version at most 5 minutes", "step-timeout"),
            Red(EMITTED + README, "gives the version from before at most 5 minutes", "step-timeout"),
        ),
        (README, "backend/docs/DEPLOYMENT_GUIDE.md"),
    ),
    Mutation(
        "change `--timeout=5m` of the rollout in staging",
        _edit(DEPLOY, STATUS + "5m", STATUS + "10m", 0),
        (
            Red(RUNBOOK, "| rollout not complete | 5 minutes", "step-timeout"),
            Red(EMITTED + "backend/docs/CI_CD_RUNBOOK.md", "| rollout not complete | 5 minutes", "step-timeout"),
        ),
        (README,),
    ),
    Mutation(
        "add `continue-on-error: true` to TQ-01",
        _edit(CI, "        id: tq01\n", "        id: tq01\n        continue-on-error: true\n"),
        (
            Red(WORKFLOWS, "- **Enforcement**: blocking", "gate-worth"),
            Red(RUNBOOK, "- **Enforcement**: {ci:step}`ci.yml:test-quality-gates:tq01`, blocking", "gate-worth"),
            Red(RUNBOOK, "- **Failure Impact**: deployment blocked", "gate-worth"),
            Red(EMITTED + README, "- **Enforcement**: blocking", "gate-worth"),
            Red(CONTRACTS, "query: gates", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md"),
    ),
    Mutation(
        "change `MIN_PASS_RATE`",
        _edit("backend/tests/scripts/parse_pytest_output.py", "MIN_PASS_RATE = 98.0", "MIN_PASS_RATE = 95.0"),
        (
            Red(RUNBOOK, "- **Pass Criteria**: pass rate >=98%", "threshold"),
            Red(WORKFLOWS, "a pass rate of `>=98%`", "threshold"),
            Red(EMITTED + README, "a pass rate of `>=98%`", "threshold"),
            Red(CONTRACTS, "says: the minimum of TQ-02", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md"),
    ),
    Mutation(
        "delete a secret",
        _edit(DEPLOY, GRAFANA, ""),
        (
            Red(GUIDE, "{ci:secret}`GRAFANA_API_KEY` are set", "unknown-secret"),
            Red(TROUBLE, "gh secret set GRAFANA_API_KEY", "unknown-secret"),
            Red(EMITTED + "backend/docs/CI_CD_TROUBLESHOOTING.md", "gh secret set GRAFANA_API_KEY", "unknown-secret"),
            Red(CONTRACTS, "query: secrets", "contract-fact"),
        ),
        (README, "backend/docs/DEPLOYMENT_GUIDE.md"),
    ),
    Mutation(
        "delete one use of a secret",
        _edit(DEPLOY, SLACK, "", 0),
        (Red(CONTRACTS, "query: 'references.{PROMETHEUS_URL", "contract-fact"),),
        (README, "backend/docs/DEPLOYMENT_GUIDE.md"),
    ),
    Mutation(
        "change `CANARY_WAIT_SECONDS`",
        _edit(DEPLOY, 'CANARY_WAIT_SECONDS: "300"', 'CANARY_WAIT_SECONDS: "600"', 0),
        (
            Red(GUIDE, "gives it 10 % of the traffic and waits 5 minutes", "step-timeout"),
            Red(GUIDE, "Canary 10% traffic (5m wait)", "step-timeout"),
            Red(EMITTED + "backend/docs/DEPLOYMENT_GUIDE.md", "Canary 10% traffic (5m wait)", "step-timeout"),
            Red(CONTRACTS, "[?env.CANARY_WEIGHT].[env.CANARY_WEIGHT.value", "contract-fact"),
        ),
        (README, "backend/docs/CI_CD_RUNBOOK.md", "backend/docs/DEPLOYMENT_GUIDE.md"),
    ),
    Mutation(
        "rename a route",
        _edit("backend/api/skill_routes.py", "/api/skills", "/api/abilities"),
        (
            Red(RUNBOOK, "the same, for `/api/skills`", "unknown-route"),
            Red(EMITTED + "backend/docs/CI_CD_RUNBOOK.md", "the same, for `/api/skills`", "unknown-route"),
            Red(CONTRACTS, "{file: backend/api/skill_routes.py", "contract-fact"),
        ),
    ),
    Mutation(
        "rename a route of the health checks",
        _edit(HEALTH, '"/health/ready"', '"/health/readiness"'),
        (
            Red(RUNBOOK, "curl https://staging.atom.example.com/health/ready", "command-endpoint"),
            Red(GUIDE, "curl -f https://atom.example.com/health/ready", "command-endpoint"),
            Red(EMITTED + "backend/docs/CI_CD_TROUBLESHOOTING.md", "/health/ready", "command-endpoint"),
        ),
        ("backend/docs/DEPLOYMENT_GUIDE.md",),
    ),
    Mutation(
        "change a key of a health example",
        _edit(HEALTH, '"query_time_ms": 5.23', '"latency_ms": 5.23'),
        # Written by hand, the document is false; taken from the code, the contract alone has the old key.
        (Red((EMITTED + "backend/docs/DEPLOYMENT_GUIDE.md", CONTRACTS), '"query_time_ms": 5', "contract-key-link"),),
    ),
    Mutation(
        "delete `scripts/manual-smoke-tests.sh`",
        _edit("scripts/manual-smoke-tests.sh", "", GONE),
        (
            Red(RUNBOOK, "./scripts/manual-smoke-tests.sh staging", "command-path"),
            Red(GUIDE, "./scripts/manual-smoke-tests.sh staging", "command-path"),
            Red(TROUBLE, "./scripts/manual-smoke-tests.sh staging", "command-path"),
            Red(EMITTED + "backend/docs/CI_CD_RUNBOOK.md", "./scripts/manual-smoke-tests.sh staging", "command-path"),
        ),
    ),
    Mutation(
        "rename a dashboard panel",
        _edit(DASHBOARD, '"title": "Smoke Test Pass Rate"', '"title": "Smoke Tests"'),
        # All documents take the panels from the dashboard; the contract has their names.
        (Red(CONTRACTS, "panels: [Deployment Success Rate", "contract-pattern"),),
        ("backend/docs/MONITORING_SETUP.md", "backend/docs/DEPLOYMENT_GUIDE.md", "backend/docs/CI_CD_RUNBOOK.md"),
    ),
    Mutation(
        "edit a number in the emitted README by hand",
        _edit(README, "15–20 minutes", "15–30 minutes", 0),
        (),
        (README,),
    ),
)  # fmt: skip
"""The list of the specification, some in several ways; the last is red until the file is written anew, and green then."""

FURTHER = (
    # What pages say of workflows.
    Mutation(
        "rename a step",
        _edit(DEPLOY, "name: Require CI Pipeline success", "name: Wait for CI"),
        (Red(RUNBOOK, "Require CI Pipeline success` asks every 30 seconds", "unknown-step"),),
        (README,),
    ),
    Mutation(
        "remove a step",
        _edit(CI, COVERAGE, ""),
        (Red(RUNBOOK, "gh run download <run-id> --name coverage-reports", "command-name"), Red(CONTRACTS, "'actions/upload-artifact@')].with.name.value", "contract-fact")),
        (README,),
    ),
    Mutation(
        "let a step be skipped after a failure",
        _edit(DEPLOY, "      - name: Record deployment metrics\n        if: always()\n", "      - name: Record deployment metrics\n"),
        (Red(GUIDE, "run in any case", "step-condition"), Red(CONTRACTS, "contains(if, '()')", "contract-fact")),
    ),
    Mutation("add a job", _edit(CI, "  # Builds the backend image with", DOCS_BUILD + "  # Builds the backend image with"), (Red(RUNBOOK, "has five jobs", "count"),)),
    Mutation(
        "let a job wait",
        _edit(CI, "  frontend-build:\n", "  frontend-build:\n    needs: backend-test\n"),
        (Red(WORKFLOWS, "runs beside {ci:job}`ci.yml:backend-test`", "job-needs"), Red(CONTRACTS, '"frontend-build": "frontend-build".needs', "contract-fact")),
    ),
    Mutation("change the limit of a job", _edit(CI, "timeout-minutes: 90", "timeout-minutes: 60", 1), (Red(RUNBOOK, "The job ends by itself after 90 minutes", "job-timeout"),)),
    Mutation("change the limit of another job", _edit(CI, "timeout-minutes: 20", "timeout-minutes: 25"), (Red(TROUBLE, "a time limit of its own, 20 minutes", "job-timeout"),)),
    Mutation(
        "change the limit of a step",
        _edit(CI, "        timeout-minutes: 10\n        with", "        timeout-minutes: 15\n        with"),
        (Red(TROUBLE, "ends after more than 10 minutes", "step-timeout"),),
    ),
    Mutation("change a branch", _edit(DEPLOY, "branches: [main]", "branches: [release]"), (Red(CONTRACTS, "push: on.push.branches, inputs:", "contract-fact"),)),
    Mutation("let nobody start it by hand", _edit(DEPLOY, DISPATCH, ""), (Red(RUNBOOK, "gh workflow run deploy.yml --ref main", "not-dispatched"),)),
    Mutation("rename an option of an input", _edit(DEPLOY, "[staging, production]", "[staging, live]"), (Red(TROUBLE, "-f environment=production", "input-value"),)),
    Mutation("change the limit of an error rate", _edit(DEPLOY, 'ERROR_RATE_THRESHOLD: "0.1"', 'ERROR_RATE_THRESHOLD: "0.5"'), (Red(RUNBOOK, "The error rate is <0.1 %", "number"), Red(CONTRACTS, "ERROR_RATE_THRESHOLD.value", "contract-fact"))),
    Mutation("change the limit of a latency", _edit(DEPLOY, 'LATENCY_P95_THRESHOLD_MS: "500"', 'LATENCY_P95_THRESHOLD_MS: "800"'), (Red(CONTRACTS, "LATENCY_P95_THRESHOLD_MS.value", "contract-fact"),)),
    Mutation("change a variable", _edit(DEPLOY, 'QUERY_TIMEOUT_SECONDS: "10"', 'QUERY_TIMEOUT_SECONDS: "20"'), (Red(TROUBLE, 'from `"10"` to `"30"`', "value"),)),
    Mutation("change the number of retries", _edit(CI, "--reruns 2", "--reruns 3"), (Red(RUNBOOK, "after at most 2 retries", "threshold"),)),
    Mutation("change the limit of the coverage", _edit(CI, "--cov-fail-under=25", "--cov-fail-under=40"), (Red(RUNBOOK, "coverage >=25%", "threshold"),)),
    Mutation("change the limit of the duration", _edit(CI, "3600", "1800"), (Red(RUNBOOK, "full suite <60 minutes", "threshold"),)),
    Mutation("ask less often", _edit("scripts/require-ci-success.sh", "CI_POLL_SECONDS:-30", "CI_POLL_SECONDS:-60"), (Red(RUNBOOK, "asks every 30 seconds", "step-timeout"),)),
    Mutation("wait longer for CI", _edit("scripts/require-ci-success.sh", "CI_WAIT_SECONDS:-2700", "CI_WAIT_SECONDS:-3600"), (Red(RUNBOOK, "for at most 45 minutes", "step-timeout"),)),
    Mutation("rename an environment", _edit(DEPLOY, "      name: production\n", "      name: live\n"), (Red(GUIDE, "{ci:environment}`production` exists", "unknown-environment"),)),
    Mutation("move an environment", _edit(DEPLOY, "url: https://staging.", "url: https://stage."), (Red(GUIDE, "curl -f https://staging.atom.example.com/health/live", "command-host"),)),
    Mutation(
        "change the label of the rollback issue",
        (Edit(DEPLOY, "gh label create rollback", "gh label create rolled-back"), Edit(DEPLOY, ',rollback"', ',rolled-back"')),
        (Red(RUNBOOK, "gh issue list --label rollback", "command-name"), Red(RUNBOOK, '--label "production,rollback"', "command-name")),
    ),
    Mutation("change the title of an issue", _edit(DEPLOY, '"Staging Rollback - Automatic"', '"Rollback of staging"'), (Red(RUNBOOK, "with the title `Staging Rollback - Automatic`", "unknown-title"),)),
    Mutation("move a script", _edit("scripts/set-traffic.sh", "", GONE), (Red(KUBERNETES, "{ci:file}`scripts/set-traffic.sh`", "unknown-file"),)),
    # What pages say of the application, the cluster and the monitoring.
    Mutation("rename a fixture", _edit("backend/tests/conftest.py", "unique_resource_name", "unique_name"), (Red(TROUBLE, "the fixture `unique_resource_name`", "unknown-fixture"),)),
    Mutation("change an alert", _edit(ALERTS, "error_rate > 5", "error_rate > 10"), (Red(RUNBOOK, "For an error rate >5 %", "threshold"), Red(CONTRACTS, "query: groups[].rules[].[alert, expr]", "contract-fact"))),
    Mutation("change another alert", _edit(ALERTS, "deployment_success_rate < 95", "deployment_success_rate < 90"), (Red(RUNBOOK, "deployment success rate >95 %", "threshold"),)),
    Mutation("rename a metric", _edit("scripts/smoke-tests.sh", "smoke_test_total", "smoke_tests"), (Red(EMITTED + "backend/docs/DEPLOYMENT_GUIDE.md", "| `smoke_test_total` |", "contract-name"),)),
    Mutation("rename a dashboard", _edit(DASHBOARD, '"uid": "atom-deployment-overview"', '"uid": "atom-deployments"'), (Red(TROUBLE, "/api/dashboards/uid/atom-deployment-overview", "unknown-dashboard"),)),
    Mutation("change the number of replicas", _all(MANIFESTS, "replicas: 3", "replicas: 5"), (Red(CONTRACTS, "spec.[replicas, revisionHistoryLimit", "contract-fact"),)),
    Mutation("keep fewer revisions", _all(MANIFESTS, "revisionHistoryLimit: 10", "revisionHistoryLimit: 5"), (Red(CONTRACTS, "spec.[replicas, revisionHistoryLimit", "contract-fact"),)),
    Mutation("give a right", _edit("k8s/rbac.yaml", "verbs: [get, patch]", "verbs: [get, list, patch]"), (Red(CONTRACTS, "[?kind=='Role'].[metadata.namespace", "contract-fact"),)),
    # What no sentence says in a way that can be held, and the contract does.
    Mutation("change a trigger", _edit(LANCEDB, "  workflow_dispatch:\n", ""), (Red(CONTRACTS, "pull_request: on.pull_request.branches}'", "contract-fact"),)),
    Mutation("change the version of Python", tuple(Edit(path, '"3.11"', '"3.12"') for path in (CI, DEPLOY, LANCEDB)), (Red(CONTRACTS, "python-version", "contract-fact"),)),
    Mutation("change the version of kubectl", _edit(DEPLOY, "v1.28.0", "v1.31.0"), (Red(CONTRACTS, "[?with.version", "contract-fact"),)),
    Mutation("change a runner", _edit(CI, "runs-on: ubuntu-latest", "runs-on: ubuntu-24.04", 0), (Red(CONTRACTS, "says: its runners", "contract-fact"),)),
    Mutation("change the weight of a stage", _edit(DEPLOY, 'CANARY_WEIGHT: "10"', 'CANARY_WEIGHT: "20"'), (Red(CONTRACTS, "[?env.CANARY_WEIGHT]", "contract-fact"),)),
    Mutation("require one secret less", _edit(DEPLOY, ' "${STAGING_URL:?}"', ""), (Red(CONTRACTS, "query: secrets", "contract-fact"),)),
    Mutation("change a variable of CI", _edit(CI, "test_key_for_ci_only", "ci_key"), (Red(CONTRACTS, "'{names: keys(env), values: env.*.value}'", "contract-fact"),)),
    Mutation("change the scope of the cache", _edit(CI, "scope=buildx", "scope=ci"), (Red(CONTRACTS, "query: 'jobs.\"build-docker\".steps", "contract-fact"),)),
    Mutation("change an alert for staging", _edit(ALERTS, '"staging"} > 1', '"staging"} > 2'), (Red(CONTRACTS, "query: groups[].rules[].[alert, expr]", "contract-fact"),)),
    Mutation("change a namespace", _edit("k8s/rbac.yaml", "atom-staging", "atom-stage"), (Red(CONTRACTS, "[?kind=='ServiceAccount']", "contract-fact"),)),
    Mutation("change the period of a probe", _edit(MANIFESTS[0], "periodSeconds: 10", "periodSeconds: 15", 0), (Red(CONTRACTS, "[livenessProbe, readinessProbe]", "contract-fact"),)),
    Mutation("change the size of the pool", _edit("backend/core/database.py", "POOL_SIZE = 10", "POOL_SIZE = 20"), (Red(CONTRACTS, "says: the size of the pool", "contract-fact"),)),
    Mutation("change a planned duration", _edit("estimates.yml", "whole run: {min: 15, max: 20}", "whole run: {min: 15, max: 30}", 0), (Red(CONTRACTS, "query: 'planned.[\"ci.yml\".\"whole run\"", "contract-fact"),)),
    Mutation("change an address", _edit("contacts.yml", "devops-lead@", "lead@"), (Red(CONTRACTS, "query: contacts.*.address", "contract-fact"),)),
    Mutation("change what a script prints", _edit("scripts/smoke-tests.sh", "Result: ", "Outcome: "), (Red(CONTRACTS, "says: what it prints", "contract-fact"),)),
    Mutation("change the port of the image", _edit("backend/Dockerfile", "8000", "9000"), (Red(CONTRACTS, "{file: backend/Dockerfile", "contract-fact"),)),
)  # fmt: skip
"""What ordinary changes of the repository would bring."""
