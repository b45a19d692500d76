"""Forty files as people and programs make them, each with exactly what is read of it."""
