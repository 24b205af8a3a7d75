"""Shells by name and by command line."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.shell.core import Options
from workflow_docs.analysis.shell.effective import named


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("bash", "bash", Options(errexit=True, pipefail=True)),
        ("sh", "bash", Options(errexit=True, posix=True)),
        ("bash {0}", "bash", Options(errexit=False)),
        ("bash -e {0}", "bash", Options(errexit=True)),
        ("bash -leo pipefail {0}", "bash", Options(errexit=True, pipefail=True)),
        ("bash --noprofile --norc -eo pipefail {0}", "bash", Options(errexit=True, pipefail=True)),
        ("bash -e -o pipefail +e {0}", "bash", Options(errexit=False, pipefail=True)),
        ("/bin/bash -o errexit {0}", "bash", Options(errexit=True)),
        ("sh -ex {0}", "bash", Options(errexit=True, posix=True)),
        ("C:\\msys64\\usr\\bin\\bash.exe -e {0}", "bash", Options(errexit=True)),
        ("pwsh", "pwsh", Options(errexit=False)),
        ("powershell", "pwsh", Options(errexit=False)),
        ("pwsh -File {0}", "pwsh", Options(errexit=False)),
        ("cmd", "cmd", Options(errexit=False)),
        ("python", "python", Options(errexit=False)),
        ("python3.12 -u {0}", "python", Options(errexit=False)),
        ("perl {0}", "other", Options(errexit=False)),
        ("Rscript {0}", "other", Options(errexit=False)),
        ("${{ matrix.shell }}", "other", Options(errexit=False)),
        ("", "other", Options(errexit=False)),
    ],
)
def test_the_rules_of_a_shell(name, kind, options):
    shell = named(name)
    assert (shell.kind, shell.options) == (kind, options)
