"""Where tasks go: projects of the cloud, their services, members, and how fast requests go out."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedTextField, ExactJSONField
from taskbuilder.records.validators import check_config_schema, check_time_zone
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.rules.addresses import list_broken_rules
from taskbuilder.taskspec.rules.catalogue import rule_of
from taskbuilder.taskspec.secrets.split import MASK, mask_url

check_url = URLValidator(
    schemes=["http", "https"],
    message=_("Enter a full address that starts with https:// or http://, such as https://iam.example.com."),
)
check_cloud_project_id = RegexValidator(
    r"\A[a-zA-Z0-9-]{1,64}\Z",
    _("Enter the project ID shown in the cloud: 1 to 64 letters, digits and hyphens."),
)
check_service_id = RegexValidator(
    r"\A[0-9A-Za-z-]{1,64}\Z",
    _("Enter the service ID shown in the cloud, such as 6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11."),
)


def find_fault(url: str) -> str:
    """What is wrong with the address of a server, beyond its form; empty where nothing is."""
    if mask_url(url) != url or MASK in url:  # addresses are stored and shown in clear
        return gettext(
            "Leave the user name and password out of this address. They have their own fields below."
        )
    if {"?", "#"} & set(url):
        return gettext("Leave out everything from “?” or “#” on: a console address is not the API's address.")
    for rule in list_broken_rules(url):
        return gettext(rule_of(rule).text)
    return gettext(reason) if (reason := settings.CLOUD_ADDRESSES.explain_refusal(url)) else ""


class SignIn(models.TextChoices):
    TOKEN = "token", _("User name and password (token)")
    AK_SK = "ak_sk", _("Access key and secret key")


KEY_DAYS = 30
"""How long a program's key is remembered: its submission stays at least as long."""
MOST_DAYS = 36_500
STRIPPED_TOO_LATE = _("Requests are removed before their submission is deleted: enter fewer days.")


class Project(models.Model):
    """One project of the cloud, and how to sign in there."""

    slug = models.SlugField(
        _("slug"), max_length=60, unique=True, help_text=_("Used in the address of its pages.")
    )
    name = models.CharField(_("name"), max_length=100)
    cloud_project_id = models.CharField(
        _("cloud project id"), max_length=64, validators=[check_cloud_project_id]
    )
    base_url = models.CharField(
        _("base URL"),
        max_length=300,
        validators=[check_url],
        help_text=_("For example https://modelarts.cn-north-4.myhuaweicloud.com"),
    )
    identity_url = models.CharField(
        _("identity URL"),
        max_length=300,
        blank=True,
        validators=[check_url],
        help_text=_("Required to sign in by user name. For example https://iam.cn-north-4.myhuaweicloud.com"),
    )
    sign_in = models.CharField(_("sign-in method"), max_length=10, choices=SignIn)
    domain_name = models.CharField(_("account (domain) name"), max_length=100, blank=True)
    username = models.CharField(_("user name"), max_length=100, blank=True)
    password = EncryptedTextField(_("password"), blank=True)
    access_key = models.CharField(_("access key"), max_length=100, blank=True)
    secret_key = EncryptedTextField(_("secret key"), blank=True)
    security_token = EncryptedTextField(
        _("security token"), blank=True, help_text=_("Only for temporary credentials.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[check_time_zone],
        help_text=_("Suggested for schedules. A name such as Asia/Shanghai or Europe/Berlin."),
    )
    most_in_flight = models.PositiveSmallIntegerField(
        _("max concurrent requests"),
        default=32,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Requests sent to the cloud at the same time, by all senders together."),
    )
    most_a_second = models.FloatField(
        _("max requests per second"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01), MaxValueValidator(1000)],
        help_text=_("All senders together. Leave empty for no limit."),
    )
    handover_time = models.TimeField(
        _("daily handover"),
        null=True,
        blank=True,
        help_text=_("When the handover is sent each day, in the project's time zone."),
    )
    suffixes_names = models.BooleanField(
        _("unique names"),
        default=False,
        help_text=_(
            "Adds a short unique ending to each task name. If a response is lost, the task can still be "
            "found in the cloud and resolved automatically."
        ),
    )
    strip_after_days = models.PositiveIntegerField(
        _("remove requests after (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Counted from when a submission finished. Leave empty to keep requests."),
    )
    delete_after_days = models.PositiveIntegerField(
        _("delete submissions after (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(KEY_DAYS + 1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Counted from when a submission finished. Leave empty to keep them."),
    )
    stripped_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(sign_in__in=SignIn.values), name="project_sign_in"),
        ]

    def __str__(self) -> str:
        return self.name

    def full_clean(self, exclude: Iterable[str] | None = None, *args: bool, **options: bool) -> None:
        """Any text is a secret, so none is opened to look: one whose key is lost can be typed anew."""
        super().full_clean({*(exclude or ()), "password", "secret_key", "security_token"}, *args, **options)

    def clean(self) -> None:
        held = vars(self)
        missing = [name for name in self.needed_for_sign_in() if not held[name]]
        if missing:
            message = _("Required for this sign-in method.")
            raise ValidationError(dict.fromkeys(missing, message))
        if (
            self.strip_after_days
            and self.delete_after_days
            and self.strip_after_days >= self.delete_after_days
        ):
            raise ValidationError({"strip_after_days": STRIPPED_TOO_LATE})
        faults = {name: find_fault(held[name]) for name in ("base_url", "identity_url") if held[name]}
        if any(faults.values()):
            raise ValidationError({name: fault for name, fault in faults.items() if fault})

    def needed_for_sign_in(self) -> tuple[str, ...]:
        """The fields without which the chosen way of signing in cannot work."""
        if self.sign_in == SignIn.TOKEN:
            return "identity_url", "domain_name", "username", "password"
        return ("access_key", "secret_key") if self.sign_in == SignIn.AK_SK else ()


class Service(models.Model):
    """One service of a project, and what it asks of a task's request."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="services", verbose_name=_("project"), db_index=False
    )
    service_id = models.CharField(_("service id"), max_length=64, validators=[check_service_id])
    name = models.CharField(_("name"), max_length=100)
    platform = models.CharField(
        _("platform"),
        max_length=20,
        choices=[(platform.value, name) for platform, name in PLATFORM_NAMES.items()],
    )
    requires_config = models.BooleanField(_("requires config"), default=False)
    config_schema = ExactJSONField[JsonObject | None](
        _("config schema"),
        null=True,
        blank=True,
        validators=[check_config_schema],
        help_text=_("The JSON Schema of this service's config. Leave empty if there is none."),
    )
    requires_node_id = models.BooleanField(
        _("requires node id"), default=False, help_text=_("For RESTful and VCN inputs.")
    )
    upper_case = models.BooleanField(
        _("upper-case schedule words"),
        default=False,
        help_text=_("Send DAILY instead of daily, for services that accept nothing else."),
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "service_id"],
                name="service_once_per_project",
                violation_error_message=_("This project already has a service with this ID."),
            ),
            models.CheckConstraint(
                condition=models.Q(platform__in=[platform.value for platform in Platform]),
                name="service_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Rule `config.platform`: of a service that broke it no task could ever be created."""
        if self.platform == Platform.MODELARTS_EDGE and (
            self.requires_config or self.config_schema is not None
        ):
            message = _(
                "Tasks on ModelArts Edge have no config. Choose IEF, or clear “Requires config” and the "
                "config schema."
            )
            raise ValidationError({"platform": message})

    @property
    def spec(self) -> platforms.Service:
        """This service as the task rules know it."""
        return platforms.Service(
            platform=Platform(self.platform),
            requires_config=self.requires_config,
            config_schema=self.config_schema,
            requires_node_id=self.requires_node_id,
            upper_case=self.upper_case,
        )


class Role(models.TextChoices):
    """What a member may do; each role may do what the ones before it may."""

    VIEWER = "viewer", _("Viewer")
    OPERATOR = "operator", _("Operator")
    MANAGER = "manager", _("Manager")

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Member(models.Model):
    """One person's role in one project."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
        db_index=False,
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="members", verbose_name=_("project"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    # Up to when this person has read what happened.
    handed_over_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "project"],
                name="member_once_per_project",
                violation_error_message=_("This person is already a member of this project."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.project}"

    @property
    def is_visit(self) -> bool:
        """Whether this is stored nowhere: a superuser looks at a project that they are not a member of."""
        return self.pk is None


class Pace(models.Model):
    """What all senders of a project hold together: one row, locked by each claim for it.

    `free_at`: when the rate's next request is free. `paused_until`: nothing is sent before. `failures`: how
    often in a row the cloud could not be reached or asked to wait; above 0 only one request at a time is
    sent, to probe. `unreachable_since`: since when the cloud could not be reached.
    """

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="pace")
    free_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True, db_column="closed_until")
    failures = models.PositiveIntegerField(default=0, db_column="setbacks")
    unreachable_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sending rate")
        verbose_name_plural = _("sending rates")

    def __str__(self) -> str:
        return str(self.project_id)
