"""Which browser on which system a session's `User-Agent` names, in a few words."""

from django.utils.translation import gettext as _

# The first that is found counts: most browsers also name those that they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def name_agent(agent: str) -> str:
    """ "Firefox, Windows"."""
    found = [find_name(agent, BROWSERS), find_name(agent, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Unknown browser")


def find_name(agent: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in agent), "")
