"""Repositories on disk: which files are workflows, how they are found, and what is never read."""

from __future__ import annotations

import os

import pytest
from workflow.support import jobs, repository

from workflow_docs.workflow import reader
from workflow_docs.workflow.problem import ProblemKind
from workflow_docs.workflow.repository import Repository

CI = ".github/workflows/ci.yml"


def kinds(found) -> list[ProblemKind]:
    return [problem.kind for problem in found]


def test_workflows_are_read_by_name(tmp_path):
    found = repository(tmp_path, {"b.yml": jobs("x"), ".github/workflows/a.yaml": jobs("y")})
    assert list(found.files) == [".github/workflows/a.yaml", ".github/workflows/b.yml"]
    assert [workflow.jobs[0].id.value for workflow in found.workflows] == ["y", "x"]
    assert found.problems == ()


def test_only_yaml_files_of_the_folder_itself_are_workflows(tmp_path):
    others = ["README.md", "ci.yml.bak", "deep/er.yml", "action.json"]
    found = repository(
        tmp_path, {f".github/workflows/{name}": "x" for name in others} | {"ci.yml": jobs("a")}
    )
    (tmp_path / ".github" / "workflows" / "folder.yml").mkdir()
    assert list(Repository.load(tmp_path).files) == list(found.files) == [CI]


@pytest.mark.parametrize("name", ["missing", "with\0null"])
def test_a_missing_folder_is_a_problem_of_the_repository(tmp_path, name):
    found = Repository.load(tmp_path / name)
    assert kinds(found.problems) == [ProblemKind.MISSING_REPOSITORY]
    assert str(tmp_path) not in str(found.problems[0])


def test_a_file_is_no_repository(tmp_path):
    (tmp_path / "file").write_text("x")
    assert kinds(Repository.load(tmp_path / "file").problems) == [ProblemKind.MISSING_REPOSITORY]


def test_a_root_that_is_a_loop_of_links_is_a_problem(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    assert kinds(Repository.load(tmp_path / "loop").problems) == [ProblemKind.MISSING_REPOSITORY]


@pytest.mark.parametrize("folder", ["", ".github", ".github/workflows"])
def test_a_repository_without_workflows_is_a_problem(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    found = Repository.load(tmp_path)
    assert kinds(found.problems) == [ProblemKind.NO_WORKFLOWS]
    assert str(found.problems[0].position) == ".github/workflows:1:1"


def test_a_workflow_folder_that_is_a_file_holds_none(tmp_path):
    found = repository(tmp_path, {".github/workflows": "x"})
    assert kinds(found.problems) == [ProblemKind.NO_WORKFLOWS]


# -- files that cannot be read ---------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "repository" / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "sound.yml").write_text(jobs("a"))
    return folder


def only_fault(folder):
    """Return the one problem of `ci.yml`; the other file must be read all the same."""
    found = Repository.load(folder.parents[1])
    assert found.files[".github/workflows/sound.yml"].workflow is not None
    file = found.files[CI]
    assert file.workflow is None
    assert file.broken
    (problem,) = file.problems
    return problem


def test_a_link_out_of_the_repository_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.yml").write_text(jobs("secret"))
    (folder / "ci.yml").symlink_to(tmp_path / "secret.yml")
    problem = only_fault(folder)
    assert problem.kind is ProblemKind.UNREADABLE
    assert "leads out" in problem.message


def test_a_link_within_the_repository_is_followed(folder):
    (folder / "ci.yml").symlink_to("sound.yml")
    found = Repository.load(folder.parents[1])
    assert found.files[CI].workflow.jobs[0].id.value == "a"


def test_a_workflow_folder_outside_of_the_repository_is_not_read(folder, tmp_path):
    other = tmp_path / "other" / ".github"
    other.mkdir(parents=True)
    (other / "workflows").symlink_to(folder)
    (file,) = Repository.load(tmp_path / "other").files.values()
    assert kinds(file.problems) == [ProblemKind.UNREADABLE]


@pytest.mark.parametrize("target", ["ci.yml", "nowhere.yml"])
def test_a_link_that_leads_nowhere_is_a_problem(folder, target):
    (folder / "ci.yml").symlink_to(target)
    assert only_fault(folder).kind is ProblemKind.UNREADABLE


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "ci.yml")
    assert "no regular file" in only_fault(folder).message


def test_a_file_that_is_too_large_is_not_read(folder):
    with (folder / "ci.yml").open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)
    assert only_fault(folder).kind is ProblemKind.TOO_LARGE


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_without_permission_is_a_problem(folder):
    (folder / "ci.yml").write_text(jobs("a"))
    (folder / "ci.yml").chmod(0)
    problem = only_fault(folder)
    assert (problem.kind, problem.message) == (
        ProblemKind.UNREADABLE,
        "the file cannot be read: Permission denied",
    )


def test_a_byte_order_mark_does_not_shift_the_place_of_a_bad_byte(folder):
    (folder / "ci.yml").write_bytes(b"\xef\xbb\xbfon: \xff\n")
    assert str(only_fault(folder)).startswith(f"{CI}:1:5: byte 0xff is not UTF-8")


# -- look-ups --------------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path):
    return repository(
        tmp_path,
        {
            "ci.yml": "name: Tests\n" + jobs("a"),
            "deploy.yaml.yml": "name: Same\n" + jobs("a"),
            "release.yml": "name: Same\n" + jobs("a"),
            "docs/read.txt": "text\n",
        },
    )


@pytest.mark.parametrize("name", [CI, "ci.yml", "ci", "Tests", " ci "])
def test_a_workflow_is_found_by_path_file_stem_and_name(three, name):
    assert three.find(name) is three.files[CI]


@pytest.mark.parametrize("name", ["", "CI", "Same", "tests", "./ci.yml", "../ci.yml", "workflows/ci.yml"])
def test_what_is_unknown_or_not_unique_is_not_found(three, name):
    assert three.find(name) is None


def test_a_file_name_goes_before_a_name(tmp_path):
    found = repository(tmp_path, {"a.yml": "name: b\n" + jobs("x"), "b.yml": "name: a\n" + jobs("x")})
    assert found.find("b").file == "b.yml"


def test_a_file_is_titled_by_its_workflow_or_itself(tmp_path):
    found = repository(tmp_path, {"a.yml": "name: Title\n" + jobs("x"), "b.yml": jobs("x"), "c.yml": "["})
    assert [file.title for file in found.files.values()] == ["Title", "b.yml", "c.yml"]
    assert next(found.workflows).title == "Title"
    assert found.files[".github/workflows/b.yml"].workflow.title == ".github/workflows/b.yml"


def test_only_errors_break_a_file(tmp_path):
    found = repository(tmp_path, {"a.yml": "nmae: x\n" + jobs("x"), "b.yml": "on: push"})
    assert [file.broken for file in found.files.values()] == [False, True]


REFUSED = [
    "",
    "..",
    "../x",
    "docs/../../x",
    "/etc/passwd",
    "docs\\read.txt",
    "docs/read.txt\0",
    "nowhere",
    "~",
]


@pytest.mark.parametrize("path", [*REFUSED, "x" * 5000])
def test_a_path_that_leads_out_or_nowhere_is_refused(three, path):
    assert three.resolve(path) is None
    assert three.read_text(path) is None


def test_a_path_below_the_root_is_resolved_and_read(three):
    assert three.resolve("docs/../docs/read.txt") == three.root / "docs" / "read.txt"
    assert three.resolve("docs") == three.root / "docs"
    assert three.read_text("docs/read.txt") == "text\n"
    assert three.read_text("docs") is None


def test_a_link_is_not_a_way_out(three, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text("secret")
    (three.root / "link").symlink_to(outside)
    (three.root / "loop").symlink_to("loop")
    assert three.resolve("link") is three.resolve("loop") is None
    assert three.read_text("link") is None


def test_a_file_that_is_no_text_or_too_large_is_not_read(three):
    (three.root / "bytes").write_bytes(b"\xff")
    with (three.root / "large").open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)
    assert three.read_text("bytes") is three.read_text("large") is None


def test_a_repository_is_read_as_it_was_when_it_was_loaded(three):
    assert three.read_text("docs/read.txt") == "text\n"
    (three.root / "docs" / "read.txt").write_text("changed")
    assert three.read_text("docs/read.txt") == "text\n"
