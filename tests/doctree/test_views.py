"""Views: what the cells of each table say, and that every view takes every workflow."""

from __future__ import annotations

import re

import pytest
from workflow.support import OK, Source, one_job, parse, repository

from workflow_docs.analysis import endpoints, gates, secrets, usage, verdicts
from workflow_docs.doctree import tables, views
from workflow_docs.workflow.model import step_title


def comment(_kind, _name, description):
    return description


def rows(table: tables.Table) -> list[dict[str, str]]:
    """Return the rows of a table by column, without the empty columns and the links to source lines."""
    table = table.without_empty_columns()
    return [
        {
            column: "".join(node.astext() for node in cell)
            for column, cell in zip(table.columns, row.cells, strict=True)
            if column != "Source"
        }
        for row in table.rows
    ]


def test_triggers():
    found = rows(views.triggers([Source("triggers.yml").workflow], with_workflow=False, describe=comment))
    assert found[0] == {
        "Event": "push",
        "Only for": "branches main, release/**; paths-ignore docs/**, *.md; tags v*",
        "Purpose": "Every change of the main branch",
    }
    assert found[2]["Only for"] == "cron 30 5 * * 1-5; cron 0 0 1 * *"


def test_inputs():
    assert rows(views.inputs(Source("triggers.yml").workflow, comment)) == [
        {
            "Input": "level",
            "Event": "workflow_dispatch",
            "Type": "choice",
            "Required": "No",
            "Default": "low",
            "Options": "low, high",
            "Purpose": "Said in a comment.",
        },
        {
            "Input": "dry-run",
            "Event": "workflow_dispatch",
            "Type": "boolean",
            "Required": "Yes",
            "Default": "",
            "Options": "",
            "Purpose": "Change nothing",
        },
        {
            "Input": "target",
            "Event": "workflow_call",
            "Type": "string",
            "Required": "No",
            "Default": "${{ github.ref_name }}",
            "Options": "",
            "Purpose": "",
        },
    ]


def test_jobs_show_needs_even_where_there_are_none():
    found = rows(views.jobs(Source("needs.yml").workflow, comment))
    assert [(row["Job"], row["Needs"]) for row in found] == [
        ("lint", "–"),
        ("test", "lint"),
        ("build", "lint, test"),
        ("deploy", "build, test"),
        ("report", "–"),
    ]


def test_the_settings_of_a_job():
    workflow = Source("settings.yml").workflow
    facts = {row["Setting"]: row["Value"] for row in rows(views.job_facts(workflow, workflow.jobs[0]))}
    assert facts == {
        "Condition": "github.ref == 'refs/heads/main'",
        "Permissions": "contents: read, id-token: write",
        "Concurrency": "production",
        "Runs on": "ubuntu-latest",
        "Time limit": "7.5 minutes",
        "Continues on error": "${{ matrix.experimental }}",
        "Folder": "backend",
    }


def test_permissions_that_are_none_are_said():
    workflow = Source("settings.yml").workflow
    facts = {row["Setting"]: row["Value"] for row in rows(views.job_facts(workflow, workflow.jobs[1]))}
    assert facts["Permissions"] == "none"


def test_the_settings_of_a_call():
    workflow = Source("reusable.yml").workflow
    build, deploy = (
        {row["Setting"]: row["Value"] for row in rows(views.job_facts(workflow, job))}
        for job in workflow.jobs
    )
    assert build == {
        "Calls": "./.github/workflows/build.yml",
        "Inputs": "target, debug",
        "Secrets": "token",
    }
    assert deploy["Secrets"] == "all of the caller's"
    assert deploy["Matrix"] == "2 × target"


def test_steps():
    workflow = Source("steps.yml").workflow
    found = rows(views.steps(workflow, workflow.jobs[0], comment))
    assert [row["Runs"] for row in found] == [
        "actions/checkout@v4",
        "make all",
        "make test",
        "wait compile",
        "docker://alpine:3.20",
    ]
    assert [row["If it fails"] for row in found] == ["", "the job goes on", "", "", ""]


@pytest.mark.parametrize(
    ("job", "shown"),
    [
        ("test", "4 × os, python, coverage"),
        ("dynamic", "made at run time: ${{ fromJSON(needs.plan.outputs.matrix) }}"),
    ],
)
def test_a_matrix(job, shown):
    cell = views.matrix_cell(Source("matrix.yml").workflow.job(job))
    assert "".join(node.astext() for node in cell) == shown


def test_variables_with_their_scopes():
    found = rows(views.env(usage.env(Source("env.yml").workflow), comment))
    assert [(row["Variable"], row["Value"], row["Scope"]) for row in found] == [
        ("REGION", "eu-west-1", "workflow"),
        ("EMPTY", "empty", "workflow"),
        ("QUOTED", "yes", "workflow"),
        ("PORT", "8080", "job build"),
        ("URL", "http://localhost:8080/#top", "job build"),
        ("TOKEN", "${{ secrets.NPM_TOKEN }}", "step build → Run make"),
    ]


def test_secrets_with_their_places(tmp_path):
    found = repository(
        tmp_path, {"ci.yml": one_job("env: {A: '${{ secrets.T }}'}\nsteps: [{run: ': ${A:?}'}]")}
    )
    assert rows(views.secrets(secrets.secrets(found, found.workflows), comment)) == [
        {
            "Secret": "T",
            "Required": "Yes",
            "Used in": "a (ci.yml:5)",
            "Reason": "${A:?} ends the step when it is empty (ci.yml:6)",
        }
    ]


def test_many_places_of_a_secret_are_counted(tmp_path):
    jobs = "".join(
        f"  j{i}: {{runs-on: x, env: {{A: '${{{{ secrets.T }}}}'}}, steps: [{{run: make}}]}}\n"
        for i in range(8)
    )
    found = repository(tmp_path, {"ci.yml": f"on: push\njobs:\n{jobs}"})
    (row,) = rows(views.secrets(secrets.secrets(found, found.workflows), comment))
    assert row["Used in"].endswith("j5 (ci.yml:8), 2 more jobs")


def test_gates_with_their_limits_and_their_worth(tmp_path):
    body = (
        "steps:\n  # Keeps it covered.\n  - name: 'TQ-01: Coverage'\n    continue-on-error: true\n"
        "    run: pytest --cov-fail-under=80\n  - name: 'TQ-02: Types'\n    run: mypy ."
    )
    found = repository(
        tmp_path, {"ci.yml": one_job(body) + "  b: {needs: a, runs-on: x, steps: [{run: make}]}\n"}
    )
    judge = verdicts.Judge(found)
    first, second = rows(views.gates([judge.judge(gate) for gate in gates.gates(found.workflows)], comment))
    assert first == {
        "Gate": "TQ-01",
        "Checks": "Coverage",
        "Job": "a",
        "Step": "TQ-01: Coverage",
        "Command": "pytest --cov-fail-under=80",
        "Threshold": "≥ 80 % (ci.yml:9)",
        "Verdict": "informational",
        "Why": "the step fails if pytest --cov-fail-under=80 fails (the shell is bash -e {0}) (ci.yml:9);"
        " continue-on-error: true: if the step fails, the job goes on and ends green (ci.yml:8)",
        "Stops": "nothing",
        "If it fails": "the job goes on",
        "Purpose": "Keeps it covered",
    }
    assert (second["Verdict"], second["Stops"], second["If it fails"]) == (
        "blocking", "b", "the job fails, without b",
    )  # fmt: skip


def test_routes():
    source = '@app.get("/a")\ndef a():\n    """Read\n    it. And more.\n\n    Else.\n    """'
    assert rows(views.endpoints(endpoints.endpoints(source, "api.py"))) == [
        {"Method": "GET", "Path": "/a", "Status codes": "200", "Purpose": "Read it"}
    ]


@pytest.mark.parametrize(
    ("url", "links"),
    [("https://example.com", 1), ("https://${{ vars.HOST }}", 0), ("javascript:alert(1)", 0)],
)
def test_only_a_plain_address_is_a_link(url, links):
    body = f"environment: {{name: e, url: '{url}'}}\nsteps: [{{run: make}}]"
    table = views.environments(usage.environments([parse(one_job(body))]), comment)
    cell = table.rows[0].cells[1]
    assert len([node for node in cell if "refuri" in node]) == links
    assert cell[0].astext() == url


@pytest.mark.parametrize("name", sorted(path.name for path in OK.glob("*.yml")))
def test_every_view_takes_every_workflow(tmp_path, name):
    found = repository(tmp_path, {name: (OK / name).read_text(encoding="utf-8")})
    (workflow,) = found.workflows
    every = [
        views.workflows(found.files.values(), comment),
        views.triggers([workflow], with_workflow=True, describe=comment),
        views.inputs(workflow, comment),
        views.jobs(workflow, comment),
        *(views.job_facts(workflow, job) for job in workflow.jobs),
        *(views.steps(workflow, job, comment) for job in workflow.jobs),
        views.env(usage.env(workflow), comment),
        views.secrets(secrets.secrets(found, [workflow]), comment),
        views.variables(secrets.variables([workflow]), comment),
        views.services(usage.services(workflow), comment),
        views.artifacts(usage.artifacts(workflow)),
        views.environments(usage.environments([workflow]), comment),
        views.commands(usage.commands(workflow, re.compile("."))),
    ]
    for table in every:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert tables.build(table).astext() or not table.rows


def test_a_file_that_cannot_be_read_has_a_row(tmp_path):
    found = repository(tmp_path, {"a.yml": "["})
    assert rows(views.workflows(found.files.values(), comment)) == [
        {"Workflow": "a.yml", "File": "a.yml", "Triggers": "cannot be read"}
    ]


def test_a_step_is_named_by_id_or_number():
    workflow = Source("steps.yml").workflow
    (job,) = workflow.jobs
    assert [views.step_name(workflow, job, step).rpartition(":")[2] for step in job.steps] == [
        *("1", "compile", "3", "4", "5")
    ]
    assert step_title(job.steps[1]) == "Compile"
