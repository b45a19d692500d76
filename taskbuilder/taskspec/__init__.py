"""What a task is: its shape, its rules, and what can be read from a request without sending it."""
