"""An input that another submission of the service already reads is named where it is asked and reviewed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.records.models import InputFingerprint, Service, Submission
from taskbuilder.records.submissions.states import SETTLED, State
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.outputs.identities import MARK
from taskbuilder.taskspec.platforms import Platform
from tests.support.samples import make_request
from tests.support.walker import Walker, fill_request
from tests.taskspec.strategies import valid_requests
from tests.web.drafts.conftest import choose


def a_request(*addresses: str, name: str = "gate-1") -> dict[str, Any]:
    request = make_request(Platform.MODELARTS_EDGE, input_type="url") | {"name": name}
    return request | {"input": {"type": "url", "data": [{"url": address} for address in addresses]}}


def review(walker: Walker, service: Service, request: dict[str, Any]) -> Walker:
    if walker.step != "service":
        walker.see(walker.client.post("/projects/gate/drafts/new/", follow=True))
    choose(walker, service)
    fill_request(walker, request)
    return walker


def create(walker: Walker, service: Service, request: dict[str, Any]) -> Submission:
    review(walker, service, request).press("create")
    return Submission.objects.latest("created_at")


def read_same(walker: Walker) -> list[tuple[str, str]]:
    """What is said, and where it leads."""
    links = [each for each in walker.document.find("a") if "/submissions/" in each.attrs["href"]]
    told = {each.text: each.attrs["href"] for each in links}
    rows = [" ".join(each.text.split()) for each in walker.document.find("li")]
    return [(row, told[row.partition(": ")[2]]) for row in rows if row.partition(": ")[2] in told]


def test_it_is_told_by_row_with_a_link(walker: Walker, service: Service) -> None:
    first = create(walker, service, a_request("rtsp://someone:pw@a/1", "rtsp://b/2"))
    review(walker, service, a_request("rtsp://c/3", "rtsp://other:word@a/1", name="gate-2"))
    assert read_same(walker) == [("Input 2: gate-1", f"/projects/gate/submissions/{first.pk}/")]


def test_it_is_told_on_the_step_that_asks_for_it(walker: Walker, service: Service) -> None:
    first = create(walker, service, a_request("rtsp://a/1"))
    review(walker, service, a_request("rtsp://c/3", "rtsp://a/1", name="gate-2"))
    walker.open(walker.address.replace("review", "input"))
    assert read_same(walker) == [("Input 2: gate-1", f"/projects/gate/submissions/{first.pk}/")]
    walker.open(walker.address.replace("input", "output"))
    assert read_same(walker) == []


@pytest.mark.parametrize("state", SETTLED)
def test_what_never_came_to_be_is_not_told(walker: Walker, service: Service, state: State) -> None:
    submission = create(walker, service, a_request("rtsp://a/1"))
    Submission.objects.filter(pk=submission.pk).update(
        state=state, due_at=None, settled_at=submission.created_at
    )
    review(walker, service, a_request("rtsp://a/1"))
    assert bool(read_same(walker)) == (state in (State.CREATED, State.UNKNOWN))


def test_another_service_may_read_the_same(walker: Walker, service: Service) -> None:
    create(walker, service, a_request("rtsp://a/1"))
    other = Service.objects.create(
        project=service.project, service_id="other", name="Other", platform=service.platform
    )
    review(walker, other, a_request("rtsp://a/1"))
    assert read_same(walker) == []


def test_a_mark_tells_nothing_of_what_is_read(walker: Walker, service: Service) -> None:
    create(walker, service, a_request("rtsp://someone:canary-1@a/1"))
    (digest,) = InputFingerprint.objects.exclude(digest__startswith=MARK).values_list("digest", flat=True)
    assert len(digest) == 20
    assert digest == next(identify_inputs(a_request("rtsp://a/1")))[1]


def test_a_vcn_device_is_its_servers() -> None:
    def digest_of(**server: object) -> str:
        request = make_request(Platform.MODELARTS_EDGE, input_type="vcn")
        request["input"] |= {"data": [{"device_id": "gate"}], "vcn": request["input"]["vcn"] | server}
        ((_number, digest),) = identify_inputs(request)
        return digest

    same = [digest_of(), digest_of(username="another", password="another")]
    others = [digest_of(ip="192.0.2.11"), digest_of(ip="")]
    assert (len(set(same)), len({*same, *others})) == (1, 3)


@given(st.sampled_from(Platform).flatmap(valid_requests))
def test_each_input_that_says_what_it_reads_has_a_digest(request: dict[str, Any]) -> None:
    numbers = [number for number, _digest in identify_inputs(request)]
    assert numbers == list(range(1, len(request["input"]["data"]) + 1))


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)


@given(
    st.dictionaries(
        st.just("input"),
        JSON | st.fixed_dictionaries({"type": st.sampled_from(["url", "vcn", "obs"]), "data": JSON}),
    )
)
def test_any_request_has_digests_or_none(request: dict[str, Any]) -> None:
    assert all(len(digest) == 20 for _number, digest in identify_inputs(request))
