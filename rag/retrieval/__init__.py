"""Candidates by words and by meaning, and what weighs them."""
