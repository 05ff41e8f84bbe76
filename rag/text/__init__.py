"""What can be read off a text by rule: words, numbers, names, labels."""
