"""The tasks that a made-up history creates again and again, each a valid request of its service."""

from dataclasses import dataclass
from random import Random

from taskbuilder.records.encryption import seal
from taskbuilder.records.fields import Sealed
from taskbuilder.records.models import Service
from taskbuilder.records.seeding.world import EDGE, Site
from taskbuilder.records.submissions.fingerprints import list_all_digests
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import JsonObject, write_line
from taskbuilder.taskspec.secrets.split import split_secrets

KINDS = {"url": 44, "edgecamera": 22, "restful": 14, "vcn": 8}
IEF_KINDS = {**KINDS, "vis": 9, "obs": 1}
PURPOSES = ("day", "night", "weekend", "trial", "peak", "audit", "event")
SUBJECTS = ("ships", "people", "lorries", "smoke", "helmets", "queues", "plates", "luggage")
HOURS: JsonObject = {"begin_at": "07:00:00", "end_at": "19:00:00"}


@dataclass(frozen=True, kw_only=True)
class Job:
    """What all submissions of one recurring task share; `request` is masked, `secrets` are sealed once."""

    service: Service
    request: JsonObject
    secrets: Sealed | JsonObject
    digests: list[str]

    @property
    def name(self) -> str:
        return str(self.request["name"])


def make_jobs(site: Site, count: int, *, random: Random) -> list[Job]:
    """So many tasks of a site's services, the first service having most."""
    weights = range(len(site.services) + 1, 1, -1)
    services = random.choices(site.services, weights, k=count)
    return [make_job(service, site, number, random=random) for number, service in enumerate(services)]


def make_job(service: Service, site: Site, number: int, *, random: Random) -> Job:
    place = f"{random.choice(site.places)}-{random.randint(1, 40)}"
    request: JsonObject = {
        "name": f"{place}-{random.choice(PURPOSES)}-{number}",
        "description": f"Watches {random.choice(SUBJECTS)} at {place.replace('-', ' ')}.",
        **make_schedule(service, random=random),
        "output": make_output(service, site, random=random),
        "source_usage_estimate": {"cpu": random.choice((1, 2, 4)), "memory": random.choice((512, 2048))},
    }
    request["input"] = make_input(service, place, random=random, is_scheduled="schedule" in request)
    masked, secrets = split_secrets(canonical(request))
    return Job(
        service=service,
        request=masked,
        secrets=Sealed(seal(write_line(secrets))) if secrets else {},
        digests=list_all_digests(masked),
    )


def make_input(service: Service, place: str, *, random: Random, is_scheduled: bool) -> JsonObject:
    kinds = KINDS if service.platform == EDGE or is_scheduled else IEF_KINDS
    kind = random.choices(list(kinds), list(kinds.values()))[0]
    many = random.choices((1, 2, 4, 12), (60, 25, 12, 3))[0]
    made: JsonObject = {
        "type": kind,
        "data": [make_entry(kind, place, number, random) for number in range(1, many + 1)],
    }
    if kind == "vcn":
        made["vcn"] = {
            "ip": f"192.0.2.{random.randint(1, 250)}",
            "port": 9900,
            "username": "viewer",
            "password": f"seeded-{random.getrandbits(32):x}",
        }
    return made


def make_entry(kind: str, place: str, number: int, random: Random) -> JsonObject:
    """One input; some addresses carry a user and a password, as they do in life."""
    camera = f"{place}-cam-{number}"
    user = f"viewer:seeded-{random.getrandbits(32):x}@" if random.random() < 0.3 else ""
    if kind == "restful":
        return {
            "url": f"https://media.example.net/streams/{camera}",
            "headers": {"X-Api-Key": f"seeded-{random.getrandbits(32):x}"},
            "certificate_check": True,
            "rtsp_path_in_response": "data/url",
        }
    entries: dict[str, JsonObject] = {
        "url": {"url": f"rtsp://{user}{place}.cameras.example.net:554/{camera}/main"},
        "edgecamera": {"id": f"hilens-{random.getrandbits(64):016x}"},
        "vcn": {"device_id": f"{camera}-{random.getrandbits(24):06x}", "stream_type": 1},
        "vis": {"stream_name": camera},
        "obs": {"bucket": "site-recordings", "path": f"{place}/{number}/"},
    }
    return entries[kind]


def make_output(service: Service, site: Site, *, random: Random) -> JsonObject:
    stream: JsonObject = {"stream_name": f"{site.project.slug}-{random.choice(SUBJECTS)}"}
    if service.platform == EDGE:
        stream["stream_id"] = str(random.randint(100, 999))
    hook: JsonObject = {
        "url": f"https://{site.project.slug}.example.net/events",
        "headers": {"X-Api-Key": f"seeded-{random.getrandbits(32):x}"},
    }
    store: JsonObject = {"bucket": "site-results", "path": f"{site.project.slug}/"}
    sinks: list[JsonObject] = [{"dis": stream}, {"webhook": hook}, {"dis": stream, "webhook": hook}]
    sinks += [{"obs": store}] if service.platform != EDGE else []
    return random.choices(sinks, (50, 35, 10, 5)[: len(sinks)])[0]


def make_schedule(service: Service, *, random: Random) -> JsonObject:
    """The member of the request, or nothing: the task then runs at once."""
    own: list[JsonObject] = [{}, {"type": "daily", "periods": [HOURS]}]
    if service.platform != EDGE:
        own += [
            {"type": "weekly", "days_of_week": [1, 3, 5], "periods": [HOURS]},
            {"type": "monthly", "days_of_month": [1, 15], "periods": [HOURS]},
        ]
    chosen = random.choices(own, (35, 50, 13, 2)[: len(own)])[0]
    if not chosen:
        return {}
    return {"schedule": {**chosen, "execution_mode": "period", "timezone": "+08:00"}}
