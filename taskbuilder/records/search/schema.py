"""The index over the words of submissions, as migrations make it."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# detail=none: which entry has a trigram, and not where, is a third of the size. What the trigrams let through
# is compared with the text itself.
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS records_trigramindex USING fts5(
        text, content='records_searchentry', content_rowid='id',
        tokenize='trigram', detail='none', columnsize=0
    )""",
    """CREATE TRIGGER IF NOT EXISTS records_searchentry_added AFTER INSERT ON records_searchentry BEGIN
        INSERT INTO records_trigramindex (rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS records_searchentry_removed AFTER DELETE ON records_searchentry BEGIN
        INSERT INTO records_trigramindex (records_trigramindex, rowid, text)
        VALUES ('delete', old.id, old.text);
    END""",
    """CREATE TRIGGER IF NOT EXISTS records_searchentry_changed AFTER UPDATE OF text ON records_searchentry
    BEGIN
        INSERT INTO records_trigramindex (records_trigramindex, rowid, text)
        VALUES ('delete', old.id, old.text);
        INSERT INTO records_trigramindex (rowid, text) VALUES (new.id, new.text);
    END""",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS searchentry_trigrams ON records_searchentry USING gin (text gin_trgm_ops)",
)
NO_MORE_SQLITE = (
    "DROP TRIGGER IF EXISTS records_searchentry_added",
    "DROP TRIGGER IF EXISTS records_searchentry_removed",
    "DROP TRIGGER IF EXISTS records_searchentry_changed",
    "DROP TABLE IF EXISTS records_trigramindex",
)


def make_index(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL it goes with the table; the extension, which others may use too, stays."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in NO_MORE_SQLITE:
            schema_editor.execute(statement)
