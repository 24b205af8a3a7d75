"""Fills the parts of a report on documents, when its page is written: it speaks of files as they are then."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from workflow_docs.markdown.literal import FIELD

from . import messages
from .claims.page import GENERATED
from .domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from workflow_docs.claims.contract import Check
    from workflow_docs.claims.contract_file import ContractFile
    from workflow_docs.doctree.summary import Shown

    from .domain import Site

logger = logging.getLogger(__name__)


class SummaryPart(nodes.General, nodes.Element):
    """The place of a part of the report; its attribute `part` names it."""


class FillSummary(SphinxPostTransform):
    """Replaces each part by what it has to say."""

    default_priority = 5  # before references are resolved (10)

    def run(self, **_arguments: Any) -> None:
        """Fill the page, unless the files that it speaks of are still being made."""
        parts = list(self.document.findall(SummaryPart))
        if not parts:
            return
        if not getattr(self.env._app.builder, "others_written", True):  # noqa: SLF001 (as Sphinx's own)
            for part in parts:
                part.parent.remove(part)
            return
        from workflow_docs.doctree.summary import PARTS  # noqa: PLC0415 (few pages need it)

        shown = show(self.env, self.env.current_document.docname)
        _tell(shown, domain_of(self.env).site)
        for part in parts:
            part.replace_self(PARTS[part["part"]](shown))


def load_contracts(env: BuildEnvironment) -> ContractFile | None:
    """Return what `ci_contracts` names; None where it names nothing."""
    from workflow_docs.claims import contract_file  # noqa: PLC0415 (few projects have contracts)

    if not env.config.ci_contracts:
        return None
    site = domain_of(env).site
    return contract_file.load(site.confdir / env.config.ci_contracts, site.repository.root)


def documents(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the documents of the report: those of the contract, or without one all that pages write."""
    from workflow_docs.summary.report import documents_of  # noqa: PLC0415

    contracts = load_contracts(env)
    if contracts is not None:
        return documents_of(contracts.contract)
    return tuple(sorted(_emitted(env).values()))


def show(env: BuildEnvironment, docname: str) -> Shown:
    """Return the report on the files as they are now, for the page of that name."""
    from workflow_docs.claims.context import Context  # noqa: PLC0415
    from workflow_docs.doctree.summary import Shown  # noqa: PLC0415
    from workflow_docs.init.marks import marks  # noqa: PLC0415
    from workflow_docs.summary.report import NO_CONTRACT, report  # noqa: PLC0415

    contracts = load_contracts(env)
    pages = {path: docname for docname, path in _emitted(env).items()}
    wanted = documents(env)
    made = report(
        wanted,
        contracts.contract if contracts is not None and not contracts.problems else NO_CONTRACT,
        Context(domain_of(env).site.repository),
        {path: made_by_directives(env.get_doctree(pages[path])) for path in wanted if path in pages},
        [re.compile(pattern) for pattern in env.config.linkcheck_ignore],
    )
    texts = (Path(env.doc2path(name)).read_text(encoding="utf-8") for name in pages.values())
    return Shown(made, pages, _emitted(env).get(docname, ""), sum(len(marks(text)) for text in texts))


def made_by_directives(doctree: nodes.document) -> frozenset[str]:
    """Return the fingerprints of the blocks that directives of the domain, or a table of contents, have made."""
    from sphinxcontrib.mermaid import mermaid  # noqa: PLC0415

    from workflow_docs.summary.origins import fingerprint  # noqa: PLC0415

    found: set[str] = set()
    for top in doctree.findall(nodes.Element):
        if GENERATED not in top and not (isinstance(top, nodes.topic) and "contents" in top["classes"]):
            continue
        for node in top.findall(nodes.Element):
            if isinstance(node, mermaid):
                found.add(fingerprint(node["code"]))
            elif isinstance(node, nodes.table | nodes.TextElement):
                found.add(fingerprint(node.astext()))
    return frozenset(found - {""})


def _emitted(env: BuildEnvironment) -> Mapping[str, str]:
    """Return the file that each page writes, as a path from the root of the repository."""
    site = domain_of(env).site
    if env.config.gfm_root is None:
        return {}
    below = os.path.relpath((site.confdir / env.config.gfm_root).resolve(), site.repository.root.resolve())
    found = {}
    for docname in sorted(env.found_docs):
        field = env.metadata.get(docname, {}).get(FIELD)
        if field is not None:
            found[docname] = os.path.normpath(Path(below, str(field).strip())).replace(os.sep, "/")
    return found


def _tell(shown: Shown, site: Site) -> None:
    """Warn of each check that failed, once; the report's own file may be about to be written."""
    for check in shown.report.failed:
        if check.document != shown.own:
            _warn(check, site)
    site.score = shown.report.score


def _warn(check: Check, site: Site) -> None:
    from workflow_docs.claims import contracts  # noqa: PLC0415

    finding = contracts.finding(check)
    place = finding.position
    path = os.path.normpath(site.repository.root / place.path) if check.place is not None else place.path
    suggestion = f"; {finding.suggestion}" if finding.suggestion else ""
    message = f"{finding.judgement.value}: {finding.message}{suggestion}"
    key = f"{path}:{place.line} {message}"
    if key not in site.told:
        site.told.add(key)
        messages.warn_claim(finding.code.value, message, f"{path}:{place.line}")


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Say how many checks passed at last (`build-finished`)."""
    score = domain_of(app.env).site.score if exception is None else None
    if score is not None and score.checks:
        logger.info(
            "%d of %d checks of the documents passed (%.1f %%)", score.passed, score.checks, score.percent
        )


def setup(app: Sphinx) -> None:
    """Register the transform, and what is said at the end."""
    app.add_post_transform(FillSummary)
    app.connect("build-finished", _finish)
