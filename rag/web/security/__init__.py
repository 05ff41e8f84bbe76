"""Who may come in, and what for: addresses, logins, routes, headers."""
