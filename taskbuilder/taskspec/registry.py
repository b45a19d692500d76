"""Classes that are registered by name, and what is worked out from them, remembered until that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from taskbuilder.taskspec.section import Section

P = ParamSpec("P")
R = TypeVar("R")
Value = TypeVar("Value")
Class = TypeVar("Class", bound="type[Section]")

_CACHES: list[Callable[[], None]] = []


def derived(function: Callable[P, R]) -> Callable[P, R]:
    """Remembers what a function returns until a class is registered or removed."""
    remembered = lru_cache(maxsize=1024)(function)
    _CACHES.append(remembered.cache_clear)
    return cast("Callable[P, R]", remembered)


def forget() -> None:
    """Clears all remembered results."""
    for clear in _CACHES:
        clear()


@cache
def task_request() -> type[Section]:
    """The class of a whole request, imported late: its sections report problems, whose words depend on it."""
    from taskbuilder.taskspec.request import TaskRequest

    return TaskRequest


class Live(Mapping[str, Value]):
    """A mapping that is worked out from what is registered now."""

    def __init__(self, collect: Callable[[], Mapping[str, Value]]) -> None:
        self._collect = collect

    def __getitem__(self, name: str) -> Value:
        return self._collect()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._collect())

    def __len__(self) -> int:
        return len(self._collect())


class Registry(Live[Class]):
    """The classes of one package by name, by their `position`; the package's files are read at first use."""

    def __init__(self, package: str, *, on_change: Callable[[], None]) -> None:
        super().__init__(self.load)
        self._package = package
        self._is_read = False
        self._on_change = on_change
        self._classes: dict[str, Class] = {}
        self._positions: dict[str, int] = {}

    def register(self, name: str, *, position: int = 1_000) -> Callable[[Class], Class]:
        """A decorator that adds a class under a name; it comes before those of higher positions.

        Raises ValueError where the name or the position is taken.
        """

        def add(cls: Class) -> Class:
            if name in self._classes:
                raise ValueError(f"{name!r} is registered already, as {self._classes[name].__name__}.")
            if position in self._positions.values():
                raise ValueError(f"Another class is at position {position}: give {name!r} another one.")
            self._classes[name] = cls
            self._positions[name] = position
            self._changed()
            return cls

        return add

    def unregister(self, name: str) -> None:
        """Takes a class out again."""
        del self._classes[name], self._positions[name]
        self._changed()

    def find(self, name: object) -> Class | None:
        """The class that is registered under a name; None for none, whatever the name is."""
        known = self._classes if self._is_read else self.load()
        return known.get(name) if isinstance(name, str) else None

    def _changed(self) -> None:
        names = sorted(self._classes, key=self._positions.__getitem__)
        self._classes = {name: self._classes[name] for name in names}
        if self._is_read:
            self._on_change()

    def load(self) -> dict[str, Class]:
        """The classes; reads the package's files the first time."""
        if not self._is_read:
            package = import_module(self._package)
            for module in iter_modules(package.__path__):
                import_module(f"{self._package}.{module.name}")
            self._is_read = True
            self._on_change()
        return self._classes
