"""Models that run in this process: embedding, natural language inference, loading both."""
