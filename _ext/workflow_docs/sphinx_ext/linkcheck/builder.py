"""The builder `linkcheck`: Sphinx's own, with every kind of link, each at every place, in one report."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.linkcheck import CheckExternalLinksBuilder, HyperlinkCollector
from sphinx.util import logging

from workflow_docs.sphinx_ext.domain import domain_of

from .collecting import CollectLinks, MarkReferences, note_missing, page_uri
from .places import Collected, Kind, Place, Result, Status
from .report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

OFFLINE = "LINKCHECK_OFFLINE"
"""The environment variable that keeps a run from using the network."""


class CiLinkcheckBuilder(CheckExternalLinksBuilder):
    """Sphinx's own link check with its settings and its report, and more in both.

    Of its base it uses the name, the settings, and the links that collectors of other extensions put into `hyperlinks`.
    """

    name = "linkcheck"

    def init(self) -> None:
        """Get ready to take links."""
        super().init()
        self.collected = Collected()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 (the signature is Sphinx's)
        """Return an address that tells the page."""
        return page_uri(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the same: the address of a page is whole wherever the link stands."""
        return page_uri(to)

    def finish(self) -> None:
        """Check everything, write the report, and fail if a link is broken."""
        # Other builders need none of these.
        from workflow_docs.claims.context import Context  # noqa: PLC0415

        from .local import LocalChecker  # noqa: PLC0415

        config = self.config
        site = domain_of(self.env).site
        report = Report(
            quiet=config.verbosity < 0, warn_redirects=isinstance(config.linkcheck_allowed_redirects, dict)
        )
        self.context = Context(site.repository)
        logger.info("")
        self._take_over()
        for place, result in LocalChecker(self.env, self.collected, self.context).all():
            report.add(place, self._waived(place) or result)
        for place, result in self._emitted():
            report.add(place, self._waived(place) or result)
        self._external(report)
        report.write(Path(self.outdir))
        report.tell_counts()
        failing = {Status.BROKEN, Status.TIMEOUT}
        if config.ci_linkcheck_fail_on_unsure:
            failing.add(Status.UNSURE)
        if report.count(failing):
            self._app.statuscode = 1

    def _emitted(self) -> Iterable[tuple[Place, Result]]:
        if self.config.gfm_root is None:
            return ()
        from . import emitted  # noqa: PLC0415 (it needs the grammar of bash)

        return emitted.check(self.env, Path(self.confdir), self.context)

    def _waived(self, place: Place) -> Result | None:
        """Return the result of a link that Sphinx's settings leave out."""
        config = self.config
        for pattern in config.linkcheck_exclude_documents:
            if place.docname and re.match(pattern, place.docname):
                info = f"{place.docname} matched {pattern} from linkcheck_exclude_documents"
                return Result(Status.IGNORED, info=info)
        if any(re.match(pattern, place.uri) for pattern in config.linkcheck_ignore):
            return Result(Status.IGNORED)
        return None

    def _take_over(self) -> None:
        """Take the links that only the collectors of other extensions have found."""
        known = {place.uri for place, _ in self.collected.local} | self.collected.external.keys()
        for link in self.hyperlinks.values():
            if link.uri not in known and re.match("https?:", link.uri):
                name = str(self.env.doc2path(link.docname, base=False))
                self.collected.add_external(Place(name, link.lineno, Kind.EXTERNAL, link.uri, link.docname))

    def _external(self, report: Report) -> None:
        """Check what leads out of the project: the repository's own files on disk, the rest on the network."""
        from .external import ExternalChecker  # noqa: PLC0415
        from .own import OwnUrls  # noqa: PLC0415

        site = domain_of(self.env).site
        own = None if site.checkout is None else OwnUrls(site.checkout, self.context)
        asked: dict[str, list[Place]] = {}
        for uri, places in self.collected.external.items():
            found = own.check(uri) if own is not None else None
            for place in places:
                waived = self._waived(place)
                if waived is not None:
                    report.add(place, waived)
                elif found is not None:
                    report.add(place._replace(kind=found[0]), found[1])
                elif not uri.startswith(("http:", "https:")):
                    report.add(place, Result(Status.UNCHECKED))
                elif self.offline:
                    report.add(place, Result(Status.UNCHECKED, info="not asked: offline"))
                else:
                    asked.setdefault(uri, []).append(place)
        checker = ExternalChecker(self.config, Path(self.doctreedir) / "linkcheck.json")
        for uri, result in checker.check(asked):
            for place in asked[uri]:
                report.add(place, result)

    @property
    def offline(self) -> bool:
        """Whether the network is left alone."""
        return bool(self.config.ci_linkcheck_offline or os.environ.get(OFFLINE, "0") not in {"", "0"})


def setup(app: Sphinx) -> None:
    """Put the builder in the place of Sphinx's own, with what collects the links."""
    app.add_builder(CiLinkcheckBuilder, override=True)
    app.setup_extension("sphinx.builders.linkcheck")
    with suppress(ValueError):  # ours takes its place; private in Sphinx: the list of transforms
        app.registry.post_transforms.remove(HyperlinkCollector)
    app.add_post_transform(MarkReferences)
    app.add_post_transform(CollectLinks)
    # Before Sphinx's own, which ends the matter for labels.
    app.connect("warn-missing-reference", note_missing, priority=100)
