"""Draws a form of data as HTML."""
