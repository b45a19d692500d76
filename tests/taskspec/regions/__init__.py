"""Regions that are drawn in a picture."""
