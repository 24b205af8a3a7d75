"""Scripts that the quality gates run."""
