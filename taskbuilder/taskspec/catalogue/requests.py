"""The rules of the whole task."""

from taskbuilder.taskspec.catalogue.rule import CONFIRM, ENTER, ERROR, Rule
from taskbuilder.taskspec.words import gettext_noop as _

REQUEST_RULES = (
    Rule(
        "json",
        ERROR,
        _("RFC 8259 (JSON)"),
        _("A request is one JSON document: names once in each object, real numbers, sensible nesting."),
        _("This is no JSON that can be read: mend line %(line)d, column %(column)d."),
    ),
    Rule(
        "member.type",
        ERROR,
        _("Tables 2 to 13, column “Type”"),
        _(
            "Each member has the type that the platform's manual gives it. Text is no number, and null "
            "is no value."
        ),
        _("“%(field)s” must be %(wanted)s, not %(given)s. Change it, or remove it."),
    ),
    Rule(
        "unknown.member",
        ERROR,
        _("Tables 2 to 13, column “Parameter”"),
        _(
            "A request has only members that the platform's manual names, apart from free names in "
            "headers, tags and config."
        ),
        _("“%(name)s” is no member that the platform knows here. Remove it."),
    ),
    Rule("name.required", ERROR, _("Table 2, name"), _("Every task has a name."), ENTER),
    Rule(
        "name.format",
        ERROR,
        _("Table 2, name"),
        _("A task name has 1 to 100 letters (A to Z), digits, hyphens and underscores."),
        _(
            "“%(field)s” takes 1 to 100 letters (A to Z), digits, hyphens and underscores. Change "
            "it to those."
        ),
    ),
    Rule(
        "name.cjk",
        CONFIRM,
        _("Table 2, name; decided, since a sibling API admits them"),
        _("Chinese characters in a task name may be refused: the platform's manual says letters only."),
        _(
            "“%(field)s” has Chinese characters. The platform may refuse them: confirm that it "
            "takes them, or use letters."
        ),
    ),
    Rule(
        "description.length",
        ERROR,
        _("Table 2, description"),
        _("A description has at most 500 characters."),
        _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
    ),
    Rule(
        "input.required",
        ERROR,
        _("Table 2, input"),
        _("Every task says what it reads."),
        _("“%(field)s” is missing. Say what the task reads, as an object."),
    ),
    Rule(
        "output.required",
        ERROR,
        _("Table 2, output"),
        _("Every task says where its results go."),
        _("“%(field)s” is missing. Say where results go, as an object."),
    ),
    Rule(
        "output.empty",
        ERROR,
        _("Table 2, output"),
        _("Results go to at least one place: object storage, a data stream or a webhook. Several are fine."),
        _(
            "“%(field)s” names no place that results go to. Choose object storage, a data stream, a "
            "webhook, or several."
        ),
    ),
    Rule(
        "config.platform",
        ERROR,
        _("Table 2, config"),
        _("Only IEF takes a configuration."),
        _("“%(field)s” is for IEF only, and this service runs on ModelArts Edge. Remove it."),
    ),
    Rule(
        "config.object",
        ERROR,
        _("Table 2, config"),
        _("A configuration is a JSON object."),
        _("“%(field)s” must be a JSON object: begin it with { and end it with }."),
    ),
    Rule(
        "config.required",
        ERROR,
        _("Table 2, config"),
        _("Some services need a configuration."),
        _("“%(field)s” is missing, and this service needs it. Enter it as a JSON object."),
    ),
    Rule(
        "config.schema",
        ERROR,
        _("Table 2, config: the service's own description"),
        _("A configuration fits the JSON Schema of its service, where the service has one."),
        _("“%(name)s” does not fit what this service takes. Change it."),
    ),
    Rule(
        "estimate.required",
        ERROR,
        _("Table 2, source_usage_estimate"),
        _("ModelArts Edge needs an estimate of what the task uses."),
        _("“%(field)s” is missing, and ModelArts Edge needs it. Enter CPU and memory."),
    ),
    Rule(
        "estimate.cpu",
        ERROR,
        _("Table 13, cpu"),
        _("An estimate has CPU, a number above 0; cores are assumed, since no unit is stated."),
        _("Enter “%(field)s” as a number above 0, with a point, such as 0.5."),
    ),
    Rule(
        "estimate.memory",
        ERROR,
        _("Table 13, memory"),
        _("An estimate has memory, a whole number above 0; MB are assumed, since no unit is stated."),
        _("Enter “%(field)s” as a whole number above 0, such as 512."),
    ),
)
