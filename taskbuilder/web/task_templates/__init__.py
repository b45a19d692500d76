"""Templates of tasks: saving them, starting from them, and what they hold."""
