"""What `rag.verification.support` weighs: agreement in words, contradictions, what surrounds a sentence."""
