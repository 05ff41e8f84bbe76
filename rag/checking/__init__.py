"""What `rag.support` weighs: agreement in words, contradictions, what surrounds a sentence."""
