"""Where a project lives in the cloud, and how to sign in there."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class TokenSignIn:
    """A user name and password, exchanged for a token at the identity service.

    `domain` is the account's name, `project_id` what the token is scoped to.
    """

    identity_url: str
    domain: str
    username: str
    password: str = field(repr=False)
    project_id: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return (self.password,)


@dataclass(frozen=True, kw_only=True)
class KeySignIn:
    """An access key and its secret; `security_token` belongs to temporary ones only."""

    access_key: str
    secret_key: str = field(repr=False)
    security_token: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return (self.secret_key, self.security_token)


@dataclass(frozen=True, kw_only=True)
class CloudAccount:
    """One project at one cloud. `base_url` comes before `/v1/`, for instance `https://ief.region.example`."""

    base_url: str
    project_id: str
    sign_in: TokenSignIn | KeySignIn
