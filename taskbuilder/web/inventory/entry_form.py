"""The form of one source or sink: made of the task model as the steps of a task are, judged by its rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import Group, Question, Value, member
from taskbuilder.forms.inventory_fields import (
    KNOWN_BY,
    ask_entry,
    choose_kind,
    from_section,
    to_form_path,
    to_form_pointer,
    to_section,
)
from taskbuilder.forms.render.context import Message, RenderContext
from taskbuilder.forms.render.problem_summary import PageProblem, draw_summary
from taskbuilder.forms.walk import Node, find_id, locate
from taskbuilder.forms.withheld_secrets import find_moved
from taskbuilder.records.inventory.sections import find_kind, find_section_problems
from taskbuilder.records.inventory.store import Contents, read_tags
from taskbuilder.records.models import InventoryEntry
from taskbuilder.records.models.inventory import ENTRY_NAME_LENGTH, NOTES_LENGTH, SITE_LENGTH, TAGS_LENGTH
from taskbuilder.taskspec.json_value import JsonObject, as_object, as_text
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import title_in
from taskbuilder.taskspec.problem import Problem, Severity, report_own
from taskbuilder.taskspec.rules.rule import CHOOSE
from taskbuilder.taskspec.secrets.split import find_masks, is_marked
from taskbuilder.web.drafts.findings import AGAIN, AGAIN_FOR_DOTS, report_moved
from taskbuilder.web.inventory.lookup import Inventory

LIMITS = {
    "name": ENTRY_NAME_LENGTH,
    "site": SITE_LENGTH,
    "tags": TAGS_LENGTH,
    "notes": NOTES_LENGTH,
}
NO_NAME = _("Enter a name.")
TOO_LONG = _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d.")
NAME_TAKEN = _("The name “%(name)s” is already used in this list. Choose another name.")
MOVED = _(
    "This entry was changed meanwhile. Your changes are not saved yet. Check them, and save again to replace "
    "the other ones."
)


def read_entry(inventory: Inventory, entry: InventoryEntry, *, is_masked: bool = False) -> Value:
    """What somebody would have typed for an entry, its secrets too. Raises UnreadableSecret."""
    request = entry.request if is_masked else entry.full_request()
    typed = as_object(from_section(inventory.section, request))
    known_by = {"name": entry.name, "site": entry.site, "tags": ", ".join(entry.tags), "notes": entry.notes}
    return {**typed, **known_by}


@dataclass(frozen=True, eq=False, repr=False)
class EntryState:
    """What was typed, secrets too, and what is wrong with it. Never logged, never drawn raw."""

    inventory: Inventory
    value: Value
    now: datetime
    refusals: tuple[Message, ...] = ()
    """What only saving it shows, such as a name that is used."""

    @property
    def group(self) -> Group:
        return ask_entry(self.inventory.section)

    @cached_property
    def request(self) -> JsonObject:
        return to_section(self.inventory.section, self.value)

    @property
    def contents(self) -> Contents:
        words = {name: as_text(member(self.value, name)) for name in KNOWN_BY}
        return Contents(
            name=words["name"],
            request=self.request,
            site=words["site"],
            tags=read_tags(words["tags"]),
            notes=words["notes"],
        )

    @property
    def kind(self) -> str:
        """The chosen type; empty while there is none."""
        return find_kind(self.request)

    @cached_property
    def messages(self) -> list[Message]:
        """Everything that is wrong, in the order of the form; what may be meant as it is blocks nothing."""
        return [*self.refusals, *self.find_own(), *map(self.locate, self.find_problems())]

    def find_problems(self) -> Iterator[Problem]:
        masks = {pointer.join(path): path for path in find_masks(self.request)}
        for path in masks.values():
            where = to_form_pointer(path)
            title = title_in(self.request, path)
            if moved := find_moved(self.group, self.value, where, None):
                yield report_moved(path, moved, title)
            else:
                template = AGAIN if is_marked(path) else AGAIN_FOR_DOTS
                yield report_own("secret.again", path, template=template, field=title)
        if self.kind:
            yield from find_section_problems(self.inventory.model, self.request, now=self.now)

    def find_own(self) -> Iterator[Message]:
        if not as_text(member(self.value, "name")).strip():
            yield refuse("name", NO_NAME)
        if not self.kind:
            choice = choose_kind(self.inventory.section)
            yield refuse(f"{self.inventory.section}-{choice.name}", CHOOSE, field=Term(choice.title))
        for part in self.group.members:
            length, limit = len(as_text(member(self.value, part.name))), LIMITS.get(part.name, 0)
            if isinstance(part, Question) and length > limit:
                yield refuse(part.name, TOO_LONG, field=Term(part.title), length=length, limit=limit)

    def locate(self, problem: Problem) -> Message:
        """The problem at its control, without the number of the entry: there is one."""
        tokens = to_form_path(pointer.split(problem.path))
        shown = replace(problem, path=pointer.join(tokens), fix=None)
        name = locate(Node(self.group, self.value), tokens)
        return Message(problem=shown, message=shown.render(gettext), field=name, key="", is_confirmed=True)

    @property
    def has_errors(self) -> bool:
        return any(message.blocks for message in self.messages)


def refuse(place: str | None, template: str, **params: object) -> Message:
    """A problem that no rule of the platform's speaks of."""
    problem = Problem(
        path=f"/{place or ''}", rule="", severity=Severity.ERROR, template=template, params=params
    )
    return Message(problem=problem, message=problem.render(gettext), field=place, key="", is_confirmed=True)


@dataclass(frozen=True, kw_only=True, repr=False)
class EntryPage:
    """What the form's template draws. `token`: by which what was typed is found; `seen`: the revision."""

    state: EntryState
    title: str
    action: str
    back: str
    token: str
    seen: str = ""
    is_judged: bool = False
    result: ActionResult = field(default_factory=ActionResult)

    @cached_property
    def form(self) -> StepForm:
        messages = self.state.messages if self.is_judged else []
        context = RenderContext(
            action=self.action,
            as_json="",
            heading=self.title,
            describe_region=lambda _question, _name: {},
            focus=self.result.focus,
            announcement=self.result.announcement,
        )
        return StepForm(self.state.group, None, self.state.value, context=context, validate=lambda: messages)

    @property
    def has_errors(self) -> bool:
        return self.is_judged and self.state.has_errors

    @property
    def summary(self) -> SafeString:
        """Everything that is in the way, each with the way to its control."""
        found = [each for each in self.state.messages if each.blocks] if self.is_judged else []
        return draw_summary([PageProblem(message=each.message, href=self.lead_to(each)) for each in found])

    def lead_to(self, message: Message) -> str:
        return f"#{find_id(self.state.group, message.field)}" if message.field else ""
