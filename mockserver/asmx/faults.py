"""The engine's refusals: what it says, and the bytes of a fault in both versions."""

from __future__ import annotations

from mockserver.asmx.names import SOAP11, SOAP12
from mockserver.asmx.writing import escaped, in_envelope
from mockserver.contract import FaultCode
from mockserver.service.backend import NO_MESSAGE, SoapFault, SoapVersion
from mockserver.service.operation import INNER, uncaught

_CODES_12 = {"Client": "Sender", "Server": "Receiver"}

_UPGRADE = (
    f'<soap:Header><soap12:Upgrade xmlns:soap12="{SOAP12}">'
    f'<soap12:SupportedEnvelope qname="soap:Envelope" xmlns:soap="{SOAP11}" />'
    f'<soap12:SupportedEnvelope qname="soap12:Envelope" xmlns:soap12="{SOAP12}" />'
    "</soap12:Upgrade></soap:Header>"
)

UNREAD = "Server was unable to read request."
"""What the engine says of a request that was routed, before the message that says what is wrong with it."""
EXTENSIONS_FAILED = "There was an exception running the extensions specified in the config file."
TOO_LONG = f"{EXTENSIONS_FAILED}{INNER}Maximum request length exceeded."
NO_OBJECT = "Object reference not set to an instance of an object."
"""What .NET says of a null reference. So it does of a body that is too long and was to name the operation: found in the
engine, not explained."""
NO_USER = "Missing required header 'WSUser'."


class Refusal(Exception):
    """The engine refuses the call: a fault, or a bare status with an empty body."""

    def __init__(
        self, version: SoapVersion, problem: str, *, fault: SoapFault | None = None, status: int = 500
    ) -> None:
        super().__init__(problem)
        self.version: SoapVersion = version
        """The version of the answer."""
        self.problem = problem
        """What the client did wrong, in a sentence for the journal."""
        self.fault = fault
        self.status = status


def refused(version: SoapVersion, code: FaultCode, text: str, problem: str) -> Refusal:
    """A refusal with a fault."""
    return Refusal(version, problem, fault=SoapFault(code, text))


def unreadable(version: SoapVersion, reason: str, problem: str) -> Refusal:
    """The request can't be read, and not because it is not XML."""
    return refused(version, "Client", f"{UNREAD}{INNER}{reason}", problem)


def unprocessable(version: SoapVersion, reason: str, problem: str | None = None) -> Refusal:
    """An error met while the engine still looked for the operation, or, without ``problem``, one of its own."""
    fault = uncaught(reason)
    return Refusal(version, problem or fault.text, fault=fault)


def fault_bytes(version: SoapVersion, fault: SoapFault) -> bytes:
    """A whole answer that carries the fault."""
    header = _UPGRADE if fault.code == "VersionMismatch" else ""
    body = _fault_11(fault) if version == "1.1" else _fault_12(fault)
    return in_envelope(version, body, header)


def _fault_11(fault: SoapFault) -> str:
    text = escaped(fault.text or NO_MESSAGE)
    actor = f"<faultactor>{escaped(fault.actor)}</faultactor>" if fault.actor else ""
    return (
        f"<soap:Fault><faultcode>soap:{fault.code}</faultcode><faultstring>{text}</faultstring>"
        f"{actor}{_detail('detail', fault)}</soap:Fault>"
    )


def _fault_12(fault: SoapFault) -> str:
    code = _CODES_12.get(fault.code, fault.code)
    actor = escaped(fault.actor) if fault.actor else ""
    where = f"<soap:Node>{actor}</soap:Node><soap:Role>{actor}</soap:Role>" if actor else ""
    return (
        f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="en">{escaped(fault.text or NO_MESSAGE)}</soap:Text></soap:Reason>'
        f"{where}{_detail('soap:Detail', fault)}</soap:Fault>"
    )


def _detail(tag: str, fault: SoapFault) -> str:
    if fault.code == "MustUnderstand":
        return ""
    return f"<{tag}>{fault.detail}</{tag}>" if fault.detail else f"<{tag} />"
