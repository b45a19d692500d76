"""Sources of the inventory."""

from tests.web.inventory.conftest import add_source

__all__ = ["add_source"]
