"""Offsets from UTC by the cities that know them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from taskbuilder.taskspec.messages import gettext_noop as _

CITIES = (
    ("-11:00", _("Pago Pago")),
    ("-10:00", _("Honolulu")),
    ("-09:00", _("Anchorage in winter")),
    ("-08:00", _("Los Angeles in winter, Vancouver in winter")),
    ("-07:00", _("Phoenix, Denver in winter, Los Angeles in summer")),
    ("-06:00", _("Mexico City, Chicago in winter, Denver in summer")),
    ("-05:00", _("Bogotá, Lima, New York in winter, Chicago in summer")),
    ("-04:00", _("Caracas, Santiago in winter, New York in summer")),
    ("-03:00", _("São Paulo, Buenos Aires")),
    ("-02:00", _("South Georgia")),
    ("-01:00", _("Cape Verde")),
    ("+00:00", _("UTC, Accra, London in winter, Lisbon in winter")),
    ("+01:00", _("Lagos, Berlin in winter, Paris in winter, London in summer")),
    ("+02:00", _("Johannesburg, Cairo in winter, Berlin in summer, Paris in summer")),
    ("+03:00", _("Istanbul, Moscow, Nairobi, Riyadh")),
    ("+03:30", _("Tehran")),
    ("+04:00", _("Dubai, Baku")),
    ("+04:30", _("Kabul")),
    ("+05:00", _("Karachi, Tashkent")),
    ("+05:30", _("Delhi, Mumbai, Colombo")),
    ("+05:45", _("Kathmandu")),
    ("+06:00", _("Dhaka, Bishkek")),
    ("+06:30", _("Yangon")),
    ("+07:00", _("Bangkok, Jakarta, Hanoi")),
    ("+08:00", _("Beijing, Singapore, Perth")),
    ("+09:00", _("Tokyo, Seoul")),
    ("+09:30", _("Darwin, Adelaide in winter")),
    ("+10:00", _("Brisbane, Sydney in winter")),
    ("+11:00", _("Nouméa, Sydney in summer")),
    ("+12:00", _("Fiji, Auckland in winter")),
    ("+13:00", _("Tonga, Auckland in summer")),
    ("+14:00", _("Kiritimati")),
)


def offset_of(zone: str, *, now: datetime) -> str:
    """A time zone's offset at a moment, as in "+08:00"."""
    return now.astimezone(ZoneInfo(zone)).isoformat()[-6:]
