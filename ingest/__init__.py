"""Source files -> articles -> passages -> the archive. Started as `python -m ingest PATH…`."""
