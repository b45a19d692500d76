"""Finds many secrets in a few texts at once, in time that grows with their lengths alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a text holds any of what is sought; what overlaps is one span."""

    spans: list[Span]
    begun: list[Span]
    """The same with what the text ends with, where that is the beginning of something sought."""


def find_spans(texts: Sequence[str], sought: Iterable[str]) -> list[Found]:
    """What each text holds of what is sought."""
    index = _Index(texts)
    index.look_up(sought)
    return [index.find(number) for number in range(len(texts))]


class _Index:
    """Every part of some texts, as a suffix automaton: one state for all parts that end in the same places.

    The texts are short and what is sought is long: so the texts are indexed, and each thing sought is
    followed through them only as far as they go along with it.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.steps: list[dict[str, int]] = [{}]
        self.lengths, self.links = [0], [-1]
        self.states = [list(self._add(text)) for text in texts]
        """Of each text, the state after each of its characters."""
        self.longest = [0] * len(self.steps)
        """The longest thing sought that is a part of this state, or else of one that it leads to by links."""
        self.begun = [0] * len(self.steps)
        """The longest beginning of a thing sought that is a part of this state."""

    def look_up(self, sought: Iterable[str]) -> None:
        for text in sought:
            state, length = 0, 0
            for character in text:
                following = self.steps[state].get(character)
                if following is None:
                    break
                state, length = following, length + 1
                self.begun[state] = max(self.begun[state], length)
            else:
                self.longest[state] = max(self.longest[state], length)
        for state in sorted(range(1, len(self.steps)), key=self.lengths.__getitem__):
            self.longest[state] = self.longest[state] or self.longest[self.links[state]]

    def find(self, number: int) -> Found:
        """What the text of that number holds of what was looked up."""
        states = self.states[number]
        longest = [(end, self.longest[state]) for end, state in enumerate(states, start=1)]
        spans = join_spans((end - length, end) for end, length in longest if length)
        begun = self._find_begun(states)
        return Found(
            spans=spans, begun=join_spans([*spans, (len(states) - begun, len(states))]) if begun else spans
        )

    def _find_begun(self, states: list[int]) -> int:
        """How much of the text's end is the beginning of something sought."""
        state = states[-1] if states else 0
        while state > 0 and not self.begun[state]:
            state = self.links[state]
        return self.begun[state] if state > 0 else 0

    def _add(self, text: str) -> Iterator[int]:
        state = 0
        for character in text:
            state = self._extend(state, character)
            yield state

    def _extend(self, state: int, character: str) -> int:
        """The state of what ends there, one character longer."""
        following = self.steps[state].get(character)
        if following is not None:
            return self._follow(state, character, following)
        new = self._make(self.lengths[state] + 1, {}, 0)
        while state >= 0 and character not in self.steps[state]:
            self.steps[state][character] = new
            state = self.links[state]
        if state >= 0:
            self.links[new] = self._follow(state, character, self.steps[state][character])
        return new

    def _follow(self, state: int, character: str, following: int) -> int:
        """The following state, apart from longer parts that no longer end in all the same places."""
        length = self.lengths[state] + 1
        if self.lengths[following] == length:
            return following
        apart = self._make(length, dict(self.steps[following]), self.links[following])
        self.links[following] = apart
        while state >= 0 and self.steps[state].get(character) == following:
            self.steps[state][character] = apart
            state = self.links[state]
        return apart

    def _make(self, length: int, steps: dict[str, int], link: int) -> int:
        self.steps.append(steps)
        self.lengths.append(length)
        self.links.append(link)
        return len(self.steps) - 1


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans in the order of their ends, those that overlap as one."""
    joined: list[Span] = []
    for begin, end in spans:
        start = begin
        while joined and joined[-1][1] > start:
            start = min(start, joined.pop()[0])
        joined.append((start, end))
    return joined
