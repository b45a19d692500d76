"""Where a task's results go: the reference's tables 9 to 12, a file for each kind of place."""
