"""A conversation as a file (Markdown, HTML, CSL-JSON, JSON), and such a file verified again."""
