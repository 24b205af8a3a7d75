"""Generated parts in Markdown files that people write: what stands between two markers is kept up to date."""
