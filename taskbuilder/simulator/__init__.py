"""A stand-in cloud for development and tests."""
