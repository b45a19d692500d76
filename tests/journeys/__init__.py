"""Whole journeys in a real browser, up to what the cloud received."""
