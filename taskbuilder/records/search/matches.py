"""Which submissions the words of a search fit, as far as few do."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Project, SearchEntry, TrigramIndex
from taskbuilder.records.search.entries import fold, project_mark

SHORTEST = 3
"""Letters: no index knows of shorter parts of words."""
MOST_WORDS, MOST_LETTERS = 8, 100
RARE = 1_000
"""In how many entries a trigram may be that alone is enough to ask for."""
MOST_ASKED = 4


@dataclass(frozen=True, kw_only=True)
class SearchWords:
    """The typed words in lower case: those that the index knows, and those that are too short for it."""

    long: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.long)

    @property
    def all(self) -> tuple[str, ...]:
        return self.long + self.short


def read_words(text: str) -> SearchWords:
    """Words are parted by white space; each has to be found."""
    words = fold(storable_text(text, limit=MOST_WORDS * MOST_LETTERS)).split()[:MOST_WORDS]
    found = dict.fromkeys(word[:MOST_LETTERS] for word in words)
    return SearchWords(
        long=tuple(word for word in found if len(word) >= SHORTEST),
        short=tuple(word for word in found if len(word) < SHORTEST),
    )


def has_words(words: SearchWords) -> Q:
    """Whether an entry has all of them, asked of each entry and of no index."""
    return Q(*(Q(text__contains=word) for word in words.all))


def fits_words(words: SearchWords) -> Exists:
    """The same of a submission."""
    return Exists(SearchEntry.objects.filter(has_words(words), submission=OuterRef("pk")))


def list_matches(words: SearchWords, *, project: int | None, limit: int) -> list[UUID]:
    """The ids of the newest submissions that have all the words; in one project where it is given.

    Without a word that is long enough there are none.
    One query on PostgreSQL, two on SQLite.
    """
    if not words:
        return []
    marks = () if project is None else (project_mark(project),)
    if connection.vendor != "sqlite":
        return list(list_from_texts(words, marks)[:limit])
    return list(list_from_trigrams(words, marks)[:limit])


def list_from_texts(words: SearchWords, marks: tuple[str, ...]) -> QuerySet[SearchEntry, UUID]:
    """As PostgreSQL's index is asked."""
    marked = Q(*(Q(text__contains=mark) for mark in marks))
    found = SearchEntry.objects.filter(has_words(words), marked).order_by("-pk")
    return found.values_list("submission_id", flat=True)


def list_from_trigrams(words: SearchWords, marks: tuple[str, ...]) -> QuerySet[TrigramIndex, UUID]:
    """As SQLite's is: it steps through every trigram that it is asked for, so that it is asked for few."""
    asked = choose_trigrams(words, marks)
    fits = Q(*(Q(entry__text__contains=word) for word in (*words.all, *marks)))
    found = TrigramIndex.objects.filter(fits, itself__match=write_query(asked)).order_by("-pk")
    return found.values_list("entry__submission_id", flat=True)


def choose_trigrams(words: SearchWords, marks: tuple[str, ...]) -> list[str]:
    """The rarest trigrams of the words; where none is rare, those that say most, and the project's."""
    trigrams = list_trigrams(words.long)
    rare = find_rare(trigrams)
    if rare:
        return rare[:MOST_ASKED]
    telling = sorted(trigrams, key=count_letters)[:MOST_ASKED]
    return [*telling, *list_trigrams(marks)]


def list_trigrams(words: Iterable[str]) -> list[str]:
    starts = ((word, start) for word in words for start in range(len(word) - 2))
    return list(dict.fromkeys(word[start : start + 3] for word, start in starts))


def count_letters(trigram: str) -> int:
    """The fewer letters, the more it says: names differ by their numbers."""
    return sum(not each.isdigit() for each in trigram)


def find_rare(trigrams: list[str]) -> list[str]:
    """Those that at most RARE entries have. One query, which reads no more than so many for each."""
    asked = {
        f"t{position}": Exists(TrigramIndex.objects.filter(itself__match=quote(each))[RARE : RARE + 1])
        for position, each in enumerate(trigrams)
    }
    is_common = Project.objects.order_by().values(**asked).first()
    return [each for each, common in zip(trigrams, (is_common or {}).values(), strict=False) if not common]


def write_query(trigrams: list[str]) -> str:
    """As FTS5 reads it: every one of them."""
    return " AND ".join(map(quote, trigrams))


def quote(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'
