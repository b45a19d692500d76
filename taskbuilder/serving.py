"""How gunicorn serves: with threads, since a program's call may wait for the cloud.

WEB_CONCURRENCY says how many processes there are.
"""

import os
from typing import Any

from django.conf import settings

from taskbuilder import installation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskbuilder.settings")
_gunicorn = {"gunicorn.error": {"handlers": ["stderr"], "propagate": False}}

# Waits for slow clients without a thread for each.
worker_class = "taskbuilder.slow_clients.Worker"
threads = 32
# Longer than a call may wait (api.preferences.LONGEST_WAIT), and than a look in the cloud takes.
timeout = 90
# gunicorn would take the scheme from anybody on this machine: the application knows which proxies to believe.
forwarded_allow_ips = ""
forwarder_headers = ""
# What gunicorn reports has the form of the application's lines. `--log-level` says how much that is.
logconfig_dict: dict[str, Any] = settings.LOGGING | {"loggers": settings.LOGGING["loggers"] | _gunicorn}


def on_starting(server: object) -> None:
    """Said once here, before there are workers to say it each."""
    installation.announce()
