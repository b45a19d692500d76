"""A browser without scripts, as far as tests need one: it posts what a page's form holds, nothing else."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from taskbuilder.forms.fields import KEY

HTMX = {"HX-Request": "true"}


@dataclass
class Element:
    """A tag with its attributes, and the text inside."""

    tag: str
    attrs: dict[str, str]
    text: str = ""


class Document(HTMLParser):
    """Every element of a page in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in {"input", "meta", "link", "br"}:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in [element.tag for element in self._open]:
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def find(self, tag: str, class_: str = "", **attrs: str) -> list[Element]:
        """Elements with these attributes, and with these classes among others."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        classes = set(class_.split())
        return [
            element
            for element in self.elements
            if element.tag == tag
            and wanted.items() <= element.attrs.items()
            and classes <= set(element.attrs.get("class", "").split())
        ]


@dataclass
class Walker:
    """Goes from page to page of one draft."""

    client: Client
    response: Any = None
    values: dict[str, list[str]] = field(default_factory=dict)
    document: Document = field(default_factory=lambda: Document(""))
    address: str = ""

    def open(self, address: str) -> "Walker":
        return self.see(self.client.get(address, follow=True))

    def see(self, response: Any) -> "Walker":
        self.response = response
        self.address = (
            response.redirect_chain[-1][0] if response.redirect_chain else response.request["PATH_INFO"]
        )
        self.document = Document(response.content.decode())
        self.values = read_values(self.document)
        return self

    def put(self, name: str, *values: str) -> "Walker":
        """Types into a control, or chooses; the control must be on the page."""
        names = {element.attrs.get("name") for element in self.document.elements}
        assert name in names, f"{name} is not on the page: {sorted(filter(None, names))}"
        self.values[name] = list(values)
        return self

    def press(self, press: str, **headers: str) -> "Walker":
        """Presses a button; the page must have it."""
        buttons = {element.attrs.get("value") for element in self.document.find("button", name="press")}
        links = {f"go:{each.attrs['data-go']}" for each in self.document.find("a") if "data-go" in each.attrs}
        assert press in buttons | links | {"save"}, f"{press} is not on the page: {buttons}"
        return self.post(press, **headers)

    def post(self, press: str, **headers: str) -> "Walker":
        response = self.client.post(
            self.address.partition("?")[0],
            {**self.values, "press": press},
            headers=headers,
            follow=not headers,
        )
        if not headers:
            return self.see(response)
        response.redirect_chain = []
        before = self.values
        self.see(response)
        kept = {each.attrs.get("name", "") for each in self.document.elements if "hx-preserve" in each.attrs}
        self.values |= {name: before[name] for name in kept & before.keys()}
        return self

    @property
    def step(self) -> str:
        return self.address.partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def title(self) -> str:
        return self.document.find("title")[0].text

    @property
    def summary(self) -> list[str]:
        """The entries of the summary of problems."""
        start = next(
            (i for i, each in enumerate(self.document.elements) if each.attrs.get("id") == "problem-summary"),
            None,
        )
        if start is None:
            return []
        entries = []
        for element in self.document.elements[start:]:
            if element.tag == "h1":
                break
            if element.tag == "li":
                entries.append(" ".join(element.text.split()))
        return entries

    @property
    def buttons(self) -> list[str]:
        """What each button of the form is called."""
        pressed = self.document.find("button", name="press")
        return [each.attrs.get("aria-label") or " ".join(each.text.split()) for each in pressed]

    @property
    def messages(self) -> list[str]:
        """The messages at the controls."""
        return [
            " ".join(each.text.split())
            for each in self.document.elements
            if each.tag == "p" and "field-message" in each.attrs.get("class", "")
        ]


OF_HEADER = "next"
"""Where the language switch leads back to."""


def read_values(document: Document) -> dict[str, list[str]]:
    """What a browser would post of the wizard's form, buttons apart."""
    values: dict[str, list[str]] = {}
    select = ""
    for element in document.elements:
        name = element.attrs.get("name")
        if element.tag == "select":
            select = name or ""
        if element.tag == "option" and "selected" in element.attrs and select != OF_HEADER:
            values[select] = [element.attrs.get("value", element.text)]
        if not name or name == OF_HEADER or element.tag not in {"input", "textarea"}:
            continue
        if element.attrs.get("type") in {"radio", "checkbox"} and "checked" not in element.attrs:
            continue
        value = (
            element.text.removeprefix("\n") if element.tag == "textarea" else element.attrs.get("value", "on")
        )
        if element.attrs.get("type") in {"password", "text"}:
            value = element.attrs.get("value", "")
        values.setdefault(name, []).append(value)
    return values


def fill_request(walker: Walker, request: dict[str, Any], **headers: str) -> None:
    """Types a whole request, step by step from "details", by the names of the controls."""
    walker.put("name", request["name"]).put("description", request.get("description", "")).press("continue")
    fill_input(walker, request["input"])
    fill_output(walker, request["output"])
    fill_schedule(walker, request.get("schedule"))
    if "config" in request:
        import json

        show_json(walker).put("config", json.dumps(request["config"]))
    for name, value in request.get("source_usage_estimate", {}).items():
        walker.put(f"source_usage_estimate-{name}", str(value))
    walker.press("continue")


def show_json(walker: Walker) -> Walker:
    """The config as JSON, also where it is asked for in fields."""
    is_form = "config-form" in walker.values
    return walker.press("view:config:json") if is_form else walker


def fill_input(walker: Walker, task_input: dict[str, Any]) -> None:
    kind = task_input["type"]
    walker.put("input-type", kind).press("reshape")
    walker_fill(
        walker, f"input-type-{kind}", {name: value for name, value in task_input.items() if name != "type"}
    )
    walker.press("continue")


def fill_output(walker: Walker, output: dict[str, Any]) -> None:
    walker.put("output-sinks", *output).press("reshape")
    for sink, members in output.items():
        walker_fill(walker, f"output-sinks-{sink}", members)
    walker.press("continue")


def fill_schedule(walker: Walker, schedule: dict[str, Any] | None) -> None:
    if schedule is None:
        walker.put("schedule-type", "none").press("continue")
        return
    kind, mode = schedule["type"].lower(), schedule["execution_mode"]
    walker.put("schedule-type", kind).press("reshape")
    walker.put(f"schedule-type-{kind}-execution_mode", mode).press("reshape")
    days = {
        name: value
        for name, value in schedule.items()
        if name in {"timezone", "days_of_week", "days_of_month"}
    }
    walker_fill(walker, f"schedule-type-{kind}", days)
    times = {name: value for name, value in schedule.items() if name in {"periods", "frequency"}}
    walker_fill(walker, f"schedule-type-{kind}-execution_mode-{mode}", times)
    walker.press("continue")


def walker_fill(walker: Walker, name: str, value: Any) -> None:
    """Types a value into the controls below a name, adding the rows that it needs."""
    if isinstance(value, dict) and name.endswith("headers"):
        fill_pairs(walker, name, value)
    elif isinstance(value, dict):
        for member, below in value.items():
            walker_fill(walker, f"{name}-{member}", below)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, row in enumerate(value, start=1):
            add_rows(walker, name, number)
            fill = fill_pairs if name.endswith("tag") else walker_fill
            fill(walker, f"{name}-r{number}", row)
    elif isinstance(value, list) and "days_of" in name:
        walker.put(name, *map(str, value))
    elif isinstance(value, list):
        walker.put(name, "\r\n".join(value))
    else:
        walker.put(name, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))


def fill_pairs(walker: Walker, name: str, pairs: dict[str, str]) -> None:
    for number, (key, text) in enumerate(pairs.items(), start=1):
        add_rows(walker, name, number)
        walker.put(f"{name}-r{number}-name", key).put(f"{name}-r{number}-value", text)


def add_rows(walker: Walker, name: str, count: int) -> None:
    while sum(bool(KEY.fullmatch(value)) for value in walker.values.get(name, [])) < count:
        walker.press(f"add:{name}")


__all__ = ["HTMX", "Document", "HttpResponse", "Walker", "fill_request"]
