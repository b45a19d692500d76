"""Cells of a plan of sources that people fixed by hand."""
