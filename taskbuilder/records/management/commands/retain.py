"""Removes what projects no longer keep; first shows what that would be."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from taskbuilder.records.models import Project
from taskbuilder.records.submissions.retention import forecast, list_limited_projects, retain


class Command(BaseCommand):
    """`retain [--project SLUG] [--apply]`; relays apply it once an hour."""

    help = (
        "Show, by month, which requests and submissions projects no longer keep; with --apply, remove them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", metavar="SLUG", help="only this project")
        parser.add_argument("--apply", action="store_true", help="remove them")

    def handle(self, *args: object, project: str | None, apply: bool, **options: object) -> None:
        projects = list_limited_projects().order_by("slug")
        if project is not None:
            projects = projects.filter(slug=project)
            if not projects:
                raise CommandError(f"--project {project}: no project with this slug has a limit.")
        for each in projects:
            self.stdout.write(write_removed(each) if apply else write_forecast(each))
        if not projects:
            self.stdout.write("Every project keeps everything. Set limits in the administration.")


def write_removed(project: Project) -> str:
    removed = retain(project, now=timezone.now())
    return f"{project.slug}: {removed.requests} requests removed, {removed.submissions} submissions deleted."


def write_forecast(project: Project) -> str:
    months = forecast(project, now=timezone.now())
    lines = [f"{each.month:%Y-%m}  {each.requests:>10}  {each.submissions:>11}" for each in months]
    if not lines:
        return f"{project.slug}: nothing to remove."
    return "\n".join([f"{project.slug}:", "month      requests  submissions", *lines])
