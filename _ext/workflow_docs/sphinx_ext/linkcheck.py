"""The linkcheck builder, which also holds references to the repository against it, in the same report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.linkcheck import CheckExternalLinksBuilder
from sphinx.util import logging

from workflow_docs.analysis.objects import KINDS, Missing

from .domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


class CiLinkcheckBuilder(CheckExternalLinksBuilder):
    """Sphinx's own link check, with two more kinds of links: references of the `ci` domain and files.

    The report is that of Sphinx: `output.txt` and `output.json`, where the status `broken` fails the build.
    """

    name = "linkcheck"

    def finish(self) -> None:
        """Check the external links, then the references that pages were read with."""
        super().finish()
        count = broken = 0
        with (
            Path(self.outdir, "output.txt").open("a", encoding="utf-8") as text,
            Path(self.outdir, "output.json").open("a", encoding="utf-8") as data,
        ):
            for kind, target, source, line, message in self._references():
                count += 1
                uri = f"ci:{kind}:{target}"
                entry = {
                    "filename": source,
                    "lineno": line,
                    "status": "broken" if message else "working",
                    "code": 0,
                    "uri": uri,
                    "info": message,
                }
                data.write(json.dumps(entry) + "\n")
                if message:
                    broken += 1
                    text.write(f"{source}:{line}: [broken] {uri}: {message}\n")
                    logger.info("broken    %s - %s", uri, message, location=(source, line))
        logger.info("references to the repository: %d, broken: %d", count, broken)
        if broken:
            self._app.statuscode = 1

    def _references(self) -> Iterator[tuple[str, str, str, int, str]]:
        """Yield (kind, target, source, line, what is wrong) for every place, sorted."""
        domain = domain_of(self.env)
        places = {
            (record.source, record.line, record.kind, record.target)
            for records in domain.references.values()
            for record in records
            if record.kind in KINDS
        }
        for source, line, kind, target in sorted(places):
            found = domain.site.index.find(kind, target)
            yield kind, target, source, line, found.message if isinstance(found, Missing) else ""
