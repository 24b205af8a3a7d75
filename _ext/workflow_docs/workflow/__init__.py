"""Layer 1: what a repository's workflow files say, with a position on every value."""
