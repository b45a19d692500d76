"""Writes anew what submissions are found by."""

from django.core.management.base import BaseCommand

from taskbuilder.records.search.filling import rebuild


class Command(BaseCommand):
    help = "Write the search index over all submissions anew. What is not in it yet is not found meanwhile."

    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        count = rebuild()
        if verbosity:
            self.stdout.write(f"{count} submissions can be found again.")
