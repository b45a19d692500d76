"""Finding submissions by words: FTS5 on SQLite, pg_trgm on PostgreSQL."""
