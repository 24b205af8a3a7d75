"""Marks of what is to be written: which there are, and where."""

from __future__ import annotations

from workflow_docs.init.marks import main, marks, marks_in

PAGE = """\
# Page

```{admonition} To be written
Say what
for.
```

::::{admonition} Outer
:::{admonition} To be written
Inside.
:::
::::

```{admonition} Written
To be written
```

````markdown
```{admonition} To be written
Shown.
```
````

~~~
```{admonition} To be written
~~~
"""


def test_marks_have_a_line_and_a_text():
    assert marks(PAGE, "page.md") == [("page.md", 3, "Say what for."), ("page.md", 9, "Inside.")]
    assert marks("") == marks("To be written\n") == []


def test_an_open_mark_ends_with_the_page():
    assert marks("```{admonition} To be written\nSay.") == [("", 1, "Say.")]


def test_the_marks_of_a_folder(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages" / "deep").mkdir(parents=True)
    (tmp_path / "pages" / "b.md").write_text(PAGE)
    (tmp_path / "pages" / "deep" / "a.md").write_text("```{admonition} To be written\nSay.\n```\n")
    (tmp_path / "pages" / "latin.md").write_bytes(b"```{admonition} To be written\n\xe9\n```\n")
    assert len(marks_in(tmp_path)) == 3
    assert main(["pages"]) == 0
    assert capsys.readouterr().out == (
        "pages/b.md:3: Say what for.\npages/b.md:9: Inside.\npages/deep/a.md:1: Say.\n3 parts are to be written\n"
    )
    (tmp_path / "pages" / "b.md").unlink()
    main(["pages"])
    assert capsys.readouterr().out.endswith("\n1 part is to be written\n")
