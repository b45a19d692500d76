"""Fingerprints of inputs: which submissions of a service read the same one."""

from taskbuilder.records.models import InputFingerprint, Service, Submission
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject

READING = tuple(state for state in State if state not in NOTHING_CREATED)
"""The states in which the tasks of a submission may be there, or come to be."""
MOST_READERS = 20


def save_fingerprints(submission: Submission, service: Service) -> None:
    """Saves a fingerprint for each input that a submission reads."""
    InputFingerprint.objects.bulk_create(
        InputFingerprint(service=service, submission=submission, digest=digest)
        for digest in list_digests(submission.request)
    )


def list_digests(request: JsonObject) -> list[str]:
    """Of each input that a request reads, once."""
    return list(dict.fromkeys(digest for _number, digest in identify_inputs(request)))


def list_readers(service: Service, digests: list[str]) -> list[InputFingerprint]:
    """The latest fingerprints of those inputs, each with its submission's id, name and state; one query."""
    found = InputFingerprint.objects.filter(
        service=service, digest__in=digests, submission__state__in=READING
    )
    rows = found.select_related("submission").order_by("-submission_id")
    return list(rows.only("digest", "submission__name", "submission__state")[:MOST_READERS])
