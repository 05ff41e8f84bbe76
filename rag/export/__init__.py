"""A finished conversation as a file that can be verified again: Markdown, HTML, CSL-JSON, JSON."""
