"""SQLite as Django asks it, but for what is done anew for each query there."""
