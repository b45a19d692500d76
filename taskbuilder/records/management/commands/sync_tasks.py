"""Reads from the cloud what became of created tasks."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.cloud_tasks.reading import Read
from taskbuilder.records.models import Service


class Command(BaseCommand):
    help = "Read the state of all created tasks from the cloud now. The relay does so automatically."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", default="", help="the slug of one project; without it, all")

    def handle(self, *args: object, project: str, **options: object) -> None:
        """One line for each service; fails where one could not be read whole."""
        services = Service.objects.select_related("project").order_by("project__slug", "name", "pk")
        if project:
            services = services.filter(project__slug=project)
        if not services:
            raise CommandError(f"No services found in {project or 'this installation'}.")
        read = sync(services)
        for service, result in read.items():
            self.stdout.write(f"{service.project.slug} / {service.name}: {describe(result)}")
        if any(result is None or result.problem for result in read.values()):
            raise CommandError("Not everything was read.")


def describe(read: Read | None) -> str:
    if read is None:
        return "is being read already"
    counts = f"{read.listed} tasks in {read.calls} calls, {read.changed} changed"
    return f"{counts}. {read.problem}" if read.problem else counts
