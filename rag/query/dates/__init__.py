"""Words for times -> spans of days; events dated by the archive."""
