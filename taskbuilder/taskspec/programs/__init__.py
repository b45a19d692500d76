"""A request as a program that sends it."""
