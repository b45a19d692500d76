"""Several rows of a table as one task."""
