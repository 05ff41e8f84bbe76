"""WordPress exports (WXR) and the text of their posts."""
