"""Regions -> Markdown: one Sphinx build of a page for each, whose texts are kept instead of written."""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from workflow_docs.markdown.builder import GfmBuilder
from workflow_docs.markdown.links import PageResolver, places
from workflow_docs.markdown.serializer import serialize
from workflow_docs.markdown.tree import Heading, Root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.util.typing import ExtensionMetadata

    from .markers import Region

_WARNING = re.compile(r"^.*?part(\d+)\.rst(?::\d+)?: (?:WARNING|ERROR): (.*)$")
_LOCATED = re.compile(r"^\S.*: (?:WARNING|ERROR): ")
# The lines of the page of a part, which the error repeats.
_ECHO = re.compile(r"^(?:\.\. ci:|   :)")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


class Part(NamedTuple):
    """A region and the file that it stands in, as a path below the repository."""

    path: PurePosixPath
    region: Region


class Rendered(NamedTuple):
    """The texts of the parts, by number; what is wrong with some of them; and what else there was to say."""

    texts: dict[int, str]
    faults: dict[int, str]
    warnings: list[str]


class PartBuilder(GfmBuilder):
    """Makes the text of every page and keeps it; links are those of the file that the part stands in."""

    name = "gfm-parts"
    parts: Sequence[Part]
    texts: dict[int, str]

    def _wishes(self) -> dict[str, str]:
        return {
            f"part{number}": f"{part.path.parent / f'part{number}'}.md"
            for number, part in enumerate(self.parts)
        }

    def links_to(self, docname: str) -> bool:  # noqa: ARG002 (the signature is that of the base class)
        """Say that no page is a file of its own: references lead to lines of the repository."""
        return False

    def write_documents(self, docnames: AbstractSet[str]) -> None:  # noqa: ARG002
        """Make the texts."""
        trees = {
            docname: _below(tree, self.parts[_number(docname)].region.level)
            for docname, tree in self._trees()
        }
        known = places(trees, {})
        self.texts = {
            _number(docname): serialize(tree, PageResolver(docname, self.links, known))
            for docname, tree in trees.items()
        }


def _number(docname: str) -> int:
    return int(docname.removeprefix("part"))


def _below(tree: Root, level: int) -> Root:
    """Return a tree whose headings stand below one of a level."""
    children = tuple(
        replace(node, level=min(node.level + level, 6)) if isinstance(node, Heading) else node
        for node in tree.children
    )
    return replace(tree, children=children)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the builder; `render` names this module as an extension of its build."""
    app.add_builder(PartBuilder)
    return {"version": "1", "parallel_read_safe": True}


def render(root: Path, parts: Sequence[Part]) -> Rendered:
    """Build the parts against the repository at `root`; nothing is written there."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "source")
        source.mkdir()
        for number, part in enumerate(parts):
            (source / f"part{number}.rst").write_text(_page(part.region), encoding="utf-8")
        (source / "index.rst").write_text(":orphan:\n", encoding="utf-8")
        warning = io.StringIO()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                source,
                None,
                Path(name, "out"),
                Path(name, "doctrees"),
                "gfm-parts",
                confoverrides={
                    "extensions": ["workflow_docs", __name__],
                    "ci_repository": str(root.resolve()),
                    "gfm_root": str(root.resolve()),
                    "suppress_warnings": ["toc.not_included"],
                    "smartquotes": False,
                    "ci_claims": False,
                },
                status=None,
                warning=warning,
            )
            builder = app.builder
            assert isinstance(builder, PartBuilder)  # noqa: S101 (tells the type checker what the name means)
            builder.parts = parts
            app.build(force_all=True)
        faults, others = _sorted(_COLOR.sub("", warning.getvalue()).splitlines())
        return Rendered(builder.texts, faults, others)


def _sorted(lines: list[str]) -> tuple[dict[int, str], list[str]]:
    """Return what Sphinx says of the parts, by number, and what it says of the repository."""
    faults: dict[int, str] = {}
    others: list[str] = []
    number: int | None = None
    for line in filter(str.strip, lines):
        match = _WARNING.match(line)
        if match is not None:
            number = int(match.group(1))
            faults[number] = f"{faults[number]}; {match.group(2)}" if number in faults else match.group(2)
        elif number is None or _LOCATED.match(line):
            number = None
            others.append(line)
        elif not _ECHO.match(line):
            faults[number] += f" {line.strip()}"
    return {key: text.removesuffix(" [docutils]") for key, text in faults.items()}, others


def _page(region: Region) -> str:
    options = "".join(f"   :{name}: {value}".rstrip() + "\n" for name, value in region.options)
    return f":orphan:\n\n.. {region.directive}:: {region.argument}\n{options}"
