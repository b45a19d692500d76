"""Words are looked up once, in the language that they are asked in."""

from django.utils import translation

from taskbuilder.forms.labels import MOST, Vocabulary, count_in, find_translator, gettext, write_colon


def test_each_language_has_its_own_words() -> None:
    said = {}
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            said[language] = gettext("Continue"), gettext("no such words")
    assert said == {"en": ("Continue", "no such words"), "zh-hans": ("继续", "no such words")}


def test_a_translator_speaks_the_language_that_it_was_made_in() -> None:
    with translation.override("zh-hans"):
        say = find_translator()
    with translation.override("en"):
        assert say("Discard draft") == "删除草稿"
        assert gettext("Discard draft") == "Discard draft"


def test_each_language_counts_in_its_own_way() -> None:
    words = "%(counter)s problem", "%(counter)s problems"
    assert [count_in("en", *words, number) for number in (1, 2)] == [*words]
    assert count_in("zh-hans", *words, 1) == count_in("zh-hans", *words, 2) == "%(counter)s 个问题"


def test_no_end_of_words_is_remembered() -> None:
    words = Vocabulary("en")
    for number in range(MOST + 10):
        assert words[f"{number} words"] == f"{number} words"
    assert len(words) <= MOST


def test_a_colon_is_as_wide_as_a_character_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert write_colon() == "："
    with translation.override("en"):
        assert write_colon() == ": "
