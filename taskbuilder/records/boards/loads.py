"""How much goes on at once, minute by minute: sums of weights, exact, over thousands of tasks.

A sum is stored as binary numbers side by side: `planes[0]` has each minute's lowest digit, and so on. Adding
a task is a few operations on long numbers, not one for each minute.
"""

from collections.abc import Iterable

from taskbuilder.taskspec.schedule.minutes import Bits, make_bits

Planes = list[Bits]


class Load:
    """Sums over so many minutes."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self.planes: Planes = []

    def add(self, bits: Bits, weight: int = 1) -> None:
        """Adds a weight to each of these minutes."""
        place = 0
        while weight:
            if weight & 1:
                self._carry(bits, place)
            weight >>= 1
            place += 1

    def _carry(self, bits: Bits, place: int) -> None:
        while bits:
            while len(self.planes) <= place:
                self.planes.append(0)
            before = self.planes[place]
            self.planes[place] = before ^ bits
            bits &= before
            place += 1

    def find_above(self, limit: int) -> Bits:
        """The minutes whose sum is greater."""
        if limit.bit_length() > len(self.planes):
            return 0
        above, equal = 0, make_bits(0, self.minutes)
        for place in reversed(range(len(self.planes))):
            plane = self.planes[place]
            if limit >> place & 1:
                equal &= plane
            else:
                above |= equal & plane
                equal &= ~plane
        return above

    def list_peaks(self, step: int) -> list[int]:
        """The greatest sum within each so many minutes."""
        return self._read(_find_highest(self.planes, step), step)

    def _read(self, planes: Planes, step: int) -> list[int]:
        if not planes:
            return [0] * -(-self.minutes // step)
        digits = [format(plane, f"0{self.minutes}b")[::-step] for plane in reversed(planes)]
        return [int("".join(each), 2) for each in zip(*digits, strict=True)]


def _find_highest(planes: Planes, width: int) -> Planes:
    """For each minute the greatest of it and those after it, so many in all."""
    reached = 1
    while reached < width:
        further = min(reached, width - reached)
        planes = _choose_greater(planes, [plane >> further for plane in planes])
        reached += further
    return planes


def _choose_greater(ours: Planes, theirs: Planes) -> Planes:
    ours_greater, undecided = 0, -1
    for our, their in zip(reversed(ours), reversed(theirs), strict=True):
        ours_greater |= undecided & our & ~their
        undecided &= ~(our ^ their)
    return [their ^ ((our ^ their) & ours_greater) for our, their in zip(ours, theirs, strict=True)]


def count_running(bits: Iterable[tuple[Bits, int]], minutes: int) -> Load:
    """How many run at once: each with its minutes, and how many it counts for."""
    load = Load(minutes)
    for each, count in bits:
        load.add(each, count)
    return load
