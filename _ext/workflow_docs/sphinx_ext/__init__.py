"""Layer 4: the `ci` domain, its directives and roles, and what ties them to Sphinx."""
