"""Words for times -> spans of days."""
