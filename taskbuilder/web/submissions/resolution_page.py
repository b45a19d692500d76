"""What the page of an unknown outcome draws: what was found, what was typed, what was decided."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Decision, Submission, Verdict
from taskbuilder.records.models.decisions import Match
from taskbuilder.records.resolution.decisions import SEARCHES
from taskbuilder.records.resolution.search import MatchStrength
from taskbuilder.web.http.page_problems import PageProblem

LOOK = "look"
"""What the form asks to be done before anything is decided."""
MATCH_STRENGTHS = {
    MatchStrength.INPUT: gettext_lazy("same name, created at that time, reads the same input"),
    MatchStrength.TIME: gettext_lazy("same name, created at that time"),
    MatchStrength.NAME: gettext_lazy("same name, but created at another time"),
}


@dataclass(frozen=True)
class Refusal:
    """Why a decision was not taken; `control` is the id of where it is mended."""

    message: str
    control: str


@dataclass(frozen=True)
class Posted:
    """What the form of a decision holds."""

    do: str = ""
    note: str = ""
    ticked: list[str] = field(default_factory=list)
    typed: str = ""

    @property
    def task_ids(self) -> list[str]:
        return [*self.ticked, *(each.lower() for each in re.split(r"[\s,;]+", self.typed) if each)]

    @property
    def is_filled_in(self) -> bool:
        return bool(self.note or self.task_ids)


def read_posted(form: QueryDict) -> Posted:
    return Posted(
        do=form.get("do", ""),
        note=form.get("note", "").replace("\r\n", "\n").strip(),
        ticked=form.getlist("task"),
        typed=form.get("ids", ""),
    )


def describe_resolution(
    submission: Submission, posted: Posted | None = None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What the part of the page draws that settles; `submission` has its decisions."""
    given = posted or Posted()
    decisions = list(submission.decisions.all())
    looks = [each for each in decisions if is_recent_look(each, submission)]
    last = next((each for each in reversed(looks) if each.verdict == Verdict.LOOKED), None)
    return {
        "decisions": [describe_decision(each) for each in decisions],
        "has_looked": bool(looks),
        "last_look": last,
        "matches": [describe_match(each, given) for each in last.matches] if last else [],
        "posted": given,
        "refusal": refusal,
        "problems": [PageProblem(message=refusal.message, href=f"#{refusal.control}")] if refusal else [],
    }


def is_recent_look(decision: Decision, submission: Submission) -> bool:
    return decision.verdict in SEARCHES and decision.attempt_count == submission.attempt_count


def describe_decision(decision: Decision) -> dict[str, Any]:
    note = _(decision.note) if decision.note and decision.by is None else decision.note
    return {"decision": decision, "note": note, "count": len(decision.matches)}


def describe_match(match: Match, posted: Posted) -> dict[str, Any]:
    created_at: datetime | None = parse_datetime(match["created_at"]) if match["created_at"] else None
    is_decided = posted.do not in {"", LOOK}
    likely = match["likeness"] == MatchStrength.INPUT and not match["is_taken"]
    return {
        **match,
        "created_at": created_at,
        "words": MATCH_STRENGTHS[MatchStrength(match["likeness"])],
        "is_ticked": match["id"] in posted.ticked or (likely and not is_decided),
    }
