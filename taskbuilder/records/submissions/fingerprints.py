"""Fingerprints of inputs and sinks: which submissions of a service read, or send to, the same one."""

from collections.abc import Iterable
from functools import cache

from django.db.models import QuerySet

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import InputFingerprint, Service, Submission
from taskbuilder.records.prepared import Parameter, Prepared, PreparedInsert
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.outputs.identities import identify_outputs

READING = tuple(state for state in State if state not in NOTHING_CREATED)
"""The states in which the tasks of a submission may be there, or come to be."""
MOST_READERS = 20
MOST_PREPARED = 256
"""Digests that are asked for by SQL written once, of each power of two up to that."""


FINGERPRINTS = PreparedInsert(InputFingerprint)


def save_fingerprints(submission: Submission, service: Service) -> None:
    """Saves a fingerprint for each input that a submission reads, and each sink that it sends to."""
    FINGERPRINTS.write(
        *(
            InputFingerprint(service=service, submission=submission, digest=digest)
            for digest in list_all_digests(submission.request)
        )
    )


def list_digests(request: JsonObject) -> list[str]:
    """Of each input that a request reads, once."""
    return list(dict.fromkeys(digest for _number, digest in identify_inputs(request)))


def list_all_digests(request: JsonObject) -> list[str]:
    """Those, and of each sink of a request."""
    return [*list_digests(request), *identify_outputs(request)]


def list_readers(service: Service, digests: list[str]) -> list[InputFingerprint]:
    """The latest fingerprints of those inputs, each with its submission's id, name and state; one query."""
    size = 1 << (len(digests) - 1).bit_length()
    if size > MOST_PREPARED:
        return list(find_readers(service, digests))
    padded = digests + digests[:1] * (size - len(digests))
    return prepare_readers(size).ask(service=service.pk, **name_digests(padded))


@cache
def prepare_readers(size: int) -> Prepared[InputFingerprint]:
    """For so many digests."""
    column = fields_of(InputFingerprint)["digest"]
    digests = [Parameter(name, column) for name in name_digests([""] * size)]
    return Prepared(lambda: find_readers(Parameter("service", fields_of(Service)["id"]), digests))


def name_digests(digests: Iterable[str]) -> dict[str, str]:
    return {f"digest{number}": digest for number, digest in enumerate(digests)}


def find_readers(
    service: Service | Parameter, digests: Iterable[str | Parameter]
) -> QuerySet[InputFingerprint]:
    found = InputFingerprint.objects.filter(
        service=service, digest__in=list(digests), submission__state__in=READING
    )
    rows = found.select_related("submission").order_by("-submission_id")
    return rows.only("digest", "submission__name", "submission__state")[:MOST_READERS]
