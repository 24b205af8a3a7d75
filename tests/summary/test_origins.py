"""Where lines come from: what directives made is known again whatever Markdown does to it, and no line is lost."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from workflow.support import repository

from workflow_docs.claims import documents
from workflow_docs.claims.copied import Sources
from workflow_docs.claims.measures import Measures
from workflow_docs.summary.origins import Lines, Origins, fingerprint
from workflow_docs.workflow.repository import Repository

DOCUMENT = """\
<!-- workflow-docs: edit source/a.md, not this file -->

# Title

<a id="ci-job"></a>

| Job | Waits for |
| --- | --- |
| [`lint`](ci.yml#L3) | a \\| b_c |

| By | hand |
| --- | --- |
| x | y |

Made by a **directive**.

Written by a person.

```bash
./deploy.sh one

./deploy.sh two
```

```bash
echo by hand
```
"""
SCRIPT = "#!/bin/sh\n  ./deploy.sh one\n\n  ./deploy.sh two\n"
MADE = frozenset(map(fingerprint, ["Job\n\nWaits for\n\nlint\n\na | b_c", "Made by a directive."]))


def lines_of(root: Path, text: str, made: frozenset[str]) -> Lines:
    found = repository(root, {"deploy.sh": SCRIPT})
    return Lines(Measures(documents.parse(text, "a.md")), made, Sources(found))


def test_each_line_is_of_one_origin(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, DOCUMENT, MADE)
    # Made: the mark, the anchor, three lines of a table, a paragraph. Quoted: two lines of a script; its fence is a person's.
    assert lines.count() == Origins(generated=6, excerpt=2, written=10, blank=9)
    assert sum(lines.count()) == DOCUMENT.count("\n")
    written = [line for number, line in enumerate(DOCUMENT.splitlines(), 1) if lines.is_written(number)]
    assert "Written by a person." in written
    assert "Made by a **directive**." not in written


def test_nothing_is_made_where_no_directive_is(tmp_path: Path) -> None:
    assert lines_of(tmp_path, DOCUMENT, frozenset()).count().generated == 2


@given(st.text(alphabet="ab `|-\n#>*", max_size=120))
def test_no_line_is_lost(text: str) -> None:
    lines = Lines(
        Measures(documents.parse(text, "a.md")),
        frozenset({"ab"}),
        Sources(Repository.load(Path(__file__).parent)),
    )
    assert sum(lines.count()) == text.count("\n")
