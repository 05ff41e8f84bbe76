"""What a reader sees, as HTML: each view a function of plain values."""
