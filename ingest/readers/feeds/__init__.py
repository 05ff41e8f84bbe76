"""RSS and Atom with the entries in them, and sitemaps."""
