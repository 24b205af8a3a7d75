"""`ci:data` and `ci:value`: what a data file says, with links to its lines, and what is said of faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from .test_life import touch_later

if TYPE_CHECKING:
    from .conftest import Project, Result

CI = "on: push\njobs:\n  build:\n    runs-on: x\n    steps: [{run: make}]\n"
DATA = """\
contacts:
  On | Call: {role: "<b>fix</b> `it` -- 'now'", mail: a@example.com}
  Lead: {role: decide, mail: b@example.com}
panels:
  - title: Rate
    unit: 3.10
    on: true
    queries: [up, "a|b"]
  - title: Errors
    extra: {deep: [1]}
"""


def built(project: Project, page: str, builder: str = "html", data: str = DATA) -> Result:
    project.workflow("ci.yml", CI)
    (project.repo / "data.yml").write_text(data, encoding="utf-8")
    project.page("index.md", f"# Start\n\n{page}\n")
    return project.build(builder)


def table(result: Result) -> list[list[str]]:
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tr")]


def directive(*options: str, path: str = "data.yml") -> str:
    lines = "\n".join(options)
    return f"```{{ci:data}} {path}\n{lines}\n```"


def test_a_list_gives_a_row_for_each_item(project: Project) -> None:
    result = built(
        project,
        directive(
            ":query: panels",
            ":columns: title, Asks=queries, Both=join(', ', queries || `[]`), On=on, Unit=unit, extra",
            ":code: Asks",
        ),
    )
    assert result.warnings == []
    assert table(result) == [
        ["Title", "Asks", "Both", "On", "Unit", "Extra", "Source"],
        ["Rate", "up, a|b", "up, a|b", "true", "3.10", "", "data.yml:5"],
        ["Errors", "", "", "", "", '{"deep": [1]}', "data.yml:9"],
    ]
    page = result.text("index.html")
    assert 'href="_repository/data.yml.html#L-9"' in page
    assert (result.out / "_repository" / "data.yml.html").exists()


def test_without_columns_every_key_with_single_values_is_one(project: Project) -> None:
    assert table(built(project, directive(":query: panels", ":no-source:"))) == [
        ["Title", "Unit", "On", "Queries"],
        ["Rate", "3.10", "true", "up, a|b"],
        ["Errors", "", "", ""],
    ]


def test_a_mapping_gives_a_row_for_each_key(project: Project) -> None:
    assert table(built(project, directive(":query: contacts"))) == [
        ["Key", "Role", "Mail", "Source"],
        ["On | Call", "<b>fix</b> `it` -- 'now'", "a@example.com", "data.yml:2"],
        ["Lead", "decide", "b@example.com", "data.yml:3"],
    ]


def test_a_mapping_of_single_values_is_its_pairs(project: Project) -> None:
    page = directive(":query: contacts", ":columns: key, All=value", ":code: All", ":no-source:")
    found = table(built(project, page))
    assert found[2] == ["Lead", "role: decide, mail: b@example.com"]


def test_texts_and_computed_rows(project: Project) -> None:
    result = built(
        project, directive(":query: panels[].title | [?contains(@, 'r')] | map(&join('', [@, '!']), @)")
    )
    assert table(result) == [["Value", "Source"], ["Errors!", "data.yml"]]
    assert 'href="_repository/data.yml.html"' in result.text("index.html")


def test_a_list_reads_as_sentences(project: Project) -> None:
    result = built(project, directive(":query: contacts", ":list:"))
    items = [
        item.get_text() for item in BeautifulSoup(result.text("index.html"), "html.parser").select("li p")
    ]
    assert items[-1] == "Lead: decide, b@example.com (data.yml:3)"


def test_on_github_nothing_breaks_out(project: Project) -> None:
    page = directive(":query: contacts") + "\n\n{ci:value}`data.yml:contacts.*.role | [0]`"
    text = built(project, page, "gfm").text("index.md")
    assert r"| On \| Call | \<b>fix\</b> \`it\` -- 'now' |" in text
    assert r"[\<b>fix\</b> \`it\` -- 'now']" in text


def test_a_value_in_a_sentence(project: Project) -> None:
    page = 'Write to {ci:value}`data.yml:contacts.Lead.mail`, {ci:value}`data.yml:panels[0].unit`; {ci:value}`data.yml:length(panels)`, {ci:value}`data.yml:panels[0].on`, {ci:value}`data.yml:contacts."On | Call".role`.'
    result = built(project, page)
    assert result.warnings == []
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [(link.get_text(), link["href"].partition("#")[2]) for link in soup.select(".ci-value a")] == [
        ("b@example.com", "L-3"), ("3.10", "L-6"), ("2", ""), ("true", "L-7"), ("<b>fix</b> `it` -- 'now'", "L-2"),
    ]  # fmt: skip


MORE = """\
# Who is called.
people:
  # At any hour.
  Lead: {mail: a@example.com, wait: 5m}
  Second: {mail: b@example.com, wait: 90}  # after `ten` minutes. No sooner.
  Third: {mail: "c # d", wait: 1}
"""
SOURCE = "# How long.\nWAIT_SECONDS = 120\nLIMITS = {'low': 1.50, 'high': 3}\nNOW = now()\n"
SCRIPT = "# The pause.\npause=30\nlimit=$((${LIMIT_SECONDS:-2700}))\n"


def test_some_keys_in_an_order_of_ones_own_with_the_comments_of_their_rows(project: Project) -> None:
    page = directive(
        ":query: people", ":keys: Second, Lead", ":columns: Who=key, value.mail", ":comments: When"
    )
    result = built(project, page, data=MORE)
    assert result.warnings == []
    assert table(result) == [
        ["Who", "Mail", "When", "Source"],
        ["Second", "b@example.com", "after ten minutes", "data.yml:5"],
        ["Lead", "a@example.com", "At any hour", "data.yml:4"],
    ]
    assert "<code" in str(BeautifulSoup(result.text("index.html"), "html.parser").select("tr")[1])


def test_rows_as_the_lines_of_a_block(project: Project) -> None:
    page = directive(
        ":query: people", ":keys: Lead, Third", ":columns: Who=key, M=value.mail", ":format: export {Who}={M!sh}; say {M!json}", ":language: bash",
    )  # fmt: skip
    result = built(project, page, "gfm", data=MORE)
    assert result.warnings == []
    assert result.text("index.md").split("# Start\n\n")[1] == (
        '`data.yml`, [from line 4](data.yml#L4):\n\n```bash\nexport Lead=a@example.com; say "a@example.com"\n'
        "export Third='c # d'; say \"c # d\"\n```\n"
    )
    page = directive(":query: keys(people)", ":columns: A=@", ":format: - {A}", ":no-source:")
    assert (
        built(project, page, "gfm", data=MORE)
        .text("index.md")
        .endswith("```text\n- Lead\n- Second\n- Third\n```\n")
    )


def test_numbers_with_their_unit(project: Project) -> None:
    page = directive(
        ":query: people", ":columns: Who=key, Wait=duration(value.wait, 'seconds')", ":no-source:"
    )
    assert table(built(project, page, data=MORE))[1:] == [
        ["Lead", "5 minutes"], ["Second", "90 seconds"], ["Third", "1 second"],
    ]  # fmt: skip


def test_constants_of_python_and_variables_of_scripts(project: Project) -> None:
    (project.repo / "settings.py").write_text(SOURCE, encoding="utf-8")
    (project.repo / "wait.sh").write_text(SCRIPT, encoding="utf-8")
    (project.repo / "broken.py").write_text("def :", encoding="utf-8")
    page = (
        "{ci:value}`settings.py:WAIT_SECONDS | duration(@, 'seconds')`, {ci:value}`settings.py:LIMITS.low`, "
        "{ci:value}`wait.sh:LIMIT_SECONDS | duration(@, 'seconds')`\n\n"
        + directive(":query: LIMITS", path="settings.py")
        + "\n\n{ci:value}`settings.py:NOW`, {ci:value}`broken.py:A`"
    )
    result = built(project, page)
    assert ["unknown-value" in result.warnings[0], "broken-data" in result.warnings[1]] == [True, True]
    assert "not Python" in result.warnings[1]
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [(link.get_text(), link["href"].partition("#")[2]) for link in soup.select(".ci-value a")] == [
        ("2 minutes", "L-2"), ("1.50", "L-3"), ("45 minutes", "L-3"),
    ]  # fmt: skip
    assert table(result) == [
        ["Key", "Value"],
        ["low", "1.50"],
        ["high", "3"],
    ]
    assert "Every row: source settings.py:3." in soup.get_text()


def test_a_value_without_its_link_and_the_only_one_of_a_list(project: Project) -> None:
    page = "{ci:value}`!data.yml:people.Lead.mail` {ci:value}`data.yml:people.*.mail[?starts_with(@, 'b')]`"
    result = built(project, page.replace(".mail[?", ".mail | [?"), data=MORE)
    assert result.warnings == []
    soup = BeautifulSoup(result.text("index.html"), "html.parser")
    assert [value.get_text() for value in soup.select(".ci-value")] == ["a@example.com", "b@example.com"]
    assert [link.get_text() for link in soup.select(".ci-value a")] == ["b@example.com"]


def test_faults_of_the_options_for_rows(project: Project) -> None:
    calls = {
        directive(":query: people", ":keys: Led"): ("no-match", "there is no key 'Led'; did you mean 'Lead'?"),
        directive(":query: values(people)", ":keys: Lead"): ("option", ":keys: is for a mapping"),
        directive(":query: people.*.mail", ":comments: Note"): ("no-match", "no row of data.yml has a comment"),
        directive(":query: people", ":format: {Keyy}"): ("option", "no column 'Keyy'; did you mean 'Key'?"),
        "{ci:value}`data.yml:people.Lead.mail | duration(@)`": ("query", "is no number"),
        "{ci:value}`data.yml:duration(people, 'a', 'b')`": ("query", "duration() takes a value and the name of its unit"),
        "{ci:value}`data.yml:people.*.nothing`": ("unknown-value", "has no 'people.*.nothing'"),
    }  # fmt: skip
    for number, call in enumerate(calls):
        project.page(f"p{number:02}.md", f"---\norphan: true\n---\n# Page\n\n{call}\n")
    result = built(
        project,
        "",
        data=MORE.replace("  # after `ten` minutes. No sooner.", "").replace("  # At any hour.\n", ""),
    )
    said = [re.search(r"p(\d+)\.md:6: WARNING: (.*) \[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [
        (match[3], words in match[2]) for match, (_, words) in zip(said, calls.values(), strict=True)
    ] == [(subtype, True) for subtype, _ in calls.values()]


def test_an_edit_of_the_data_reads_the_page_again(project: Project) -> None:
    built(project, directive(":query: panels") + "\n\n{ci:value}`data.yml:panels[0].title`")
    project.page("other.md", "---\norphan: true\n---\n# Other\n\n{ci:value}`data.yml:panels[0].title`\n")
    project.page("third.md", "---\norphan: true\n---\n# Third\n")
    project.build()
    assert project.build().read == set()
    touch_later(project.repo / "data.yml", DATA.replace("Rate", "Speed"))
    result = project.build()
    assert result.read == {"index", "other"}
    assert "Speed" in result.text("other.html")


def test_a_file_that_comes_mends_the_page(project: Project) -> None:
    project.workflow("ci.yml", CI)
    project.page("index.md", "# Start\n\n" + directive(path="new.yml"))
    assert "ci.unknown-file" in project.build().warnings[0]
    (project.repo / "new.yml").write_text("- a\n", encoding="utf-8")
    assert project.build().warnings == []


def test_faults_have_a_place_and_say_what_to_do(project: Project) -> None:
    (project.docs.parent / "secret.yml").write_text("password: x\n", encoding="utf-8")
    (project.repo / "link.yml").symlink_to("../secret.yml")
    (project.repo / "bad.yml").write_text("a: [1\n", encoding="utf-8")
    (project.repo / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    calls = {
        "```{ci:data} dat.yml\n```": ("unknown-file", "did you mean 'data.yml'?"),
        "```{ci:data} ../secret.yml\n```": ("unknown-file", "the repository has no"),
        "```{ci:data} link.yml\n```": ("unknown-file", "the repository has no"),
        "```{ci:data} bytes.yml\n```": ("unknown-file", "cannot be read as text"),
        "```{ci:data} bad.yml\n```": ("broken-data", "bad.yml cannot be read: invalid YAML"),
        "```{ci:data} data.yml\n:query: panels[\n```": ("query", "it ends too early"),
        "```{ci:data} data.yml\n:query: panls\n```": ("no-match", "did you mean 'panels'?"),
        "```{ci:data} data.yml\n:query: panels\n:columns: Name=tile\n```": ("no-match", "did you mean 'title'?"),
        "```{ci:data} data.yml\n:query: panels\n:columns: Name=[\n```": ("query", "no JMESPath query"),
        "```{ci:data} data.yml\n:query: panels\n:code: titel\n```": ("option", "did you mean 'Title'?"),
        "```{ci:data} data.yml\n:query: panels[].[title]\n```": ("option", "name what to show with :columns:"),
        "{ci:value}`data.yml:panels[0].tilte`": ("unknown-value", "did you mean 'title'?"),
        "{ci:value}`data.yml`": ("unknown-value", "write file:query"),
        "{ci:value}`data.yml:panels`": ("query", "selects a list"),
        "{ci:value}`data.yml:a b`": ("query", "unexpected 'b'"),
        "{ci:value}`dat.yml:a`": ("unknown-file", "did you mean 'data.yml'?"),
        "{ci:value}`../secret.yml:password`": ("unknown-file", "the repository has no"),
        "{ci:value}`bad.yml:a`": ("broken-data", "bad.yml cannot be read"),
    }  # fmt: skip
    for number, call in enumerate(calls):
        project.page(f"p{number:02}.md", f"---\norphan: true\n---\n# Page\n\n{call}\n")
    result = built(project, "")
    said = [re.search(r"p(\d+)\.md:6: WARNING: (.*) \[ci\.([\w-]+)\]", line) for line in result.warnings]
    assert [(int(match[1]), match[3]) for match in said if match] == [
        (number, subtype) for number, (subtype, _) in enumerate(calls.values())
    ]
    for match, (_, words) in zip(said, calls.values(), strict=True):
        assert words in match[2]
    assert not any(
        "password" in file.read_text("utf-8") for file in (result.out / "_repository").rglob("*.html")
    )


def test_a_value_that_is_not_there_breaks_the_link_check(project: Project) -> None:
    built(project, "{ci:value}`data.yml:panels[0].tilte`", "linkcheck")
    assert "tilte" in (project.docs.parent / "out" / "linkcheck" / "output.txt").read_text("utf-8")
