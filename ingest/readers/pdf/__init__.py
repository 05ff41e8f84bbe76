"""PDF files that hold text: words, columns and paragraphs out of the places of letters."""
