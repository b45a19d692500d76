"""From a table to a plan: uploading it, and saying what its columns are."""
