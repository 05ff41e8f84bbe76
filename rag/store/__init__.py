"""The archive on disk: the catalogue in SQLite, the published index in Chroma."""
