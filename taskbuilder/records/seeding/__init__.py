"""A long history, made up, for demonstrations and measurements."""
