"""Why a plan could not be changed, in the reader's language."""

from django.utils.translation import gettext

from taskbuilder.records.plans.applying import CompareAgain, NothingToDo
from taskbuilder.records.plans.store import (
    MOST_PLANS,
    MOST_ROWS,
    PlanBusy,
    PlanMoved,
    PlanNameTaken,
    TooManyPlans,
    TooManyRows,
)
from taskbuilder.taskspec.messages import gettext_noop as _

WORDS: dict[type[Exception], str] = {
    PlanNameTaken: _("This project already has a plan named “%(name)s”. Choose another name."),
    TooManyPlans: _("A project has at most %(plans)d plans. Delete one first."),
    TooManyRows: _("A plan has at most %(rows)d rows. Split the table."),
    PlanBusy: _("The plan is being applied. Pause or cancel its run first."),
    PlanMoved: _("The plan was changed meanwhile. Nothing of this is saved yet. Check it, and save again."),
    CompareAgain: _("The plan was compared too long ago. Check again what would be done."),
    NothingToDo: _("Nothing was done: no row is left for it."),
}
REFUSALS = tuple(WORDS)


def explain(error: Exception, name: str = "") -> str:
    words = gettext(WORDS[type(error)])
    return words % {"name": name, "plans": MOST_PLANS, "rows": MOST_ROWS} if "%" in words else words
