"""The filters of submissions as an address has them, for pages and programs alike."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.records.cloud_tasks.states import TaskState
from taskbuilder.records.models import Submission
from taskbuilder.records.search.matches import read_words
from taskbuilder.records.submissions.filter_choices import PERSON, SERVICE, TOKEN, FilterChoices
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.taskspec.schedule.kinds import SCHEDULE_TYPES
from taskbuilder.taskspec.search.kinds import NO_SCHEDULE

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
YES, NO = "yes", "no"
NAMED = ("service", "platform", "created_by", "token")
"""The filters whose values are found by name."""


class ChoiceFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of a few words, which `SubmissionFilterSet.list_choices` knows."""

    def __init__(self, label: object) -> None:
        super().__init__(label=label, choices=[], empty_label=gettext_lazy("Any"))


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day of the calendar that a reader uses."""

    def __init__(self, label: object) -> None:
        super().__init__(
            label=label,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        )


class SubmissionFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Reads an address: what cannot be read of it is in `form.errors`, and filters nothing."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        widget=forms.SearchInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=500,
    )
    state = ChoiceFilter(gettext_lazy("Status"))
    task_state = ChoiceFilter(gettext_lazy("Task state"))
    service = ChoiceFilter(gettext_lazy("Service"))
    platform = ChoiceFilter(gettext_lazy("Platform"))
    input_type = ChoiceFilter(gettext_lazy("Input type"))
    sink = ChoiceFilter(gettext_lazy("Output"))
    schedule_type = ChoiceFilter(gettext_lazy("Schedule"))
    created_by = ChoiceFilter(gettext_lazy("Created by"))
    token = ChoiceFilter(gettext_lazy("API token"))
    commented = ChoiceFilter(gettext_lazy("Comments"))
    reviewed = ChoiceFilter(gettext_lazy("Review status"))
    adopted = ChoiceFilter(gettext_lazy("Origin"))
    drift = ChoiceFilter(gettext_lazy("Compared with the cloud"))
    created_from = DayFilter(gettext_lazy("From"))
    created_to = DayFilter(gettext_lazy("To"))

    def __init__(self, data: Mapping[str, object], choices: FilterChoices) -> None:
        super().__init__(data, Submission.objects.none())
        self.choices = choices
        for name, pairs in self.list_choices().items():
            self.filters[name].extra["choices"] = pairs

    def list_choices(self) -> dict[str, list[tuple[str, str]]]:
        """The values of each filter that has few, with their names."""
        names = {kind: self.choices.list_names(kind) for kind in (SERVICE, PERSON, TOKEN)}
        schedules = [(kind.value, gettext(words[0])) for kind, words in SCHEDULE_TYPES.items()]
        return {
            "state": [(state.value, str(state.label)) for state in State],
            "task_state": [(state.value, str(state.label)) for state in TaskState],
            "service": [(name, name) for name in names[SERVICE]],
            "platform": [(platform.value, name) for platform, name in PLATFORM_NAMES.items()],
            "input_type": [(name, gettext(kind.title)) for name, kind in INPUTS.items()],
            "sink": [(name, gettext(sink.title)) for name, sink in SINKS.items()],
            "schedule_type": [(NO_SCHEDULE, gettext("No schedule")), *schedules],
            "created_by": [(name, name) for name in names[PERSON]],
            "token": [(name, name) for name in names[TOKEN]],
            "commented": [(YES, gettext("With comments")), (NO, gettext("Without comments"))],
            "drift": [(YES, gettext("Differs")), (NO, gettext("Does not differ"))],
            "adopted": [(YES, gettext("Adopted")), (NO, gettext("Created here"))],
            "reviewed": [(YES, gettext("Reviewed")), (NO, gettext("Not reviewed"))],
        }

    def without_errors(self) -> "SubmissionFilterSet":
        """The same without what cannot be read: that filters nothing, and nobody has to correct it."""
        if not self.form.errors:
            return self
        known = {name: value for name, value in self.data.items() if name not in self.form.errors}
        rest = SubmissionFilterSet(known, self.choices)
        rest.form.full_clean()
        return rest

    def read(self) -> SubmissionFilters:
        """What the address asks for, as far as it can be read."""
        self.form.is_valid()
        asked: dict[str, str] = {
            name: str(value) for name, value in self.form.cleaned_data.items() if isinstance(value, str)
        }
        service, platform = asked.get("service", ""), asked.get("platform", "")
        return SubmissionFilters(
            state=asked.get("state", ""),
            task_state=asked.get("task_state", ""),
            services=self.choices.find_services(service, platform) if service or platform else None,
            input_type=asked.get("input_type", ""),
            sink=asked.get("sink", ""),
            schedule_type=asked.get("schedule_type", ""),
            created_by=self.choices.find_person(asked.get("created_by", "")),
            tokens=self.choices.find_tokens(asked["token"]) if asked.get("token") else None,
            is_commented=read_answer(asked.get("commented")),
            is_reviewed=read_answer(asked.get("reviewed")),
            is_adopted=read_answer(asked.get("adopted")),
            has_drift=read_answer(asked.get("drift")),
            created_from=start_of(self.form.cleaned_data.get("created_from")),
            created_to=start_of(self.form.cleaned_data.get("created_to"), days=1),
            words=read_words(asked.get("q", "")),
        )


def read_answer(text: str | None) -> bool | None:
    """What yes or no says; None where nothing is asked."""
    return text == YES if text else None


def start_of(day: object, *, days: int = 0) -> datetime | None:
    """When a day begins where the reader is, or so many days after it; None without one."""
    if not isinstance(day, date):
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))
