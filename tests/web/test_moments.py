"""A moment on a page is what the clock of the page's zone shows, whatever was drawn before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import override

from taskbuilder.web.templatetags.pieces import moment

MORNING = datetime(2026, 3, 1, 23, 5, 7, tzinfo=UTC)
SHORT = "SHORT_DATETIME_FORMAT"


def test_the_same_moment_in_several_zones_and_languages() -> None:
    assert moment(MORNING, SHORT) == (
        '<time datetime="2026-03-01T23:05:07+00:00">1 Mar 2026, 23:05 '
        '<span class="text-body-secondary">+00:00</span></time>'
    )
    with timezone.override(ZoneInfo("Asia/Shanghai")), override("zh-hans"):
        assert moment(MORNING, SHORT, "short") == (
            '<time class="short" datetime="2026-03-02T07:05:07+08:00">2026年3月2日 07:05 '
            '<span class="text-body-secondary">+08:00</span></time>'
        )
    assert "23:05:07 <" in moment(MORNING.astimezone(ZoneInfo("Asia/Tokyo")), "DATETIME_FORMAT")


def test_no_moment_is_not_drawn() -> None:
    assert (moment(None, SHORT), moment("", SHORT)) == ("", "")
