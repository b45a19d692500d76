"""A walker that looks at each page it is shown, and is refused at each step before it continues there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step
from tests.support.walker import Document, Element, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.test_pages import INLINE, POLICY

MARKS = {"csrfmiddlewaretoken", "page", "revision", "sequence", "press"}
TYPED = {"text", "password"}
BARE = re.compile(
    r"\binvalid\b(?! JSON at line \d+, column \d+: )|this field|\brequired\b(?!.*\. \w)", re.IGNORECASE
)
"""What does not say what is wrong, and where; "required" without a sentence on what to do."""
JUNK = "no such thing"


@dataclass
class Watcher(Walker):
    """`odd` fills with what is wrong with pages; `given` with what was typed at each step, by name."""

    odd: list[str] = field(default_factory=list)
    given: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    secrets: dict[str, list[str]] = field(default_factory=dict)
    """What was typed where nothing is drawn again: for an address that is junk, it is typed again."""

    def put(self, name: str, *values: str) -> "Watcher":
        super().put(name, *values)
        if name in {each.attrs["name"] for each in self.document.find("input", type="password")}:
            self.secrets[name] = list(values)
        return self

    def see(self, response: Any) -> "Watcher":
        super().see(response)
        if response.status_code == 200 and response.content:
            self.odd += [f"{self.step}: {what}" for what in find_oddities(self.document, response)]
        return self

    def press(self, press: str, **headers: str) -> "Watcher":
        if press == "continue" and self.step != "service":
            self.given[self.step] = dict(self.values)
            for junk in ("", JUNK):
                self.be_refused(junk)
        super().press(press, **headers)
        return self

    def be_refused(self, junk: str) -> None:
        """Continues with that in every text, and types again what stood there."""
        texts = {each.attrs["name"] for each in list_texts(self.document)}
        typed, step = self.given[self.step], self.step
        self.values |= {name: [junk] for name in typed if name in texts and not name.endswith("-paste")}
        posted = dict(self.values)
        address = self.address
        self.post("continue")
        if self.response.status_code == 422:
            self.refused.append(step)
            self.odd += [f"{step}: {what}" for what in self.find_lost(posted)]
            self.odd += [f"{step}: {what}" for what in self.find_untold()]
        self.open(address)
        self.values |= {name: values for name, values in typed.items() if name not in MARKS}
        self.values |= {name: self.secrets[name] for name in typed if name in self.secrets}

    def find_lost(self, posted: dict[str, list[str]]) -> Iterator[str]:
        """What did not come back as it was typed; a secret comes back empty."""
        secrets = {each.attrs["name"] for each in self.document.find("input", type="password")}
        for name in (posted.keys() | self.values.keys()) - MARKS:
            wanted = [""] if name in secrets else posted.get(name)
            if self.values.get(name) != wanted:
                yield f"{name} came back as {self.values.get(name)}, not {wanted}"

    def find_untold(self) -> Iterator[str]:
        """Problems that are not shown as they should be."""
        step = find_step(self.step)
        assert step is not None
        told = [each for each in DraftState.of(the_draft(), timezone.now()).findings_for(step) if each.blocks]
        if self.summary != [squeeze(each.message) for each in told]:
            yield f"the summary says {self.summary}"
        # What may be meant as it is, and waits for a tick alone, is no error.
        if self.title.startswith("Error: ") != any(not each.needs_tick for each in told):
            yield f"the title is {self.title}"
        for finding, link in zip(told, self.links, strict=True):
            yield from self.find_untold_at(finding, link)

    @property
    def links(self) -> list[str]:
        """Where the summary's entries lead."""
        start = next(i for i, each in enumerate(self.document.elements) if is_summary(each))
        end = next(i for i, each in enumerate(self.document.elements) if each.tag == "h1")
        return [each.attrs["href"] for each in self.document.elements[start:end] if each.tag == "a"]

    def find_untold_at(self, finding: Finding, link: str) -> Iterator[str]:
        """What is missing at the control that a problem speaks of."""
        message = squeeze(finding.message)
        if BARE.search(message):
            yield f"bare: {message}"
        if "-data-r" in link and not message.startswith("Input "):
            yield f"no row: {message}"
        by_id = {each.attrs["id"]: each for each in self.document.elements if "id" in each.attrs}
        control = by_id.get(link.removeprefix("#"))
        if control is None:
            yield f"{link} is no control: {message}"
            return
        described = [by_id[each] for each in control.attrs.get("aria-describedby", "").split()]
        if not any(message in squeeze(each.text) for each in described):
            yield f"{link} does not name its message: {message}"
        if control.tag != "h2" and control.attrs.get("aria-invalid") != "true":
            yield f"{link} is not marked"


def is_summary(element: Element) -> bool:
    return element.attrs.get("id") == "problem-summary"


def squeeze(text: str) -> str:
    return " ".join(text.split())


def list_texts(document: Document) -> list[Element]:
    """The controls that something is typed into."""
    return [
        each
        for each in document.elements
        if each.tag == "textarea" or (each.tag == "input" and each.attrs.get("type") in TYPED)
    ]


def find_oddities(document: Document, response: Any) -> Iterator[str]:
    """What no page may be."""
    if set(response["Content-Security-Policy"].split("; ")) != POLICY:
        yield "another policy"
    yield from (f"inline: {found}" for found in INLINE.findall(response.content.decode()))
    ids = Counter(each.attrs["id"] for each in document.elements if "id" in each.attrs)
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    for each in document.elements:
        for kind in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            yield from (
                f"{kind} {name} is nowhere" for name in each.attrs.get(kind, "").split() if not ids[name]
            )
        for rule in {"required", "pattern", "min", "max", "maxlength", "minlength"} & each.attrs.keys():
            yield f"{each.attrs} is judged by the browser: {rule}"
    if document.find("select"):
        yield "a list to choose from, where radios show all"
    yield from find_unnamed(document)
    yield from find_misplaced(document)


def find_unnamed(document: Document) -> Iterator[str]:
    """Controls without a name of their own, groups without a legend of their own."""
    labels = {each.attrs["for"]: squeeze(each.text) for each in document.find("label")}
    names = Counter(labels.get(each.attrs["id"], "") for each in list_texts(document))
    yield from (
        f"{count} controls are called {name!r}" for name, count in names.items() if count > 1 or not name
    )
    groups = Counter(squeeze(each.text) for each in document.find("legend"))
    rows = [name for name in groups if re.fullmatch(r"(.*, )?(Input|Period|Header|Tag set|Tag) \d+", name)]
    yield from (f"{groups[name]} rows are called {name}" for name in rows if groups[name] > 1)
    if len(document.find("fieldset")) != groups.total():
        yield "a group without a legend"


def find_misplaced(document: Document) -> Iterator[str]:
    """What is revealed before its cause."""
    places = {each.attrs["id"]: i for i, each in enumerate(document.elements) if "id" in each.attrs}
    for name, place in places.items():
        if name.startswith("branch-") and not places[name.removeprefix("branch-")] < place:
            yield f"{name} stands before its cause"
