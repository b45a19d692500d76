"""A project's sources and sinks, as people see and edit them."""
