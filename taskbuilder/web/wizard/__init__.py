"""The wizard: a task from an empty form to a created submission, one step at a time."""
