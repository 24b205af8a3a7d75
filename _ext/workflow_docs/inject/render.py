"""Regions -> Markdown: one Sphinx build of a page for each, whose texts are kept instead of written."""

from __future__ import annotations

import io
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, docutils_namespace, patch_docutils

from workflow_docs.markdown.builder import GfmBuilder
from workflow_docs.markdown.links import PageResolver, places
from workflow_docs.markdown.serializer import serialize
from workflow_docs.markdown.tree import Heading, Root
from workflow_docs.workflow.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from docutils.parsers.rst import Directive
    from sphinx.util.typing import ExtensionMetadata

    from .markers import Region

# The line of the page of a part, which an error of docutils repeats.
_ECHO = re.compile(r"\n\s*\.\. part:: \d+(?= \[docutils\]|\Z)")
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


class PartDirective(SphinxDirective):
    """`part NUMBER`: runs the directive that a marker names, with its argument and options as they are, without parsing them."""

    required_arguments = 1
    parts: Sequence[Part] = ()

    def run(self) -> list[nodes.Node]:
        """Return what the directive returns."""
        region = self.parts[whole(self.arguments[0]) or 0].region
        self.name = region.directive
        kind = self.env.get_domain("ci").directive(region.directive.removeprefix("ci:"))
        if kind is None:
            raise self.error(f'Unknown directive type "{region.directive}".')
        arguments = self._arguments(kind, region.argument)
        options = self._options(kind, region.options)
        return list(
            kind(
                region.directive, arguments, options, StringList(), self.lineno, self.content_offset, "", self.state, self.state_machine,
            ).run()
        )  # fmt: skip

    def _arguments(self, kind: type[Directive], text: str) -> list[str]:
        required, optional = kind.required_arguments, kind.optional_arguments
        arguments = text.split()
        if len(arguments) < required:
            raise self.error(f"{required} argument(s) required, {len(arguments)} supplied.")
        if len(arguments) > required + optional:
            if not kind.final_argument_whitespace:
                raise self.error(
                    f"maximum {required + optional} argument(s) allowed, {len(arguments)} supplied."
                )
            arguments = text.split(None, required + optional - 1)
        return arguments

    def _options(self, kind: type[Directive], options: Sequence[tuple[str, str]]) -> dict[str, object]:
        found: dict[str, object] = {}
        spec: dict[str, Callable[[str | None], object]] = kind.option_spec or {}  # type: ignore[assignment]  # None: no value
        for name, value in options:
            if name not in spec:
                raise self.error(f'unknown option: "{name}".')
            if name in found:
                raise self.error(f'duplicate option "{name}".')
            try:
                found[name] = spec[name](value or None)
            except (ValueError, TypeError) as error:
                why = " ".join(map(str, error.args))
                raise self.error(
                    f'invalid option value: (option: "{name}"; value: {value!r})\n{why}.'
                ) from None
        return found


def _number(docname: str) -> int:
    return whole(docname.removeprefix("part")) or 0


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


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set a variable of the environment for a while."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def render(root: Path, parts: Sequence[Part]) -> Rendered:
    """Build the parts against the repository at `root`; nothing is written there."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "source")
        source.mkdir()
        for number in range(len(parts)):
            # No text of the file that the part stands in.
            (source / f"part{number}.rst").write_text(f":orphan:\n\n.. part:: {number}\n", encoding="utf-8")
        (source / "index.rst").write_text(":orphan:\n", encoding="utf-8")
        log = _Log()
        # A `docutils.conf` in the current folder, which may be a stranger's, can name files to be written.
        with _environment("DOCUTILSCONFIG", os.devnull), patch_docutils(), docutils_namespace():
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
                warning=log,
            )
            builder = app.builder
            assert isinstance(builder, PartBuilder)  # noqa: S101 (tells the type checker what the name means)
            builder.parts = parts
            app.add_directive("part", type("Part", (PartDirective,), {"parts": parts}))
            # Nothing that is parsed in this build may bring in a file, or HTML.
            app.env.settings.update(file_insertion_enabled=False, raw_enabled=False)
            app.build(force_all=True)
        faults, others = _sorted(log.messages, str(app.srcdir))
        return Rendered(builder.texts, faults, others)


class _Log(io.StringIO):
    """Keeps what Sphinx says by message, which it writes in one call: a line of a message may look like another one."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def write(self, text: str) -> int:
        """Keep a message."""
        message = _COLOR.sub("", text).strip()
        if message:
            self.messages.append(message)
        return len(text)


def _sorted(messages: Sequence[str], source: str) -> tuple[dict[int, str], list[str]]:
    """Return what Sphinx says of the parts, by number, and the lines of what it says of the repository."""
    faults: dict[int, list[str]] = {}
    others: list[str] = []
    # No text of a repository can begin like that: the folder of the pages has a random name.
    of_part = re.compile(
        re.escape(f"{source}{os.sep}part") + r"(\d+)\.rst(?::\d+)?: (?:WARNING|ERROR|CRITICAL): (.*)",
        re.DOTALL,
    )
    for message in messages:
        match = of_part.match(message)
        if match is None:
            others += [line for line in message.split("\n") if line.strip()]
            continue
        text = _ECHO.sub("", match.group(2)).removesuffix(" [docutils]")
        faults.setdefault(whole(match.group(1)) or 0, []).append(" ".join(text.split()))
    return {number: "; ".join(texts) for number, texts in faults.items()}, others
