"""What the tasks of a project are doing, and when they run: the boards."""
