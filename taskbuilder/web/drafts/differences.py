"""What a step of a draft holds otherwise than a page does that another tab has overtaken."""

from collections.abc import Iterator

from taskbuilder.forms.dual_view import as_json, look
from taskbuilder.forms.fields import Choice, Control, DualView, Question, chosen_variants
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.render.controls import shown_text
from taskbuilder.forms.walk import Node, walk
from taskbuilder.taskspec.json_value import as_list, as_text
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.secrets.split import mask_url
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step


def list_differences(saved: DraftState, value: DraftState, step: Step) -> list[tuple[str, str]]:
    """The controls, of folded rows too, at which they differ: what each is called, what the draft has."""
    ours = {name: text for name, _label, text in list_shown(value, step)}
    return [(label, text) for name, label, text in list_shown(saved, step) if ours.get(name, "") != text]


def list_shown(state: DraftState, step: Step) -> Iterator[tuple[str, str, str]]:
    """The name of each control of a step, what it is called, and what is in it as it is shown."""
    for node in walk(Node(state.group_at(step), state.value_at(step)), state.platform):
        text = show_value(node)
        if text is not None:
            yield node.name, translate(node.field.title), text


def show_value(node: Node) -> str | None:
    """What is in a control; None for what is none."""
    match node.field:
        case Question(ask=Control.TICKS):
            return write_list(map(mask_url, map(as_text, as_list(node.value))), gettext)
        case Question() as field:
            return shown_text(field, node.value)
        case Choice() as field:
            kinds = chosen_variants(field, node.value)
            return write_list((translate(kind.title) for kind, _value in kinds), gettext)
        case DualView() as field:
            seen = look(field, node.value)
            return None if seen.is_form else shown_text(as_json(field), seen.text)
    return None
