"""Each code of the cloud that is worth knowing is shown beside what it means here."""

from html import unescape

import pytest
from django.test import Client

from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions.code_meanings import explain_answer
from tests.web.conftest import MakeSubmission

CODES = [
    *((400, f"ModelArts.{code}") for code in ("0101", "0118", *range(3518, 3523), 3553, 3598)),
    *((401, code) for code in ("ModelArts.0201", "ModelArts.0212", "APIG.0301", "APIG.0307", "APIGW.0303")),
    *((403, f"ModelArts.{code}") for code in ("0108", "0112", "0206", "0210", "4116")),
    *((403, code) for code in ("APIG.0302", "APIG.0304", "APIG.0310")),
    (404, "ModelArts.3502"),
    (404, "APIG.0101"),
    (408, "ModelArts.4205"),
    (409, "ModelArts.3503"),
    (413, "ModelArts.4104"),
    (429, "APIG.0308"),
    (500, "ModelArts.0010"),
    (503, "ModelArts.4503"),
    (504, None),
]


@pytest.mark.parametrize(("status", "code"), CODES)
def test_each_is_explained(status: int, code: str | None) -> None:
    assert explain_answer(status, code) != ""


def test_one_code_means_another_thing_under_another_status() -> None:
    assert explain_answer(403, "ModelArts.0101") != explain_answer(400, "ModelArts.0101")


@pytest.mark.parametrize(("status", "code"), [(None, None), (400, "ModelArts.9999"), (418, ""), (0, "x")])
def test_what_nobody_knows_is_left_to_the_clouds_own_words(status: int | None, code: str | None) -> None:
    assert explain_answer(status, code) == ""


@pytest.mark.ux(40)
def test_the_page_has_both(as_operator: Client, make_submission: MakeSubmission) -> None:
    outcome = {
        "result": "refused",
        "http_status": 400,
        "code": "ModelArts.0118",
        "message": "Quota exceeded.",
    }
    submission = make_submission(1, state=State.REFUSED)
    type(submission).objects.update(outcome=outcome)
    page = as_operator.get(f"/projects/gate/submissions/{submission.pk}/").text
    facts = page[page.index("Quota exceeded.") :]
    assert facts.index("ModelArts.0118") < facts.index("<dt>What it means</dt>")
    assert "The account's quota is used up." in unescape(facts)
