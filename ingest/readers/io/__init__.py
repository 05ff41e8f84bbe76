"""Bytes, text and XML out of files that nobody vouches for."""
