"""The page of rules."""

import re

from django.test import Client

from taskbuilder.taskspec.catalogue import RULES


def test_every_rule_has_an_anchor_of_its_own(client: Client) -> None:
    page = client.get("/rules/").content.decode()

    assert re.findall(r'<article class="rule" id="(.*?)">', page) == list(RULES)
