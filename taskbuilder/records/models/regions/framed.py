"""What has the size of a picture."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Framed(models.Model):
    """Something in the pixels of a picture of that width and height."""

    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    @property
    def frame(self) -> tuple[int, int]:
        return self.width, self.height
