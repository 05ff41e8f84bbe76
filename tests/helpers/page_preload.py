"""What a page imports, for pages that are forked from a process which has it all (`serving`)."""

import os
from importlib import import_module

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read as Gradio is imported; app.py says so, too
os.environ["HF_HUB_OFFLINE"] = "1"  # as rag.models.loading has it
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["GOMP_SPINCOUNT"] = "1000"

for name in ("app", "chromadb", "gradio", "langchain_ollama", "mcp", "sentence_transformers"):
    import_module(name)
