"""Articles from the web: fetched politely, from public addresses only, and only what is new."""
