"""The documentation project: the pages in `source/`, about the sample repository or about `REPO`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

import workflow_docs  # noqa: E402 (found through the path above)
from workflow_docs.repository.root import find_root  # noqa: E402

# Which repository to document. Another one than the sample gets the built-in reference alone, because the
# pages in source/ speak of the sample; the Makefile then gives an empty source folder.
SAMPLE = HERE / "examples" / "atom"
repository = Path(os.environ.get("REPO") or SAMPLE)
if not repository.is_absolute():
    repository = Path.cwd() / repository
documents_sample = repository.resolve() == SAMPLE.resolve()
root = find_root(repository)  # as every command looks for it; the build fails where there is no such folder
repository = root.folder if root is not None else repository

project = "sphinx-workflow-docs" if documents_sample else repository.resolve().name
author = "The sphinx-workflow-docs contributors"
copyright = "2026, the sphinx-workflow-docs contributors"  # noqa: A001 (Sphinx's own name)
version = release = workflow_docs.__version__ if documents_sample else ""

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.mermaid",
    "workflow_docs",
    "notfound.extension",
    "project_pages",
]
exclude_patterns = ["_build", "Thumbs.db", ".DS_Store"]
nitpicky = True
templates_path: list[str] = []
suppress_warnings: list[str] = []

ci_repository = os.path.relpath(repository, HERE)
ci_pages = "reference" if documents_sample else "."
ci_descriptions = "source/descriptions.yml" if documents_sample else ""
ci_contracts = "source/contracts.yml" if documents_sample else ""

gfm_root = os.path.relpath(repository, HERE)

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "substitution", "tasklist", "attrs_block"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
# Said once for every document: the day of the last change that a person made to their texts.
myst_substitutions = {"last_updated": "2026-02-20"}

html_theme = "pydata_sphinx_theme"
html_title = project if documents_sample else f"{project} workflows"
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_static_path = [str(HERE / "source" / "_static")]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "show_nav_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
notfound_urls_prefix = "/"

# `make offline` puts Mermaid beside the pages, for readers without internet; otherwise browsers fetch it.
BUNDLE = HERE / "build" / "mermaid"
if (BUNDLE / "mermaid.mjs").exists():
    html_static_path.append(str(BUNDLE))
    mermaid_use_local = "mermaid.mjs"
    d3_use_local = "d3.min.js"
mermaid_height = "auto"
mermaid_fullscreen = False
mermaid_init_config = {"startOnLoad": False, "securityLevel": "strict"}
copybutton_exclude = ".linenos, .gp, .go"

# Placeholders of the sample, which lead nowhere by design.
linkcheck_ignore = [
    r"https?://([\w.-]+\.)?example\.com(/|$)",
    r"https://github\.com/org/repo(/|$)",
]
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]  # these anchors are made by scripts
