"""Where things are in a request: pointers, rows, lines, names and their order."""
