extensions = ["myst_parser", "workflow_docs.markdown"]
myst_heading_anchors = 3
