"""What is said of a mask that came where its secret was meant."""

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Path, Problem, report_own

MASKED = _("“%(field)s” contains the dots of a hidden secret. Replace the dots with the secret.")


def report_masked(path: Path) -> Problem:
    """That the text at a path would be sent with the mask: it was copied from where secrets are hidden."""
    return report_own("secret.again", path, template=MASKED)
