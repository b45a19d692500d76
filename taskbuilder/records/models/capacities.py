"""How much the tasks of a service, or on a node, may use at once, as a manager states it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Project, Service

NODE_LENGTH = 200
MOST_CPU, MOST_MEMORY = 1_000_000, 1_000_000_000


class Capacity(models.Model):
    """Of a service, or of a node of the project; what is empty is not limited. In the estimates' units."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="capacities", verbose_name=_("project"), db_index=False
    )
    service = models.OneToOneField(
        Service, models.CASCADE, related_name="capacity", verbose_name=_("service"), null=True, blank=True
    )
    node = models.CharField(_("node ID"), max_length=NODE_LENGTH, blank=True)
    cpu = models.FloatField(
        _("CPU, in cores (assumed)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.001), MaxValueValidator(MOST_CPU)],
    )
    memory = models.PositiveIntegerField(
        _("Memory, in MB (assumed)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEMORY)],
    )

    class Meta:
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "node"], name="capacity_of_node_once", condition=~Q(node="")
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False, node="") | (Q(service__isnull=True) & ~Q(node="")),
                name="capacity_of_one",
            ),
            models.CheckConstraint(
                condition=Q(cpu__isnull=False) | Q(memory__isnull=False), name="capacity_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.node or str(self.service_id)
