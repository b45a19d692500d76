"""Figures of plans."""
