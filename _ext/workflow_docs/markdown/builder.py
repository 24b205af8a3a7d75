"""The builder `gfm`: pages as GitHub's Markdown, in the files of a repository or below the output folder."""

from __future__ import annotations

import itertools
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from sphinx.builders import Builder
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator

from workflow_docs.channels.terminal import stdout

from . import files, problems
from .links import Links, PageResolver, places, relative
from .literal import FIELD, LAST
from .problems import Problem
from .serializer import serialize
from .translator import GfmTranslator, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from .links import Place
    from .tree import Root

logger = logging.getLogger(__name__)

TURNS = 5
"""How often a page that speaks of its own file is written before it is taken for one that never ends."""


class GfmBuilder(Builder):
    """Writes pages as Markdown: with `gfm_root` those with the field `emit`, without it all of them."""

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

    others_written: bool = True
    """False while the files are made that pages with the field `emit-last` speak of."""

    current_docname: str = ""
    root: Path
    pages: dict[str, PurePosixPath]
    links: Links
    unknown_nodes: set[str]
    copies: dict[PurePosixPath, Path]

    def init(self) -> None:
        """Find the root; raise `ConfigError` where it is no folder."""
        setting = self.config.gfm_root
        self.root = Path(self.outdir if setting is None else Path(self.confdir, setting))
        if setting is not None and not self.root.is_dir():
            raise ConfigError(f"gfm_root is not a folder: {setting!r}")
        self.pages = {}
        self.links = Links({}, self.config.gfm_site_url)
        self.unknown_nodes = set()
        self.copies = {}

    # -- which pages are files -----------------------------------------------------------------------

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield every page that is a file: each may link to any other, and one that stays as it is is not touched."""
        yield from self._wishes()

    @property
    def in_repository(self) -> bool:
        """Whether the files are those of a repository, not just those of an output folder."""
        return self.config.gfm_root is not None

    def _wishes(self) -> dict[str, str]:
        wishes: dict[str, str] = {}
        for docname in sorted(self.env.found_docs):
            fields = self.env.metadata.get(docname, {})
            if FIELD in fields:
                wishes[docname] = str(fields[FIELD]).strip()
            elif not self.in_repository:
                wishes[docname] = f"{docname}.md"
        return wishes

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
        """Return the address of a file below the source folder; None outside `gfm_root`.

        Without `gfm_root` the file is copied to the same place below the output folder.
        """
        # Not resolved to the end: a link inside the repository is what GitHub shows, too.
        place = Path(os.path.normpath(self.srcdir / path))
        for root in (Path(os.path.normpath(self.root)), self.root.resolve()):
            if place.is_relative_to(root) and place.is_file():
                return self.get_repository_uri(from_docname, place.relative_to(root).as_posix())
        if self.in_repository or not place.is_file():
            return None
        copy = PurePosixPath(path)
        if copy.is_absolute() or ".." in copy.parts:
            # Files from outside may share a name: the second gets a folder of its own.
            free = (PurePosixPath("_files", str(number or ""), place.name) for number in itertools.count())
            copy = next(one for one in free if self.copies.get(one, place) == place)
        self.copies[copy] = place
        return self.get_repository_uri(from_docname, copy.as_posix())

    # -- writing -------------------------------------------------------------------------------------

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002
        """Write all pages that are files: first the trees of all, for links need the headings of every file."""
        last = [docname for docname in self.pages if LAST in self.env.metadata.get(docname, {})]
        self.others_written = not last
        trees = dict(self._trees())
        known = places(trees, self._labels())
        # All texts are made before the first is written: a fault in one page leaves every file as it was.
        texts = {
            docname: self._text(docname, tree, known)
            for docname, tree in trees.items()
            if docname not in last
        }
        changed = sum(self._write(docname, self.pages[docname], text) for docname, text in texts.items())
        self.others_written = True
        if self.config.gfm_last:
            changed += sum(self._write_last(docname, trees) for docname in last)
        if not self.config.gfm_check:
            for copy, place in sorted(self.copies.items()):
                try:
                    files.copy(self.root, copy, place)
                except OSError as error:
                    problems.warn(Problem.IMAGE, f"{str(copy)!r} is not written: {error.strerror}", None)
        removed = self._remove_stale()
        if not self.config.gfm_check:
            logger.info("%d of %d Markdown files changed, %d removed", changed, len(trees), removed)

    def _write_last(self, docname: str, trees: dict[str, Root]) -> bool:
        """Write a page that speaks of files, its own among them, again until it says nothing new; return whether it changed."""
        changed = False
        for _ in range(TURNS):
            trees[docname] = self._tree(docname)
            text = self._text(docname, trees[docname], places(trees, self._labels()))
            if not self._write(docname, self.pages[docname], text):
                break
            changed = True
        return changed

    def _text(self, docname: str, tree: Root, known: Mapping[str, Place]) -> str:
        mark = files.mark(self._hint(self.env.doc2path(docname)))
        return f"{mark}\n\n{serialize(tree, PageResolver(docname, self.links, known))}"

    def _hint(self, place: str | os.PathLike[str]) -> str:
        """Return how marks name a file of the project: from the repository, or else from the folder of conf.py.

        Neither tells where on a machine the project lies.
        """
        path = Path(os.path.normpath(place))
        inside = self.in_repository and path.is_relative_to(os.path.normpath(self.root))
        return Path(os.path.relpath(path, self.root if inside else self.confdir)).as_posix()

    def _remove_stale(self) -> int:
        """Report the files that a page of this project wrote and no page writes now, or remove them (`gfm_prune`)."""
        removed = 0
        # Another project in the same repository has its own files; the mark tells whose they are.
        folder = self._hint(self.srcdir)
        ours = "" if folder == "." else f"{folder}/"
        for path, source in files.marked(self.root):
            if path in self.pages.values() or not source.startswith(ours):
                continue
            if self.config.gfm_prune and not self.config.gfm_check:
                try:
                    self.root.joinpath(*path.parts).unlink()
                except OSError as error:
                    message = f"{str(path)!r} cannot be removed: {error.strerror}"
                    problems.warn(Problem.STALE, message, f"{path}:1")
                    continue
                logger.info("removed %s, as its page %s is gone", path, source)
                removed += 1
            else:
                problems.warn(
                    Problem.STALE,
                    f"{str(path)!r} was written by the page {source}, which does not write it any more; "
                    "remove it, or set gfm_prune for one build",
                    f"{path}:1",
                )
        return removed

    def _trees(self) -> Iterator[tuple[str, Root]]:
        for docname in status_iterator(
            sorted(self.pages),
            "writing Markdown... ",
            "darkgreen",
            len(self.pages),
            self.config.verbosity,
        ):
            yield docname, self._tree(docname)

    def _tree(self, docname: str) -> Root:
        self.phase = BuildPhase.RESOLVING
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.phase = BuildPhase.WRITING
        self.current_docname = docname
        translator = self.create_translator(doctree, self)
        doctree.walkabout(translator)
        return tree_of(translator)

    def _tell_outdated(self, docname: str, path: PurePosixPath, found: files.Difference) -> None:
        """Say what differs, and fail the build at its end."""
        self._app.statuscode = 1
        logger.info("%s", found.diff.rstrip("\n"), nonl=False)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            stdout().document(found.annotation(path))  # GitHub reads it from there
        page = self._hint(self.env.doc2path(docname))
        problems.warn(
            Problem.OUTDATED,
            f"{str(path)!r} is not what its page {page} says now: {found.first}",
            f"{path}:{found.line}",
        )

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
            old = files.content_of(self.root.joinpath(*path.parts))
            if old is not None and not overwrite and not files.is_ours(old):
                raise files.ForeignFileError(str(path))  # noqa: TRY301 (said once, below)
            if found := files.difference(self.root, path, text):
                self._tell_outdated(docname, path, found)
        except files.ForeignFileError:
            problems.warn(
                Problem.FOREIGN_FILE,
                f"{str(path)!r} exists and was not written by this builder, so it is left alone; "
                "move or remove it, or set gfm_overwrite for one build",
                docname,
            )
        except files.EmitPathError as error:
            problems.warn(Problem.EMIT_PATH, f"emit: {str(path)!r} is not written: {error}", docname)
        except OSError as error:
            problems.warn(Problem.EMIT_PATH, f"emit: {str(path)!r} is not written: {error.strerror}", docname)
        return False
