"""Each area of the workflow syntax: what the model holds, and where it stands in the file."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from workflow.support import OK, Source, parse

from workflow_docs.workflow.model import (
    CallJob,
    ControlStep,
    Defaults,
    Job,
    Mapping,
    Position,
    RunStep,
    Sequence,
    Text,
    UsesStep,
    Value,
    step_title,
)


def plain(value: Value | tuple[object, ...]) -> object:
    """Return a value as Python data: texts as `str`."""
    match value:
        case Text():
            return value.value
        case Sequence():
            return [plain(item) for item in value.items]
        case Mapping():
            return {entry.name: plain(entry.value) for entry in value.entries}
        case tuple():
            return [plain(item) for item in value]
        case None:
            return None


def pairs(entries) -> dict[str, object]:
    return {entry.name: plain(entry.value) for entry in entries}


def job(source: Source, name: str) -> Job:
    found = source.workflow.job(name)
    assert isinstance(found, Job)
    return found


# -- on ----------------------------------------------------------------------------------------------


def test_the_events_stand_in_file_order_with_their_places():
    source = Source("triggers.yml")
    events = ["push", "pull_request", "schedule", "workflow_dispatch", "workflow_call", "merge_group"]
    assert [trigger.event.value for trigger in source.workflow.triggers] == events
    assert [trigger.event.position for trigger in source.workflow.triggers] == [
        source.place(f"{event}:") for event in events
    ]


def test_filters_keep_lists_and_single_values_apart():
    source = Source("triggers.yml")
    push = source.workflow.triggers[0]
    assert pairs(push.filters) == {
        "branches": ["main", "release/**"],
        "paths-ignore": ["docs/**", "*.md"],
        "tags": "v*",
    }
    branches, ignored, tags = (entry.value for entry in push.filters)
    assert branches.position == source.place("[main")
    assert [item.position for item in branches.items] == [source.place("main,"), source.place('"release/**"')]
    assert [item.position for item in ignored.items] == [source.place("docs/**"), source.place('"*.md"')]
    assert tags.position == source.place("v*")


def test_a_trigger_has_the_comment_above_it():
    assert Source("triggers.yml").workflow.triggers[0].description == "Every change of the main branch."


def test_crons_lose_their_quotes_and_comments_only():
    source = Source("triggers.yml")
    crons = [schedule.cron for schedule in source.workflow.triggers[2].schedules]
    assert [cron.value for cron in crons] == ["30 5 * * 1-5", "0 0 1 * *"]
    assert [cron.position for cron in crons] == [source.place('"30 5'), source.place("0 0 1")]


def test_inputs_of_a_manual_start():
    level, dry_run = Source("triggers.yml").workflow.triggers[3].inputs
    assert (level.name.value, level.type.value, level.default.value) == ("level", "choice", "low")
    assert [option.value for option in level.options] == ["low", "high"]
    assert level.description == "Said in a comment."
    assert level.required is None
    assert (dry_run.description, dry_run.required.value, dry_run.options) == ("Change nothing", "true", ())


def test_inputs_secrets_and_outputs_of_a_reusable_workflow():
    source = Source("triggers.yml")
    call = source.workflow.triggers[4]
    assert [item.name.value for item in call.inputs] == ["target"]
    (token,) = call.secrets
    assert (token.description, token.is_required) == ("Who deploys", True)
    assert token.name.position == source.place("token:")
    (image,) = call.outputs
    assert (image.name.value, image.value.value) == ("image", "${{ jobs.build.outputs.image }}")


def test_expressions_of_triggers_belong_to_no_job():
    source = Source("triggers.yml")
    found = {expression.source: expression for expression in source.workflow.expressions}
    assert found["github.ref_name"].position == source.place("github.ref_name")
    assert found["github.ref_name"].keys == ("on", "workflow_call", "inputs", "target", "default")
    assert {(expression.job, expression.step_label) for expression in found.values()} == {(None, None)}


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("push", ["push"]),
        ("[push, pull_request]", ["push", "pull_request"]),
        ("{push: , pull_request: null}", ["push", "pull_request"]),
        ("\n  - push\n  - release", ["push", "release"]),
    ],
)
def test_every_spelling_of_on(on, events):
    workflow = parse(f"on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}")
    assert [trigger.event.value for trigger in workflow.triggers] == events


# -- env, permissions, defaults ------------------------------------------------------------------------


def test_env_at_three_scopes():
    source = Source("env.yml")
    build = job(source, "build")
    assert pairs(source.workflow.env) == {"REGION": "eu-west-1", "EMPTY": None, "QUOTED": "yes"}
    assert pairs(build.env) == {"PORT": "8080", "URL": "http://localhost:8080/#top"}
    assert pairs(build.steps[0].env) == {"TOKEN": "${{ secrets.NPM_TOKEN }}"}


def test_env_entries_know_their_places_and_comments():
    source = Source("env.yml")
    region = source.workflow.env[0]
    port, url = job(source, "build").env
    assert (region.position, region.value.position) == (source.place("REGION"), source.place("eu-west-1"))
    assert region.description == "The region of all jobs."
    assert port.description == "where the tests listen"
    assert (url.text, url.description) == ("http://localhost:8080/#top", None)


def test_an_entry_without_a_plain_value_has_no_text():
    assert Source("env.yml").workflow.env[1].text is None


def test_an_expression_may_make_a_whole_env():
    source = Source("env.yml")
    assert job(source, "whole").env == ()
    expression = source.workflow.expressions[-1]
    assert (expression.source, expression.job) == ("fromJSON(vars.ENVIRONMENT)", "whole")
    assert expression.position == source.place("fromJSON")


def test_settings_of_a_workflow():
    source = Source("settings.yml")
    workflow = source.workflow
    assert workflow.run_name.value == "Deploy by @${{ github.actor }}"
    assert plain(workflow.permissions) == "read-all"
    assert plain(workflow.concurrency) == {"group": "ci-${{ github.ref }}", "cancel-in-progress": "true"}
    assert (workflow.defaults.shell.value, workflow.defaults.working_directory.value) == ("bash", "./app")
    assert workflow.defaults.shell.position == source.place("bash")
    assert workflow.expressions[1].position == source.place("github.ref }}")


def test_settings_of_a_job():
    source = Source("settings.yml")
    strict = job(source, "strict")
    assert (strict.name.value, strict.condition.value) == ("Strict job", "github.ref == 'refs/heads/main'")
    assert strict.condition.position == source.place("github.ref == ")
    assert plain(strict.permissions) == {"contents": "read", "id-token": "write"}
    assert plain(strict.concurrency) == "production"
    assert (strict.timeout_minutes.value, strict.continue_on_error.value) == (
        "7.5",
        "${{ matrix.experimental }}",
    )
    assert (strict.defaults.shell, strict.defaults.working_directory.value) == (None, "backend")
    assert strict.position == source.place("strict:")


def test_no_permissions_is_not_the_same_as_none_given():
    source = Source("settings.yml")
    assert plain(job(source, "none").permissions) == {}
    assert job(source, "none").concurrency is None
    assert job(source, "none").defaults == Defaults()


# -- jobs ----------------------------------------------------------------------------------------------


def test_every_spelling_of_needs():
    source = Source("needs.yml")
    assert {found.id.value: plain(found.needs) for found in source.workflow.jobs} == {
        "lint": [],
        "test": ["lint"],
        "build": ["lint", "test"],
        "deploy": ["build", "test"],
        "report": [],
    }
    assert job(source, "build").needs[1].position == source.place('"test"')
    assert job(source, "deploy").needs[1].position == source.place("'test'")


@pytest.mark.parametrize(
    ("name", "labels", "group", "shown"),
    [
        ("label", ["ubuntu-24.04"], None, "ubuntu-24.04"),
        ("list", ["self-hosted", "linux"], None, "self-hosted, linux"),
        ("expression", ["${{ matrix.os }}"], None, "${{ matrix.os }}"),
        ("group", [], "large", "group large"),
        ("group-and-labels", ["gpu", "x64"], "large", "group large: gpu, x64"),
    ],
)
def test_every_form_of_runs_on(name, labels, group, shown):
    runner = job(Source("runners.yml"), name).runs_on
    assert plain(runner.labels) == labels
    assert (runner.group and runner.group.value) == group
    assert str(runner) == shown


@pytest.mark.parametrize(
    ("name", "environment", "url"),
    [
        ("short", "staging", None),
        ("long", "production", "https://app.example.com"),
        ("dynamic", "${{ inputs.target }}", None),
    ],
)
def test_every_form_of_environment(name, environment, url):
    source = Source("environments.yml")
    found = job(source, name).environment
    assert (found.name.value, found.url and found.url.value) == (environment, url)
    assert found.name.position == source.place(environment)


def test_outputs_of_a_job():
    source = Source("environments.yml")
    image, digest = job(source, "short").outputs
    assert (image.text, image.description) == ("${{ steps.build.outputs.image }}", "Which image was built.")
    assert (digest.position, digest.description) == (source.place("digest: "), None)


def test_a_service_with_everything():
    source = Source("containers.yml")
    postgres, redis = job(source, "test").services
    assert (postgres.name.value, postgres.image.value) == ("postgres", "postgres:16")
    assert postgres.description == "Holds the test data."
    assert plain(postgres.ports) == ["5432:5432", "5433"]
    assert pairs(postgres.env) == {"POSTGRES_PASSWORD": "test"}
    assert postgres.options.value == "--health-cmd pg_isready --health-interval 10s"
    assert postgres.options.at(0) == source.place("--health-cmd")
    assert postgres.options.at(postgres.options.value.index("10s")) == source.place("10s")
    assert (redis.image.value, redis.ports, redis.options) == ("redis", (), None)


def test_the_container_of_a_job_in_both_forms():
    source = Source("containers.yml")
    container = job(source, "test").container
    assert (container.name.value, container.image.value) == ("container", "node:22")
    assert plain(container.volumes) == ["/data:/data"]
    assert pairs(container.credentials) == {
        "username": "${{ github.actor }}",
        "password": "${{ secrets.REGISTRY_TOKEN }}",
    }
    assert job(source, "short").container.image.position == source.place("alpine:3.20")


def test_a_matrix_is_kept_as_written():
    source = Source("matrix.yml")
    strategy = job(source, "test").strategy
    assert (strategy.fail_fast.value, strategy.max_parallel.value) == ("false", "2")
    assert plain(strategy.matrix) == {
        "os": ["ubuntu-latest", "windows-latest"],
        "python": ["3.9", "3.10"],
        "exclude": [{"os": "windows-latest", "python": "3.9"}],
        "include": [
            {"os": "macos-latest", "python": "3.10"},
            {"os": "ubuntu-latest", "coverage": "true"},
        ],
    }
    assert strategy.matrix.get("python").items[1].position == source.place("3.10]")
    assert strategy.matrix.get("ruby") is None


def test_an_expression_may_make_a_matrix():
    strategy = job(Source("matrix.yml"), "dynamic").strategy
    assert plain(strategy.matrix) == "${{ fromJSON(needs.plan.outputs.matrix) }}"


def test_a_call_of_a_reusable_workflow():
    source = Source("reusable.yml")
    build = source.workflow.job("build")
    assert isinstance(build, CallJob)
    assert build.uses.value == "./.github/workflows/build.yml"
    assert build.description == "Builds the image."
    assert pairs(build.with_) == {"target": "staging", "debug": "${{ inputs.debug }}"}
    assert pairs(build.secrets) == {"token": "${{ secrets.DEPLOY_TOKEN }}"}
    assert not build.inherits_secrets
    assert build.uses.position == source.place("./.github")


def test_a_call_that_hands_over_all_secrets():
    deploy = Source("reusable.yml").workflow.job("deploy")
    assert isinstance(deploy, CallJob)
    assert (deploy.inherits_secrets, deploy.secrets) == (True, ())
    assert (deploy.name.value, plain(deploy.needs), deploy.condition.value) == (
        "Deploy",
        ["build"],
        "success()",
    )
    assert plain(deploy.permissions) == {"contents": "read"}
    assert plain(deploy.strategy.matrix) == {"target": ["a", "b"]}


# -- steps ---------------------------------------------------------------------------------------------


def test_the_kinds_of_steps():
    steps = job(Source("steps.yml"), "build").steps
    assert [type(step) for step in steps] == [UsesStep, RunStep, RunStep, ControlStep, UsesStep]
    assert [step.number for step in steps] == [1, 2, 3, 4, 5]


def test_a_step_that_runs_an_action():
    source = Source("steps.yml")
    checkout = job(source, "build").steps[0]
    assert checkout.uses.value == "actions/checkout@v4"
    assert pairs(checkout.with_) == {"fetch-depth": "0"}
    assert checkout.description == "Fetches the code."
    assert checkout.position == source.place("uses: actions/checkout")


def test_a_step_that_runs_a_script():
    source = Source("steps.yml")
    compile_ = job(source, "build").steps[1]
    assert (compile_.id.value, compile_.name.value, compile_.run.value) == ("compile", "Compile", "make all")
    assert (compile_.shell.value, compile_.working_directory.value) == ("bash", "src")
    assert (compile_.timeout_minutes.value, compile_.continue_on_error.value) == ("5", "true")
    assert (compile_.condition.value, pairs(compile_.env)) == ("${{ always() }}", {"CFLAGS": "-O2"})
    assert compile_.run.position == source.place("make all")


def test_a_step_below_its_dash():
    source = Source("steps.yml")
    step = job(source, "build").steps[2]
    assert step.description == "Written below its dash."
    assert step.run.at(step.run.value.index("make test")) == source.place("make test")


def test_a_control_step():
    wait = job(Source("steps.yml"), "build").steps[3]
    assert (wait.kind, plain(wait.value)) == ("wait", "compile")


def test_a_step_is_titled_as_on_github():
    assert [step_title(step) for step in job(Source("steps.yml"), "build").steps] == [
        "Run actions/checkout@v4",
        "Compile",
        "Run # a comment of the script",
        "wait",
        "Run docker://alpine:3.20",
    ]


# -- ways of writing -----------------------------------------------------------------------------------


def test_words_are_never_converted():
    workflow = Source("words.yml").workflow
    assert workflow.name.value == "no"
    assert plain(workflow.triggers[0].filters[0].value) == ["on", "off", "yes", "1e3"]
    assert pairs(workflow.env) == {
        "VERSION": "3.10",
        "OCTAL": "010",
        "YES": "yes",
        "NULL_LIKE": "null",
        "TILDE": None,
        "DATE": "2026-01-02",
        "SIXTY": "12:30:45",
    }
    (only,) = workflow.jobs
    assert (only.id.value, only.name.value) == ("on", "yes")
    assert (only.steps[0].run.value, only.steps[0].name.value) == ("true", "no")


def test_an_alias_is_what_its_anchor_is():
    workflow = Source("anchors.yml").workflow
    first, second, third, fourth = workflow.jobs
    assert pairs(first.env) == pairs(workflow.env) == {"LEVEL": "debug"}
    assert pairs(second.env) == {"OWN": "debug"}
    assert [plain(step.run) for step in second.steps] == ["make first\nmake second\n"]
    assert (third.runs_on, third.steps) == (first.runs_on, first.steps)
    assert fourth.steps[0].run == first.steps[0].run


def test_the_place_of_an_alias_is_that_of_its_anchors_value():
    source = Source("anchors.yml")
    step = source.workflow.job("fourth").steps[0]
    assert step.run.at(step.run.value.index("make second")) == source.place("make second")
    assert source.workflow.job("second").env[0].value.position == source.place("debug")


def test_an_anchor_or_a_tag_is_no_part_of_a_text():
    source = Source("anchors.yml")
    assert source.workflow.job("first").steps[0].name.position == source.place("tagged")


@pytest.mark.parametrize("name", sorted(path.name for path in OK.glob("*.yml")))
def test_windows_line_ends_change_nothing(name):
    source = Source(name)
    other = parse(source.text.replace("\n", "\r\n"), source.path)
    assert places_and_values(other) == places_and_values(source.workflow)


@pytest.mark.parametrize("name", sorted(path.name for path in OK.glob("*.yml")))
def test_a_byte_order_mark_changes_nothing(name):
    source = Source(name)
    assert parse("\ufeff" + source.text, source.path) == source.workflow


def places_and_values(part: object) -> object:
    """Return a part of the model as plain data, without the source that texts keep for their places."""
    match part:
        case Text():
            ends = {offset: part.at(offset) for offset in (0, len(part.value) // 2) if part.value.strip()}
            return (part.value, part.position, part.indent, ends)
        case Position():
            return part
        case tuple():
            return [places_and_values(item) for item in part]
        case _ if is_dataclass(part):
            return {field.name: places_and_values(getattr(part, field.name)) for field in fields(part)}
        case _:
            return part
