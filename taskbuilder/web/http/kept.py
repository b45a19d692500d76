"""What was made once and is kept while the process runs, so much of it; then it is forgotten all at once."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """By keys that say everything that it was made of. Two threads may make the same at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: dict[Hashable, Made] = {}

    def __len__(self) -> int:
        return len(self._made)

    def find(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for this key, or is made now."""
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= self.most:
                self._made.clear()
            found = self._made[key] = make()
        return found

    def forget(self) -> None:
        self._made.clear()
