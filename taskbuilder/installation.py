"""What a process that serves or sends says of its installation when it starts."""

import logging
from functools import cache

from django.conf import settings

logger = logging.getLogger(__name__)


@cache
def announce() -> None:
    """Loads the settings, which refuses wrong ones, and says once that everything is embedded, if it is.

    Once for a server and its workers, which inherit what the server has said.
    """
    if settings.EMBEDDED and not settings.DEMO:
        logger.warning(
            "EMBEDDED INSTALLATION: TASKBUILDER_DATABASE_URL is not set, so this process keeps its own "
            "database and keys in %s, and sees no other. Set it to use a shared database.",
            settings.HOME,
        )
