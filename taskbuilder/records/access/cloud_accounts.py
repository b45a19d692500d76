"""A project's way into the cloud, in the cloud room's words."""

from django.conf import settings

from taskbuilder.cloud import CloudAccount, CloudSession, KeySignIn, Limits, TokenSignIn
from taskbuilder.records.models import Project, SignIn


def open_session(*, threads: int, limits: Limits | None = None) -> CloudSession:
    """Connections for that many threads, to those whom this installation allows and trusts."""
    return CloudSession(
        threads=threads, limits=limits, ca_bundle=settings.CLOUD_CA, allowed=settings.CLOUD_ADDRESSES
    )


def account_of(project: Project) -> CloudAccount:
    """The project's account; raises UnreadableSecret where a credential cannot be opened."""
    sign_in: TokenSignIn | KeySignIn
    if project.sign_in == SignIn.TOKEN:
        sign_in = TokenSignIn(
            identity_url=project.identity_url,
            domain=project.domain_name,
            username=project.username,
            password=project.password,
            project_id=project.cloud_project_id,
        )
    else:
        sign_in = KeySignIn(
            access_key=project.access_key,
            secret_key=project.secret_key,
            security_token=project.security_token,
        )
    return CloudAccount(base_url=project.base_url, project_id=project.cloud_project_id, sign_in=sign_in)
