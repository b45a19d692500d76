"""What the codes of the cloud mean here, and who can fix it (api.md, “Errors”).

The same code recurs under several HTTP statuses, so both are looked at.
"""

from django.utils.translation import gettext_lazy as _

SIGN_IN = _(
    "The cloud did not accept the project's sign-in. An administrator checks the credentials in "
    "the project's settings and tests the connection."
)
LIMIT = _("A limit of this service is reached. Delete tasks that are no longer needed, or create fewer.")
FAULT = _("The cloud failed or did not answer in time. This does not say whether it created the task.")
BY_CODE = {
    (400, "ModelArts.0101"): _("The cloud found a value invalid. Its message names the field."),
    (400, "ModelArts.0118"): _(
        "The account's quota is used up. Delete tasks that are no longer needed, or request a higher quota."
    ),
    (400, "ModelArts.3518"): _(
        "The cloud account may not use this service. Its owner authorizes the service in the "
        "platform console."
    ),
    (400, "ModelArts.3519"): _(
        "The service takes no tasks in its present state. Check the service in the platform console."
    ),
    (400, "ModelArts.3520"): LIMIT,
    (400, "ModelArts.3521"): LIMIT,
    (400, "ModelArts.3522"): LIMIT,
    (400, "ModelArts.3553"): _(
        "The cloud account has no subscription to this service. Its owner subscribes in the platform console."
    ),
    (400, "ModelArts.3598"): _("The node is not running. Start it, or choose another node."),
    (401, "APIG.0307"): _("The sign-in had expired and could not be renewed. Create the task again."),
    (401, "APIGW.0303"): _(
        "The clock of this installation and the cloud's are more than 15 minutes apart. An "
        "administrator sets it right."
    ),
    (403, "ModelArts.0206"): _(
        "The cloud did not accept the project's access key. An administrator checks it in the "
        "project's settings."
    ),
    (403, "ModelArts.0210"): _(
        "The sign-in belongs to another cloud project. An administrator compares the project ID "
        "in the settings."
    ),
    (403, "ModelArts.4116"): _(
        "The cloud account has unpaid bills. Its owner pays them in the platform console."
    ),
    (404, "ModelArts.3502"): _(
        "The cloud has no service with this ID. It was deleted, or belongs to another project or region."
    ),
    (404, "APIG.0101"): _(
        "The cloud's address leads to no such API. An administrator checks the base URL in the "
        "project's settings."
    ),
    (409, "ModelArts.3503"): _("The request conflicts with something that exists in the cloud already."),
}
BY_STATUS = {
    401: SIGN_IN,
    403: _(
        "The cloud account has no permission for this. An administrator checks its permissions in the cloud."
    ),
    408: FAULT,
    413: _("The request is larger than the cloud accepts (12 MB). Split the task into several."),
    429: _(
        "The cloud received too many requests. The request is sent again after the wait that it asked for."
    ),
    500: FAULT,
    502: FAULT,
    503: FAULT,
    504: FAULT,
}


def explain_answer(status: int | None, code: str | None) -> str:
    """One or two sentences on an answer of the cloud; empty where its own words are all that is known."""
    found = BY_CODE.get((status or 0, code or "")) or BY_STATUS.get(status or 0)
    return str(found) if found else ""
