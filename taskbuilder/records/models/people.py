"""What is kept of a person beside the account: how pages look to them, and where they are signed in."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.validators import check_time_zone

AGENT_LENGTH, ADDRESS_LENGTH = 300, 45


class ColourMode(models.TextChoices):
    SYSTEM = "system", _("System")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Preferences(models.Model):
    """A person's choices; an empty language is the browser's, an empty time zone that of each project.

    `columns`: those of lists of submissions, parted by spaces; empty for the usual ones.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preferences"
    )
    colour_mode = models.CharField(
        _("colour mode"), max_length=10, choices=ColourMode, default=ColourMode.SYSTEM
    )
    density = models.CharField(_("density"), max_length=20, choices=Density, default=Density.COMFORTABLE)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, validators=[check_time_zone])
    columns = models.CharField(_("columns"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(colour_mode__in=ColourMode.values), name="preferences_colour_mode"
            ),
            models.CheckConstraint(
                condition=models.Q(density__in=Density.values), name="preferences_density"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Session(AbstractBaseSession):
    """A session that knows whose it is, so that a person can list and end their own."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="sessions"
    )
    started_at = models.DateTimeField(_("signed in"), null=True, editable=False)
    agent = models.CharField(_("browser"), max_length=AGENT_LENGTH, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=ADDRESS_LENGTH, blank=True, editable=False)

    def __str__(self) -> str:
        """Never by its key, which is all that somebody needs to take it over."""
        return str(self.started_at or "")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """What decodes the data; the room of pages has its own, of the same encoding."""
        return SessionStore
