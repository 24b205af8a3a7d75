extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.mermaid",
    "sphinx.ext.todo",
    "workflow_docs.markdown",
]
myst_enable_extensions = [
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "strikethrough",
    "substitution",
    "tasklist",
]
myst_substitutions = {"product": "Widget *Two*"}
suppress_warnings = ["myst.strikethrough"]
todo_include_todos = True
numfig = True
