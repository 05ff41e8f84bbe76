"""The prompts, one Markdown file each, with `$names` that rag.prompting fills in."""
