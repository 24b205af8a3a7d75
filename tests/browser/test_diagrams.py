"""Job graphs in the real Mermaid in a real browser: every label and every edge arrives, whatever it is called."""

from __future__ import annotations

import json
import re

import pytest

from workflow_docs.analysis.graph import JobGraph
from workflow_docs.doctree import graph_layout, mermaid
from workflow_docs.workflow.parser import parse_workflow
from workflow_docs.workflow.repository import Repository

from .conftest import ROOT

pytestmark = pytest.mark.browser

CORPUS = ROOT.parent / "shared" / "corpus"

NASTY = [
    "end", "class", "graph", "default", "(3.11)", '"quoted"', "it's", "[box]", "{brace}", "<b>bold</b>", "a|b", "a;b",
    "#35;", "&amp;", "`code`", "**bold**", "1. list", "- item", "$${x}$$", "%% comment", "🚀 launch", "日本語", "a --> b",
    "<script>alert(1)</script>", "\\n", "x" * 300, "click n1 call alert()", ":::class", "@{shape: cat}", "_under_", "~~a~~",
]  # fmt: skip


def workflow_with_names(names: list[str]) -> str:
    jobs = {
        f"j{i}": {
            "name": name,
            "runs-on": "x",
            "needs": [f"j{i - 1}"] if i else [],
            "steps": [{"run": "true"}],
        }
        for i, name in enumerate(names)
    }
    return json.dumps({"name": "Names", "on": "push", "jobs": jobs}, ensure_ascii=False)  # JSON is YAML


def test_any_name_is_shown_as_it_is(render) -> None:
    workflow, problems = parse_workflow(workflow_with_names(NASTY), "w.yml")
    assert workflow is not None
    assert problems == ()
    (result,) = render([mermaid.job_graph([workflow])])
    assert "error" not in result, result
    assert result["scripts"] == 0
    shown = {" ".join(str(label).split()) for label in result["labels"]}
    for number, name in enumerate(NASTY):
        short = name if len(name) <= 48 else name[:47] + "…"
        assert f"j{number} {' '.join(short.split())}" in shown
    assert result["edges"] == len(NASTY) - 1
    assert result["described"]


def test_job_ids_that_are_words_of_mermaid_render(render) -> None:
    ids = [
        "end",
        "class",
        "graph",
        "subgraph",
        "style",
        "click",
        "default",
        "direction",
        "o",
        "x",
        "classDef",
    ]
    jobs = "".join(f"  {name}:\n    runs-on: x\n    steps: [{{run: a}}]\n" for name in ids)
    workflow, _ = parse_workflow(f"on: push\njobs:\n{jobs}", "w.yml")
    assert workflow is not None
    apart, shared = render(
        [mermaid.job_graph([workflow], mermaid.Drawing(fold=0)), mermaid.job_graph([workflow])]
    )
    assert sorted(apart["labels"]) == sorted(ids)
    (label,) = shared["labels"]
    assert label == "\n".join(f"• {name}" for name in ids)


def test_the_samples_graphs_in_every_form(render) -> None:
    repository = Repository.load(ROOT / "examples" / "atom")
    every = list(repository.workflows)
    link = mermaid.Link(every[0].path, f"{every[1].path}:test", 'waits "here"')
    drawings = [
        mermaid.job_graph([workflow], mermaid.Drawing(events=True, artifacts=True, direction=direction))
        for workflow in every
        for direction in ("TD", "LR")
    ]
    both = mermaid.job_graph(every, mermaid.Drawing(links=(link,), events=True))
    results = render([*drawings, both])
    assert [result.get("error") for result in results] == [None] * len(results)
    jobs = {job.id.value for workflow in every for job in workflow.jobs}
    first_lines = {str(label).split("\n")[0] for label in results[-1]["labels"]}
    assert jobs <= first_lines


def test_the_diagrams_of_the_samples_documents_fit_the_page(render) -> None:
    documents = sorted((ROOT / "examples" / "atom").rglob("*.md"))
    texts = [
        match[1]
        for path in documents
        for match in re.finditer(r"```mermaid\n(.*?)\n```", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(texts) >= 8
    # Colours are those of the reader's theme, light or dark.
    assert not [text for text in texts if re.search(r"fill:|color:|theme", text)]
    assert max(result["width"] for result in render(texts)) <= graph_layout.PAGE_WIDTH


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real workflow files is not here")
def test_every_real_workflow_renders_with_all_its_jobs_and_edges(render) -> None:
    workflows = [
        workflow
        for folder in sorted(CORPUS.iterdir())
        if folder.is_dir()
        for workflow in Repository.load(folder).workflows
        if len(workflow.jobs) > 1
    ]
    assert len(workflows) > 50
    widths = [result["width"] for result in render([mermaid.job_graph([workflow]) for workflow in workflows])]
    # Edges that pass by a level need room that is not foreseen.
    assert sum(width > 900 for width in widths) <= 2
    results = render([mermaid.job_graph([workflow], mermaid.Drawing(fold=0)) for workflow in workflows])
    for workflow, result in zip(workflows, results, strict=True):
        assert "error" not in result, (workflow.path, result)
        assert result["nodes"] == len(workflow.jobs), workflow.path
        assert result["edges"] == len(JobGraph.of(workflow).edges), workflow.path
