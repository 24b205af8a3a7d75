"""The start of a build: load the repository, say what is wrong with it, and find out which pages are out of date."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.display import progress_message

from workflow_docs import __version__
from workflow_docs.analysis import diagnostics, gates
from workflow_docs.analysis.backlinks import Backlinks
from workflow_docs.analysis.objects import KINDS, Missing, ObjectIndex
from workflow_docs.repository.permalink import Checkout
from workflow_docs.repository.root import find_root
from workflow_docs.workflow.descriptions import KINDS as DESCRIBED
from workflow_docs.workflow.descriptions import Descriptions
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.repository import Repository
from workflow_docs.workflow.user_patterns import PatternTimeoutError

from . import backlinks, messages
from .domain import domain_of
from .messages import Subtype
from .site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from workflow_docs.sphinx_ext.domain import CiDomain
    from workflow_docs.workflow.position import Position
    from workflow_docs.workflow.problem import Problem
    from workflow_docs.workflow.user_patterns import Expression

logger = logging.getLogger(__name__)


def load(app: Sphinx) -> None:
    """Load the repository and the descriptions, and give their warnings (`builder-inited`)."""
    with progress_message("loading workflow files"):
        repository = Repository.load(_root(app))
    if repository.problems and app.builder.name.startswith("gfm"):
        # What is written into a repository would replace what is right there.
        raise ConfigError(f"{repository.problems[0].message}; no file is written")
    pattern = _gate_pattern(app)
    for problem in (*diagnostics.of_repository(repository), *_weak_gates(app, repository, pattern)):
        messages.warn_problem(problem)
    index = ObjectIndex(repository, pattern)
    descriptions = _descriptions(app, index)
    domain_of(app.env).site = Site(
        repository,
        index,
        descriptions,
        Checkout.read(repository.root),
        Backlinks(repository),
        Path(app.confdir),
    )


def _root(app: Sphinx) -> Path:
    start = Path(app.confdir) / app.config.ci_repository
    root = find_root(start) if start.is_dir() else None
    if root is None:
        shown = os.path.normpath(start)
        raise ConfigError(f"ci_repository: there is no folder {shown!r}; set it to that of a repository")
    logger.verbose("the repository is %s", root)
    return root.folder


def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],  # noqa: ARG001 (the event's own signature)
    changed: set[str],  # noqa: ARG001
    removed: set[str],
) -> list[str]:
    """Return the pages that show what has changed in files that they do not name (`env-get-outdated`)."""
    domain = domain_of(env)
    found: set[str] = set()
    repository = domain.site.repository
    paths = sorted([*repository.files, *repository.action_files])
    if domain.data["paths"] != paths:
        found |= domain.data["overviews"]
        domain.data["paths"] = paths
    found |= {
        docname
        for docname, states in domain.data["backlinks"].items()
        if any(backlinks.state(domain.site, *of) != known for of, known in states.items())
    }
    stamp = _descriptions_stamp(app)
    if domain.data.get("descriptions", stamp) != stamp:
        found |= _showing(domain)
    domain.data["descriptions"] = stamp
    return sorted(found - removed)


def moved(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write anew because the commit that permalinks name has changed (`env-updated`)."""
    domain = domain_of(env)
    checkout = domain.site.checkout
    commit = checkout.commit if checkout is not None else ""
    if domain.data["commit"] == commit:
        return []
    first = not domain.data["commit"]
    domain.data["commit"] = commit
    return [] if first else sorted(_showing(domain))


def _showing(domain: CiDomain) -> set[str]:
    """Return the pages that show something of the repository, or refer to it."""
    return set(domain.data["directives"]) | set(domain.references)


def _weak_gates(app: Sphinx, repository: Repository, pattern: Expression) -> Iterator[Problem]:
    """Yield the gates that cannot fail; what was found in a file is kept until its text changes.

    A build without changes then needs neither the grammar of bash nor what thinks scripts through.
    """
    kept: dict[str, tuple[str, list[Problem]]] = domain_of(app.env).data["weak_gates"]
    for path in kept.keys() - repository.files.keys():
        del kept[path]
    for path, file in repository.files.items():
        stamp = hashlib.sha256(f"{__version__} {pattern.pattern} {file.text}".encode()).hexdigest()
        if path not in kept or kept[path][0] != stamp:
            from workflow_docs.analysis import weak_gates  # noqa: PLC0415 (see above)

            try:
                kept[path] = (stamp, weak_gates.check_file(file, pattern))
            except PatternTimeoutError as error:
                messages.warn(Subtype.CONFIG, f"ci_gate_pattern: {error}")
                return
        yield from kept[path][1]


def _gate_pattern(app: Sphinx) -> Expression:
    try:
        return gates.gate_pattern(app.config.ci_gate_pattern)
    except re.error as error:
        messages.warn(Subtype.CONFIG, f"ci_gate_pattern is no regular expression: {error}")
        return re.compile(r"(?!)")


def _descriptions_file(app: Sphinx) -> Path | None:
    return Path(app.confdir) / app.config.ci_descriptions if app.config.ci_descriptions else None


def _descriptions_stamp(app: Sphinx) -> int:
    file = _descriptions_file(app)
    try:
        return file.stat().st_mtime_ns if file is not None else 0
    except OSError:
        return 0


def _descriptions(app: Sphinx, index: ObjectIndex) -> Descriptions:
    file = _descriptions_file(app)
    if file is None:
        return Descriptions()
    shown = Path(os.path.relpath(file, app.confdir)).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        messages.warn(Subtype.CONFIG, f"ci_descriptions: {shown} cannot be read: {error.__class__.__name__}")
        return Descriptions()
    found = Descriptions.parse(text, shown)
    for problem in found.problems:
        messages.warn_problem(problem)
    for message, position in _unused(found, index):
        messages.warn(Subtype.UNUSED_DESCRIPTION, message, str(position))
    return found


def _unused(descriptions: Descriptions, index: ObjectIndex) -> Iterator[tuple[str, Position]]:
    for kind, position in descriptions.unknown_kinds:
        yield f"descriptions know no {kind!r}" + did_you_mean(kind, DESCRIBED), position
    for (kind, name), text in descriptions.entries.items():
        if kind in KINDS:
            found = index.find(kind, name)
            if isinstance(found, Missing):
                yield f"this describes nothing: {found.message}", text.position
