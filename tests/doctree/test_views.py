"""Views: what the cells of each table say, and that every view takes every workflow."""

from __future__ import annotations

import re

import pytest
from sphinx import addnodes
from workflow.support import OK, Source, jobs, one_job, parse, repository

from workflow_docs.analysis import gates, secrets, usage, verdicts
from workflow_docs.doctree import tables, views
from workflow_docs.workflow.model import step_title


def comment(_kind, _name, description):
    return description


def rows(table: tables.Table) -> list[dict[str, str]]:
    """Return the rows of a table by column, without the empty columns and the links to source lines."""
    said = [
        column
        for i, column in enumerate(table.columns)
        if column != "Source" and any(row.cells[i] for row in table.rows)
    ]
    return [
        {
            column: "".join(node.astext() for node in cell)
            for column, cell in zip(table.columns, row.cells, strict=True)
            if column in said
        }
        for row in table.rows
    ]


def lines(cell) -> list[str]:
    """Return where the links of a cell to source lines lead, as `text file:line`."""
    return [
        f"{node.astext()} {node['reftarget'].rpartition('/')[2]}:{node['line']}"
        for top in cell
        for node in top.findall()
        if isinstance(node, addnodes.pending_xref) and node["reftype"] == "source"
    ]


def no_example(_kind, _name):
    return None


def test_triggers():
    found = rows(views.triggers([Source("triggers.yml").workflow], with_workflow=False, describe=comment))
    assert found[0] == {
        "Event": "push",
        "When": "branches main, release/**; every path but docs/**, *.md; tag v*",
        "Purpose": "Every change of the main branch",
    }
    assert {row["Event"]: row["When"] for row in found[1:]} == {
        "pull_request": "types opened, synchronize",
        "schedule": "Monday to Friday at 05:30 UTC (30 5 * * 1-5); on day 1 of each month at 00:00 UTC (0 0 1 * *)",
        "workflow_dispatch": "by hand",
        "workflow_call": "called by another workflow",
        "merge_group": "",
    }


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("push", "every branch and tag"),
        ("pull_request", "every branch"),
        ("{push: {branches-ignore: [a, b]}}", "every branch but a, b"),
        ("{push: {tags: [a, b], paths: [c]}}", "tags a, b; path c"),
        ("{workflow_run: {workflows: [CI], types: [completed]}}", "after CI; type completed"),
        ("{push: {branches: [a, b, c, d, e, f, g]}}", "branches a, b, c, d, e, f and 1 more"),
        ("{schedule: [{cron: '7 1-3 * * *'}]}", "cron 7 1-3 * * *"),
        (
            "{schedule: [{cron: '0 9 * * 1', timezone: Europe/Rome}]}",
            "every Monday at 09:00 Europe/Rome (0 9 * * 1)",
        ),
        ("{schedule: [{cron: '*/5 * * * *'}]}", "every 5 minutes (*/5 * * * *)"),
    ],
)
def test_when_an_event_starts_a_workflow(on, shown):
    workflow = parse(f"on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}\n")
    (row,) = rows(views.triggers([workflow], with_workflow=False, describe=comment))
    assert row["When"] == shown


def test_workflows_that_the_same_event_starts_share_a_row(tmp_path):
    body = "jobs: {a: {runs-on: x, steps: [{run: make}]}}\n"
    found = repository(
        tmp_path,
        {
            "a.yml": f"name: A\non: {{push: {{branches: [main]}}}}\n{body}",
            "b.yml": f"name: B\non: {{workflow_dispatch: , push: {{branches: [main]}}}}\n{body}",
        },
    )
    table = views.triggers(found.workflows, with_workflow=True, describe=comment)
    assert [(row["Event"], row["Workflow"]) for row in rows(table)] == [
        ("push", "A, B"), ("workflow_dispatch", "B"),
    ]  # fmt: skip
    assert [lines(row.cells[0]) for row in table.rows] == [[], ["workflow_dispatch b.yml:2"]]
    assert lines(table.rows[0].cells[-1]) == ["a.yml:2 a.yml:2", "b.yml:2 b.yml:2"]


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        ("{push: {branches: [main, 'v*']}}", "push (main, v*)"),
        (
            "{schedule: [{cron: '0 2 * * *'}, {cron: '7 1-3 * * *'}]}",
            "schedule (daily at 02:00 UTC, 7 1-3 * * *)",
        ),
        ("[push, pull_request]", "push, pull_request"),
    ],
)
def test_the_overview_has_events_in_few_words(tmp_path, on, shown):
    found = repository(
        tmp_path, {"a.yml": f"on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}\n"}
    )
    (row,) = rows(views.workflows(found.files.values(), comment))
    assert row["Triggers"] == shown


def test_the_overview_says_no_file_twice(tmp_path):
    body = "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"
    found = repository(tmp_path, {"a.yml": f"name: A\n{body}", "b.yml": body})
    table = views.workflows(found.files.values(), comment)
    assert [(row["Workflow"], row["File"]) for row in rows(table)] == [
        ("A", "a.yml"),
        ("b.yml", ""),
    ]
    assert [len(list(row.cells[1])) for row in table.rows] == [1, 0]
    alone = views.workflows(found.files.values(), comment, with_title=False)
    assert [row.cells[1][0]["reftype"] for row in alone.rows] == ["workflow", "workflow"]


def test_inputs():
    assert rows(views.inputs(Source("triggers.yml").workflow, comment, no_example)) == [
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
    assert deploy["Matrix"] == "2 legs by target"


def test_jobs_that_all_run_on_their_own():
    found = rows(views.jobs(parse(jobs("a\nb")), comment))
    assert [row["Needs"] for row in found] == ["no other job", "no other job"]
    assert "Needs" not in rows(views.jobs(parse(jobs("a")), comment))[0]


def test_steps():
    workflow = Source("steps.yml").workflow
    table = views.steps(workflow, workflow.jobs[0], comment)
    found = rows(table)
    assert [row["Runs"] for row in found] == [
        "actions/checkout@v4",
        "make all",
        "make test",
        "wait compile",
        "docker://alpine:3.20",
    ]
    fails = "the job fails"
    assert [row["If it fails"] for row in found] == [fails, "the job goes on", fails, fails, fails]
    assert lines(table.rows[1].cells[0]) == ["2 steps.yml:10"]


def test_a_step_without_a_name_has_one_only_where_nothing_else_tells_of_it():
    workflow = Source("steps.yml").workflow
    assert [row["Name"] for row in rows(views.steps(workflow, workflow.jobs[0], comment))] == [
        "", "Compile", "", "", "",
    ]  # fmt: skip
    found = rows(views.steps(workflow, workflow.jobs[0], comment, with_runs=False))
    assert found[0]["Name"] == "Run actions/checkout@v4"


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("{run: make, continue-on-error: true}", "the job goes on"),
        ("{run: make, continue-on-error: false}", "the job fails"),
        ("{run: make, continue-on-error: '${{ matrix.x }}'}", "the job goes on if ${{ matrix.x }}"),
    ],
)
def test_what_becomes_of_the_job_if_a_step_fails(step, shown):
    workflow = parse(one_job(f"strategy: {{matrix: {{x: [true]}}}}\nsteps: [{step}]"))
    (row,) = rows(views.steps(workflow, workflow.jobs[0], comment))
    assert row["If it fails"] == shown


COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("step", "shown", "linked"),
    [
        (f"uses: a/b@{COMMIT}", "a/b@0123456", []),
        ("run: 'a; b; c; d; e'", "a; b; c; d and 1 more", ["1 more ci.yml:6"]),
        (f"run: curl --data {'x' * 90} --output {'y' * 90}", f"curl --data {'x' * 90} … (in full)", ["in full ci.yml:6"]),
        ("run: ': ${A:?} ${B:?}'", "ends unless A, B are set", []),
        ("run: ': ${A:?}'", "ends unless A is set", []),
        ("run: 'echo a=1 >> $GITHUB_OUTPUT'", "writes $GITHUB_OUTPUT", []),
        ("run: 'echo a; echo b'", "prints text (1 line)", ["1 line ci.yml:6"]),
        ("{shell: 'nu {0}', run: \"a\\nb\"}", "2 lines of nu", ["2 lines ci.yml:6"]),
        ("run: '# nothing'", "", []),
    ],
)  # fmt: skip
def test_what_a_step_runs(step, shown, linked):
    workflow = parse(one_job(f"steps:\n  - {step}"))
    (row,) = views.steps(workflow, workflow.jobs[0], comment).rows
    cell = row.cells[2]
    assert "".join(node.astext() for node in cell) == shown
    assert lines(cell) == linked


@pytest.mark.parametrize(
    ("job", "shown"),
    [
        ("test", "4 legs by os, python, coverage"),
        ("dynamic", "made at run time: ${{ fromJSON(needs.plan.outputs.matrix) }}"),
    ],
)
def test_a_matrix(job, shown):
    cell = views.matrix_cell(Source("matrix.yml").workflow.job(job))
    assert "".join(node.astext() for node in cell) == shown


def test_variables_with_their_scopes():
    table = views.env(usage.env(Source("env.yml").workflow), comment)
    assert [(row["Variable"], row["Value"], row["Scope"]) for row in rows(table)] == [
        ("REGION", "eu-west-1", "workflow"),
        ("EMPTY", "empty", "workflow"),
        ("QUOTED", "yes", "workflow"),
        ("PORT", "8080", "job build"),
        ("URL", "http://localhost:8080/#top", "job build"),
        ("TOKEN", "${{ secrets.NPM_TOKEN }}", "step of build: Run make"),
    ]
    assert [lines(row.cells[2]) for row in table.rows[3:]] == [
        ["build env.yml:11"], ["build env.yml:12"], ["Run make env.yml:16"],
    ]  # fmt: skip


ENV = """\
name: N
on: push
env: {A: '1', WAIT_SECONDS: '300'}
jobs:
  a:
    runs-on: x
    env: {A: '2'}
    steps:
      - {name: One, run: make, env: {A: '1', B: x}}
      - {name: Two, run: make, env: {A: '1', WAIT_MINUTES: '90'}}
  b:
    runs-on: x
    env: {A: '1', WAIT_SECONDS: '59'}
    steps: [{run: make, env: {A: }}]
"""


def test_a_variable_that_several_places_set_alike_has_one_row():
    table = views.env(usage.env(parse(ENV)), comment)
    assert [(row["Variable"], row["Value"], row["Scope"]) for row in rows(table)] == [
        ("A", "1", "workflow; steps of a: One, Two; job b"),
        ("A", "2", "job a"),
        ("A", "empty", "step of b: Run make"),
        ("WAIT_SECONDS", "300 (5 minutes)", "workflow"),
        ("WAIT_SECONDS", "59", "job b"),
        ("B", "x", "step of a: One"),
        ("WAIT_MINUTES", "90 (1 hour 30 minutes)", "step of a: Two"),
    ]


def test_a_value_leads_to_its_line_where_no_scope_does():
    table = views.env(usage.env(parse(ENV), ["job"]), comment, with_scope=False)
    assert [lines(row.cells[1]) for row in table.rows] == [["2 ci.yml:7"], ["1 ci.yml:13"], ["59 ci.yml:13"]]


def test_scopes_in_several_workflows_have_the_file_before_them(tmp_path):
    found = repository(tmp_path, {"a.yml": ENV, "b.yml": ENV})
    table = views.env([row for workflow in found.workflows for row in usage.env(workflow)], comment)
    assert rows(table)[0]["Scope"].startswith("a.yml; steps of a.yml:a: One, Two; job a.yml:b; b.yml; ")


@pytest.mark.parametrize(
    ("scope", "columns", "shown"),
    [
        (
            "step",
            ("Step", "Job", "Workflow", "A", "WAIT_MINUTES"),
            [
                ("One", "a", "N", "1", ""),
                ("Two", "a", "N", "1", "90 (1 hour 30 minutes)"),
                ("Run make", "b", "N", "empty", ""),
            ],
        ),
        ("job", ("Job", "Workflow", "A", "WAIT_MINUTES"), [("a", "N", "2", ""), ("b", "N", "1", "")]),
        ("workflow", ("Workflow", "A", "WAIT_MINUTES"), [("N", "1", "")]),
    ],
)
def test_variables_side_by_side(scope, columns, shown):
    found = [row for row in usage.env(parse(ENV), [scope]) if row.entry.name in {"A", "WAIT_MINUTES"}]
    table = views.env_by(found, ["A", "WAIT_MINUTES"])
    assert table.columns == columns
    assert [
        tuple("".join(node.astext() for node in cell) for cell in row.cells) for row in table.rows
    ] == shown
    assert table.code == {"A", "WAIT_MINUTES"}
    assert all(lines(row.cells[-2]) for row in table.rows)


def test_secrets_with_their_places(tmp_path):
    found = repository(
        tmp_path, {"ci.yml": one_job("env: {A: '${{ secrets.T }}'}\nsteps: [{run: ': ${A:?}'}]")}
    )
    table = views.secrets(secrets.secrets(found, found.workflows), comment, lambda *of: f"<{of[0]} {of[1]}>")
    assert rows(table) == [
        {
            "Secret": "T",
            "Required": "Yes",
            "Example": "<secret T>",
            "Used in": "a",
            "Reason": "${A:?} ends the step when it is empty (ci.yml:6)",
        }
    ]
    assert lines(table.rows[0].cells[4]) == ["a ci.yml:5"]


def test_a_job_that_uses_a_secret_often_is_named_once_and_the_required_come_first(tmp_path):
    text = "on: push\nenv: {W: '${{ secrets.A }}'}\njobs:\n" + "".join(
        f"  {job}: {{runs-on: x, env: {{A: '${{{{ secrets.A }}}}'}}, steps: [{{run: make, env: {{A: '${{{{ secrets.A }}}}'}}}},"
        " {env: {B: '${{ secrets.B }}', T: '${{ secrets.GITHUB_TOKEN }}'}, run: ': ${B:?}'}]}\n"
        for job in ("j", "k")
    )
    found = repository(tmp_path, {"ci.yml": text})
    table = views.secrets(secrets.secrets(found, found.workflows), comment, no_example)
    assert [(row["Secret"], row["Required"], row["Used in"], bool(row["Reason"])) for row in rows(table)] == [
        ("B", "Yes", "j, k", True),
        ("GITHUB_TOKEN", "Set by GitHub", "j, k", False),
        ("A", "Not stated", "ci.yml, j, k", False),
    ]
    both = repository(tmp_path / "both", {"ci.yml": text, "cd.yml": text})
    shown = rows(views.secrets(secrets.secrets(both, both.workflows), comment, no_example))
    assert shown[0]["Used in"] == "cd.yml:j, cd.yml:k, ci.yml:j, ci.yml:k"


def test_many_places_of_a_secret_are_counted(tmp_path):
    each = "".join(
        f"  j{i}: {{runs-on: x, env: {{A: '${{{{ secrets.T }}}}'}}, steps: [{{run: make}}]}}\n"
        for i in range(8)
    )
    found = repository(tmp_path, {"ci.yml": f"on: push\njobs:\n{each}"})
    (row,) = rows(views.secrets(secrets.secrets(found, found.workflows), comment, no_example))
    assert row["Used in"] == "j0, j1, j2, j3, j4, j5, 2 more"


def test_a_command_has_one_row_with_all_that_run_it(tmp_path):
    found = repository(
        tmp_path,
        {
            "ci.yml": "on: push\njobs:\n"
            '  a: {runs-on: x, steps: [{name: One, run: make it}, {name: Two, run: "make it\\nmake it\\nls"}]}\n'
            "  b: {runs-on: x, steps: [{name: One, run: make it}]}\n"
        },
    )
    table = views.commands(usage.commands(next(iter(found.workflows)), re.compile("make")))
    assert rows(table) == [
        {
            "Command": "make it",
            "Used in": "a: One, Two; b: One",
            "Workflow": ".github/workflows/ci.yml",
            "Job": "a, b",
            "Step": "One, Two",
        }
    ]
    assert lines(table.rows[0].cells[1]) == ["One ci.yml:3", "Two ci.yml:3", "One ci.yml:4"]
    assert table.extra == {"Workflow", "Job", "Step", "Source"}


def test_a_service_has_its_health_check_apart_from_its_other_options():
    body = "services:\n  db:\n    image: d\n    options: --cpus 1 --health-cmd 'a b' --health-interval=10s --health-retries 1\nsteps: [{run: make}]"
    (row,) = rows(views.services(usage.services(parse(one_job(body))), comment))
    assert (row["Health check"], row["Options"]) == ("a b, every 10s, 1 retry", "--cpus 1")


def test_artifacts_are_named_by_what_is_known_of_them():
    body = "steps:\n  - {name: Keep it, uses: actions/upload-artifact@v4, with: {name: report, path: out}}\n  - uses: actions/download-artifact@v4"
    table = views.artifacts(usage.artifacts(parse(one_job(body))))
    assert [(row["Artifact"], row["Action"], row["Step"]) for row in rows(table)] == [
        ("report", "upload", "Keep it"), ("every artifact of the run", "download", ""),
    ]  # fmt: skip
    assert [row.cells[0][0][0].__class__.__name__ for row in table.rows] == ["literal", "inline"]


def test_gates_with_their_limits_and_their_worth(tmp_path):
    body = (
        "steps:\n  # Keeps it covered.\n  - name: 'TQ-01: Coverage'\n    continue-on-error: true\n"
        "    run: pytest --maxfail=2 --cov-fail-under=80\n  - name: 'TQ-02: Types'\n    run: mypy ."
    )
    found = repository(
        tmp_path, {"ci.yml": one_job(body) + "  b: {needs: a, runs-on: x, steps: [{run: make}]}\n"}
    )
    judge = verdicts.Judge(found)
    table = views.gates([judge.judge(gate) for gate in gates.gates(found.workflows)], comment)
    first, second = rows(table)
    assert first == {
        "Gate": "TQ-01",
        "Purpose": "Keeps it covered",
        "Where": "a → TQ-01: Coverage",
        "Command": "pytest --maxfail=2 --cov-fail-under=80",
        "Passes if": "all tests pass; coverage ≥ 80 %",
        "Effect": "warning",
        "Why": "continue-on-error: true: if the step fails, the job goes on and ends green (ci.yml:8)",
        "Checks": "Coverage",
        "Job": "a",
        "Step": "TQ-01: Coverage",
        "Threshold": "≥ 80 %",
        "Verdict": "informational",
        "Stops": "nothing",
        "If it fails": "the job goes on",
    }
    assert (second["Effect"], second["Verdict"], second["Stops"], second["If it fails"]) == (
        "blocking", "blocking", "b", "the job fails, without b",
    )  # fmt: skip
    assert lines(table.rows[0].cells[4]) == ["coverage ≥ 80 % ci.yml:9"]
    assert [column for column in table.columns if column not in table.extra] == [
        "Gate", "Purpose", "Where", "Command", "Passes if", "Effect", "Why",
    ]  # fmt: skip


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
        views.inputs(workflow, comment, no_example),
        views.jobs(workflow, comment),
        *(views.job_facts(workflow, job) for job in workflow.jobs),
        *(views.steps(workflow, job, comment) for job in workflow.jobs),
        views.env(usage.env(workflow), comment),
        views.env_by(usage.env(workflow, ["job"]), ["A"]),
        views.secrets(secrets.secrets(found, [workflow]), comment, no_example),
        views.variables(secrets.variables([workflow]), comment, no_example),
        views.services(usage.services(workflow), comment),
        views.artifacts(usage.artifacts(workflow)),
        views.environments(usage.environments([workflow]), comment),
        views.commands(usage.commands(workflow, re.compile("."))),
    ]
    for table in every:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert tables.build(table)[-1].astext() or not table.rows


def test_a_file_that_cannot_be_read_has_a_row(tmp_path):
    found = repository(tmp_path, {"a.yml": "["})
    assert rows(views.workflows(found.files.values(), comment)) == [
        {"Workflow": "a.yml", "Triggers": "cannot be read"}
    ]


def test_a_step_is_named_by_id_or_number():
    workflow = Source("steps.yml").workflow
    (job,) = workflow.jobs
    assert [views.step_name(workflow, job, step).rpartition(":")[2] for step in job.steps] == [
        *("1", "compile", "3", "4", "5")
    ]
    assert step_title(job.steps[1]) == "Compile"
