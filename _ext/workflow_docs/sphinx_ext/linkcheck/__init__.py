"""The link check: every kind of link, each at every place, in one run and one report."""
