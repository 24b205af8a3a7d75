"""The settings in conf.py, each declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.config import ENUM

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
    types: tuple[type, ...] | ENUM
    purpose: str


SETTINGS = (
    Setting(
        "ci_repository",
        "",
        "env",
        (str,),
        "The repository to document: a path from the folder of conf.py, from which the nearest folder upwards that has `.git` "
        "or `.github/workflows` is taken. Empty: from the folder of conf.py itself.",
    ),
    Setting(
        "ci_descriptions",
        "",
        "env",
        (str,),
        "A YAML file, as a path from the folder of conf.py, with descriptions for what has no comment in the workflows.",
    ),
    Setting(
        "ci_contracts",
        "",
        "env",
        (str,),
        "A YAML file, as a path from the folder of conf.py, with what the documents must hold: see `ci:summary`.",
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
    Setting(
        "ci_claims",
        True,
        "env",
        (bool,),
        "Whether what people wrote on the pages is held against the repository: see the audit of documents. "
        "A page with the field `ci-claims: false` is left alone.",
    ),
    Setting(
        "ci_linkcheck_offline",
        False,
        "",
        (bool,),
        "The link check uses no network: links to other sites are counted as not checked. "
        "The environment variable `LINKCHECK_OFFLINE=1` does the same.",
    ),
    Setting(
        "ci_linkcheck_cache_lifetime",
        86_400,
        "",
        (int, float),
        "For how many seconds the link check remembers that an address works; 0 for not at all. "
        "What is broken is asked again in every run.",
    ),
    Setting(
        "ci_linkcheck_connections",
        48,
        "",
        (int,),
        "How many requests the link check has under way at once. Sphinx's `linkcheck_workers` wins where it is set.",
    ),
    Setting(
        "ci_linkcheck_host_connections",
        32,
        "",
        (int,),
        "How many of these go to one host at most. Each host begins with four; every good answer lets it have one more, "
        "and every fault that may pass halves them.",
    ),
    Setting(
        "ci_linkcheck_host_pause",
        0.0,
        "",
        (int, float),
        "How many seconds the link check lets pass between the starts of two requests to one host.",
    ),
    Setting(
        "ci_linkcheck_retries",
        2,
        "",
        (int,),
        "How often the link check asks again after a timeout, a dropped connection or a fault of the server (5xx). "
        "Sphinx's `linkcheck_retries` holds for everything that is broken; the larger one wins.",
    ),
    Setting(
        "ci_linkcheck_backoff",
        1.0,
        "",
        (int, float),
        "The seconds before the link check asks for the first time again; each further time they double. "
        "After a 429 without `Retry-After`, so long nothing goes to the host.",
    ),
    Setting(
        "ci_linkcheck_fail_on_unsure",
        False,
        "",
        (bool,),
        "The link check also fails on what it cannot know, such as a 403.",
    ),
    Setting(
        "ci_linkcheck_private_addresses",
        "direct",
        "",
        ENUM("direct", "always", "never"),
        "When the link check asks servers with private addresses (loopback, link-local and the like). "
        "`direct`: where a document links to them, but not where a public server redirects to them. `always`: there too. "
        "`never`: not at all, as suits a CI job that checks documents of strangers.",
    ),
)


def setup(app: Sphinx) -> None:
    """Register every setting."""
    for setting in SETTINGS:
        app.add_config_value(setting.name, setting.default, setting.rebuild, setting.types, setting.purpose)
