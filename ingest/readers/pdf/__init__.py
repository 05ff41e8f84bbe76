"""What `pdf` needs: words, columns and paragraphs out of the places of letters."""
