"""Source files -> records: a file or folder a format, and the registry that chooses among them."""
