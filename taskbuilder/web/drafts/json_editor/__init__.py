"""The whole request as JSON text."""
