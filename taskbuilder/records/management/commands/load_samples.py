"""Fills a demo's database with the sample world."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from taskbuilder.records.samples import SIGN_INS, check_demo, load_samples


class Command(BaseCommand):
    help = "Make the sample projects, services, people and history of a demo; a second call adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cloud-url",
            required=True,
            help="the address of the sample projects' cloud; http://127.0.0.1:8001",
        )

    def handle(self, *args: object, cloud_url: str, verbosity: int, **options: object) -> None:
        check_demo()
        load_samples(cloud_url=cloud_url, now=timezone.now())
        if verbosity:
            for sign_in in SIGN_INS:
                self.stdout.write(f"{sign_in.username}  {sign_in.password}  ({sign_in.may})")
