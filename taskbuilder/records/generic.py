"""Classes of Django's that have types in brackets for the type checker alone."""

from typing import Self


class Subscriptable:
    """Takes types in brackets, and stays the same class."""

    def __class_getitem__(cls, _types: object) -> type[Self]:
        return cls
