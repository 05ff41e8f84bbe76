"""Language models: who writes, the prompts, the Ollama server and other providers, their faults."""
