"""Each row of the reference's table of errors, answered to each call on tasks that there are."""

import json
from collections.abc import Callable

import pytest

from taskbuilder.cloud import CloudClient, CloudError, NotSent, OutcomeUnknown, Refused, Throttled
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import SERVICE_ID

TASK_ID = "0" * 32
ROWS: dict[int, tuple[str, ...]] = {
    400: (
        *("ModelArts.0101", "ModelArts.0104", "ModelArts.0107", "ModelArts.0118", "ModelArts.3518"),
        *("ModelArts.3519", "ModelArts.3520", "ModelArts.3522", "ModelArts.3553", "ModelArts.3598"),
    ),
    401: ("ModelArts.0201", "ModelArts.0204", "ModelArts.0207", "ModelArts.0212", "APIG.0301", "APIGW.0303"),
    403: (
        *("ModelArts.0108", "ModelArts.0112", "ModelArts.0206", "ModelArts.0210", "ModelArts.4116"),
        *("APIG.0302", "APIG.0304", "APIG.0310"),
    ),
    404: ("ModelArts.3502", "APIG.0101", "ModelArts.3501"),
    408: ("ModelArts.4205", "ModelArts.6100"),
    409: ("ModelArts.3503",),
    413: ("ModelArts.4104", "APIG.0201"),
    429: ("ModelArts.2799", "ModelArts.4206", "APIG.0308"),
    500: ("ModelArts.0010",),
    502: ("ModelArts.4302",),
    503: ("ModelArts.4503",),
    504: ("APIG.0601",),
}
CALLS: dict[str, Callable[[CloudClient], object]] = {
    "list": lambda client: client.list_tasks(service_id=SERVICE_ID, offset=0),
    "show": lambda client: client.show_task(service_id=SERVICE_ID, task_id=TASK_ID),
    "start": lambda client: client.start_task(service_id=SERVICE_ID, task_id=TASK_ID),
    "stop": lambda client: client.stop_task(service_id=SERVICE_ID, task_id=TASK_ID),
    "delete": lambda client: client.delete_task(service_id=SERVICE_ID, task_id=TASK_ID),
}


def expect(status: int, operation: str) -> type[CloudError]:
    """What a status means: a call that changes something may have been done where nobody says no."""
    if status == 429:
        return Throttled
    if status == 408 or status >= 500:
        return NotSent if operation in ("list", "show") else OutcomeUnknown
    return Refused


@pytest.mark.parametrize("operation", CALLS)
def test_every_row(client: CloudClient, simulator: Simulator, operation: str) -> None:
    for status, codes in ROWS.items():
        for code in codes:
            body = json.dumps({"error_code": code, "error_msg": "No.", "advice": "Wait."}).encode()
            answer = Fault.answering(status, body, {"Retry-After": "7", "X-Request-Id": "r-1"})
            simulator.faults.add(operation, answer, answer)  # a 401 renews a token once
            with pytest.raises(CloudError) as caught:
                CALLS[operation](client)
            simulator.faults.clear()
            error = caught.value
            assert type(error) is expect(status, operation), (status, code)
            said = error.http_status, error.code, error.message, error.request_id, error.retry_after
            assert said == (status, code, "No.", "r-1", 7.0)
            assert error.members["advice"] == "Wait."
            is_of_a_task = code not in ("ModelArts.3502", "APIG.0101")
            assert not isinstance(error, Refused) or error.is_gone == (status == 404 and is_of_a_task)
