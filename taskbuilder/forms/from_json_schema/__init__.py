"""Forms of a service's own JSON Schema."""
