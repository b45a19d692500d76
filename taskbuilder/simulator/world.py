"""Who and what exists in the simulated cloud, read from a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from taskbuilder.taskspec.platforms import Platform, Service

DEFAULT_WORLD = Path(__file__).parent / "world.json"


@dataclass(frozen=True)
class WorldService:
    """One service: its id and name, and what it asks of its tasks."""

    id: str
    name: str
    spec: Service


@dataclass(frozen=True)
class WorldProject:
    """One project with the one user and the one access key that may use it."""

    id: str
    name: str
    domain_name: str
    username: str
    password: str = field(repr=False)
    access_key: str
    secret_key: str = field(repr=False)
    security_token: str = field(repr=False)
    services: tuple[WorldService, ...]

    def find_service(self, service_id: str) -> WorldService | None:
        """The service with this id, if the project has it."""
        return next((service for service in self.services if service.id == service_id), None)


@dataclass(frozen=True)
class World:
    """All projects of the simulated cloud."""

    projects: tuple[WorldProject, ...]

    def find_user(self, domain_name: object, username: object) -> WorldProject | None:
        """The project whose user this is."""
        wanted = (domain_name, username)
        return next((found for found in self.projects if (found.domain_name, found.username) == wanted), None)

    def find_key(self, access_key: str) -> WorldProject | None:
        """The project whose access key this is."""
        return next((found for found in self.projects if found.access_key == access_key), None)


def read_world(file: Path) -> World:
    """The world of a file in the shape of `world.json`. Raises OSError, ValueError, KeyError or TypeError."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return World(tuple(_read_project(entry) for entry in document["projects"]))


def _read_project(entry: Mapping[str, Any]) -> WorldProject:
    return WorldProject(
        id=entry["id"],
        name=entry["name"],
        domain_name=entry["domain_name"],
        username=entry["username"],
        password=entry["password"],
        access_key=entry["access_key"],
        secret_key=entry["secret_key"],
        security_token=entry.get("security_token", ""),
        services=tuple(_read_service(service) for service in entry["services"]),
    )


def _read_service(entry: Mapping[str, Any]) -> WorldService:
    spec = Service(
        platform=Platform(entry["platform"]),
        requires_config=entry["requires_config"],
        config_schema=entry["config_schema"],
        requires_node_id=entry["requires_node_id"],
        upper_case=entry["upper_case"],
    )
    return WorldService(entry["id"], entry["name"], spec)
