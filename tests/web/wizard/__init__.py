"""The wizard, from its pure functions to its pages."""
