"""Drafts, and the pictures that belong to them."""
