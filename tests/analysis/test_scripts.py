"""The texts that a step runs: its own script, then files, found from its folder and through each other."""

from __future__ import annotations

from workflow.support import one_job, repository, script

from workflow_docs.analysis import scripts


def run(root, files, number=0):
    """Return the scripts of a step of the job `a` of `ci.yml`."""
    found = repository(root, files)
    (workflow,) = found.workflows
    job = workflow.jobs[0]
    return list(scripts.scripts(found, workflow, job, job.steps[number]))


def paths(root, files):
    return [found.path for found in run(root, files)]


def test_the_own_script_comes_first(tmp_path):
    found = run(tmp_path, {"ci.yml": script("./a.sh"), "a.sh": "one\ntwo\n"})
    assert [(item.path, item.text) for item in found] == [(None, "./a.sh\n"), ("a.sh", "one\ntwo\n")]


def test_places_are_those_of_the_text(tmp_path):
    own, called = run(tmp_path, {"ci.yml": script("./a.sh"), "a.sh": "one\n two\n"})
    assert str(own.at(2)) == ".github/workflows/ci.yml:7:13"
    assert str(called.at(called.text.index("two"))) == "a.sh:2:2"


def test_files_are_followed_through_each_other_once(tmp_path):
    files = {
        "ci.yml": script("bash ci/a.sh"),
        "ci/a.sh": '"$(dirname "$0")"; . "$here/b.sh"; ./ci/c.sh',
        "ci/b.sh": "./ci/a.sh",
        "ci/c.sh": "",
    }
    assert paths(tmp_path, files) == [None, "ci/a.sh", "ci/b.sh", "ci/c.sh"]


def test_the_working_directory_comes_before_the_root(tmp_path):
    files = {
        "ci.yml": one_job("steps:\n  - working-directory: ./app\n    run: ./a.sh; ./b.sh"),
        "app/a.sh": "in the app",
        "a.sh": "at the top",
        "b.sh": "at the top",
    }
    assert paths(tmp_path, files) == [None, "app/a.sh", "b.sh"]


def test_a_file_out_of_the_repository_is_not_followed(tmp_path):
    (tmp_path / "secret.sh").write_text("x")
    assert paths(tmp_path / "root", {"ci.yml": script("./../secret.sh\n./missing.sh")}) == [None]


def test_python_files_are_no_shell_scripts(tmp_path):
    files = {"ci.yml": script("python a.py"), "a.py": "./b.sh\n", "b.sh": ""}
    assert paths(tmp_path, files) == [None, "a.py"]


def test_a_step_that_runs_an_action_runs_no_script(tmp_path):
    assert run(tmp_path, {"ci.yml": one_job("steps:\n  - uses: a/b@v1")}) == []


def test_no_more_files_than_the_limit_are_followed(tmp_path):
    files = {f"s{i}.sh": f"./s{i + 1}.sh" for i in range(scripts.MAX_FILES + 5)}
    assert len(paths(tmp_path, {"ci.yml": script("./s0.sh"), **files})) == scripts.MAX_FILES + 1
