"""Classes of Django's that have types in brackets for the type checker alone."""

from types import new_class
from typing import Self


class Subscriptable:
    """Takes types in brackets, and stays the same class."""

    def __class_getitem__(cls, _types: object) -> type[Self]:
        return cls


def subscriptable(kind: type) -> type:
    """The class as one that takes types in brackets."""
    return new_class(kind.__name__, (Subscriptable, kind))
