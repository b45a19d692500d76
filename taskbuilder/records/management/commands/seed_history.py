"""Fills a demo's history with made-up submissions, to try and to measure a long one."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from taskbuilder.records.samples import check_demo
from taskbuilder.records.seeding.history import seed_history


class Command(BaseCommand):
    help = "Add made-up submissions of two years in three projects, for trying and measuring a long history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, required=True, help="how many submissions; 1000000")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other submissions")

    def handle(self, *args: object, rows: int, seed: int, verbosity: int, **options: object) -> None:
        if not settings.DEBUG:
            check_demo()
        try:
            seed_history(rows, seed=seed, now=timezone.now(), progress=self.report if verbosity else int)
        except IntegrityError:
            raise CommandError(f"Seed {seed} was used before. Use another one: --seed {seed + 1}") from None

    def report(self, count: int) -> None:
        if count % 100_000 == 0:
            self.stdout.write(f"{count} submissions")
