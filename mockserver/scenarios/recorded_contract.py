"""What a recorded envelope says, held against the contract that the WSDL serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from mockserver.contract import NAMESPACE, OPERATION, ROW_FIELDS, LooseRow, Row, XsdType, date_time, int32, shown
from mockserver.scenarios.recorded_xml import Element

Version = Literal["1.1", "1.2"]

_SOAP: dict[str, Version] = {
    "http://schemas.xmlsoap.org/soap/envelope/": "1.1",
    "http://www.w3.org/2003/05/soap-envelope": "1.2",
}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_RESPONSE, _RESULT, _ROW = f"{OPERATION}Response", f"{OPERATION}Result", "WSLegacyProcessStatus"
_BLANKS = " \t\r\n"


class RecordedFault(NamedTuple):
    """A fault that was recorded."""

    code: str
    """In SOAP 1.1's words, without a prefix; what a recording says that is no known code stays as it is."""
    text: str
    actor: str | None


class Slot(NamedTuple):
    """A child that an element may have."""

    name: str
    required: bool
    many: bool = False


_FAULTS: dict[Version, Sequence[Slot]] = {
    "1.1": (
        *(Slot("faultcode", required=True), Slot("faultstring", required=True)),
        *(Slot("faultactor", required=False), Slot("detail", required=False)),
    ),
    "1.2": (
        *(Slot("Code", required=True), Slot("Reason", required=True)),
        *(Slot("Node", required=False), Slot("Role", required=False), Slot("Detail", required=False)),
    ),
}
_CODES: dict[Version, dict[str, str]] = {
    "1.1": {code: code for code in ("Client", "Server", "MustUnderstand", "VersionMismatch")},
    "1.2": {
        "Sender": "Client",
        "Receiver": "Server",
        "MustUnderstand": "MustUnderstand",
        "VersionMismatch": "VersionMismatch",
    },
}
_FIELDS = tuple(Slot(field.name, field.required) for field in ROW_FIELDS)
_VALUES: dict[XsdType, Callable[[object], object]] = {"int": int32, "dateTime": date_time, "string": str}


class Judge:
    """Reads an envelope and keeps in what it breaks the contract."""

    def __init__(self) -> None:
        self.version: Version | None = None
        self.rows: tuple[Row | LooseRow | None, ...] | None = ()
        """None is an absent result."""
        self.row_elements: list[Element] = []
        self.fault: RecordedFault | None = None
        self._breaches: list[tuple[Element, str]] = []

    @property
    def breaches(self) -> Iterator[str]:
        """What is wrong in elements that the document has whole, in its order."""
        whole = [(element.line, what) for element, what in self._breaches if element.end is not None]
        return (f"line {line}: {what}" for line, what in sorted(whole, key=lambda breach: breach[0]))

    def envelope(self, root: Element) -> None:
        """Read all of it."""
        self.version = _SOAP.get(root.namespace)
        if self.version is None or root.name != "Envelope":
            self._wrong(root, f"expected the Envelope of SOAP 1.1 or 1.2, got {_called(root)}")
            return
        slots = (Slot("Header", required=False), Slot("Body", required=True))
        body = self._children(root, slots, root.namespace, "Envelope").get("Body")
        if body is not None:
            self._body(body, self.version)

    def _body(self, body: Element, version: Version) -> None:
        expected = f"expected {_RESPONSE} or a SOAP {version} Fault"
        if not body.children:
            self._wrong(body, f"Body: {expected}, got nothing")
        for number, child in enumerate(body.children):
            if number:
                self._wrong(child, f"Body: expected one element, got {_called(child)} too")
            elif (child.namespace, child.name) == (NAMESPACE, _RESPONSE):
                self._response(child)
            elif (child.namespace, child.name) == (body.namespace, "Fault"):
                self._fault(child, version)
            else:
                self._wrong(child, f"Body: {expected}, got {_called(child)}")

    # -- rows

    def _response(self, response: Element) -> None:
        self._attributes(response, _RESPONSE)
        result = self._children(response, (Slot(_RESULT, required=False),), NAMESPACE, _RESPONSE).get(_RESULT)
        if result is None:
            self.rows = None if response.end is not None else ()
            return
        self._attributes(result, _RESULT)
        self._children(result, (Slot(_ROW, required=False, many=True),), NAMESPACE, _RESULT)
        self.row_elements = [child for child in result.children if child.name == _ROW and child.end is not None]
        self.rows = tuple(self._row(row, f"row {number}") for number, row in enumerate(self.row_elements, 1))

    def _row(self, element: Element, of: str) -> Row | LooseRow | None:
        self._attributes(element, of, nillable=True)
        if _is_nil(element):
            if element.children or element.text.strip(_BLANKS):
                self._wrong(element, f"{of}: it is nil, and yet holds something")
            return None
        found = self._children(element, _FIELDS, NAMESPACE, of)
        fields = [(field, found.get(field.name)) for field in ROW_FIELDS]
        readable = [
            not field.required if child is None else self._value(child, field.type, f"{of}: {field.name}")
            for field, child in fields
        ]
        if not all(readable):
            return LooseRow(tuple((child.name, child.text) for child in element.children))
        texts = {name: child.text.strip(_BLANKS) for name, child in found.items()}
        return Row(
            StatusID=int32(texts["StatusID"]),
            ListID=int32(texts["ListID"]),
            ProcessType=found["ProcessType"].text if "ProcessType" in found else None,
            CurrentStep=int32(texts["CurrentStep"]),
            MaxStep=int32(texts["MaxStep"]),
            ProcessStartTime=texts["ProcessStartTime"],
            ProcessCompleteTime=texts["ProcessCompleteTime"],
        )

    def _value(self, element: Element, kind: XsdType, of: str) -> bool:
        """Whether a field has a value of its type."""
        self._attributes(element, of)
        if _is_nil(element):
            return False
        if element.children:
            self._wrong(element, f"{of}: expected text, got the element {element.children[0].name} in it")
            return False
        try:
            _VALUES[kind](element.text.strip(_BLANKS))
        except ValueError as error:
            self._wrong(element, f"{of}: {error}")
            return False
        return element.namespace == NAMESPACE

    # -- a fault

    def _fault(self, element: Element, version: Version) -> None:
        namespace = "" if version == "1.1" else element.namespace
        found = self._children(element, _FAULTS[version], namespace, "Fault")
        if version == "1.1":
            code, text, actor = (found.get(name) for name in ("faultcode", "faultstring", "faultactor"))
        else:
            code = self._only(found.get("Code"), "Value")
            text = self._only(found.get("Reason"), "Text")
            actor = found.get("Node")
        self.fault = RecordedFault(
            self._code(code, version) if code is not None else "",
            text.text if text is not None else "",
            actor.text if actor is not None else None,
        )

    def _only(self, parent: Element | None, name: str) -> Element | None:
        """The first child of this name, which must be there; what else SOAP 1.2 allows beside it is left alone."""
        if parent is None:
            return None
        child = next((c for c in parent.children if (c.namespace, c.name) == (parent.namespace, name)), None)
        if child is None:
            self._wrong(parent, f"{parent.name}: the element {name} is missing")
        return child

    def _code(self, element: Element, version: Version) -> str:
        local = element.text.strip(_BLANKS).rpartition(":")[2]
        known = _CODES[version]
        if local not in known:
            self._wrong(element, f"Fault: expected a code of {', '.join(known)}, got {shown(local)}")
        return known.get(local, local)

    # -- what holds for all elements

    def _children(self, parent: Element, slots: Sequence[Slot], namespace: str, of: str) -> dict[str, Element]:
        """The first child of each name, whatever is wrong with it; and what is wrong with all of them."""
        order = [slot.name for slot in slots]
        found: dict[str, Element] = {}
        last = 0
        for child in parent.children:
            slot = next((slot for slot in slots if slot.name == child.name), None)
            if slot is None:
                self._wrong(child, f"{of}: unknown element {_called(child)}")
                continue
            place = order.index(child.name)
            if child.namespace != namespace:
                self._wrong(
                    child, f"{of}: expected {child.name} in {_space(namespace)}, got it in {_space(child.namespace)}"
                )
            elif child.name in found and not slot.many:
                self._wrong(child, f"{of}: {child.name} is here twice")
            elif place < last:
                self._wrong(child, f"{of}: {child.name} stands behind {order[last]}, and belongs before it")
            last = max(last, place)
            found.setdefault(child.name, child)
        for slot in slots:
            if slot.required and slot.name not in found:
                self._wrong(parent, f"{of}: the element {slot.name} is missing")
        if parent.text.strip(_BLANKS):
            self._wrong(parent, f"{of}: text between its elements: {shown(parent.text.strip(_BLANKS))}")
        return found

    def _attributes(self, element: Element, of: str, *, nillable: bool = False) -> None:
        for name in element.attributes:
            if not name.startswith(f"{_XSI} "):
                self._wrong(element, f"{of}: unknown attribute {name.rpartition(' ')[2]}")
        if _is_nil(element) and not nillable:
            self._wrong(element, f"{of}: it is nil, and can't be")

    def _wrong(self, element: Element, what: str) -> None:
        self._breaches.append((element, what))


def _is_nil(element: Element) -> bool:
    return element.attributes.get(f"{_XSI} nil", "").strip(_BLANKS) in ("true", "1")


def _called(element: Element) -> str:
    return f"{element.name} in {_space(element.namespace)}"


def _space(namespace: str) -> str:
    return f"the namespace {shown(namespace)}" if namespace else "no namespace"
