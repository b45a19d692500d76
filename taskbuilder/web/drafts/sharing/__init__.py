"""Handing a draft to another member, and sharing it with the project."""
