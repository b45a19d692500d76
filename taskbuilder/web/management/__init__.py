"""Commands of the web room."""
