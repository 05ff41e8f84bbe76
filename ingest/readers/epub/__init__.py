"""EPUBs: the package, and its chapters as articles."""
