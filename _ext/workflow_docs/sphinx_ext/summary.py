"""Fills the parts of a report on documents, when its page is written: it speaks of files as they are then."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from workflow_docs.markdown.literal import FIELD, LAST

from . import messages
from .claims.judging import state_of
from .claims.page import GENERATED
from .domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from workflow_docs.claims.contract_file import ContractFile
    from workflow_docs.doctree.summary import Shown
    from workflow_docs.summary.facts import Complaint

    from .site import Site

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
        contracts = load_contracts(self.env)
        _tell(shown, domain_of(self.env).site, contracts.path if contracts is not None else "")
        for part in parts:
            part.replace_self(PARTS[part["part"]](shown))


def load_contracts(env: BuildEnvironment) -> ContractFile | None:
    """Return what `ci_contracts` names; None where it names nothing."""
    from workflow_docs.claims import contract_file  # noqa: PLC0415 (few projects have contracts)

    if not env.config.ci_contracts:
        return None
    site = domain_of(env).site
    stamp = _contracts_stamp(env)
    if site.contracts is None or site.contracts[0] != stamp:
        file = site.confdir / env.config.ci_contracts
        site.contracts = (stamp, contract_file.load(file, site.repository.root))
    return site.contracts[1]


def show(env: BuildEnvironment, docname: str) -> Shown:
    """Return the report on the files as they are now, for the page of that name."""
    from workflow_docs.doctree.summary import Shown  # noqa: PLC0415
    from workflow_docs.init.marks import marks  # noqa: PLC0415
    from workflow_docs.summary.report import NO_CONTRACT, documents_of, report  # noqa: PLC0415

    site = domain_of(env).site
    contracts = load_contracts(env)
    contract = contracts.contract if contracts is not None and not contracts.problems else NO_CONTRACT
    files = _emitted(env)
    own = files.get(docname, "")
    pages = {path: name for name, path in files.items()}
    # Without a contract, the report is about all documents that pages write.
    wanted = documents_of(contract) or tuple(sorted(path for path in pages if path != own))
    state = [(path, _stamp(site.repository.root / path)) for path in (*wanted, *contract.documents)]
    if site.report is None or site.report[0] != state:
        site.context.forget_documents()
        made = report(
            wanted,
            contract,
            site.context,
            {path: made_by_directives(env.get_doctree(pages[path])) for path in wanted if path in pages},
            [re.compile(pattern) for pattern in env.config.linkcheck_ignore],
            _complaints(env, pages),
        )
        site.report = (state, made)
    texts = (Path(env.doc2path(name)).read_text("utf-8", "replace") for name in sorted(env.found_docs))
    return Shown(site.report[1], pages, own, sum(len(marks(text)) for text in texts))


def _complaints(env: BuildEnvironment, pages: Mapping[str, str]) -> dict[str, list[Complaint]] | None:
    """Return what this build has found in the pages of documents, by document; None where it has not looked."""
    from workflow_docs.summary.facts import Complaint  # noqa: PLC0415

    site = domain_of(env).site
    if site.found is None:
        return None
    root = site.repository.root.resolve()
    sources = {
        os.path.relpath(Path(env.doc2path(name)).resolve(), root): path for path, name in pages.items()
    }
    found: dict[str, list[Complaint]] = {path: [] for path in pages}
    for told in site.found:
        path = sources.get(os.path.normpath(told.path))
        if path is not None:
            found[path].append(Complaint(told.code, told.message))
    return found


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


def _tell(shown: Shown, site: Site, contracts: str) -> None:
    """Warn of what the contract finds, once; the report's own file may be about to be written."""
    for finding in shown.report.findings:
        place = finding.position
        if place.path == shown.own or finding.message.startswith(f"{shown.own}: "):
            continue
        # The contract may lie outside of the repository, and is named as its reader names it.
        path = place.path if place.path == contracts else os.path.normpath(site.repository.root / place.path)
        suggestion = f"; {finding.suggestion}" if finding.suggestion else ""
        message = f"{finding.judgement.value}: {finding.message}{suggestion}"
        key = f"{path}:{place.line} {message}"
        if key not in site.told:
            site.told.add(key)
            messages.warn_claim(finding.code.value, message, f"{path}:{place.line}")
    site.score = shown.report.score


def _contracts_stamp(env: BuildEnvironment) -> str:
    """Return what changes when the contract does."""
    if not env.config.ci_contracts:
        return ""
    return _stamp(domain_of(env).site.confdir / env.config.ci_contracts)


def _stamp(place: Path) -> str:
    try:
        status = place.stat()
    except OSError:
        return " gone"
    return f" {status.st_size} {status.st_mtime_ns}"


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write anew because the repository or the contract has changed (`env-updated`)."""
    pages = [docname for docname in sorted(env.found_docs) if LAST in env.metadata.get(docname, {})]
    if not pages:
        return []
    domain = domain_of(env)
    state = domain.site.state or state_of(
        domain.site.repository, {}, (Path(app.outdir), Path(app.doctreedir))
    )
    state += _contracts_stamp(env)
    if domain.data["summary"] == state:
        return []
    domain.data["summary"] = state
    return pages


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
    app.connect("env-updated", outdated)
    app.connect("build-finished", _finish)
