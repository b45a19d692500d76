"""Hashed, compressed static files whose scripts import each other by their hashed names."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Rewrites the imports of our own ES modules too, so that browsers may keep each of them for good."""

    # Django's own switch for this reads every package's scripts, and stops at one whose import is not there.
    patterns = (
        *HashedFilesMixin.patterns,
        ("js/*", HashedFilesMixin._js_module_import_aggregation_patterns[1]),  # type: ignore[attr-defined]
    )
