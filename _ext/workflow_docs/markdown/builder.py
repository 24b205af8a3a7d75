"""The builder `gfm`: pages that name a file of the repository are written there, as GitHub's Markdown."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from sphinx.builders import Builder
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator

from . import files, problems
from .links import Links, PageResolver, places, relative
from .literal import FIELD
from .problems import Problem
from .serializer import serialize
from .translator import GfmTranslator, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from .tree import Root

logger = logging.getLogger(__name__)


class GfmBuilder(Builder):
    """Writes every page with the field `emit` to the file that it names."""

    name = "gfm"
    format = "markdown"
    epilog = "The Markdown files are in %(outdir)s, or in gfm_root if that is set."
    allow_parallel = True
    default_translator_class = GfmTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/gif",
        "image/jpeg",
        "image/webp",
    ]
    supported_remote_images = True

    current_docname: str = ""
    root: Path
    pages: dict[str, PurePosixPath]
    links: Links
    unknown_nodes: set[str]

    def init(self) -> None:
        """Find the root; raise `ConfigError` where it is no folder."""
        setting = self.config.gfm_root
        self.root = Path(self.outdir if setting is None else Path(self.confdir, setting))
        if setting is not None and not self.root.is_dir():
            raise ConfigError(f"gfm_root is not a folder: {setting!r}")
        self.pages = {}
        self.links = Links({}, self.config.gfm_site_url)
        self.unknown_nodes = set()

    # -- which pages are files -----------------------------------------------------------------------

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield every page that is a file: they are few, and each may link to any other."""
        yield from self._wishes()

    def _wishes(self) -> dict[str, str]:
        return {
            docname: str(self.env.metadata[docname][FIELD]).strip()
            for docname in sorted(self.env.found_docs)
            if FIELD in self.env.metadata.get(docname, {})
        }

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002 (the signature is Sphinx's)
        """Settle which page becomes which file; links need to know it of every page."""
        paths: dict[str, PurePosixPath] = {}
        for docname, text in self._wishes().items():
            try:
                paths[docname] = files.emit_path(self.root, text)
            except files.EmitPathError as error:
                problems.warn(Problem.EMIT_PATH, f"emit: {text!r} is not written: {error}", docname)
        takers: dict[str, list[str]] = {}
        for docname, path in paths.items():
            takers.setdefault(str(path).casefold(), []).append(docname)
        self.pages = {}
        for group in takers.values():
            if len(group) == 1:
                self.pages[group[0]] = paths[group[0]]
                continue
            for docname in group:
                others = ", ".join(repr(other) for other in group if other != docname)
                problems.warn(
                    Problem.EMIT_DUPLICATE,
                    f"emit: {str(paths[docname])!r} is also the file of {others}; none of them is written",
                    docname,
                )
        self.links = Links(self.pages, self.config.gfm_site_url)

    # -- addresses -----------------------------------------------------------------------------------

    def links_to(self, docname: str) -> bool:
        """Say whether a file can link to a page: it is a file itself, or on the site."""
        return docname in self.pages or bool(self.config.gfm_site_url)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a page as seen from the root."""
        return self.links.uri("", docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a page as seen from another page's file."""
        return self.links.uri(from_, to)

    def get_repository_uri(self, from_docname: str, path: str, fragment: str = "") -> str:
        """Return the address of a file of the repository, a path below `gfm_root`, as seen from a page's file."""
        start = str(self.pages.get(from_docname, ""))
        return relative(start, path) + (f"#{fragment}" if fragment else "")

    def uri_of_source(self, from_docname: str, filename: str) -> str | None:
        """Return the address of a file that a page names as Sphinx has it; None outside `gfm_root`."""
        path, _ = self.env.relfn2path(filename, from_docname)
        return self.uri_of_image(from_docname, path)

    def uri_of_image(self, from_docname: str, path: str) -> str | None:
        """Return the address of a file below the source folder; None outside `gfm_root`."""
        # Not resolved to the end: a link inside the repository is what GitHub shows, too.
        place = Path(os.path.normpath(self.srcdir / path))
        for root in (Path(os.path.normpath(self.root)), self.root.resolve()):
            if place.is_relative_to(root) and place.is_file():
                return self.get_repository_uri(from_docname, place.relative_to(root).as_posix())
        return None

    # -- writing -------------------------------------------------------------------------------------

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002
        """Write all pages that are files: first the trees of all, for links need the headings of every file."""
        trees = dict(self._trees())
        labels = self._labels()
        known = places(trees, labels)
        changed = 0
        for docname, tree in trees.items():
            resolver = PageResolver(docname, self.links, known)
            source = self.env.doc2path(docname)
            hint = Path(os.path.relpath(source, Path(self.srcdir).parent)).as_posix()
            text = f"{files.mark(hint)}\n\n{serialize(tree, resolver)}"
            changed += self._write(docname, self.pages[docname], text)
        if not self.config.gfm_check:
            logger.info("%d of %d Markdown files changed", changed, len(trees))

    def _trees(self) -> Iterator[tuple[str, Root]]:
        for docname in status_iterator(
            sorted(self.pages),
            "writing Markdown... ",
            "darkgreen",
            len(self.pages),
            self.config.verbosity,
        ):
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.current_docname = docname
            translator = self.create_translator(doctree, self)
            doctree.walkabout(translator)
            yield docname, tree_of(translator)

    def _labels(self) -> dict[str, set[str]]:
        """Return the ids with an explicit name, by page: others may link to these."""
        labels: dict[str, set[str]] = {}
        for docname, name in self.env.domains.standard_domain.anonlabels.values():
            labels.setdefault(docname, set()).add(name)
        return labels

    def _write(self, docname: str, path: PurePosixPath, text: str) -> bool:
        """Write a file, or look at it in check mode; return whether it changed."""
        overwrite = self.config.gfm_overwrite
        try:
            if not self.config.gfm_check:
                return files.write(self.root, path, text, overwrite=overwrite)
            target = self.root.joinpath(*path.parts)
            if target.is_file() and not overwrite and not files.is_ours(target.read_bytes()):
                raise files.ForeignFileError(str(path))  # noqa: TRY301 (said once, below)
            if found := files.difference(self.root, path, text):
                problems.warn(
                    Problem.OUTDATED, f"{str(path)!r} is not what its page says now: {found}", docname
                )
        except files.ForeignFileError:
            problems.warn(
                Problem.FOREIGN_FILE,
                f"{str(path)!r} exists and was not written by this builder, so it is left alone; "
                "move or remove it, or set gfm_overwrite for one build",
                docname,
            )
        except files.EmitPathError as error:
            problems.warn(Problem.EMIT_PATH, f"emit: {str(path)!r} is not written: {error}", docname)
        return False
