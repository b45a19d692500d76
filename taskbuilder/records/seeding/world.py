"""Where a made-up history happens: three projects, their services, programs and people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import User

from taskbuilder.records.models import ApiToken, Member, Project, Role, Service, SignIn
from taskbuilder.records.samples import SIGN_INS

NOBODY_ANSWERS = "http://127.0.0.1:9"
EDGE, IEF = "modelarts-edge", "ief"
PEOPLE = ("an.li", "b.okafor", "c.moreau", "chen.wei", "d.novak", "e.silva", "f.haddad", "g.lund", "wang.min")
SITES: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "north-port": (
        "North Port",
        ("quay", "berth", "crane", "gate", "yard"),
        {"Ship counting": EDGE, "Container damage": IEF, "Helmet check": IEF, "Smoke alarm": EDGE},
    ),
    "city-streets": (
        "City Streets",
        ("crossing", "tunnel", "square", "bridge"),
        {"Traffic flow": EDGE, "Number plates": IEF, "Wrong-way alarm": IEF},
    ),
    "airport-west": (
        "Airport West",
        ("terminal", "apron", "security", "parking", "runway"),
        {"Queue length": EDGE, "Left luggage": IEF, "Stand occupancy": EDGE, "Perimeter watch": IEF},
    ),
}
"""Each project's name, its places, and its services with their platforms."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One project with all that submissions of it refer to."""

    project: Project
    places: tuple[str, ...]
    services: list[Service]
    people: list[User]
    tokens: list[ApiToken]


def make_sites(*, now: datetime) -> list[Site]:
    """The three projects; each has fewer people than the one before. The demo's own people see them all."""
    people = [User.objects.get_or_create(username=name)[0] for name in PEOPLE]
    sites = [
        make_site(slug, people[position * 2 :], now=now, position=position)
        for position, slug in enumerate(SITES)
    ]
    for sign_in in SIGN_INS:
        for person in User.objects.filter(username=sign_in.username):
            for site in sites:
                join(person, site.project, sign_in.role)
    return sites


def make_site(slug: str, people: list[User], *, now: datetime, position: int) -> Site:
    name, places, services = SITES[slug]
    project, _is_new = Project.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "cloud_project_id": sha256(slug.encode()).hexdigest()[:32],
            "base_url": NOBODY_ANSWERS,
            "identity_url": NOBODY_ANSWERS,
            "sign_in": SignIn.TOKEN,
            "domain_name": "seeded",
            "username": "seeded",
            "password": "nobody-answers",
            "time_zone": ("Asia/Shanghai", "Europe/Berlin", "UTC")[position],
        },
    )
    for person in people:
        join(person, project, Role.OPERATOR)
    return Site(
        project=project,
        places=places,
        services=[make_service(project, *each) for each in services.items()],
        people=people,
        tokens=[make_token(project, people[0], label, now=now) for label in ("nightly import", "site tool")],
    )


def join(person: User, project: Project, role: Role) -> None:
    Member.objects.get_or_create(person=person, project=project, defaults={"role": role})


def make_service(project: Project, name: str, platform: str) -> Service:
    service_id = sha256(f"{project.slug}/{name}".encode()).hexdigest()[:32]
    made, _is_new = Service.objects.get_or_create(
        project=project, service_id=service_id, defaults={"name": name, "platform": platform}
    )
    return made


def make_token(project: Project, person: User, label: str, *, now: datetime) -> ApiToken:
    """One that has ended, and that nobody knows: it only names what came by a program."""
    made, _is_new = ApiToken.objects.get_or_create(
        digest=sha256(f"seeded/{project.slug}/{label}".encode()).hexdigest(),
        defaults={
            "project": project,
            "person": person,
            "label": label,
            "hint": "seeded",
            "created_at": now - timedelta(days=800),
            "ends_at": now - timedelta(days=1),
            "free_at": now,
        },
    )
    return made
