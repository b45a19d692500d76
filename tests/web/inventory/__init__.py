"""The inventory of sources and sinks, as people see it."""
