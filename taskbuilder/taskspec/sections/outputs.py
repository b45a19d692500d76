"""Where a task's results go: the reference's tables 9 to 12."""

from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.sections.inputs import WEB_URL, Bucket
from taskbuilder.taskspec.sections.section import ABSENT, Headers, Held, OnlyOn, Section, text
from taskbuilder.taskspec.words import gettext_noop as _

NEEDED = "output.field.required"

DataCategory = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    Held.all_by("output.data_category"),
    Field(
        title=_("Data categories"),
        description=_(
            "Which kinds of result are sent, by the names that the service has for them. "
            "Leave it empty to send all; some services need it."
        ),
    ),
]


class ObsSink(Section):
    """Table 10, IEF only."""

    bucket: Annotated[Bucket, Held(missing=NEEDED)]
    path: Annotated[
        str,
        Held(missing=NEEDED),
        text(
            title=_("OBS path"),
            description=_("The folder that results are written to, without a leading slash."),
            examples=["results/gate-1/"],
        ),
    ]
    data_category: DataCategory = ABSENT


class DisSink(Section):
    """Table 11."""

    stream_name: Annotated[
        str,
        Held(missing=NEEDED),
        text(
            title=_("DIS stream name"),
            description=_("1 to 64 letters, digits, hyphens and underscores."),
            examples=["dis-results"],
        ),
    ]
    data_category: DataCategory = ABSENT
    stream_id: Annotated[
        str,
        Held(),
        OnlyOn(Platform.MODELARTS_EDGE, "output.dis.stream_id.platform"),
        Field(title=_("DIS stream ID"), description=_("The stream's ID in DIS.")),
    ] = ABSENT


class WebhookSink(Section):
    """Table 12."""

    url: Annotated[
        str,
        Held(rule="output.webhook.url", missing=NEEDED),
        text(
            title=_("Webhook URL"),
            description=_("The http or https address that results are posted to."),
            pattern=WEB_URL,
            examples=["https://sink.example.net/results"],
        ),
    ]
    headers: Annotated[
        Headers,
        Held(rule="output.webhook.headers.count", missing=NEEDED, each="output.webhook.headers.value"),
        Field(
            title=_("Webhook headers"),
            description=_("Sent with each result, 1 to 10. Values are kept secret."),
            min_length=1,
        ),
    ]
    data_category: DataCategory = ABSENT


class Output(Section):
    """Table 9: one sink or several (rule `output.empty`)."""

    obs: Annotated[
        ObsSink,
        Held(),
        OnlyOn(Platform.IEF, "output.obs.platform"),
        Field(title=_("Object storage (OBS)"), description=_("Results are written as files to a bucket.")),
    ] = ABSENT
    dis: Annotated[
        DisSink,
        Held(),
        Field(
            title=_("Data stream (DIS)"),
            description=_("Results are sent to a stream of the ingestion service."),
        ),
    ] = ABSENT
    webhook: Annotated[
        WebhookSink,
        Held(),
        Field(title=_("Webhook"), description=_("Results are posted to a web address of yours.")),
    ] = ABSENT
