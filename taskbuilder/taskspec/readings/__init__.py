"""What people copy instead of a request: a command, a dict, JSON with odd quotes."""
