"""The user and password of an address are found in one pass, whatever the text."""

import pytest

from taskbuilder.taskspec.rules.addresses import find_faults
from taskbuilder.taskspec.secrets.in_text import find_secrets
from taskbuilder.taskspec.secrets.user_info import find_user_info, replace_user_info
from tests.support.step_counts import Watched, count_steps

LENGTH = 3_000
MOST_TIMES = 2.5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rtsp://user:pass@camera/live", ["user:pass@"]),
        ("rtsp://user@camera and rtsp://@camera", ["user@", "@"]),
        ("rtsp://u:p@q@camera/a@b", ["u:p@q@camera/a@"]),
        ("rtsp://u:a/b?c#d@camera", ["u:a/b?c#d@"]),
        ("viewer://viewer:12/ab@camera/live", ["viewer:12/ab@"]),
        ("https://camera.example.com:80/a@b/c", []),
        ("https://:80/a@b/c", []),
        ("https://camera:80/a@b", []),
        (f"rtsp://u:x/{'x' * 998}@camera", [f"u:x/{'x' * 998}@"]),
        (f"rtsp://u:x/{'x' * 5000}@camera", [f"u:x/{'x' * 5000}@"]),
        ("x://a:/b c@d/e", ["a:/b c@"]),
        ("rtsp://a:1/rtsp://b:x@c", ["b:x@"]),
        ("http://a.b:9/x@cam1", ["a.b:9/x@"]),
        ("http://admin:77/x@cam1/live", ["admin:77/x@"]),
        ("http://a.b:8123/x@2x", []),
        ("http://a.b:81/x@cam1", []),
        ("http://192.0.2.1:9/x@cam1", []),
    ],
)
def test_it_is_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_user_info(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://c/x?user=admin&password=a&b&channel=1", ["a&b", "admin"]),
        ("rtsp://c/user=admin&password=a&b&channel=1", ["a&b", "admin"]),
        ("See https://c/x?token=a&b for more", ["a&b"]),
        ("https://c/x?password=a&=b", ["a&=b"]),
        ("https://c/x?token=a&amp;channel=1", ["a"]),
        ("https://c/x?token=a&%6e=1&x[0]=2", ["a"]),
    ],
)
def test_a_raw_character_that_no_member_follows_is_part_of_a_value(text: str, found: list[str]) -> None:
    assert sorted(text[each.start : each.end] for each in find_secrets(text)) == sorted(found)


def test_the_rest_is_left() -> None:
    assert replace_user_info("See rtsp://a:b@c/d and http://e@f.", lambda _span: "-") == (
        "See rtsp://-c/d and http://-f."
    )


ABSURD = {
    "passwords without an end": ("://ab:1", "@"),
    "schemes": ("://", "@"),
    "signs": ("@", ""),
    "users": ("a:@", "://"),
    "addresses": ("://a:@", ""),
    "ports that may be passwords": ("://a:1/" * 100 + "@ ", ""),
    "signs in one word": ("://a:1/@", " "),
    "signs that lead nowhere": ("://a:1/a@", ""),
    "digits": ("1", "@"),
    "digits of a port": ("://a:" + "1" * 100 + "/", "@"),
    "letters": ("a", "@"),
    "ports that are names": ("a://b:c/", "@"),
    "signs before schemes": ("@://", ""),
    "slashes": ("/", "://a:1/@"),
    "words": ("://a:x ", "@"),
    "members": ("?key=a;", ""),
    "members in members": ("_a_key=", ""),
    "fragments": ("#a", "?key=a"),
    "raw ands": ("&a", "?key=a"),
    "servers": ("@192.0.2.1", "/"),
    "labels": ("@a.", ""),
    "mixed": ("://ab:1@://a.b:2/@ ://localhost:3/x@y", "@"),
}


@pytest.mark.parametrize(("part", "end"), ABSURD.values(), ids=ABSURD)
@pytest.mark.parametrize("begin", ["", "://", "://a:1/"])
def test_twice_the_text_takes_twice_the_steps(begin: str, part: str, end: str) -> None:
    def count(length: int) -> int:
        text = Watched(begin + part * (length // len(part)) + end)
        return count_steps(lambda: list(find_user_info(text)), text)

    assert count(2 * LENGTH) <= MOST_TIMES * count(LENGTH)
    assert count(LENGTH) <= 40 * LENGTH


@pytest.mark.parametrize(("part", "end"), ABSURD.values(), ids=ABSURD)
@pytest.mark.parametrize("begin", ["", "rtsp://u:", "rtsp://c/?token="])
def test_so_does_all_that_is_secret_and_all_that_is_wrong(begin: str, part: str, end: str) -> None:
    def count(length: int) -> int:
        text = Watched(begin + part * (length // len(part)) + end)
        return count_steps(lambda: (find_secrets(text), list(find_faults(text))), text)

    assert count(2 * LENGTH) <= MOST_TIMES * count(LENGTH) + 100


def test_steps_are_counted() -> None:
    text = Watched("rtsp://user:pass@camera")
    assert count_steps(lambda: list(find_user_info(text)), text) > len(text)
