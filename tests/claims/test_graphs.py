"""Diagrams of jobs, held against `needs`."""

from __future__ import annotations

import pytest
from claims.support import told


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["lint --> test", "test --> build", "lint --> build"], []),
        (["lint --> test --> build", "lint --> build"], []),
        (["lint --> test & build", "test-->build"], []),
        (["lint[lint] --> test(test)", 'test --> b["Build it"]', "lint --> b"], []),
        (["A[lint] -->|then| B[test]", "B --> C{build}", "A -.-> C"], []),
        (["lint --> test", "test --> build"], []),
        (["lint --> test", "build"], ["2 missing-edge", "2 missing-edge"]),
        (["lint --> test --> build", "lint --> build --> test"], ["4 edge"]),
        (
            [
                "push([Push to main]) --> lint",
                "lint --> ok{green?}",
                "ok -->|yes| test",
                "test --> build",
                "build --> e((end))",
            ],
            [],
        ),
        (
            ["lint --> ok{green?}", "ok -->|no| stop", "ok -- yes --> build", "build -.-> ok2{{?}} ==> test"],
            ["2 missing-edge", "6 edge"],
        ),
        (['a["🔨 lint<br/>5 min"] --> b["`test`"]', "b == then ==> c([build])", "c --> d>deployed]"], []),
        (['a["lint', 'quick"] --> b[test]', "b --> c[[build]]:::green"], []),
        (["subgraph one", "lint --> test", "end", "one --> build"], []),
        (["lint --> test; test --> build", "endpoint-check"], []),
        (["lint --> test", "build --> test", "lint --> build"], ["2 missing-edge", "4 edge"]),
        (["lint --> test", "test --> deploy"], ["2 undrawn-job"]),
        (["start --> stop"], []),
        (["lint --> test;", "%% test --> lint", "subgraph x", "end", "test --> build", "lint --> build"], []),
    ],
)
def test_the_edges_of_a_diagram(tmp_path, lines, found):
    text = "```mermaid\nflowchart TD\n" + "\n".join(f"  {line}" for line in lines) + "\n```\n"
    assert told(tmp_path, text) == found
