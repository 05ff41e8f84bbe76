"""English, read by rule: sentences, tokens, names, numbers, word lists."""
