"""The problems of a refused form, as its page's summary shows them."""

from dataclasses import dataclass

from django.forms import BaseForm


@dataclass(frozen=True, kw_only=True)
class PageProblem:
    """One line of the summary; `href` leads to the control it speaks of, and is empty where there is none.

    `line` is the one that it speaks of, from 1, in a control that holds a text of many.
    """

    message: str
    href: str = ""
    line: int = 0


def list_form_problems(form: BaseForm) -> list[PageProblem]:
    """Every message of a form in the order of its fields, in the words that stand at the control."""
    return [
        PageProblem(message=str(message), href=f"#{form[name].id_for_label}" if name in form.fields else "")
        for name, messages in form.errors.items()
        for message in messages
    ]
