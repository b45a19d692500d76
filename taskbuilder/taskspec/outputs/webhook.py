"""Results to a web address: table 12."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.addresses import WEB_URL, host_of
from taskbuilder.taskspec.json_value import JsonObject, as_text
from taskbuilder.taskspec.marks import ABSENT, AddressPart, Destination, Rules, Suggested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS, DataCategory, Sink
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, Translate
from taskbuilder.taskspec.rules.headers import check_headers, header_rule
from taskbuilder.taskspec.rules.rule import SINK, Example, Rule
from taskbuilder.taskspec.section import Headers, text


@SINKS.register("webhook", position=30)
class WebhookSink(Sink):
    __doc__ = _("Table 12.")
    title = _("Webhook")
    about = _("Post results to your own web address.")
    noun = _("a webhook")
    named = _("the webhook %(name)s")
    name_member = "url"
    rules = (
        Rule(
            "output.webhook.url",
            _("Table 12, url"),
            _("A webhook is a full http or https address."),
            _("Write “%(field)s” as a full http or https address without spaces, such as %(example)s."),
            Example(f"{SINK}/url", "sink.example.net/results", "https://sink.example.net/results"),
            is_form=True,
        ),
        Rule(
            "output.webhook.headers.count",
            _("Table 12, headers"),
            _("A webhook has 1 to 10 headers."),
            _("“%(field)s” has %(count)d entries. Enter 1 to 10."),
            Example(f"{SINK}/headers", {}, {"X-Site": "gate"}),
        ),
        header_rule("output.webhook.headers", _("Table 12, headers; RFC 9110"), f"{SINK}/headers"),
    )

    url: Annotated[
        str,
        Rules(rule="output.webhook.url"),
        Destination(AddressPart.URL),
        Suggested(),
        text(
            title=_("Webhook URL"),
            description=_("The http or https address that receives the results."),
            pattern=WEB_URL,
            examples=["https://sink.example.net/results"],
        ),
    ]
    headers: Annotated[
        Headers,
        Rules(rule="output.webhook.headers.count", each="output.webhook.headers.value"),
        Field(
            title=_("Webhook headers"),
            description=_("Sent with each result, 1 to 10. Values are saved as secrets."),
            min_length=1,
        ),
    ]
    data_category: DataCategory = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield from check_headers(parsed, value.get("headers"), (*path, "headers"), "output.webhook.headers")
        yield from super().check(parsed, path, value)

    @classmethod
    def name_of(cls, value: JsonObject, translate: Translate) -> str:
        return host_of(as_text(value.get("url")))
