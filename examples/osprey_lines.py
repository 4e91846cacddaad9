"""What an Osprey rule asks the routing service. Needs the standard library alone.

Osprey 1.1 pins pydantic 1 and this library needs pydantic 2: the router cannot run inside of an Osprey worker. It runs beside it,
as the service of fastapi_service.py, on the same host.
"""

import json
from http import HTTPStatus
from http.client import HTTPConnection

# A rule waits for its slowest part.
PATIENCE = 2.0


class RefusedReport(Exception):  # noqa: N818 - the name says what happened
    """The report is not valid. Says which field and what is allowed, and nothing of its values."""


def support_line_ids(service: str, **report: str | int | None) -> list[str]:
    """The ids of the lines for a reporter, the best first. `service` is `host:port`; what is not known is None and stays unknown.

    An empty list means that there is no line for this country: show the directories of the card. Raises `RefusedReport`, and
    OSError if the service does not answer.
    """
    known = {name: value for name, value in report.items() if value is not None}
    connection = HTTPConnection(service, timeout=PATIENCE)
    try:
        connection.request("POST", "/support-lines", json.dumps(known), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    if response.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise RefusedReport("; ".join(json.loads(answer)["problems"]))
    if response.status != HTTPStatus.OK:
        raise OSError(f"the routing service answered {response.status}")
    return [referral["helpline_id"] for referral in json.loads(answer)["referrals"]]
