"""The pages of plans: many tasks from the rows of a table."""
