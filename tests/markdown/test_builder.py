"""The builder as a whole: which files it writes, where links lead, what it refuses and what it says."""

from __future__ import annotations

import errno
import os
import re

import pytest
from gfm_rendering import soup
from sphinx.errors import ConfigError

from workflow_docs.markdown import files
from workflow_docs.repository import writer

ODD_NODES = """
from docutils import nodes
from docutils.parsers.rst import Directive
from workflow_docs.markdown.tree import Quote

class odd(nodes.General, nodes.Element): pass
class own(nodes.General, nodes.Element): pass

class Odd(Directive):
    has_content = True

    def run(self):
        node = odd() if self.name == "odd" else own()
        self.state.nested_parse(self.content, 0, node)
        return [node]

def visit(self, node):
    self.push()

def depart(self, node):
    self.add(Quote(self.blocks(self.pop())))

def setup(app):
    app.add_node(odd)
    app.add_node(own, gfm=(visit, depart))
    app.add_directive("odd", Odd)
    app.add_directive("own", Odd)
"""


def links(text):
    return {tag.get_text(): tag.get("href") for tag in soup(text).find_all("a") if tag.get("href")}


def test_only_emitting_pages_become_files(project):
    project.page("a.md", "# A\n", emit="backend/docs/A.md")
    project.page("b.rst", ":emit: B.md\n\nB\n=\n")
    project.page("c.md", "# C\n")
    result = project.build()
    assert result.warnings == []
    assert result.text("backend/docs/A.md") == (
        "<!-- workflow-docs: edit docs/source/a.md, not this file -->\n\n# A\n"
    )
    assert result.text("B.md") == "<!-- workflow-docs: edit docs/source/b.rst, not this file -->\n\n# B\n"
    written = {path for path in result.files() if not path.startswith("docs/source/")}
    assert written == {"backend/docs/A.md", "B.md"}


def test_root_is_the_output_folder_by_default(project):
    project.page("a.md", "# A\n", emit="A.md")
    result = project.build(gfm_root=None)
    assert (result.app.outdir / "A.md").read_text().endswith("# A\n")


def test_root_must_be_a_folder(project):
    with pytest.raises(ConfigError, match="gfm_root"):
        project.build(gfm_root="nowhere")


def test_links(copy_root):
    result = copy_root("test-gfm-links").build()
    a, b = result.text("backend/docs/A.md"), result.text(".github/work flows/READ(ME.md")
    assert links(a) == {
        "top": "#page-a",
        "second": "#setup--run-2",
        "table": "#table",
        "b": "../../.github/work%20flows/READ(ME.md",
        "b2": "../../.github/work%20flows/READ(ME.md#below",
    }
    assert links(b) == {
        "to a": "../../backend/docs/A.md#setup--run-2",
        "to table": "../../backend/docs/A.md#table",
        "down": "#below",
        "Page A": "../../backend/docs/A.md",
        "anchor": "../../backend/docs/A.md#setup--run",
    }
    assert [tag["id"] for tag in soup(a).find_all("a", id=True)] == ["table"]
    assert soup(b).find_all("a", id=True) == []
    lines = [line for line in result.warnings if "gfm.link-target" in line]
    assert [re.search(r"([\w.-]+:\d+): WARNING", line)[1] for line in lines] == ["a.md:22", "b.md:11"]
    assert result.warnings == lines
    assert "Only on the site" in soup(a).get_text()


def test_citation_of_another_page(project):
    project.page("a.rst", ":emit: A.md\n\nA\n=\n\nSee [Work]_ and :doc:`a`.\n\n.. [Work] A book.\n")
    project.page("b.rst", ":emit: B.md\n\nB\n=\n\nSee [Work]_.\n")
    result = project.build()
    assert result.warnings == []
    assert "See [^Work] and [A](A.md)." in result.text("A.md")
    assert '[^Work]: <a id="work"></a>**[Work]** A book.\n' in result.text("A.md")
    assert "[\\[Work\\]](A.md#work)" in result.text("B.md")


def test_fragments_of_other_scripts(project):
    project.page("a.md", "# A\n\n{ref}`x <x>` {ref}`y <y>`\n", emit="A.md")
    project.page("b.md", "# B\n\n(x)=\n## 概要\n\n(y)=\n## ⚠️ Sign\n", emit="B.md")
    assert links(project.build().text("A.md")) == {
        "x": "B.md#%E6%A6%82%E8%A6%81",
        "y": "B.md#%EF%B8%8F-sign",
    }


def test_links_to_the_site(copy_root):
    result = copy_root("test-gfm-links").build(gfm_site_url="https://example.org/docs/")
    assert result.warnings == []
    assert (
        links(result.text("backend/docs/A.md"))["Only on the site"]
        == "https://example.org/docs/only-site.html"
    )
    site = links(result.text(".github/work flows/READ(ME.md"))["site"]
    assert site == "https://example.org/docs/only-site.html#only"


def test_warnings_can_be_suppressed(copy_root):
    assert copy_root("test-gfm-links").build(suppress_warnings=["gfm.link-target"]).warnings == []


def test_repository_uri(project):
    project.page("a.md", "# A\n", emit="backend/docs/A.md")
    project.page("c.md", "# C\n")
    builder = project.build().app.builder
    assert (
        builder.get_repository_uri("a", ".github/workflows/ci.yml", "L42")
        == "../../.github/workflows/ci.yml#L42"
    )
    assert builder.get_repository_uri("a", "backend/docs/a b.txt") == "a%20b.txt"
    assert builder.get_target_uri("a") == "backend/docs/A.md"
    assert builder.links_to("a")
    assert not builder.links_to("c")


def test_link_to_a_line_of_an_emitted_file_stays(project):
    project.conf(
        "from docutils import nodes\n"
        "def role(name, raw, text, line, inliner, options={}, content=[]):\n"
        "    return [nodes.reference('', 'line', refuri=text, internal=True)], []\n"
        "def setup(app):\n    app.add_role('repo', role)\n"
        'extensions = ["myst_parser", "workflow_docs.markdown"]\n'
    )
    project.page("a.md", "# A\n\n{repo}`../docs/B.md#L3` {repo}`../x.yml#L4`\n", emit="docs/A.md")
    project.page("b.md", "# B\n", emit="docs/B.md")
    result = project.build()
    assert "[line](../docs/B.md#L3) [line](../x.yml#L4)" in result.text("docs/A.md")
    assert result.warnings == []


def test_missing_anchor(project):
    project.conf(
        "from docutils import nodes\n"
        "def role(name, raw, text, line, inliner, options={}, content=[]):\n"
        "    return [nodes.reference('', 'there', refuri=text, internal=True)], []\n"
        "def setup(app):\n    app.add_role('repo', role)\n"
        'extensions = ["myst_parser", "workflow_docs.markdown"]\n'
    )
    project.page("a.md", "# A\n\ntext {repo}`B.md#gone`\n", emit="docs/A.md")
    project.page("b.md", "# B\n", emit="docs/B.md")
    result = project.build()
    assert "[there](B.md)" in result.text("docs/A.md")
    assert len(result.warnings) == 1
    assert "a.md:7: WARNING: 'docs/B.md' has no place 'gone'" in result.warnings[0]
    assert "[gfm.link-anchor]" in result.warnings[0]


@pytest.mark.parametrize(
    "path", ["../x.md", "/srv/x.md", "a\\x.md", "C:/x.md", ".git/x.md", "x.txt", "link/x.md"]
)
def test_refused_paths(project, tmp_path, path):
    (project.repo / "link").symlink_to(tmp_path)
    project.page("a.md", "# A\n", emit=path)
    project.page("b.md", "# B\n", emit="B.md")
    result = project.build()
    assert len(result.warnings) == 1
    assert re.search(r"a\.md: WARNING: emit: .* is not written: .* \[gfm\.emit-path\]", result.warnings[0])
    assert (project.repo / "B.md").exists()
    assert not (tmp_path / "x.md").exists()


def test_duplicates(project):
    project.page("a.md", "# A\n", emit="docs/X.md")
    project.page("b.md", "# B\n", emit="docs/x.md")
    project.page("c.md", "# C\n", emit="docs/y.md")
    result = project.build()
    assert len(result.warnings) == 2
    assert all("[gfm.emit-duplicate]" in line for line in result.warnings)
    assert "a.md: WARNING: emit: 'docs/X.md' is also the file of 'b'" in result.warnings[0]
    assert sorted(path.name for path in (project.repo / "docs").iterdir()) == ["source", "y.md"]


def test_foreign_file(project):
    (project.repo / "A.md").write_text("# By hand\n")
    project.page("a.md", "# A\n", emit="A.md")
    result = project.build()
    assert result.text("A.md") == "# By hand\n"
    assert len(result.warnings) == 1
    assert "[gfm.foreign-file]" in result.warnings[0]
    assert "gfm_overwrite" in result.warnings[0]
    assert project.build(gfm_overwrite=True).warnings == []
    assert result.text("A.md").endswith("\n# A\n")


def test_unchanged_files_are_not_touched(project):
    project.page("a.md", "# A\n", emit="A.md")
    project.page("b.md", "# B\n", emit="B.md")
    project.build()
    for name in ("A.md", "B.md"):
        os.utime(project.repo / name, (1, 1))
    project.page("b.md", "# B2\n", emit="B.md")
    project.build()
    assert (project.repo / "A.md").stat().st_mtime == 1
    assert (project.repo / "B.md").stat().st_mtime != 1


def test_removed_file_comes_back(project):
    project.page("a.md", "# A\n", emit="A.md")
    project.build()
    (project.repo / "A.md").unlink()
    project.build()
    assert (project.repo / "A.md").exists()


def test_heading_of_another_page_changes_links(project):
    project.page("a.md", "# A\n\n{ref}`x <there>`\n", emit="A.md")
    project.page("b.md", "# B\n\n(there)=\n## Old\n", emit="B.md")
    assert "(B.md#old)" in project.build().text("A.md")
    project.page("b.md", "# B\n\n(there)=\n## New\n", emit="B.md")
    assert "(B.md#new)" in project.build().text("A.md")


def test_check(project):
    project.page("a.md", "# A\n\nOne.\n", emit="A.md")
    project.page("b.md", "# B\n", emit="B.md")
    project.page("c.md", "# C\n", emit="C.md")
    project.build()
    assert project.build(gfm_check=True).warnings == []
    project.page("a.md", "# A\n\nTwo.\n", emit="A.md")
    (project.repo / "B.md").unlink()
    (project.repo / "C.md").write_text("# By hand\n")
    result = project.build(gfm_check=True)
    assert len(result.warnings) == 3
    assert (
        "A.md:5: WARNING: 'A.md' is not what its page docs/source/a.md says now: line 5 is 'One.', should be 'Two.'"
        in result.warnings[0]
    )
    assert (
        "'B.md' is not what its page docs/source/b.md says now: the file is missing [gfm.outdated]"
        in result.warnings[1]
    )
    assert "[gfm.foreign-file]" in result.warnings[2]
    assert "One." in result.text("A.md")
    assert not (project.repo / "B.md").exists()


def test_parallel_build_is_the_same(copy_root):
    project = copy_root("test-gfm-constructs")
    for number in range(8):
        project.page(f"more{number}.md", f"# More {number}\n\n{{ref}}`x <place>`\n", emit=f"more/{number}.md")
    one = project.build(fresh=True).files()
    for path in one:
        if not path.startswith("docs/source/"):
            (project.repo / path).unlink()
    assert project.build(jobs=2, fresh=True).files() == one
    assert "more/7.md" in one


@pytest.mark.parametrize("first", ["html", "gfm"])
def test_typed_quotes_whichever_builder_reads(project, first):
    project.page("a.md", '# "A" isn\'t -- it\n\n"Don\'t" -- so...\n', emit="A.md")
    project.page("b.rst", ':emit: B.md\n\nB\n=\n\n"Don\'t" -- so...\n')
    project.page("c.md", '# C\n\n"Curly"\n')
    project.build(first, html_theme="basic")
    result = project.build()
    text = result.text("A.md")
    assert result.text("B.md").endswith('# B\n\n"Don\'t" -- so...\n')
    assert '# "A" isn\'t -- it\n\n"Don\'t" -- so...\n' in text
    project.build("html", html_theme="basic")
    assert "“Curly”" in (project.work / "html" / "c.html").read_text(encoding="utf-8")


def test_unknown_node_keeps_its_text(project):
    (project.source / "odd_nodes.py").write_text(ODD_NODES, encoding="utf-8")
    project.conf(
        "import sys; sys.path.insert(0, __file__.rpartition('/')[0])\n"
        'extensions = ["myst_parser", "workflow_docs.markdown", "odd_nodes"]\n'
    )
    body = "# A\n\n```{odd}\nkept *text*\n```\n\n```{odd}\ntwice\n```\n\n```{own}\nown\n```\n"
    project.page("a.md", body, emit="A.md")
    result = project.build()
    assert result.text("A.md").endswith("# A\n\nkept *text*\n\ntwice\n\n> own\n")
    assert len(result.warnings) == 1
    assert "'odd'" in result.warnings[0]
    assert "[gfm.unknown-node]" in result.warnings[0]


def test_image_outside_the_root(project):
    (project.repo / "docs" / "source" / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    project.page("a.md", "# A\n\n![its text](x.png)\n", emit="A.md")
    assert "![its text](docs/source/x.png)" in project.build().text("A.md")
    (project.repo / "elsewhere").mkdir()
    result = project.build(gfm_root="../../elsewhere")
    assert "[gfm.image]" in result.warnings[0]
    assert (project.repo / "elsewhere" / "A.md").read_text().endswith("# A\n\nits text\n")


def test_setup_twice(project):
    project.conf(
        "def setup(app):\n"
        "    from workflow_docs.markdown import setup as again\n"
        "    again(app)\n"
        "    again(app)\n"
        'extensions = ["myst_parser", "workflow_docs.markdown"]\n'
    )
    project.page("a.md", "# A\n", emit="A.md")
    assert project.build().warnings == []


def test_settings_do_not_make_pages_be_read_again(project):
    project.page("a.md", "# A\n", emit="A.md")
    project.build()
    result = project.build(gfm_site_url="https://example.org")
    assert result.app.env.config_status == 1  # nothing that reading depends on has changed


def test_without_a_repository_every_page_becomes_a_file(project):
    pixel = bytes.fromhex("89504e470d0a1a0a")
    (project.source / "img").mkdir()
    (project.source / "img" / "ab.png").write_bytes(pixel)
    project.page("sub/a.md", "# A\n\n![x](../img/ab.png) [b](../b.rst) {download}`file <../img/ab.png>`\n")
    project.page("b.rst", "B\n=\n\n:doc:`sub/a`, :doc:`c`\n")
    project.page("c.md", "# C\n\n[a](sub/a.md)\n", emit="deep/er/C.md")
    result = project.build(gfm_root=None)
    assert [line for line in result.warnings if "toc.not_included" not in line] == []
    out = result.app.outdir
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        *("index.md", "sub/a.md", "b.md", "deep/er/C.md", "img/ab.png"),
    }
    assert (out / "img" / "ab.png").read_bytes() == pixel
    assert (
        (out / "sub/a.md")
        .read_text()
        .startswith("<!-- workflow-docs: edit sub/a.md, not this file -->\n\n# A\n")
    )
    assert links((out / "sub/a.md").read_text()) == {"b": "../b.md", "file": "../img/ab.png"}
    assert soup((out / "sub/a.md").read_text()).img["src"] == "../img/ab.png"
    assert links((out / "b.md").read_text()) == {"A": "sub/a.md", "C": "deep/er/C.md"}
    assert links((out / "deep/er/C.md").read_text()) == {"a": "../../sub/a.md"}


def test_a_file_whose_page_is_gone_is_reported_and_removed_when_told(project):
    project.page("a.md", "# A\n", emit="docs/A.md")
    project.page("b.md", "# B\n", emit="docs/B.md")
    project.build()
    other = "<!-- workflow-docs: edit other/project/x.md, not this file -->\n\n# X\n"
    (project.repo / "OTHER.md").write_text(other)
    (project.source / "b.md").unlink()
    result = project.build()
    (line,) = result.warnings
    assert line.startswith("docs/B.md:1: WARNING: 'docs/B.md' was written by the page docs/source/b.md")
    assert line.endswith("[gfm.stale]")
    assert (project.repo / "docs/B.md").exists()
    assert project.build(gfm_check=True, gfm_prune=True).warnings == [line]
    assert (project.repo / "docs/B.md").exists()
    assert project.build(gfm_prune=True).warnings == []
    assert not (project.repo / "docs/B.md").exists()
    assert (project.repo / "OTHER.md").read_text() == other
    assert (project.repo / "docs/A.md").exists()


def test_a_page_that_writes_elsewhere_leaves_its_old_file_stale(project):
    project.page("a.md", "# A\n", emit="A.md")
    project.build()
    project.page("a.md", "# A\n", emit="B.md")
    assert [line.rpartition(" ")[2] for line in project.build().warnings] == ["[gfm.stale]"]
    assert project.build(gfm_prune=True).warnings == []
    assert not (project.repo / "A.md").exists()


def test_check_shows_a_diff_and_fails(project, monkeypatch, capsys):
    project.page("a.md", "# A\n\nold\n", emit="A.md")
    project.build()
    project.page("a.md", "# A\n\nnew\n", emit="A.md")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    result = project.build(gfm_check=True)
    assert result.app.statuscode == 1
    assert "--- a/A.md\n+++ b/A.md\n@@ -2,4 +2,4 @@\n \n # A\n \n-old\n+new\n" in result.status
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    project.build(gfm_check=True)
    assert capsys.readouterr().out == (
        "::error file=A.md,line=5,title=Markdown is out of date::line 5 is 'old', should be 'new'\n"
    )
    assert "old" in (project.repo / "A.md").read_text()
    project.build()
    assert project.build(gfm_check=True).app.statuscode == 0


def test_a_fault_in_one_page_leaves_every_file_as_it_was(project, monkeypatch):
    from workflow_docs.markdown import builder

    project.page("a.md", "# A\n\nold\n", emit="A.md")
    project.page("b.md", "# B\n\nold\n", emit="B.md")
    project.build()
    project.page("a.md", "# A\n\nnew\n", emit="A.md")
    project.page("b.md", "# B\n\nnew\n", emit="B.md")
    write = builder.serialize

    def fail(tree, resolver):
        if resolver.docname == "b":
            raise RuntimeError("no")
        return write(tree, resolver)

    monkeypatch.setattr(builder, "serialize", fail)
    with pytest.raises(RuntimeError):
        project.build()
    assert "old" in (project.repo / "A.md").read_text()


def test_a_renamed_heading_changes_an_incremental_build_as_a_full_one(project):
    for name in "abc":
        project.page(
            f"{name}.md",
            f"# {name}\n\n(h{name})=\n## Head {name}\n\n{{ref}}`ha` {{ref}}`hb`\n",
            emit=f"{name}.md",
        )
    project.build()
    project.page("a.md", "# a\n\n(ha)=\n## Other\n\n{ref}`ha` {ref}`hb`\n", emit="a.md")
    again = {path: text for path, text in project.build().files().items() if not path.startswith("docs/")}
    full = {
        path: text for path, text in project.build(fresh=True).files().items() if not path.startswith("docs/")
    }
    assert again == full
    assert "[Other](a.md#other)" in again["c.md"]


def test_another_folder_gives_the_same_bytes(tmp_path):
    from gfm_project import Project

    found = []
    for name in ("one", "two/deeper"):
        project = Project(tmp_path / name)
        project.page("a.md", "# A\n\n[b](b.md)\n", emit="docs/A.md")
        project.page("b.md", "# B\n", emit="B.md")
        found.append(project.build().files())
    assert found[0] == found[1]


def test_check_copies_no_image_either(project):
    (project.source / "x.png").write_bytes(b"png")
    project.page("a.md", "# A\n\n![x](x.png)\n")
    result = project.build(gfm_root=None, gfm_check=True)
    assert not list(result.app.outdir.rglob("*.png"))
    assert not list(result.app.outdir.rglob("*.md"))


def test_images_from_outside_the_source_folder_keep_apart(project):
    for name in ("one", "two"):
        (project.repo / name).mkdir()
        (project.repo / name / "x.png").write_bytes(name.encode())
    project.page("a.md", "# A\n\n![1](../../one/x.png) ![2](../../two/x.png) ![1](../../one/x.png)\n")
    result = project.build(gfm_root=None)
    text = (result.app.outdir / "a.md").read_text()
    shown = [image["src"] for image in soup(text).find_all("img")]
    assert shown == ["_files/x.png", "_files/1/x.png", "_files/x.png"]
    assert [(result.app.outdir / path).read_bytes() for path in shown[:2]] == [b"one", b"two"]


def test_pages_that_are_no_files_need_not_be_read(project) -> None:
    project.page("a.md", "# A\n\n[b](b.md#more)\n", emit="A.md")
    project.page("b.md", "# B\n\n## More\n", emit="docs/B.md")
    project.page("site.md", "# On the site only\n")
    result = project.build(gfm_read_all=False)
    assert result.warnings == []
    assert set(result.app.env.all_docs) == {"index", "a", "b"}
    assert result.text("A.md").endswith("[b](docs/B.md#more)\n")
    assert set(project.build().app.env.all_docs) == {"index", "a", "b", "site"}
    project.page("site.md", "# Changed\n")
    os.utime(project.source / "site.md", (2e9, 2e9))
    assert project.build(gfm_read_all=False).app.env.titles["site"].astext() == "On the site only"
    assert project.build("html").app.env.titles["site"].astext() == "Changed"


def test_without_a_repository_every_page_is_a_file_and_read(project) -> None:
    project.page("a.md", "# A\n")
    assert "a" in project.build(gfm_read_all=False, gfm_root=None).app.env.all_docs


def test_a_page_that_comes_last_can_be_left_alone(project) -> None:
    project.page("a.md", "# A\n\n[b](b.md#more)\n", emit="A.md")
    project.page("b.md", "---\nemit: B.md\nemit-last: true\n---\n\n# B\n\n## More\n")
    result = project.build(gfm_last=False)
    assert result.warnings == []
    assert set(result.files()) == {"A.md", "docs/source/a.md", "docs/source/b.md", "docs/source/index.md"}
    assert "(B.md#more)" in result.text("A.md")
    assert "B.md" in project.build().files()
    (project.repo / "B.md").write_text(project.build().text("B.md") + "by hand\n")
    assert project.build(gfm_last=False, gfm_check=True).warnings == []
    assert "gfm.outdated" in "".join(project.build(gfm_check=True).warnings)


def test_a_file_behind_a_link_has_the_links_of_its_own_place_and_is_not_stale(project):
    (project.repo / "deep" / "real").mkdir(parents=True)
    (project.repo / "in").symlink_to("deep/real")
    project.page("a.md", "# A\n\n[other](b.md)\n", emit="in/A.md")
    project.page("b.md", "# B\n", emit="docs/B.md")
    for _ in range(2):
        assert project.build().warnings == []
        assert "[other](../../docs/B.md)" in (project.repo / "deep/real/A.md").read_text()
    assert project.build(gfm_check=True).app.statuscode == 0
    project.page("c.md", "# C\n", emit="deep/real/A.md")
    assert [line.rpartition(" ")[2] for line in project.build().warnings] == [
        "[gfm.emit-duplicate]",
        "[gfm.emit-duplicate]",
        "[gfm.stale]",
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{'n' * 300}.md", "a name in it has more than 255 bytes"),
        (f"{'n/' * 3000}a.md", "it cannot be used: File name too long"),
        ("file/a.md", "Not a directory"),
        ("fifo.md", "it is no regular file"),
        (".g\u200bit/a.md", "one that nobody sees"),
    ],
    ids=["long name", "long path", "below a file", "fifo", "git"],
)
@pytest.mark.parametrize("check", [False, True], ids=["write", "check"])
def test_a_file_that_cannot_be_written_is_a_warning_and_the_others_are_written(project, path, words, check):
    os.mkfifo(project.repo / "fifo.md")
    (project.repo / "file").write_text("")
    project.page("a.md", "# A\n", emit=path)
    project.page("b.md", "# B\n", emit="B.md")
    if check:
        project.build()
    (warning,) = project.build(gfm_check=check).warnings
    assert f"a.md: WARNING: emit: {path!r} is not written: " in warning
    assert words in warning
    assert warning.endswith("[gfm.emit-path]")
    assert (project.repo / "B.md").is_file()


def test_a_system_that_refuses_one_file_costs_only_that(project, monkeypatch):
    project.page("a.md", "# A\n", emit="A.md")
    project.page("b.md", "# B\n", emit="B.md")
    whole = writer.write_bytes

    def full(target, content, mode=None):
        if target.name == "A.md":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(target, content, mode)

    monkeypatch.setattr(files, "write_bytes", full)
    (warning,) = project.build().warnings
    assert "emit: 'A.md' is not written: No space left on device [gfm.emit-path]" in warning
    assert not (project.repo / "A.md").exists()
    assert (project.repo / "B.md").is_file()
