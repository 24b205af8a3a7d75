"""Git's configuration is read as git reads it, but no file that it includes."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repository.git_support import ENVIRONMENT

from workflow_docs.repository import git_config


def values_of_git(folder, data):
    """Return what git reads; None where it refuses the file."""
    (folder / "config").write_bytes(data)
    done = subprocess.run(
        ["git", "config", "--file", "config", "--no-includes", "--null", "--list"],
        cwd=folder, capture_output=True, check=False, env=ENVIRONMENT,
    )  # fmt: skip
    if done.returncode:
        return None
    found = {}
    for item in done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        key, assigned, value = item.partition("\n")
        found[key] = value if assigned else "true"
    return found


def normal(values):
    """Leave out in which way a version of git keeps white space inside a value."""
    return values and {key: value.replace("\t", " ").replace("\r", " ") for key, value in values.items()}


CASES = [
    '[remote "origin"]\n\turl = https://github.com/o/r\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
    '[remote "origin"] url = "https://github.com/o/r" # x\n',
    '[Remote "origin"]\n URL=a\n[remote "other"]\nurl = b\n[remote "Origin"]\nurl = c\n',
    "[remote.Origin]\nurl = legacy\n",
    '[remote "or\\igin"]\nurl = escaped\n[remote "a\\"b\\\\"]\nurl = x\n',
    '[remote "origin"]\nurl = one\\\n two\n',
    '[remote "origin"]\nurl = "a;b#c" d\\te\\n"  f  " ; g\n',
    '[remote "origin"]\nurl = https://github.com/o/r#fragment\n',
    '[remote "origin"]\nurl = first\nurl = second\nurl\n',
    '[remote "origin"]\nurl\n',
    '[remote "origin"]\nurl =\n',
    '[remote "origin"]\r\nurl = a\r\n',
    '\ufeff[remote "origin"]\nurl = a',
    '[core]\nx = "[remote \\"origin\\"]\\nurl = inside"\n',
    "[core] bare = true\n[core] ; x\n# [remote]\nworktree = ..\n",
    "url = before\n",
    "[include]\npath = other\n",
    '[remote "ü\udcff"]\nurl = \udcfe\n',
    "",
    # Refused.
    "[remote \\\n", '[remote "origin]\n', '[remote "origin"\n]url = a\n', "[ core]\n", "[core\n", "[]\n", "]\n",
    "[core]\nx = \\q\n", '[core]\nx = "a\n', "[core]\nx_y = 1\n", "[core]\n1x = 1\n", "[core]\nx y = 1\n",
    "[core]\nx # 1\n", "\udcff\0[",
]  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_a_file_is_read_as_git_reads_it(tmp_path, text):
    data = text.encode("utf-8", "surrogateescape")
    assert normal(git_config.parse(data)) == normal(values_of_git(tmp_path, data))


PIECES = [
    '[remote "origin"]', "[core]", "[a.B]", '[x "Y"]', "[", "]", '"', "\\", "\n", "\r\n", " ", "\t", "=", " = ", "#", ";",
    "url", "Url", "a-b", "1", "\\\n", "\\n", '\\"', "ü", "url = x\n", "\n[core]\n",
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(text=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_file_is_read_as_git_reads_it(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp()
    data = text.encode()
    assert normal(git_config.parse(data)) == normal(values_of_git(folder, data))


def test_a_value_that_git_would_cut_is_not_read():
    assert git_config.parse(b"[core]\nworktree = a\0b\n") is None


def test_files_that_are_included_do_not_count(tmp_path):
    (tmp_path / "other").write_text("[remote 'origin']\nurl = included\n")
    text = f'[include]\npath = {tmp_path / "other"}\n[includeIf "gitdir:/**"]\npath = {tmp_path / "other"}\n'
    assert set(git_config.parse(os.fsencode(text))) == {"include.path", "includeif.gitdir:/**.path"}


@pytest.mark.parametrize("value", ["true", "TRUE", "yes", "On", "1"])
def test_a_setting_is_on(value):
    assert git_config.is_true(value)
    assert not git_config.is_true("false")
    assert not git_config.is_true(None)
