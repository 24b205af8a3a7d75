"""What a repository's workflows and actions say, as one JSON document for other tools."""
