"""What was asked of the cloud, and its results."""
