"""Trying a project's way into the cloud."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, Limits
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Project

# Three exchanges at worst (a token, the call, a new token), and shorter than a web server lets a page take.
LIMITS = Limits(connect_seconds=3, read_seconds=5, total_seconds=25)
AT_ONCE = 8


def try_connections(projects: Iterable[Project]) -> list[tuple[Project, str]]:
    """Signs in afresh for each project and makes a harmless call; eight at a time, within LIMITS each.

    Answers what is wrong with each: nothing, an empty text, where the cloud let us in.
    """
    session = open_session(threads=AT_ONCE, limits=LIMITS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        trials = [(project, pool.submit(try_connection, project, session)) for project in projects]
        return [(project, trial.result()) for project, trial in trials]


def try_connection(project: Project, session: CloudSession) -> str:
    """What is wrong, if anything."""
    try:
        CloudClient(account_of(project), session=session).check_connection()
    except UnreadableSecret as error:
        return str(error)
    except CloudError as error:
        return f"{error.message} ({error.code})" if error.code else error.message
    return ""
