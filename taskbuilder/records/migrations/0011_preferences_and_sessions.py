"""How pages look to a person, and sessions that know whose they are; those that exist go on."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import taskbuilder.records.validators

CHUNK = 500


def take_over_sessions(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    people = set(apps.get_model("auth", "User").objects.values_list("pk", flat=True))
    make = apps.get_model("records", "Session")
    olds = apps.get_model("sessions", "Session").objects
    for old in olds.iterator(CHUNK):
        person = int(SessionStore().decode(old.session_data).get(SESSION_KEY, 0))
        if person in people:  # a session of nobody's has only what a page that is open needs not
            make.objects.create(
                session_key=old.session_key,
                session_data=old.session_data,
                expire_date=old.expire_date,
                person_id=person,
            )
    olds.all().delete()  # nobody tidies that table any more


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_indexes"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Preferences",
            [
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="preferences",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "colour_mode",
                    models.CharField(
                        choices=[("system", "System"), ("light", "Light"), ("dark", "Dark")],
                        default="system",
                        max_length=10,
                        verbose_name="colour mode",
                    ),
                ),
                (
                    "density",
                    models.CharField(
                        choices=[("comfortable", "Comfortable"), ("compact", "Compact")],
                        default="comfortable",
                        max_length=20,
                        verbose_name="density",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("zh-hans", "简体中文")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[taskbuilder.records.validators.check_time_zone],
                        verbose_name="time zone",
                    ),
                ),
            ],
            {
                "verbose_name": "preferences",
                "verbose_name_plural": "preferences",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("colour_mode__in", ["system", "light", "dark"])),
                        name="preferences_colour_mode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("density__in", ["comfortable", "compact"])),
                        name="preferences_density",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "Session",
            [
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("started_at", models.DateTimeField(editable=False, null=True, verbose_name="signed in")),
                (
                    "agent",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="browser"),
                ),
                (
                    "address",
                    models.CharField(blank=True, editable=False, max_length=45, verbose_name="address"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            {"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.RunPython(take_over_sessions, migrations.RunPython.noop),
    ]
