"""Using again what was created."""
