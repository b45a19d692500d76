"""What was asked of the cloud, and what became of it."""
