"""LAYER 3: what documents say, held against the repository."""
