"""The pages' parts that show what became of tasks in the cloud."""
