"""The application's own settings, with keys and a database made up for tests."""

import os
import tempfile

os.environ.setdefault("TASKBUILDER_DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault(
    "TASKBUILDER_SECRET_KEY", "a key that only tests know, long enough for any check to accept"
)
os.environ.setdefault("TASKBUILDER_ENCRYPTION_KEYS", "bm90LWEtc2VjcmV0LWJ1dC0zMi1ieXRlcy1sb25nISE=")
os.environ.setdefault("TASKBUILDER_HTTPS", "false")
# What goes well leaves no line in the log of the tests.
os.environ.setdefault("TASKBUILDER_LOG_LEVEL", "WARNING")
# The tests' clouds are on this machine.
os.environ.setdefault("TASKBUILDER_CLOUD_ADDRESSES", "public,http://127.0.0.1,http://localhost")
# PostgreSQL need not wait for its disk: only a server that dies could lose what a test has committed.
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")

from taskbuilder.settings import *
from taskbuilder.settings import DATABASES

# No thread of a test keeps a connection that would stand in the way of dropping the tests' database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "taskbuilder.records.sqlite":
    # A file: threads and processes of one test meet in it, which no database in memory lets them.
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/tasks-{os.getpid()}.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come from where they lie: nothing is collected for tests.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
