"""What programs may ask: Gradio's API, an MCP server, a look at its health."""
