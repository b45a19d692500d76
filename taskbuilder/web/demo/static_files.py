"""The static files of the demo, gathered when they have changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from taskbuilder.web.http import style_sheet


def collect_static_files() -> None:
    """Gathers, hashes and compresses what browsers load, unless nothing has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    fingerprint = fingerprint_static_files()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def fingerprint_static_files() -> str:
    """Changes with any of our files, and with the locked versions of the packages that bring theirs."""
    digest = hashlib.sha256()
    own = [
        path
        for folder in settings.STATICFILES_DIRS
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    ]
    for path in [settings.BASE_DIR / "requirements.txt", Path(style_sheet.__file__), *own]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
