"""Whether source sentences support a claim: rules for what must not differ, a score for words."""
