"""What two requests have otherwise, field by field."""
