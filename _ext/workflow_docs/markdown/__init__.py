"""A Sphinx builder that writes pages as the Markdown files of a repository, for people who read them on GitHub.

Add `"workflow_docs.markdown"` to `extensions` and run `sphinx-build -b gfm`: every page becomes a Markdown file below
the output folder. With the setting `gfm_root`, those with the field `emit: docs/NAME.md` in their front matter are
written into a repository. It knows the nodes of docutils, Sphinx, MyST, sphinx-design and sphinxcontrib-mermaid; an
extension adds its own with `app.add_node(node, gfm=(visit, depart))`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from .builder import GfmBuilder

SETTINGS: tuple[tuple[str, object, frozenset[type]], ...] = (
    ("gfm_root", None, frozenset({str, type(None)})),
    ("gfm_overwrite", False, frozenset({bool})),
    ("gfm_prune", False, frozenset({bool})),
    ("gfm_check", False, frozenset({bool})),
    ("gfm_site_url", "", frozenset({str})),
    ("gfm_read_all", True, frozenset({bool})),
    ("gfm_last", True, frozenset({bool})),
)
"""Name, default and types of each setting. None of them changes how a page is read."""


class _GfmBuilder:
    """Stands in for the builder until a build asks for it: most are of another kind and need not load it."""

    name = "gfm"

    def __new__(cls, app: Sphinx, env: BuildEnvironment) -> GfmBuilder:  # type: ignore[misc]  # see above
        from .builder import GfmBuilder  # noqa: PLC0415

        return GfmBuilder(app, env)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder and its settings; a second call does nothing."""
    from .literal import LiteralText  # noqa: PLC0415 (other modules are of use without Sphinx)
    from .reading import choose  # noqa: PLC0415

    if "gfm_root" not in app.config:
        for name, default, types in SETTINGS:
            app.add_config_value(name, default, "", types=types)
        app.add_builder(_GfmBuilder)  # type: ignore[arg-type]  # it makes one
        app.add_transform(LiteralText)
        app.connect("env-before-read-docs", choose)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
