"""Holds the pages of a build against the repository, and gives what is found as warnings: in every build, whatever was read.

Sphinx forgets the warnings of pages that it does not read again. What is found is therefore kept beside the doctrees, and told
again until the page or the repository is mended; it is found anew only when one of them has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.util.display import progress_message

from workflow_docs import __version__
from workflow_docs.repository.writer import write_text
from workflow_docs.sphinx_ext import messages
from workflow_docs.sphinx_ext.domain import domain_of

from .reading import ReadClaims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from workflow_docs.claims.context import Context
    from workflow_docs.workflow.repository import Repository

    from .page import Page

CACHE = "ci-claims.json"
"""The file, beside the doctrees, with what was found and the state of all that it was found in."""

SETTING = "ci-claims"
"""The field of a page that leaves it alone: `ci-claims: false`."""


class Told(NamedTuple):
    """A warning: its place, with the path from the root of the repository, the code of the finding, and what to say."""

    path: str
    line: int
    code: str
    message: str


def tell(app: Sphinx, env: BuildEnvironment) -> None:
    """Give the warnings of all pages (`env-updated`)."""
    repository = domain_of(env).site.repository
    # Without workflows, this may be the wrong folder.
    if not app.config.ci_claims or not repository.files:
        return
    pages = {
        docname: page
        for docname, page in sorted(domain_of(env).pages.items())
        if docname in env.found_docs and _wants(env, docname)
    }
    cache = Path(app.doctreedir) / CACHE
    state = state_of(repository, pages, (Path(app.outdir), Path(app.doctreedir)))
    domain_of(env).site.state = state
    found = _kept(cache, state)
    if found is None:
        found = _found(pages.values(), domain_of(env).site.context)
        write_text(cache, json.dumps({"state": state, "found": found}))
    domain_of(env).site.found = found
    for told in found:
        place = os.path.normpath(repository.root / told.path)
        messages.warn_claim(told.code, told.message, f"{place}:{told.line}")


def _wants(env: BuildEnvironment, docname: str) -> bool:
    return str(env.metadata[docname].get(SETTING, "")).strip().lower() != "false"


def _found(pages: Iterable[Page], context: Context) -> list[Told]:
    """Return what is found in pages, by place; a text that two pages include is told of once."""
    from workflow_docs.claims import audit, documents  # noqa: PLC0415 (a build without changes needs neither)

    told: set[Told] = set()
    with progress_message("holding pages against the repository"):
        for page in pages:
            document = documents.parse(page.text, page.path)
            for finding in audit.check(document, context, audit.WITHOUT_LINKS):
                path, line = page.place(finding.position.line)
                if {finding.code.value, "all"} & {*page.waived.get((path, line), ())}:
                    continue
                evidence = f" ({finding.evidence})" if finding.evidence is not None else ""
                suggestion = f"; {finding.suggestion}" if finding.suggestion else ""
                message = f"{finding.judgement.value}: {finding.message}{evidence}{suggestion}"
                told.add(Told(path, line, finding.code.value, message))
    return sorted(told)


def state_of(repository: Repository, pages: Mapping[str, Page], outputs: tuple[Path, ...]) -> str:
    """Return a digest of all that a finding can depend on: the pages, the workflows, and the files of the repository.

    Of other files than workflows and actions, which are many, the size and the time of the last change stand for the text.
    """
    digest = hashlib.sha256(__version__.encode())
    for page in pages.values():
        digest.update(repr(page).encode("utf-8", "surrogatepass"))
    texts = {path: file.text for path, file in repository.files.items()}
    texts |= {path: file.text for path, file in repository.action_files.items()}
    digest.update(repr(sorted(texts.items())).encode("utf-8", "surrogatepass"))
    skipped = {os.path.realpath(folder) for folder in outputs}
    for line in _files(os.path.realpath(repository.root), skipped):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _files(folder: str, skipped: set[str]) -> Iterable[str]:
    """Yield a line for every file below a folder that a judge may look at, with what changes when its text does."""
    from workflow_docs.claims import files  # noqa: PLC0415

    waiting = [folder]
    while waiting:
        try:
            entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in files.SKIPPED and entry.path not in skipped:
                    waiting.append(entry.path)
            else:
                try:
                    status = entry.stat()
                except OSError:
                    continue
                yield f"\0{entry.path}\0{status.st_size}\0{status.st_mtime_ns}"


def _kept(cache: Path, state: str) -> list[Told] | None:
    """Return what an earlier build has found, if nothing has changed since."""
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        return [Told(*told) for told in kept["found"]] if kept["state"] == state else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def setup(app: Sphinx) -> None:
    """Read what pages say, and tell what is wrong in it."""
    app.add_transform(ReadClaims)
    app.connect("env-updated", tell)
