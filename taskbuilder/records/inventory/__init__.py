"""A project's sources and sinks."""
