"""Who and what exists in the simulated cloud, read from a file."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from taskbuilder.taskspec.platforms import Service

DEFAULT_WORLD = Path(__file__).parent / "world.json"


@dataclass(frozen=True, kw_only=True)
class WorldService(Service):
    """One service: its id and name, and what it asks of its tasks."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class WorldProject:
    """One project with the one user and the one access key that may use it."""

    id: str
    name: str
    domain_name: str
    username: str
    password: str = field(repr=False)
    access_key: str
    secret_key: str = field(repr=False)
    security_token: str = field(default="", repr=False)
    services: tuple[WorldService, ...]

    def find_service(self, service_id: str) -> WorldService | None:
        """The service with this id, if the project has it."""
        return next((service for service in self.services if service.id == service_id), None)


@dataclass(frozen=True)
class World:
    """All projects of the simulated cloud."""

    projects: tuple[WorldProject, ...]

    def find_project(self, project_id: str) -> WorldProject | None:
        """The project with this id."""
        return next((found for found in self.projects if found.id == project_id), None)

    def find_user(self, domain_name: object, username: object) -> WorldProject | None:
        """The project whose user this is."""
        wanted = (domain_name, username)
        return next((found for found in self.projects if (found.domain_name, found.username) == wanted), None)

    def find_key(self, access_key: str) -> WorldProject | None:
        """The project whose access key this is."""
        return next((found for found in self.projects if found.access_key == access_key), None)


def read_world(file: Path) -> World:
    """The world of a file in the shape of `world.json`. Raises OSError or ValueError."""
    return TypeAdapter(World).validate_json(file.read_bytes())
