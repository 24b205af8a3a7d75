"""The settings in conf.py, each declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow_docs.analysis.gates import DEFAULT_PATTERN

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import _ConfigRebuild


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name, default, what a change rebuilds, its types, and what it is for."""

    name: str
    default: object
    rebuild: _ConfigRebuild
    types: tuple[type, ...]
    purpose: str


SETTINGS = (
    Setting(
        "ci_repository",
        ".",
        "env",
        (str,),
        "The root of the repository to document, as a path from the folder of conf.py.",
    ),
    Setting(
        "ci_descriptions",
        "",
        "env",
        (str,),
        "A YAML file, as a path from the folder of conf.py, with descriptions for what has no comment in the workflows.",
    ),
    Setting(
        "ci_pages",
        "",
        "env",
        (str,),
        "A folder below the source folder in which a reference is kept: an index, an overview, a page for every "
        "workflow and every action, and one each for events, secrets and variables, environments and diagnostics. "
        "`.` is the source folder itself; empty for none.",
    ),
    Setting(
        "ci_source_url",
        "",
        "html",
        (str,),
        "How to make a link to a source line, with `{path}` and `{line}`. Empty: a permalink where the repository "
        "has a remote on GitHub and the file is unchanged since the commit, otherwise a page of the site with the file's text.",
    ),
    Setting(
        "ci_gate_pattern",
        DEFAULT_PATTERN.pattern,
        "env",
        (str,),
        "The regular expression that tells which steps are quality gates, searched in the names of steps and in each line "
        "of their comments; "
        "its groups `id` and `title` name the gate.",
    ),
)


def setup(app: Sphinx) -> None:
    """Register every setting."""
    for setting in SETTINGS:
        app.add_config_value(setting.name, setting.default, setting.rebuild, setting.types, setting.purpose)
