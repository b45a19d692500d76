"""A saved secret of a config is only read again where its address is beside it, wherever that is asked."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from taskbuilder.forms.convert import from_json, to_object
from taskbuilder.forms.fields import Group
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.forms.posted import read_post
from taskbuilder.forms.withheld_secrets import read_step
from taskbuilder.taskspec.secrets.split import MASK

TEXT = {"type": "string"}


def branch(kind: str) -> dict[str, Any]:
    return {"properties": {"kind": {"const": kind}, "url": TEXT, "token": TEXT}}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"apiKey": TEXT},
    "oneOf": [branch("push"), branch("pull")],
}
SAVED: dict[str, Any] = {"kind": "push", "url": "https://a.example", "token": "t", "apiKey": "k"}


def post(saved: dict[str, Any], **typed: str) -> dict[str, Any]:
    """The config after these controls were typed in, the secrets left empty."""
    form = make_group(SCHEMA, is_needed=True)
    assert form is not None
    group = Group(name="", title="", members=(form,))
    controls = {"form-kind": "push", "form-kind-push": "", "form-apiKey": "", "form-kind-push-token": ""}
    controls |= {f"form-kind-push-{name}": value for name, value in typed.items()}
    posted = read_post(MultiValueDict({name: [value] for name, value in controls.items()}))
    value = read_step(group, posted, from_json(group, {"form": saved}), None)
    made = to_object(group, value)["form"]
    assert isinstance(made, dict)
    return made


def test_secrets_stay_with_their_address() -> None:
    assert post(SAVED, url="https://a.example/2") == SAVED | {"url": "https://a.example/2"}


@pytest.mark.parametrize("url", ["https://evil.example", "http://a.example"])
def test_an_address_in_a_chosen_kind_counts_for_secrets_beside_the_choice(url: str) -> None:
    assert post(SAVED, url=url) == SAVED | {"url": url, "apiKey": MASK, "token": MASK}
