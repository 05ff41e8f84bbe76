"""Saved web pages: the article in one, and what the page says of itself."""
