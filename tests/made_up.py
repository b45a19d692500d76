"""An input type, a sink and a section that the product does not have, registered while a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import Field

from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import (
    ABSENT,
    AddressPart,
    Destination,
    Identity,
    Labels,
    PlatformOnly,
    Rules,
    Secret,
    Suggested,
)
from taskbuilder.taskspec.outputs.sink import SINKS, Sink
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, Translate, report
from taskbuilder.taskspec.request import add_section, remove_section
from taskbuilder.taskspec.rules.rule import ON_EDGE, Example, Rule
from taskbuilder.taskspec.section import Section, text

BROKER, NOTIFICATION, FEED = "broker", "notification", "made_up_feed"


class MadeUpFeedData(InputData):
    """A feed that is fetched with a passphrase."""

    rules = (
        Rule(
            "input.made_up_feed.port",
            "Made up",
            "A feed has a port, 1 to 65535.",
            "Enter “%(field)s” as a whole number from 1 to 65535.",
        ),
        Rule(
            "input.made_up_feed.passphrase",
            "Made up",
            "A passphrase has 10 to 79 characters.",
            "Enter “%(field)s” with 10 to 79 characters.",
        ),
    )

    host: Annotated[str, Identity(), Destination(AddressPart.HOST), text(title="Feed host")]
    port: Annotated[
        int,
        Rules.all_by("input.made_up_feed.port"),
        Destination(AddressPart.PORT),
        Field(title="Feed port", ge=1, le=65535),
    ]
    passphrase: Annotated[
        str,
        Rules.all_by("input.made_up_feed.passphrase"),
        Secret(),
        text(title="Passphrase", min_length=10, max_length=79),
    ]


class MadeUpFeedInput(Input):
    """Feeds, IEF only."""

    title = "Made-up feed"
    about = "Each feed is fetched from a host and port, with a passphrase."
    counted = ("one made-up feed", "%(count)d made-up feeds")
    platforms = frozenset({Platform.IEF})
    data_class = MadeUpFeedData


class BrokerSink(Sink):
    """Results to a message broker, IEF only. No name of a field says that it is secret."""

    title = "Message broker"
    about = "Results are published to a topic."
    noun = "a broker"
    named = "the topic %(name)s"
    name_member = "topic"
    only_on = PlatformOnly(Platform.IEF, "output.broker.platform")
    rules = (
        Rule(
            "output.broker.platform",
            "Made up",
            "Only IEF publishes results to a broker.",
            "ModelArts Edge does not publish results to a broker. Remove “%(field)s”.",
            Example("/output/broker/topic", "gate", "gate", ON_EDGE),
        ),
        Rule(
            "output.broker.port",
            "Made up",
            "A broker has a port, 1 to 65535.",
            "Enter “%(field)s” as a whole number from 1 to 65535.",
        ),
        Rule(
            "output.broker.topic",
            "Made up",
            "A topic is not the name of its broker.",
            "“%(field)s” is the name of the broker. Change it.",
        ),
    )

    host: Annotated[str, Destination(AddressPart.HOST), text(title="Broker host")]
    port: Annotated[
        int,
        Rules.all_by("output.broker.port"),
        Destination(AddressPart.PORT),
        Field(title="Broker port", ge=1, le=65535),
    ]
    topic: Annotated[str, Suggested(), text(title="Topic name")]
    watchword: Annotated[str, Secret(), text(title="Watchword")]
    extras: Annotated[
        dict[str, str],
        Secret(),
        Labels(item="Extra", add="Add an extra", remove="Remove extra %(number)d", row="Extra “%(name)s”"),
        Field(title="Extras"),
    ] = ABSENT

    @classmethod
    def check(cls, case: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        if value.get("topic") == value.get("host"):
            yield report("output.broker.topic", (*path, "topic"))
        yield from super().check(case, path, value)


class Notification(Section):
    """Who is notified about a task."""

    rules = (
        Rule(
            "notification.email",
            "Made up",
            "A notification goes to an email address.",
            "Enter “%(field)s” as an email address, such as %(example)s.",
        ),
    )

    email: Annotated[
        str,
        Rules.all_by("notification.email"),
        text(title="Email address", pattern=r"^[^@]+@[^@]+$", examples=["gate@example.com"]),
    ]
    on_failure_only: Annotated[bool, Field(title="Only on failure")] = ABSENT
    countersign: Annotated[str, Secret(), Field(title="Countersign")] = ABSENT

    @classmethod
    def describe(cls, value: Any, translate: Translate) -> str:
        return f"Then notify {value.get('email')}."


@contextmanager
def made_up_kinds() -> Iterator[None]:
    """All of them, registered for as long as this lasts."""
    INPUTS.register(FEED)(MadeUpFeedInput)
    SINKS.register(BROKER)(BrokerSink)
    add_section(NOTIFICATION, Annotated[Notification, Field(title="Notification")])
    try:
        yield
    finally:
        remove_section(NOTIFICATION)
        SINKS.unregister(BROKER)
        INPUTS.unregister(FEED)
