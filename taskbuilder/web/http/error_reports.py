"""What a report of an error may show: where it happened, and nothing that was typed or decrypted."""

import re
from collections.abc import ItemsView
from types import FrameType

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class QuietReporterFilter(SafeExceptionReporterFilter):
    """Django's own hides what was marked as sensitive, and only where DEBUG is off; here everything may be.

    Of variables it shows the types, of forms the names of the fields.
    """

    # A database's address holds its password.
    hidden_settings = re.compile(f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE_URL", re.I)

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, object]:
        posted = request.POST if request is not None else {}
        return dict.fromkeys(posted, self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, object]:
        return {name: type(value) for name, value in tb_frame.f_locals.items()}.items()
