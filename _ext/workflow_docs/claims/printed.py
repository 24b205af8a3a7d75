"""What the workflows and the scripts of a repository print, as patterns in which variables and numbers are open."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from workflow_docs.analysis.scripts import MAX_FILES as MAX_CALLED
from workflow_docs.analysis.scripts import scripts
from workflow_docs.workflow.model import Job, RunStep, steps_of
from workflow_docs.workflow.position import Position

from . import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workflow_docs.workflow.repository import Repository

NEAR = 0.6
"""From this similarity on, a line is taken for a printed one in other words."""

MAX_TEXT = 2_000
"""A printed text of more characters is data, and no line that a document quotes."""

MAX_SCRIPTS = 2_000
"""How many script files are read that no workflow names."""

_PRINTS = re.compile(
    r"""(?:\b(?:echo|printf|print|puts|console\.\w+|Write-(?:Host|Output)|(?:log|logger|logging)[.\w]{0,60}|info|warn(?:ing)?|error|fail
    |success|die|core\.\w+)\s*+(?:\(\s*+)?(?:-[neE]++\s++)*+[fr]?)(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote))[^\\\n])*+)(?P=quote)""",
    re.VERBOSE,
)
_BARE = re.compile(
    r"^[^\S\n]*echo\s++(?:-[neE]++\s++)*+(?P<text>[^\"'`$|>&;\n]*[^\"'`$|>&;\s])[^\S\n]*+$", re.MULTILINE
)
_OPEN = re.compile(
    r"\$\{\{.{0,500}?\}\}|\$\(\(.{0,500}?\)\)|\$\((?:[^()]|\([^()]{0,500}\)){0,500}+\)|\$\{[^}]{0,500}\}|\$[A-Za-z_]\w*|\$[\d@*#?!]|%[-+.\d]*[sdfgc]|\{[^{}]*\}|`[^`]*`"
)
_ESCAPE = re.compile(r"\\(?:033|e|x1b)\[[\d;]*m|\\[nrt]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_FOLDERS = frozenset(
    {"node_modules", "vendor", "third_party", "site-packages", ".venv", "venv", "dist", "build"}
)
_SCRIPTS = frozenset({"scripts", "script", "bin", "tools", "ci", "hack"})
_ENDINGS = (".sh", ".bash", ".py", ".js", ".mjs", ".ts", ".ps1")


class Printed(NamedTuple):
    """A text that is printed, as written; `words` are its fixed ones, `loose` takes any numbers, `exact` does not."""

    text: str
    words: frozenset[str]
    loose: re.Pattern[str]
    exact: re.Pattern[str]
    position: Position


class Prints:
    """Finds the printed text that a line of a document quotes."""

    def __init__(self, repository: Repository) -> None:
        """Read the scripts of all steps, what they call, and the other scripts of the repository."""
        self._by_word: dict[str, list[Printed]] = {}
        self._all: list[str] = [file.text.lower() for file in repository.files.values()]
        others = _other_scripts(repository)
        self.complete = others.complete and repository.is_complete
        """Whether all scripts were read; if not, what none of them prints is not known."""
        for text, at in self._texts(repository, others.found):
            self._all.append(text.lower())
            for printed in _printed(text, at):
                for word in printed.words:
                    self._by_word.setdefault(word, []).append(printed)

    def _texts(
        self, repository: Repository, others: Mapping[str, str]
    ) -> Iterator[tuple[str, Callable[[int], Position] | str]]:
        """Yield the texts that run, each with what tells the place of a character of it, or its path."""
        seen: set[str] = set()
        for workflow in repository.workflows:
            for job in (each for each in workflow.jobs if isinstance(each, Job)):
                for step in steps_of(job):
                    called = list(scripts(repository, workflow, job, step))
                    self.complete &= len(called) <= MAX_CALLED
                    for script in called:
                        if script.path is None or script.path not in seen:
                            seen.add(script.path or "")
                            yield script.text, script.at
        for action in repository.actions:
            for step in action.steps:
                if isinstance(step, RunStep):
                    yield step.run.value, step.run.at
        for path, text in others.items():
            if path not in seen:
                yield text, path

    def _sharing(self, line: str) -> list[tuple[Printed, int]]:
        counts: Counter[Printed] = Counter()
        for word in words_of(line):
            counts.update(self._by_word.get(word, ()))
        return counts.most_common(200)

    def says(self, line: str) -> Printed | bool:
        """Return whether a line is printed, or the text of which it has only the numbers otherwise."""
        other: Printed | bool = False
        for printed, _ in self._sharing(line):
            if printed.exact.search(line) or line.strip() in printed.text:
                return True
            if not _NUMBER.search(line) and f" {bare(line)} " in f" {bare(printed.text)} ":
                return True
            if not isinstance(other, Printed) and printed.loose.search(_NUMBER.sub("0", line)):
                other = printed
        if isinstance(other, Printed) and _OPEN.search(other.text):
            return True  # which number it is may depend on what is open
        return other

    def holds(self, text: str) -> bool:
        """Return whether a text stands anywhere in the workflows or scripts, be it printed or not."""
        return any(text.lower() in each for each in self._all)

    def nearest(self, line: str, *, part: bool = False) -> tuple[Printed, float] | None:
        """Return the printed text that comes next to a line, with the similarity; None where none is near.

        With `part` the line may be like some words of it.
        """
        said, text = words_of(line), bare(line)
        best: tuple[Printed, float] | None = None
        for printed, count in self._sharing(line):
            if count * 2 < (len(said) if part else max(len(said), len(printed.words))):
                continue
            for other in _windows(bare(printed.text), len(text.split())) if part else [bare(printed.text)]:
                matcher = SequenceMatcher(None, text, other, autojunk=False)
                least = best[1] if best is not None else NEAR
                if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                    continue  # these are limits of the ratio, and take a linear time
                ratio = matcher.ratio()
                if ratio >= NEAR and (best is None or ratio > best[1]):
                    best = printed, ratio
        return best


def _windows(text: str, size: int) -> list[str]:
    """Return all runs of about as many words."""
    words = text.split()
    return [
        " ".join(words[at : at + many])
        for many in range(max(size - 1, 1), size + 2)
        for at in range(max(1, len(words) - many + 1))
    ]


def words_of(text: str) -> frozenset[str]:
    """Return the fixed words of a text, in lower case."""
    return frozenset(word for word in re.findall(r"[^\W\d_]{2,}", _OPEN.sub(" ", text).lower()))


def bare(text: str) -> str:
    """Return a text without signs, variables and numbers."""
    return " ".join(re.findall(r"[^\W\d_]+", _OPEN.sub(" ", text).lower()))


def _other_scripts(repository: Repository) -> files.Search[dict[str, str]]:
    """Return the texts of the scripts in folders for them, by path."""
    paths, complete = files.listing(repository.root, _FOLDERS)
    wanted = [path for path in paths if path.endswith(_ENDINGS) and _is_script(path.split("/")[:-1])]
    found = files.texts(repository, wanted[:MAX_SCRIPTS])
    return files.Search(found.found, found.complete and complete and len(wanted) <= MAX_SCRIPTS)


def _is_script(folders: list[str]) -> bool:
    return not _SCRIPTS.isdisjoint(folders) and not any(
        folder.startswith(".") and folder != ".github" for folder in folders
    )


def _printed(text: str, at: Callable[[int], Position] | str) -> Iterator[Printed]:
    for pattern in (_PRINTS, _BARE):
        for match in pattern.finditer(text):
            raw = _ESCAPE.sub("", match["text"]).strip()
            words = words_of(raw)
            if words and len(raw) <= MAX_TEXT:
                line = text.count("\n", 0, match.start("text")) + 1
                column = match.start("text") - text.rfind("\n", 0, match.start("text"))
                place = Position(at, line, column) if isinstance(at, str) else at(match.start("text"))
                yield Printed(raw, words, _pattern(raw, numbers=False), _pattern(raw, numbers=True), place)


def _pattern(text: str, *, numbers: bool) -> re.Pattern[str]:
    parts = []
    for part in _OPEN.split(text):
        fixed = part.replace('\\"', '"')
        parts.append(re.escape(fixed if numbers else _NUMBER.sub("0", fixed)).replace(r"\ ", r"\s+"))
    # What comes first of each part is as good as what comes later, so nothing needs to be tried twice.
    return re.compile("".join((parts[0], *(f"(?>.*?{part})" for part in parts[1:]))))
