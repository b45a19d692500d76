"""Capacities of services and nodes, as managers state them."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0030_task_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Capacity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(blank=True, max_length=200, verbose_name="node ID")),
                (
                    "cpu",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0.001),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="CPU, in cores (assumed)",
                    ),
                ),
                (
                    "memory",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000000),
                        ],
                        verbose_name="Memory, in MB (assumed)",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capacities",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "service",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capacity",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "capacity",
                "verbose_name_plural": "capacities",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("node", ""), _negated=True),
                        fields=("project", "node"),
                        name="capacity_of_node_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("node", ""), ("service__isnull", False)),
                            models.Q(("service__isnull", True), models.Q(("node", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="capacity_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cpu__isnull", False), ("memory__isnull", False), _connector="OR"
                        ),
                        name="capacity_says_something",
                    ),
                ],
            },
        ),
    ]
