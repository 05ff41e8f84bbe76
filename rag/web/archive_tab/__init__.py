"""The Archive tab: what the archive holds, and its refreshing."""
