"""The pages that a task is made on, step by step."""
