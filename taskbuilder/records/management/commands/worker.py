"""Sends submissions as a Celery worker, beside any number of others."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Send submissions as they are announced on the broker of TASKBUILDER_BROKER_URL, until stopped. A "
        "relay has to run somewhere too: it takes what a lost message left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.RELAY_THREADS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BROKER_URL:
            raise CommandError("TASKBUILDER_BROKER_URL is not set. Without a broker the relay alone sends.")
        from taskbuilder.records.worker import make_worker_app

        threads = max(1, options["threads"])
        self.stdout.write("The worker is sending.")
        self.stdout.flush()
        arguments = ["worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        make_worker_app(threads=threads).worker_main(arguments)
