"""Triggers that keep the daily counts and the index of words, note events, and remove the notifications of
people who left, whatever code causes them.

They are made anew after each migration: SQLite drops a table's triggers when it writes the table anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from taskbuilder.records.models.comments import CommentKind
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.notifications.kinds import COMMENTED, CREATED, REFUSED, REVIEWED, UNKNOWN
from taskbuilder.records.search.schema import SQLITE
from taskbuilder.records.submissions.states import SETTLED, State

TABLE, COUNTS, PROJECTS = "records_submission", "records_dailycount", "records_project"
ENTRIES, COMMENTS = "records_searchentry", "records_comment"
EVENTS, CHOICES = "records_projectevent", "records_notificationchoice"
WEBHOOKS = "records_webhook"
MEMBERS, NOTIFICATIONS = "records_member", "records_notification"
OPEN, ADOPTED = "open", "adopted"
"""The results of what has not ended, and of what was not created here."""
OPEN_STATES = tuple(state for state in State if state not in SETTLED)


def write_result(row: str, *, has_remarks: bool) -> str:
    """The expression for a row's result; early migrations have no column of remarks."""
    states = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
    adopted = f"WHEN (COALESCE({row}.remarks, 0) & {Remark.ADOPTED.value}) <> 0 THEN '{ADOPTED}' "
    return (
        f"CASE {adopted if has_remarks else ''}WHEN {row}.state IN ({states}) THEN '{OPEN}' "
        f"ELSE {row}.state END"
    )


def write_insert(row: str, day: str, change: int, *, has_remarks: bool) -> str:
    columns = "project_id, day, result, change"
    values = f"{row}.project_id, {day.format(row)}, {write_result(row, has_remarks=has_remarks)}, {change}"
    there = f"EXISTS (SELECT 1 FROM {PROJECTS} WHERE id = {row}.project_id)"  # noqa: S608 - own names
    return f"INSERT INTO {COUNTS} ({columns}) SELECT {values} WHERE {there};"


REMOVE_COUNTS = f"DELETE FROM {COUNTS} WHERE project_id = OLD.id;"  # noqa: S608 - own names


REMOVE_NOTIFICATIONS = (
    f"DELETE FROM {NOTIFICATIONS} WHERE person_id = OLD.person_id AND project_id = OLD.project_id;"  # noqa: S608 - own names
)


@dataclass(frozen=True)
class Trigger:
    """What the database does, once for each row, after an event on a table; `when`: only for such rows."""

    name: str
    event: str
    table: str
    body: str
    when: str = ""
    needs: frozenset[str] = frozenset({TABLE, COUNTS, PROJECTS})


def list_triggers(day: str, *, has_remarks: bool = True) -> list[Trigger]:
    """`day`: the expression for the day, in UTC, of a row."""
    gone = write_insert("OLD", day, -1, has_remarks=has_remarks)
    come = write_insert("NEW", day, 1, has_remarks=has_remarks)
    before, after = (write_result(row, has_remarks=has_remarks) for row in ("OLD", "NEW"))
    return [
        Trigger("submission_added", "INSERT", TABLE, come),
        Trigger("submission_changed", "UPDATE OF state", TABLE, gone + come, f"{before} <> {after}"),
        Trigger("submission_removed", "DELETE", TABLE, gone),
        # A flush empties one table after another: the counts that it brings about go with their project.
        Trigger("project_removed", "DELETE", PROJECTS, REMOVE_COUNTS),
    ]


EVENT_OF_STATE = {
    State.CREATED: CREATED,
    State.REFUSED: REFUSED,
    State.GIVEN_UP: REFUSED,
    State.UNKNOWN: UNKNOWN,
}
EVENT_OF_COMMENT = {CommentKind.COMMENT: COMMENTED, CommentKind.REVIEW: REVIEWED}


def write_cases(column: str, names: Mapping[State, str] | Mapping[CommentKind, str]) -> str:
    """The expression for the kind of event that goes with a column's value."""
    cases = " ".join(f"WHEN '{value}' THEN '{kind}'" for value, kind in names.items())
    return f"CASE {column} {cases} END"


def list_event_triggers() -> list[Trigger]:
    """They add a row with the change itself: a process that dies right after it was committed loses none."""
    states = ", ".join(f"'{state.value}'" for state in EVENT_OF_STATE)
    ended = f"NEW.state IN ({states}) AND OLD.state <> NEW.state"
    # Nearly every task is created, and hardly anybody is notified of that: then nothing is written.
    wanted = f"SELECT 1 FROM {CHOICES} WHERE project_id = NEW.project_id AND kind = '{CREATED}'"  # noqa: S608 - own names
    sent = f"SELECT 1 FROM {WEBHOOKS} WHERE project_id = NEW.project_id AND kinds LIKE '%\"{CREATED}\"%'"  # noqa: S608 - own names
    is_wanted = f"NEW.state <> '{State.CREATED.value}' OR EXISTS ({wanted}) OR EXISTS ({sent})"
    kind = write_cases("NEW.state", EVENT_OF_STATE)
    settled = (
        f"INSERT INTO {EVENTS} (project_id, submission_id, kind, at) "
        f"SELECT NEW.project_id, NEW.id, {kind}, NEW.settled_at WHERE {is_wanted};"
    )
    commented = (
        f"INSERT INTO {EVENTS} (project_id, submission_id, comment_id, kind, at) "  # noqa: S608 - own names
        f"SELECT project_id, NEW.submission_id, NEW.id, {write_cases('NEW.kind', EVENT_OF_COMMENT)}, NEW.at "
        f"FROM {TABLE} WHERE id = NEW.submission_id;"
    )
    needs = frozenset({TABLE, COMMENTS, EVENTS, CHOICES, WEBHOOKS})
    return [
        Trigger("submission_ended", "UPDATE OF state", TABLE, settled, ended, needs),
        Trigger("comment_added", "INSERT", COMMENTS, commented, needs=needs),
        # Whoever leaves sees them no more: lists would read past them, page after page.
        Trigger(
            "member_removed",
            "DELETE",
            MEMBERS,
            REMOVE_NOTIFICATIONS,
            needs=frozenset({MEMBERS, NOTIFICATIONS}),
        ),
    ]


def write_for_sqlite(each: Trigger) -> list[str]:
    when = f"WHEN {each.when} " if each.when else ""
    return [
        f"DROP TRIGGER IF EXISTS {each.name}",
        f"CREATE TRIGGER {each.name} AFTER {each.event} ON {each.table} {when}BEGIN {each.body} END",
    ]


def write_for_postgresql(each: Trigger) -> list[str]:
    when = f"WHEN ({each.when}) " if each.when else ""
    return [
        f"CREATE OR REPLACE FUNCTION {each.name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {each.body} RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {each.name} ON {each.table}",
        f"CREATE TRIGGER {each.name} AFTER {each.event} ON {each.table} FOR EACH ROW {when}"
        f"EXECUTE FUNCTION {each.name}()",
    ]


DAYS = {"sqlite": "date({}.created_at)", "postgresql": "({}.created_at AT TIME ZONE 'UTC')::date"}
WRITERS = {"sqlite": write_for_sqlite, "postgresql": write_for_postgresql}


def make_triggers(connection: BaseDatabaseWrapper) -> None:
    """Those whose tables are there: not all are while migrations are run one by one."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        columns = connection.introspection.get_table_description(cursor, TABLE)
        has_remarks = any(column.name == "remarks" for column in columns)
        counting = list_triggers(DAYS[connection.vendor], has_remarks=has_remarks)
        for trigger in [*counting, *list_event_triggers()]:
            if trigger.needs <= tables:
                for statement in WRITERS[connection.vendor](trigger):
                    cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    drop(connection, list_triggers(DAYS[connection.vendor]))


def drop_event_triggers(connection: BaseDatabaseWrapper) -> None:
    drop(connection, list_event_triggers())


def drop(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Before their tables go: a trigger that names a missing table stops every change of tables on SQLite."""
    with connection.cursor() as cursor:
        for trigger in triggers:
            place = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{place}")


def restore_search_triggers(connection: BaseDatabaseWrapper) -> None:
    """Of SQLite; PostgreSQL keeps its index itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and ENTRIES in connection.introspection.table_names(cursor):
            for statement in SQLITE:
                cursor.execute(statement)


def make_triggers_after_migration(*, using: str, **options: object) -> None:
    connection = connections[using]
    make_triggers(connection)
    restore_search_triggers(connection)
