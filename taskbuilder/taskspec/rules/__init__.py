"""Rules that need more than one field: other fields and sections, the platform, the service."""
