"""Layer 2: what follows from the workflow files."""
