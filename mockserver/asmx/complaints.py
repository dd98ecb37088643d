"""What a client did wrong, a sentence each, for whoever reads the journal. None of it goes over the wire.

The sentences stand behind a colon: they begin in lower case and have no full stop. They say what came, where, and what
it should be, in at most 200 characters (MOST). What they quote is cut and not escaped: passwords are looked for in them
afterwards, and whoever prints them makes them printable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.xml.places import Place
from mockserver.contract import INT32_MAX, INT32_MIN, NAMESPACE, OPERATION, SOAP_ACTION

Where = Callable[[int], Place]
"""Line and column of an offset in the request's text."""

MOST = 200
"""Characters of a sentence; transcripts show no more."""
WHOLE_NUMBER = f"a whole number from {INT32_MIN} to {INT32_MAX}"


class Element(NamedTuple):
    """A start tag as it was met, and the offset of its name in the text."""

    local: str
    namespace: str
    offset: int

    def is_called(self, local: str, namespace: str) -> bool:
        """Whether this is its name."""
        return self.local == local and self.namespace == namespace

    def shown(self, where: Where) -> str:
        """Name and place. Not as a tag: what follows a tag of a password would be hidden."""
        return f"{quoted(self.local, 32)} {placed(where(self.offset))}"


def cut(text: str, most: int = 60) -> str:
    """The text; of a long one its beginning and dots."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def quoted(text: str, most: int = 60) -> str:
    """A short quotation in single quotes."""
    return f"'{cut(text, most)}'"


def placed(place: Place) -> str:
    """Where something stands, in parentheses."""
    return f"(line {place.line}, column {place.column})"


# The headers.


def soap_action(value: str, action: str) -> str:
    """For a SOAPAction header that does not name the operation; ``action`` is what the engine made of its value."""
    wanted = f'it should be "{SOAP_ACTION}"'
    if value == '"':
        return f"the SOAPAction header is a lone double quote; {wanted}"
    if not action.strip():
        return f"the SOAPAction header is empty; {wanted}"
    return f"the SOAPAction {quoted(action, 64)} {_what_is_wrong(action)}; {wanted}"


def _what_is_wrong(action: str) -> str:
    """How an action differs from the operation's."""
    if "," in action:
        return "is more than one value"
    if slip := _slip(action, SOAP_ACTION):
        return slip
    namespace, _, operation = action.rpartition("/")
    if operation.lower() == OPERATION.lower():
        if _is_other_version(namespace):
            return "is that of another version of the service"
        return "has another namespace" if namespace else "lacks the namespace"
    if f"{namespace}/" == NAMESPACE:
        return "names an operation that this mock lacks"
    return "is unknown"


def _is_other_version(namespace: str) -> bool:
    family, _, _ = NAMESPACE.rstrip("/").rpartition("/")
    return re.fullmatch(rf"{re.escape(family)}/v[0-9.]+/?", namespace, re.IGNORECASE) is not None


def _slip(found: str, wanted: str) -> str:
    """How a name that is nearly right differs from the right one; empty if it is not near."""
    if found.lower().replace("https:", "http:", 1).strip("\"'<> \t\r\n/") != wanted.lower().strip("/"):
        return ""
    if found.strip("\"'<> \t\r\n") == wanted:
        return "has quotes or blanks too many"
    if found.lower() == wanted.lower():
        return "differs in upper and lower case"
    if found.rstrip("/") == wanted.rstrip("/"):
        return "lacks the slash at its end" if len(found) < len(wanted) else "has a slash too many at its end"
    if found.replace("https:", "http:", 1) == wanted:
        return "begins with https"
    return "is not the same to the letter"


def content_type(value: str, name: str) -> str:
    """For a Content-Type that is none of the two; ``name`` is what the engine takes for the media type."""
    wanted = f"{TEXT_XML} (SOAP 1.1) or {SOAP_XML} (SOAP 1.2)"
    if not value.strip():
        return f"the Content-Type header is missing; it should be {wanted}"
    if name.strip() in (TEXT_XML, SOAP_XML):
        return (
            f"the Content-Type {quoted(value)} has a blank around {name.strip()}, which the engine takes for part of it"
        )
    return f"the Content-Type is {quoted(name)}; it should be {wanted}"


def soap_11_as(name: str) -> str:
    """For a SOAP 1.1 envelope in the media type of SOAP 1.2."""
    return (
        f"the Envelope is of SOAP 1.1, but the Content-Type is {quoted(name, 40)}; send it as {TEXT_XML}, "
        f"or take SOAP 1.2's namespace, {SOAP12}"
    )


def too_long(most: int) -> str:
    """For a body of more bytes than that."""
    return f"the body is longer than {most} bytes, the most that the engine takes (setting max_request_bytes)"


# The envelope.


def version_mismatch(root: Element, where: Where) -> str:
    """For a root that is in the namespace of neither version."""
    tag = root.shown(where)
    if root.local.lower() != "envelope":
        return f'the root element is {tag}, not Envelope; a SOAP message begins with <Envelope xmlns="{SOAP11}">'
    both = f"{SOAP11} (SOAP 1.1) or {SOAP12} (SOAP 1.2)"
    if not root.namespace:
        return f"{tag} is in no namespace; it should be in {both}"
    told = f"the namespace of {tag}, {quoted(root.namespace, 42)},"
    for wanted in (SOAP11, SOAP12):
        if slip := _slip(root.namespace, wanted):
            return f"{told} {slip}; it should be {wanted}"
    if re.fullmatch(r"http://www\.w3\.org/[0-9]{4}/[0-9]{2}/soap-envelope/?", root.namespace):
        return f"{told} is that of a draft of SOAP 1.2; it should be {SOAP12}"
    return f"{told} is neither {SOAP11} nor {SOAP12}"


def no_envelope(root: Element, where: Where) -> str:
    """For a root in a SOAP namespace that is not Envelope."""
    why = ": case counts" if root.local.lower() == "envelope" else ""
    return f"the root element is {root.shown(where)}; it should be Envelope{why}"


def no_body(instead: Element | None, namespace: str, where: Where) -> str:
    """For an Envelope without Body; ``instead`` is an element that stands where Body belongs."""
    if instead is None:
        return "the Envelope has no Body"
    tag = instead.shown(where)
    if instead.local.lower() != "body":
        return f"{tag} stands where Body belongs: the Envelope may hold one Header, then the Body"
    if instead.namespace == namespace:
        return f"{tag} should be Body: case counts"
    return f"{tag} is in {_in_namespace(instead.namespace)}; it should be in that of the Envelope, {namespace}"


def text_for_body(place: Place) -> str:
    """For text in the Envelope where Body belongs."""
    return (
        f"text stands before the Body {placed(place)}: between the elements of an Envelope only white space may stand"
    )


def no_operation(first: Element | None, action: str | None, where: Where, *, by_header: bool) -> str:
    """For a request of which neither an action nor the first element in Body names the operation.

    ``action`` is the parameter's, ``by_header`` says that a SOAPAction header might have named it.
    """
    body = "the Body does not begin with an element" if first is None else misnamed(first, OPERATION, where)
    if action:
        whole = f"{body}, and the action {quoted(action, 30)} is unknown"
    else:
        whole = f"{body}, and there is no {'SOAPAction header' if by_header else 'action in the Content-Type'}"
    return whole if len(whole) <= MOST else body


def misnamed(found: Element, wanted: str, where: Where) -> str:
    """For an element that stands where one of the service's belongs."""
    tag = found.shown(where)
    if found.local.lower() != wanted.lower():
        return f"{tag} is not {wanted} of {NAMESPACE}"
    if found.namespace == NAMESPACE:
        return f"{tag} should be {wanted}: case counts"
    if found.local == wanted:
        slip = _slip(found.namespace, NAMESPACE)
        which = f", which {slip}" if slip else ""
        return f"{tag} is in {_in_namespace(found.namespace)}{which}; it should be in {NAMESPACE}"
    return f"{tag} should be {wanted} in {NAMESPACE}, and is in {_in_namespace(found.namespace)}"


def _in_namespace(namespace: str) -> str:
    return quoted(namespace, 45) if namespace else "no namespace"


# Values.


def list_id(text: str, place: Place) -> str:
    """For a ListID that is not a 32-bit number."""
    if not text.strip():
        return f"ListID is empty {placed(place)}; it should be {WHOLE_NUMBER}"
    return f"ListID is {quoted(text, 40)} {placed(place)}; it should be {WHOLE_NUMBER}"


def header_attribute(name: str, value: str, place: Place) -> str:
    """For an attribute of WSUser that SOAP defines, with a value that it can't have."""
    return f"{name} of WSUser is {quoted(value, 40)} {placed(place)}; it should be 1, 0, true or false"


def header_type(value: str, place: Place) -> str:
    """For an xsi:type of WSUser that is not its type."""
    return f"WSUser {placed(place)} says xsi:type={quoted(value, 40)}; leave it out, or name WSUser of {NAMESPACE}"


def not_understood(header: Element, where: Where) -> str:
    """For a header with mustUnderstand that the service doesn't know."""
    if header.local.lower() == "wsuser":
        return f"{misnamed(header, 'WSUser', where)}, and says mustUnderstand"
    return f"the header {header.shown(where)} says mustUnderstand, but the service understands only WSUser"


# What was meant as a log-on or a list.


def user_note(missing: Sequence[str], met: Mapping[str, Element], where: Where) -> str | None:
    """What was meant as the missing elements of the log-on and does not count; None if nothing looks like them."""
    for wanted in missing:
        if near := met.get(wanted):
            return misnamed(near, wanted, where)
    if "WSUser" not in missing:
        return None
    if stray := met.get("stray"):
        return f"{stray.shown(where)} stands directly in the Header; it belongs in WSUser"
    if late := met.get("late Header"):
        return f"{late.shown(where)} stands behind the Body, where nobody looks; it belongs before it"
    if lost := met.get("lost"):
        return f"{lost.shown(where)} stands in the Body; it belongs in the Header"
    return None


def list_note(met: Mapping[str, Element], where: Where) -> str:
    """Why there is no ListID."""
    if near := met.get("ListID"):
        return misnamed(near, "ListID", where)
    if child := met.get("argument"):
        return f"{OPERATION} has no ListID, but {child.shown(where)}"
    if OPERATION in met:
        return f"{OPERATION} {placed(where(met[OPERATION].offset))} has no ListID"
    if other := met.get("operation"):
        return misnamed(other, OPERATION, where)
    return "the Body has no element in it"
