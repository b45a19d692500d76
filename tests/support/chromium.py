"""Where Debian's chromium is, in which the journeys are walked."""

import shutil

CHROMIA = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell without windows takes a quarter less of the processor."""
CHROMIUM = next(filter(None, map(shutil.which, CHROMIA)), None)
