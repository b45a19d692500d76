"""Django's command that gathers texts, for the catalogues of this project."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Leaves a new text without words: those of a similar text would be wrong more often than right."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
