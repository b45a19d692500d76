"""The simulated identity service: tokens for user names and passwords."""

import hmac
import json
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from taskbuilder.simulator.exchange import Answer, Call, refuse_sign_in
from taskbuilder.simulator.world import World, WorldProject

TOKEN_LIFE = timedelta(hours=24)
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class Pass:
    """Whose a token is, and until when."""

    project: WorldProject = field(repr=False)
    ends_at: datetime


class TokenDesk:
    """Issues tokens and knows them again. In memory alone, so that a restart makes all of them unknown."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._passes: dict[str, Pass] = {}

    def issue(self, call: Call) -> Answer:
        """The token call (api.md, "Signing in"). Raises Refusal."""
        identity, scope = _read_token_request(call.body)
        project = self._check(identity)
        if scope not in ({"id": project.id}, {"name": project.name}):
            raise refuse_sign_in(403, "You are not authorized to use the requested project.")
        token, now = secrets.token_urlsafe(48), datetime.now(UTC)
        with self._lock:
            self._passes = {key: each for key, each in self._passes.items() if each.ends_at > now}
            self._passes[token] = Pass(project, now + TOKEN_LIFE)
        return Answer.of_json(201, _describe_token(project, now), {"X-Subject-Token": token})

    def find(self, token: str) -> Pass | None:
        """Whose the token is, ended or not."""
        with self._lock:
            return self._passes.get(token)

    def revoke_all(self) -> None:
        """Make every token unknown, as a restart does."""
        with self._lock:
            self._passes.clear()

    def _check(self, user: dict[str, Any]) -> WorldProject:
        domain = user.get("domain")
        project = self._world.find_user(
            domain.get("name") if isinstance(domain, dict) else None, user.get("name")
        )
        password = str(user.get("password")).encode()
        if project is None or not hmac.compare_digest(password, project.password.encode()):
            raise refuse_sign_in(401, "The username or password is wrong.")
        return project


def _read_token_request(body: bytes) -> tuple[dict[str, Any], object]:
    """The user and the scope's project. Raises Refusal."""
    try:
        auth = json.loads(body)["auth"]
        user, scope = auth["identity"]["password"]["user"], auth["scope"]["project"]
        methods = auth["identity"]["methods"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise refuse_sign_in(400, "The request body is invalid.") from None
    if methods != ["password"] or not isinstance(user, dict):
        raise refuse_sign_in(400, "The request body is invalid.")
    return user, scope


def _describe_token(project: WorldProject, now: datetime) -> dict[str, Any]:
    domain = {"name": project.domain_name}
    return {
        "token": {
            "methods": ["password"],
            "issued_at": now.strftime(TIME_FORMAT),
            "expires_at": (now + TOKEN_LIFE).strftime(TIME_FORMAT),
            "user": {"name": project.username, "domain": domain},
            "project": {"id": project.id, "name": project.name, "domain": domain},
        }
    }
