"""When a task runs: the reference's tables 3 to 5."""
