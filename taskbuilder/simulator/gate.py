"""Who may call the simulated cloud: tokens, and signatures checked with the vendor's own signer."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from taskbuilder.simulator.exchange import Call, Refusal, refuse, refuse_at_gateway
from taskbuilder.simulator.identity import TokenDesk
from taskbuilder.simulator.world import World, WorldProject

CLOCK_TOLERANCE = timedelta(minutes=15)

_AUTHORIZATION = re.compile(
    r"SDK-HMAC-SHA256 Access=(?P<key>[^,]+), SignedHeaders=(?P<headers>[^,]+), Signature=[0-9a-f]{64}"
)


class Gate:
    """Lets a call through to the project that its path names, or refuses it."""

    def __init__(self, world: World, desk: TokenDesk) -> None:
        self._world = world
        self._desk = desk

    def admit(self, call: Call, project_id: str) -> WorldProject:
        """The project that the call may use. Raises Refusal (api.md, "Errors", 401 and 403)."""
        if call.header("X-Auth-Token"):
            return self._admit_by_token(call, project_id)
        if call.header("Authorization"):
            return self._admit_by_signature(call, project_id)
        raise _unauthorized("x-auth-token not found")

    def _admit_by_token(self, call: Call, project_id: str) -> WorldProject:
        found = self._desk.find(call.header("X-Auth-Token"))
        if found is None:
            raise _unauthorized("decrypt token fail")
        if found.ends_at <= datetime.now(UTC):
            raise refuse_at_gateway(401, "APIG.0307", "The token must be updated.")
        if found.project.id != project_id:
            raise refuse(403, "ModelArts.0210", "The project differs from the project of the token.")
        return found.project

    def _admit_by_signature(self, call: Call, project_id: str) -> WorldProject:
        claim = _AUTHORIZATION.fullmatch(call.header("Authorization"))
        project = self._world.find_key(claim["key"]) if claim else None
        if claim is None or project is None:
            raise _unauthorized("verify aksk signature fail")
        _check_date(call)
        _check_signature(call, project, claim["headers"].split(";"))
        if {project.id, call.header("X-Project-Id") or project.id} != {project_id}:
            raise refuse(403, "ModelArts.0206", "The project differs from the project of the AK/SK.")
        return project


def _check_date(call: Call) -> None:
    try:
        date = datetime.strptime(call.header("X-Sdk-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _unauthorized("X-Sdk-Date is missing or invalid") from None
    if abs(datetime.now(UTC) - date) > CLOCK_TOLERANCE:
        raise refuse_at_gateway(401, "APIGW.0303", "The signature date is more than 15 minutes off.")


def _check_signature(call: Call, project: WorldProject, names: list[str]) -> None:
    """Sign what arrived over the headers that it says were signed, and compare."""
    if not {"host", "x-sdk-date"} <= set(names):
        raise _unauthorized("Host and X-Sdk-Date must be signed")
    if call.header("X-Sdk-Content-Sha256") not in {"", hashlib.sha256(call.body).hexdigest()}:
        raise _unauthorized("X-Sdk-Content-Sha256 is not the body's")
    ours = SdkRequest(
        method=call.method,
        resource_path=call.path,
        query_params=call.query,
        header_params={name: call.header(name) for name in names},
        body=call.body,
    )
    Signer(SimpleNamespace(ak=project.access_key, sk=project.secret_key)).sign(ours)
    if not hmac.compare_digest(ours.header_params["Authorization"], call.header("Authorization")):
        raise _unauthorized("verify aksk signature fail")
    if project.security_token and call.header("X-Security-Token") != project.security_token:
        raise _unauthorized("the security token is invalid")


def _unauthorized(why: str) -> Refusal:
    return refuse_at_gateway(401, "APIG.0301", f"Incorrect IAM authentication information: {why}.")
