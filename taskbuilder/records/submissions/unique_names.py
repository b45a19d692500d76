"""A short unique ending of task names, so that a task can be found in the cloud for certain."""

from uuid import UUID

from taskbuilder.records.models import Submission
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.taskspec.json_value import JsonObject

LENGTH = 8


def suffix_of(unique: UUID) -> str:
    return f"-{unique.hex[:LENGTH]}"


def add_suffix(request: JsonObject, unique: UUID) -> JsonObject:
    """The request with its name ended by what `unique` says, cut where it would be too long."""
    name = request.get("name")
    if not isinstance(name, str) or not name:
        return request
    suffix = suffix_of(unique)
    return {**request, "name": name[: NAME_LENGTH - len(suffix)] + suffix}


def has_suffix(submission: Submission) -> bool:
    """Whether the name is this submission's alone."""
    return submission.name.endswith(suffix_of(submission.draft_id or submission.pk))


def plain_name(submission: Submission) -> str:
    """The name as it was chosen."""
    suffix = suffix_of(submission.draft_id or submission.pk)
    return submission.name.removesuffix(suffix)
