"""Filtered lists of submissions as files: CSV, JSON Lines and spreadsheets."""
