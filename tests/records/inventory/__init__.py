"""The inventory of sources and sinks."""
