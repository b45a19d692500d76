"""What a submission is found by, stored beside it in the same transaction."""

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import SearchEntry, Submission
from taskbuilder.records.prepared import PreparedInsert
from taskbuilder.taskspec.search.kinds import Kinds, read_kinds
from taskbuilder.taskspec.search.words import list_words

MOST_TEXT = 100_000
"""Characters; what 5,000 inputs say at most is cut off there."""
KIND_LENGTH, SINKS_LENGTH = 40, 100
# Marks a project among the words: nobody can type it, and PostgreSQL ends a word there.
EDGE = "\ue000"


ENTRIES = PreparedInsert(SearchEntry)


def save_entry(submission: Submission) -> None:
    ENTRIES.write(make_entry(submission))


def make_entry(submission: Submission) -> SearchEntry:
    """Not stored yet. `submission` has its request masked."""
    return SearchEntry(submission=submission, text=write_text(submission))


def write_text(submission: Submission) -> str:
    """Its project's mark, and each text that it is found by, one on a line."""
    texts = [submission.name, submission.description, *list_words(submission.request)]
    whole = "\n".join([project_mark(submission.project_id), *texts])
    return storable_text(fold(whole), limit=MOST_TEXT)


def project_mark(project: int) -> str:
    return f"{EDGE}p{project}{EDGE}"


def fold(text: str) -> str:
    """As texts are compared: in lower case."""
    return text.lower()


def note_kinds(submission: Submission) -> None:
    """Sets the columns by which submissions are filtered, from its request."""
    kinds = read_kinds(submission.request)
    vars(submission).update(as_columns(kinds))


def as_columns(kinds: Kinds) -> dict[str, str]:
    return {
        "input_type": storable_text(kinds.input_type, limit=KIND_LENGTH),
        "sinks": storable_text(kinds.sinks, limit=SINKS_LENGTH),
        "schedule_type": storable_text(kinds.schedule_type, limit=KIND_LENGTH),
    }
