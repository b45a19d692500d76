"""Plans: a table of rows for a template, compared with what is there, and applied row by row."""
