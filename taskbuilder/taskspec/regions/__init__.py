"""Regions that are drawn in a picture: their points, and what is wrong with them."""
