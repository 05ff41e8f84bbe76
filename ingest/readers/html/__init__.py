"""What `html` needs: the article in a page, and what the page says of itself."""
