"""Where things are in a request: pointers, names and their order, lines."""
