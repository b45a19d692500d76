"""What the service reads already: shown on the input step and on the review, never in the way."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.forms.labels import gettext
from taskbuilder.records.submissions.fingerprints import list_readers
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.addresses import find_address


@dataclass(frozen=True)
class SharedInput:
    """An input of this draft that another submission of the service reads already."""

    row: str
    name: str
    href: str


def list_shared_inputs(state: DraftState) -> Iterator[SharedInput]:
    """Each input that is read already, with the submissions that read it."""
    if state.chosen_service is None:
        return
    rows = [(digest, number) for number, digest in identify_inputs(state.request)]
    numbers = dict(reversed(rows))
    for mark in list_readers(state.chosen_service, list(numbers)) if numbers else ():
        address = find_address("submission", state.project.slug, mark.submission_id)
        row = gettext("Input %(number)d") % {"number": numbers[mark.digest]}
        yield SharedInput(row=row, name=mark.submission.name, href=address)
