"""Exports checked against the archive that they were taken from."""
