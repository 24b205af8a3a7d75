"""LAYER 4: what the analysis found, as text for terminals, JSON and SARIF."""
