"""What has to stand before the demo's servers start; each part costs little when it stands already."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_database() -> None:
    """Brings the tables up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Gathers, hashes and compresses what browsers load, unless nothing has changed since the last time."""
    stamp = settings.STATIC_ROOT / ".fingerprint"
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
    for path in [settings.BASE_DIR / "requirements.txt", *own]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
