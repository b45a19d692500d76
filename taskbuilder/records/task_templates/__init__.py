"""Templates of tasks, and their versions."""
