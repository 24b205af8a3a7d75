"""The tests, in three folders: unit, integration, and the scripts of the quality gates."""
