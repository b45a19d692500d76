"""Regions drawn on pictures of their streams."""
