"""A stand-in cloud for development and tests: it checks signatures and rules, and runs nothing."""
