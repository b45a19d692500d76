"""Sends submissions as a Celery worker, beside any number of others."""

import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from taskbuilder import installation


class Command(BaseCommand):
    help = (
        "Send submissions as they are announced on the broker of TASKBUILDER_BROKER_URL, until stopped. A "
        "relay has to run somewhere too: it takes what a lost message left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.RELAY_THREADS)

    def handle(self, *args: object, threads: int, **options: object) -> None:
        if not settings.BROKER_URL:
            raise CommandError("TASKBUILDER_BROKER_URL is not set. Without a broker, only the relay sends.")
        from taskbuilder.records.outbox.celery_worker import run_worker

        installation.announce()
        self.stdout.write("The worker is sending.")
        self.stdout.flush()
        sys.exit(run_worker(threads=max(1, threads)))
