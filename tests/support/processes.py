"""Relays and workers as processes of their own, on the test's database."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]


def database_url() -> str:
    """The address of the test's database."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def start(command: str, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
    """`manage.py COMMAND`, with leases of two seconds unless `variables` differ; its complaints are kept."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TASKBUILDER_DATABASE_URL": database_url(),
        "TASKBUILDER_RELAY_LEASE_SECONDS": "2",
        **variables,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", command, "--skip-checks", *arguments],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
