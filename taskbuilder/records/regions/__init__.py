"""Region templates: drawn once, accepted for many sources."""
