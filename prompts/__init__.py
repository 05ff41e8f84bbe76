"""The prompts, one Markdown file each, with `$names` that rag.llm.prompts fills in."""
