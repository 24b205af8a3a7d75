"""Layer 3: rows of the analysis -> docutils nodes."""
