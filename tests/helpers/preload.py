"""What is imported before anything is forked from the nursery (`tests.helpers.nursery`)."""

import gc
import os
from importlib import import_module

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read as Gradio is imported; app.py says so, too
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # as rag.models.onnx_encoder has it

for name in (
    *("app", "chromadb", "gradio", "langchain_ollama", "mcp", "onnx", "onnxruntime"),
    "tests.helpers.killed_run",
):
    import_module(name)
gc.freeze()  # nor does it become garbage in what is forked
