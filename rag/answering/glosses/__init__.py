"""What words of a cited sentence stand for: our brackets, outside the quotation."""
