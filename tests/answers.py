"""What an answer looks like on the wire, for tests that compare whole answers."""

from __future__ import annotations

from mockserver import Row
from tests.soap import TNS

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"

ROW = Row(7, 12345, "Send to List", 1, 4, "2015-03-09T10:15:30", "0001-01-01T00:00:00")
WRITTEN_ROW = (
    "<WSLegacyProcessStatus><StatusID>7</StatusID><ListID>12345</ListID><ProcessType>Send to List</ProcessType>"
    "<CurrentStep>1</CurrentStep><MaxStep>4</MaxStep><ProcessStartTime>2015-03-09T10:15:30</ProcessStartTime>"
    "<ProcessCompleteTime>0001-01-01T00:00:00</ProcessCompleteTime></WSLegacyProcessStatus>"
)
"""The row above."""


def message(namespace: str, body: str, header: str = "") -> str:
    """An envelope of this namespace; the header is a whole element."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{namespace}" xmlns:xsi="{XSI}" '
        f'xmlns:xsd="{XSD}">{header}<soap:Body>{body}</soap:Body></soap:Envelope>'
    )


def response(result: str) -> str:
    """What Body holds when the operation ran; the result is a whole element."""
    return f'<GetLegacyProcessStatusResponse xmlns="{TNS}">{result}</GetLegacyProcessStatusResponse>'
