"""The application's own settings, with keys and a database made up for tests."""

import os

os.environ.setdefault("TASKBUILDER_DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("TASKBUILDER_SECRET_KEY", "a key that only tests know, and long enough for any check to accept")
os.environ.setdefault("TASKBUILDER_ENCRYPTION_KEYS", "bm90LWEtc2VjcmV0LWJ1dC0zMi1ieXRlcy1sb25nISE=")
os.environ.setdefault("TASKBUILDER_HTTPS", "false")

from taskbuilder.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
