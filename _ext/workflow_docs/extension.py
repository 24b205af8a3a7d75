"""Registration only: what the extension adds to Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import __version__
from .sphinx_ext import config, loading, log, messages, pages, sections, sources, summary
from .sphinx_ext.claims import judging
from .sphinx_ext.domain import CiDomain
from .sphinx_ext.linkcheck import builder as linkcheck

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the `ci` domain, its directives and settings, the Markdown builder and the link check."""
    app.setup_extension("sphinxcontrib.mermaid")
    app.setup_extension("workflow_docs.markdown")
    log.setup(app)
    config.setup(app)
    app.add_domain(CiDomain)
    linkcheck.setup(app)
    judging.setup(app)
    summary.setup(app)
    sections.setup(app)
    app.connect("builder-inited", loading.load)
    app.connect("builder-inited", messages.guarded_handler(pages.refresh))
    app.connect("env-get-outdated", loading.outdated)
    app.connect("env-updated", loading.moved)
    app.connect("html-collect-pages", messages.guarded_handler(sources.collect_pages))
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
