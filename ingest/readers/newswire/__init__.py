"""The formats of the news agencies, a file each, and what they have in common."""
