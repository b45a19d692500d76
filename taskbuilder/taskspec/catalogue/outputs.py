"""The rules of its output."""

from taskbuilder.taskspec.catalogue.rule import ADVICE, CONFIRM, ENTER, ERROR, Rule
from taskbuilder.taskspec.words import gettext_noop as _

OUTPUT_RULES = (
    Rule(
        "output.obs.platform",
        ERROR,
        _("Table 9, obs"),
        _("Only IEF writes results to object storage."),
        _("ModelArts Edge does not write results to object storage. Remove “%(field)s”."),
    ),
    Rule(
        "output.field.required",
        ERROR,
        _("Tables 10 to 12"),
        _("Each place that results go to has members that it needs."),
        ENTER,
    ),
    Rule(
        "output.dis.stream_name",
        CONFIRM,
        _("The stream service's own rule; Table 11, stream_name"),
        _("A DIS stream name has 1 to 64 letters, digits, hyphens and underscores."),
        _(
            "“%(field)s” does not look like a DIS stream's name: those have 1 to 64 letters, digits, "
            "hyphens and underscores. Confirm that it exists, or change it."
        ),
    ),
    Rule(
        "output.dis.stream_id.platform",
        ERROR,
        _("Table 11, stream_id"),
        _("Only ModelArts Edge takes a DIS stream ID."),
        _("“%(field)s” is for ModelArts Edge only, and this service runs on IEF. Remove it."),
    ),
    Rule(
        "output.dis.stream_id.missing",
        ADVICE,
        _("The platform's manual, second and third examples"),
        _("On ModelArts Edge both examples in the platform's manual give a DIS stream ID."),
        _("“%(field)s” is empty. The platform's manual has it on ModelArts Edge: enter it if you know it."),
    ),
    Rule(
        "output.webhook.url",
        ERROR,
        _("Table 12, url"),
        _("A webhook is an absolute http or https address."),
        _("Write “%(field)s” as a whole http or https address without spaces, such as %(example)s."),
    ),
    Rule(
        "output.webhook.headers.count",
        ERROR,
        _("Table 12, headers"),
        _("A webhook carries 1 to 10 headers."),
        _("“%(field)s” has %(count)d entries. Give 1 to 10."),
    ),
    Rule(
        "output.webhook.headers.value",
        ERROR,
        _("Table 12, headers; RFC 9110"),
        _("Header names are HTTP field names; header values are text on one line."),
        _("Use letters, digits and hyphens in a header's name, and text on one line as its value."),
    ),
    Rule(
        "output.data_category",
        ERROR,
        _("Tables 10 to 12, data_category"),
        _("Data categories are a list of texts, none empty, each once."),
        _("“%(field)s” must be a list of texts, none empty, each once. Change or remove this one."),
    ),
)
