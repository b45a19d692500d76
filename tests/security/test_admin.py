"""Credentials that an administrator types are stored encrypted and shown to nobody."""

import html

import pytest
from django.urls import reverse

from taskbuilder.records.models import Project
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.security.canaries import Canaries
from tests.security.conftest import sign_in
from tests.security.evidence import Ear, Recorder, dump_tables, read_database_files
from tests.support.walker import Document

pytestmark = pytest.mark.django_db(transaction=True)


def read_form(client: Recorder, address: str) -> dict[str, str]:
    """What a browser would post of a project's page."""
    document = Document(client.get(address).content.decode())
    fields = {
        each.attrs["name"]: each.attrs.get("value", "")
        for each in document.find("input")
        if "name" in each.attrs
    }
    fields |= {each.attrs["name"]: each.text for each in document.find("textarea")}
    chosen = [each for each in document.find("select") if each.attrs["name"] == "sign_in"]
    return {
        name: value
        for name, value in fields.items()
        if name[0] != "_" and ("-" not in name or "FORMS" in name)
    } | {each.attrs["name"]: "ak_sk" for each in chosen}


def test_credentials_of_a_project(cloud: Simulator, canaries: Canaries, ear: Ear) -> None:
    client = sign_in("admin")
    project = Project.objects.get(slug="campus")
    address = reverse("admin:records_project_change", args=[project.pk])
    form = read_form(client, address)
    form |= {name: "0" for name in form if name.endswith(("TOTAL_FORMS", "INITIAL_FORMS"))}
    names = ("password", "secret_key", "security_token")
    form |= {name: canaries.core(f"typed {name}") for name in names} | {"_save": "Save"}
    wrong = {
        "name": "",
        "base_url": f"http://{canaries.core('user')}:{canaries.core('word')}@cloud.example.net",
    }
    shown = client.post(address, form | wrong).content.decode()
    saved = client.post(address, form, follow=True)
    project.refresh_from_db()
    for page in (address, reverse("admin:records_project_history", args=[project.pk]), "/admin/"):
        client.get(page)
    cloud.faults.add(
        "list", Fault.answering(403, f'{{"error_msg": "{canaries.core("typed secret_key")}"}}'.encode())
    )
    client.post(f"{address.removesuffix('change/')}test/", follow=True)

    assert "Leave the user name and password out of this address" in html.unescape(shown)
    assert saved.redirect_chain == [("/admin/records/project/", 302)]
    assert [getattr(project, name) for name in names] == [form[name] for name in names]
    assert canaries.find(*(body for _where, body in client.seen), *(text for _name, text in ear.heard)) == []
    assert canaries.find(*read_database_files(), *dump_tables()) == []
