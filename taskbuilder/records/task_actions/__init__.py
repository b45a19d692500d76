"""Starting, stopping and deleting created tasks: actions that an outbox sends, and repeats safely."""
