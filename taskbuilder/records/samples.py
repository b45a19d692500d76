"""The sample world: two projects, three people, and a little history."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """A made-up person of the demo, whose password may be shown there."""

    username: str
    password: str
    may: Promise


SIGN_INS = (
    DemoSignIn(username="operator", password="operator-demo", may=_("creates tasks in both projects")),  # noqa: S106
    DemoSignIn(username="reviewer", password="reviewer-demo", may=_("reads both projects")),  # noqa: S106
    DemoSignIn(username="admin", password="admin-demo-all", may=_("manages projects, services and people")),  # noqa: S106
)
