"""Texts that are made to take long: what cmark-gfm's pathological tests try, and what our own readers look for.

Each is a function from a size to a text of about so many characters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Maker: TypeAlias = Callable[[int], str]

SIZE = 100_000
"""How many characters a text has."""


def runs(piece: str, before: str = "", after: str = "") -> Maker:
    """Return what repeats a piece, between two others."""
    return lambda size: before + piece * max((size - len(before) - len(after)) // len(piece), 1) + after


def halves(first: str, second: str, between: str = "") -> Maker:
    """Return what repeats a piece, and then as often another."""

    def made(size: int) -> str:
        count = size // (len(first) + len(second))
        return first * count + between + second * count

    return made


def numbered(template: str, joint: str = "\n", before: str = "", after: str = "") -> Maker:
    """Return what repeats a template with a number that counts up, as `{0}`, and the number before it, as `{1}`."""

    def made(size: int) -> str:
        parts: list[str] = []
        length = len(before) + len(after)
        while length < size:
            number = len(parts)
            parts.append(template.replace("{0}", str(number)).replace("{1}", str(max(number - 1, 0))))
            length += len(parts[-1]) + len(joint)
        return before + joint.join(parts) + after

    return made


def deep_quotes(size: int) -> str:
    """Return quotations, one in the other, as many as lines hold."""
    return "\n".join(">" * depth + " a" for depth in range(1, int((2 * size) ** 0.5)))


def deep_lists(size: int) -> str:
    """Return lists, one in the other, as many as lines hold."""
    return "\n".join("  " * depth + "- a" for depth in range(int(size**0.5)))


def table(columns: int) -> Maker:
    """Return a table of so many columns, or of one row if that is the size."""

    def made(size: int) -> str:
        row = "|" + " a |" * columns
        rows = max(size // len(row) - 2, 1)
        return "\n".join((row, "|" + "---|" * columns, *[row] * rows))

    return made


def wide_table(size: int) -> str:
    """Return a table that is as wide as the text."""
    return table(size // 12)(size)


def tree(size: int) -> str:
    """Return a drawing of folders, each in the one before."""
    return "\n".join("│   " * depth + "├── folder/" for depth in range(int((size / 2) ** 0.5)))


def boxes(size: int) -> str:
    """Return boxes with arrows between them."""
    one = "┌──────┐     ┌──────┐\n│ lint │────▶│ test │\n└──────┘     └──────┘\n"
    return one * (size // len(one))


def aliases(size: int) -> str:
    """Return anchors of which each has the one before twice: the billion laughs."""
    return numbered("a{0}: &a{0} [*a{1}, *a{1}]", before="a: &a0 [x]\n")(size)


MARKDOWN: dict[str, Maker] = {
    "nested strong emphasis": halves("*a **a ", "b** b*"),
    "emphasis closers without openers": runs("a_ "),
    "emphasis openers without closers": runs("_a "),
    "strong openers without closers": runs("**a "),
    "link closers without openers": runs("a]"),
    "link openers without closers": runs("[a"),
    "mismatched openers and closers": runs("*a_ "),
    "emphasis of every length": lambda size: "".join(
        "a" + "*" * length for length in range(1, int((2 * size) ** 0.5))
    ),
    "pattern [ (](": runs("[ (]("),
    "pattern ![[]()": runs("![[]()"),
    "nested brackets": halves("[", "]", "a"),
    "nested images": halves("![", "](a)"),
    "nested parentheses of a link": halves("[a](", ")"),
    "links with titles": runs("[a](b 'c"),
    "backslashes in a link": lambda size: "[" + "\\" * size,
    "references": numbered("[a{0}]: /b\n[a{0}]"),
    "reference labels": runs("[a][b]"),
    "unclosed <!--": runs("<!--"),
    "unclosed <!-- with letters": runs("<!-- a "),
    "unclosed <?": runs("<?"),
    "unclosed <!A": runs("<!A "),
    "unclosed CDATA": runs("<![CDATA["),
    "unclosed tags": runs("<a "),
    "tags with attributes": runs("<a b='c' ", after=">"),
    "tags with spaces": lambda size: "<a" + " " * size + "id",
    "backticks of every length": lambda size: "".join(
        "e" + "`" * length for length in range(1, int((2 * size) ** 0.5))
    ),
    "backticks": runs("`"),
    "code spans": runs("`a-b` "),
    "code spans in lines": runs("`a-b`\n"),
    "unclosed code spans": runs("``a` "),
    "tildes": runs("~~a~ "),
    "autolinks": runs("https://a.b/c "),
    "autolink without end": runs("a/", before="https://"),
    "autolinks of www": runs("www."),
    "addresses": runs("a@"),
    "addresses with dots": runs("a.b@c."),
    "entities": runs("&amp;"),
    "entities without end": runs("&a"),
    "quotes in quotes": deep_quotes,
    "quotes in one line": runs("> "),
    "lists in lists": deep_lists,
    "list items": runs("- a\n"),
    "list items in one line": runs("- "),
    "numbered list items": numbered("{0}. step", joint="\n"),
    "task list": runs("- [ ] a\n"),
    "headings of one name": runs("# a\n"),
    "headings of other names": numbered("## job {0}"),
    "headings in one line": runs("# "),
    "setext underlines": runs("a\n=\n"),
    "rules": runs("---\n"),
    "rules in one line": runs("* "),
    "table of many rows": table(3),
    "table of many columns": wide_table,
    "bars": runs("|"),
    "bars and dashes": runs("|-"),
    "short paragraphs": runs("a\n\n"),
    "one paragraph": runs("the job `lint` runs first.\n"),
    "one sentence": runs("the job `lint` and then "),
    "labels": runs("**a**: "),
    "labels in lines": runs("- **Timeout**: 5\n"),
    "dollars": runs("$a "),
    "waivers": runs("<!-- workflow-docs:ignore a -->\n"),
    "waiver without end": runs(" a,", before="<!-- workflow-docs:ignore"),
    "markers": runs("<!-- workflow-docs:begin ci:jobs ci.yml -->\n<!-- workflow-docs:end -->\n"),
    "marker without end": runs(" a", before="<!-- workflow-docs:begin ci:jobs"),
    "marker with options": runs(":a: b\n", before="<!-- workflow-docs:begin ci:jobs\n", after="-->"),
}
"""Documents."""

LINES: dict[str, Maker] = {
    "empty lines": runs("\n"),
    "lines of spaces": runs("  \n"),
    "lines of tabs": runs("\t\n"),
    "lines that end with CRLF": runs("\r\n"),
    "lines that end with CR": runs("\r"),
    "vertical tabs": runs("\x0b"),
    "line separators": runs("\u2028"),
    "spaces": runs(" "),
    "spaces, then a letter": runs(" ", after="a"),
    "a letter, then spaces": runs(" ", before="a", after="b"),
    "tabs": runs("\t"),
    "no-break spaces": runs("\xa0"),
    "letters": runs("a"),
    "capital letters": runs("A"),
    "digits": runs("1"),
    "a word and spaces": runs("a "),
    "capital words": runs("AB "),
    "capital words with lines": runs("A_B\n"),
    "numbers": runs("1 "),
    "numbers of minutes": runs("5 minutes "),
    "fractions": runs("1.1."),
    "dates": runs("2026-01-01 "),
    "times": runs("10:30 "),
    "percentages": runs("80% "),
    "fields of a cron expression": runs("* * * * * "),
    "lists in a cron expression": runs("1,"),
    "ranges in a cron expression": runs("1-2,", after="1 * * * *"),
    "steps in a cron expression": runs("*/"),
    "words with dashes": runs("a-"),
    "words with underscores": runs("a_"),
    "words with dots": runs("a."),
    "folders": runs("a/"),
    "folders above": runs("../"),
    "files": runs("a/b.py "),
    "colons": runs(":::"),
    "colons and spaces": runs("a: "),
    "equals signs": runs("a="),
    "assignments": runs("A=b "),
    "assignments in lines": runs("A=b\n"),
    "exclamation marks": runs("a! "),
    "full stops": runs("."),
    "sentences": runs("It runs. "),
    "commas": runs("a,"),
    "commas and spaces": runs("lint, "),
    "and": runs("lint and "),
    "dashes": runs("-"),
    "options": runs("--a "),
    "options with values": runs("--a=b "),
    "stars": runs("*"),
    "stars and question marks": runs("*?"),
    "plus signs": runs("a+"),
    "hashes": runs("#"),
    "percent signs": runs("%"),
    "single quotes": runs("'"),
    "double quotes": runs('"'),
    "words in quotes": runs("'a' "),
    "backslashes": runs("\\"),
    "backslashes at line ends": runs("\\\n"),
    "escaped quotes": runs("\\'"),
    "pipes": runs("a | "),
    "pipes of commands": runs("cat a | grep b | "),
    "ampersands": runs("a && "),
    "semicolons": runs("a; "),
    "arrows": runs("a → "),
    "arrows of ASCII": runs("a --> "),
    "less-than signs": runs("<"),
    "greater-than signs": runs(">"),
    "placeholders": runs("<a> "),
    "unclosed placeholders": runs("<a "),
    "brackets": runs("["),
    "parentheses": runs("("),
    "braces": runs("{"),
    "nested parentheses": halves("(", ")"),
    "nested brackets of data": halves("[", "]"),
    "nested braces": halves("{", "}"),
    "nested objects": halves('{"a":', "}", "1"),
    "expressions": runs("${{ secrets.A }} "),
    "unclosed expressions": runs("${{"),
    "unclosed expressions with words": runs("${{ secrets.A "),
    "expression with spaces": lambda size: "${{" + " " * size + "a }}",
    "conditions": runs(" && github.ref == 'a'", before="${{ true", after=" }}"),
    "condition in parentheses": halves("(", ")", "true"),
    "condition of members": runs(".a", before="github"),
    "condition of indexes": runs("[0]", before="github"),
    "condition of negations": runs("!", after="true"),
    "unclosed condition": runs("a["),
    "calls in calls": halves("format('{0}', ", ")", "1"),
    "variables": runs("$A "),
    "variables in braces": runs("${A} "),
    "unclosed variables": runs("${"),
    "variables in variables": halves("${A:-", "}"),
    "substitutions": halves("$(", ")", "a"),
    "unclosed substitutions": runs("$("),
    "arithmetic": halves("$((", "))", "1"),
    "sums": runs("1+", before="echo $((", after="1))"),
    "patterns": runs("*a", before="case x in ", after=") ;; esac"),
    "patterns of classes": runs("[a"),
    "here-documents": runs("cat <<A\n"),
    "here-documents with ends": runs("cat <<A\na\nA\n"),
    "if after if": runs("if a; then\n"),
    "closed ifs": runs("if a; then b; fi\n"),
    "nested ifs": halves("if a; then\n", "fi\n"),
    "loops in loops": halves("for a in b; do\n", "done\n"),
    "functions": numbered("f{0}() { f{1}; }\n"),
    "function calls": runs("f\n", before="f() { true; }\n"),
    "exits": runs("exit 1\n"),
    "tests in brackets": runs("[ -z $A ] && "),
    "negated commands": runs("! "),
    "commands": runs("pytest --cov=a\n"),
    "commands of make": runs("make build\n"),
    "commands of curl": runs("curl -f https://a.b/c\n"),
    "commands of gh": runs("gh workflow run ci.yml -f a=b\n"),
    "commands of kubectl": runs("kubectl -n a get pods -l b=c\n"),
    "commands of git": runs("git push origin main\n"),
    "commands of docker": runs("docker run -it a:1 b\n"),
    "prompts": runs("$ make\n"),
    "exports": runs("export A=b\n"),
    "one long command": runs(" -a", before="pytest"),
    "one long continued command": runs(" \\\n  -a", before="pytest"),
    "targets of make": numbered("a{0}: a{1}\n\ttrue"),
    "outputs": runs("✓ lint\n"),
    "output of gh": runs("✓ lint in 3s (ID 1)\n"),
    "tracebacks": runs('  File "a.py", line 1, in b\n'),
    "exit codes": runs("exit code 1 "),
    "keys of YAML": numbered("a{0}: b"),
    "one key of YAML": runs("a: b\n"),
    "lists of YAML": runs("- a\n"),
    "lists in lists of YAML": runs("- "),
    "mappings in mappings": lambda size: "\n".join(
        " " * depth + "a:" for depth in range(int((2 * size) ** 0.5))
    ),
    "mappings in one line": runs("{a: "),
    "question marks of YAML": runs("? "),
    "comments": runs("# a\n"),
    "comments behind keys": numbered("a{0}: b # c"),
    "anchors": aliases,
    "block scalars": numbered("a{0}: |\n  b\n"),
    "block scalar of empty lines": runs("\n", before="a: |\n"),
    "quoted text of many lines": runs("\n", before="a: '", after="'"),
    "merged keys": numbered("a{0}: &a{0}\n  <<: *a{1}", before="a: &a0 {b: c}\n"),
    "documents of YAML": runs("---\na: b\n"),
    "numbers of JSON": lambda size: json.dumps([1] * (size // 3)),
    "objects of JSON": lambda size: json.dumps([{"a": 1}] * (size // 10)),
    "escapes of JSON": runs("\\u0041", before='{"a": "', after='"}'),
    "keys of JSON": lambda size: json.dumps({f"a{number}": number for number in range(size // 16)}),
    "edges of a diagram": numbered("a{0} --> a{1}", before="flowchart LR\n"),
    "chain of a diagram": runs(" --> a", before="flowchart LR\na"),
    "edges of many nodes": runs(" & a", before="flowchart LR\na", after=" --> b & c"),
    "labels of a diagram": runs("a", before='flowchart LR\na["', after='"] --> b'),
    "labels without end": runs('a["', before="flowchart LR\n"),
    "edge labels": runs("a -->|b| ", before="flowchart LR\n", after="c"),
    "subgraphs": runs("subgraph a\n", before="flowchart LR\n"),
    "nodes of a diagram": numbered("a{0}[lint]", before="flowchart LR\n"),
    "tree of folders": tree,
    "boxes": boxes,
    "lines of boxes": runs("─"),
    "branches of a tree": runs("├── a\n"),
    "long address": runs("a", before="https://a.b/"),
    "address with a query": runs("a=b&", before="https://a.b/?"),
    "address with dots": runs("a.", before="https://"),
    "image with tag": runs("a/", before="ghcr.io/", after=":1.0"),
    "actions": runs("actions/checkout@v4 "),
    "versions": runs("Python 3.11, "),
    "versions with slashes": runs("3.11/"),
    "emoji": runs("✅ "),
    "letters outside the BMP": runs("😀"),
    "combining marks": runs("e\u0301"),
    "controls": runs("\x01"),
    "zero width joiners": runs("\u200d"),
    "İ": runs("İ"),
    "ß": runs("ß"),
    "title of an issue": runs("[a] "),
    "metrics": runs("a_b_total{c='d'} "),
    "routes": runs("GET /a/b "),
    "brackets of a route": runs("/{a}"),
    "tests of Python": numbered("def test_{0}(a): assert a\n"),
    "decorators": runs("@a\n", after="def b(): pass"),
    "sums of Python": runs("+1", before="A = 1"),
    "strings of Python": runs("'a' ", before="A = "),
    "attributes": runs(".a", before="A = a"),
    "directives": runs(".. ci:jobs:: ci.yml\n\n"),
    "roles": runs(":ci:job:`a` "),
    "options of a directive": runs(":a: b\n"),
    "hyperlink targets": numbered(".. _a{0}: b\n"),
    "references of reST": runs("a_ "),
    "substitutions of reST": runs("|a| "),
    "backticks with underscores": runs("`a`_ "),
    "underlines": runs("a\n=\n\n"),
    "definition lists": runs("a\n  b\n"),
    "block quotes": lambda size: "\n\n".join(" " * depth + "a" for depth in range(int((2 * size) ** 0.5))),
}
"""Texts for any place: fences, scripts, names, conditions, data files."""

ALL = MARKDOWN | LINES
