"""What the places that results go to share: the registry of them, and the rules that hold for all."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pydantic.fields import FieldInfo

from taskbuilder.taskspec.json_value import JsonObject, as_list, as_text
from taskbuilder.taskspec.marks import ABSENT, PlatformOnly, Rules
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, Translate, report
from taskbuilder.taskspec.registry import Registry
from taskbuilder.taskspec.rules.rule import ENTER, SINK, Example, Rule
from taskbuilder.taskspec.secrets.split import mask_url
from taskbuilder.taskspec.section import Section, forbidden_on, set_fields

_REPEATED = _("“%(field)s”: entry %(number)d is the same as entry %(other)d. Remove one.")
_EMPTY_OF_TWO = _("“%(field)s”: choose where to send the results, %(places)s or both.")

DataCategory = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    Rules.all_by("output.data_category"),
    Field(
        title=_("Data categories"),
        description=_("Result types to send. Leave empty to send all. Some services require this."),
    ),
]


class Sink(Section):
    """A place that results go to. `title` and `about` say what it is to an operator."""

    missing = "output.field.required"
    title: ClassVar[str] = ""
    about: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    """What it is called within a sentence: "a webhook"."""
    named: ClassVar[str] = "%(name)s"
    """What one is called in the sentence on a task."""
    name_member: ClassVar[str] = ""
    """The member that tells one from another."""
    only_on: ClassVar[PlatformOnly | None] = None
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "output.field.required",
            _("Tables 10 to 12"),
            _("Each destination has required fields."),
            ENTER,
            Example("/output", {"dis": {"stream_name": ""}}, {"dis": {"stream_name": "results"}}),
        ),
        Rule(
            "output.data_category",
            _("Tables 10 to 12, data_category"),
            _("Data categories are a list of texts, without empty or duplicate entries."),
            _(
                "“%(field)s” must be a list of texts, without empty or duplicate entries. Change or remove "
                "this one."
            ),
            Example(f"{SINK}/data_category", ["alerts", "alerts"], ["alerts"]),
        ),
    )

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        """Rule `output.data_category`: no repeats."""
        if "data_category" not in value:
            return
        first: dict[str, int] = {}
        for number, category in enumerate(as_list(value["data_category"]), start=1):
            here = (*path, "data_category", number - 1)
            if isinstance(category, str) and parsed.is_sound(*here):
                other = first.setdefault(category, number)
                if other < number:
                    yield report("output.data_category", here, template=_REPEATED, number=number, other=other)

    @classmethod
    def name_of(cls, value: JsonObject, translate: Translate) -> str:
        """The name of one, without anything secret; empty while it is open."""
        shown = mask_url(as_text(value.get(cls.name_member)))
        return translate(_("“%(name)s”")) % {"name": shown} if shown else ""


class Output(Section):
    __doc__ = _("Table 9: one or more destinations (rule `output.empty`).")
    model_config = Section.model_config | {"json_schema_extra": {"minProperties": 1}}
    rules = (
        Rule(
            "output.empty",
            _("Table 2, output"),
            _("Results go to at least one destination. Several are fine."),
            _("“%(field)s”: choose where to send the results, %(places)s or several."),
            Example("/output", {}, {"dis": {"stream_name": "results"}}),
            part="request",
        ),
    )

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        if value.keys().isdisjoint(SINKS.load()):
            refused = dict(forbidden_on(Output, parsed.platform))
            offered = [sink for name, sink in SINKS.items() if name not in refused]
            template = _EMPTY_OF_TWO if len(offered) == 2 else ""
            nouns = tuple(Term(sink.noun) for sink in offered)
            yield report("output.empty", path, template=template, places=nouns)


def _compose_output() -> None:
    """Gives `Output` a member for each registered sink."""
    fields = {}
    for name, sink in SINKS.items():
        marks = (sink.only_on,) if sink.only_on else ()
        annotation: Any = Annotated[(sink, *marks, Field(title=sink.title, description=sink.about))]
        fields[name] = FieldInfo.from_annotated_attribute(annotation, ABSENT)
    set_fields(Output, fields)


SINKS: Registry[type[Sink]] = Registry("taskbuilder.taskspec.outputs", on_change=_compose_output)
