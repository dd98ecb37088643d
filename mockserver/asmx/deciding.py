"""The order of decisions: what a request has to be before the operation sees it. Read it from top to bottom.

Each step may refuse the call; the first refusal is the answer. The order is that of Microsoft's reference source
(SoapServerProtocolFactory, SoapServerProtocol, XmlSerializer).
"""

from __future__ import annotations

from mockserver.asmx import charsets, routing, xml_messages
from mockserver.asmx.charsets import Decoded
from mockserver.asmx.faults import NOTHING_TO_ROUTE, TOO_LONG, Refusal, refused, unprocessable, unreadable
from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.reader import OPERATION_NAME, read
from mockserver.asmx.reading import NO_BODY, NO_ENVELOPE, Reading
from mockserver.asmx.routing import MediaType
from mockserver.asmx.swelling import swells
from mockserver.contract import SOAP_ACTION
from mockserver.messages import Request
from mockserver.service.backend import Exchange, SoapVersion

_VERSIONS: dict[str | None, SoapVersion] = {SOAP11: "1.1", SOAP12: "1.2"}


def decide(exchange: Exchange) -> SoapVersion:
    """Take the steps that come before the operation; note in the exchange what was read.

    Returns the version of the answer. Raises Refusal, which carries its own.
    """
    request = exchange.request
    media = routing.media_type(request.headers.get("content-type", ""))
    guess = routing.guessed_version(request.headers, media)
    action = _action(request, media, guess)
    by_body = not routing.is_known(action)
    _check_size(request, guess, by_body=by_body)
    if by_body:
        reading = _read(exchange, media, guess, routing_by_body=True)
        _check_route(reading, action, guess)
        _check_media(media, guess)
    else:
        _check_media(media, guess)
        reading = _read(exchange, media, guess, routing_by_body=False)
    version = _version(reading, media, guess)
    _check_reading(reading, version)
    return version


def _action(request: Request, media: MediaType, guess: SoapVersion) -> str:
    """What the headers name as the action. In the 1.1 way it must be known; in the 1.2 way the body can help."""
    if guess == "1.2":
        return routing.soap_action(media.parameters.get("action", ""))
    action = routing.soap_action(request.headers["soapaction"])
    if not routing.is_known(action):
        refusal = refused(guess, "Client", routing.unknown_soap_action(action))
        refusal.problem = f"the SOAPAction '{action}' is not that of the operation, {SOAP_ACTION}"
        raise refusal
    return action


def _check_size(request: Request, guess: SoapVersion, *, by_body: bool) -> None:
    if request.oversized:
        raise unprocessable(guess, NOTHING_TO_ROUTE) if by_body else refused(guess, "Server", TOO_LONG)


def _read(exchange: Exchange, media: MediaType, guess: SoapVersion, *, routing_by_body: bool) -> Reading:
    """Read the body once, as far as the engine would, and keep what it says of the caller."""
    charset = media.parameters.get("charset", "")
    text: Decoded = charsets.utf8(exchange.request.body, charset, by_declaration=media.name == SOAP_XML)
    if swells(text.data):
        raise Refusal(guess, "the names in the request would take too much memory: a namespace is too long", status=400)
    reading = read(text, routing=routing_by_body)
    exchange.version = _VERSIONS.get(reading.root)
    exchange.user, exchange.user_note = reading.user, reading.user_note
    exchange.ListID, exchange.ListID_note = reading.ListID, reading.ListID_note
    return reading


def _check_route(reading: Reading, action: str, guess: SoapVersion) -> None:
    """No header names the operation: the first element in Body does. Once it was read, the root says the version."""
    if reading.first == OPERATION_NAME:
        return
    version = guess if reading.root is None else _VERSIONS.get(reading.root)
    if version is None:
        raise _version_mismatch(reading)
    if reading.broken is not None and reading.broken.while_routing:
        raise unprocessable(version, xml_messages.message(reading.data, reading.broken))
    if not reading.is_envelope:
        raise unprocessable(version, NO_ENVELOPE)
    if reading.first is None:
        raise unprocessable(version, NO_BODY)
    raise refused(version, "Client", routing.unknown_action(action))


def _check_media(media: MediaType, guess: SoapVersion) -> None:
    if not media.is_soap:
        raise Refusal(guess, f"the Content-Type is '{media.name}', not {TEXT_XML} or {SOAP_XML}", status=415)


def _version(reading: Reading, media: MediaType, guess: SoapVersion) -> SoapVersion:
    """The namespace of the root is the version, whatever the headers suggest."""
    if reading.root is None:
        raise _not_xml(reading, guess)
    version = _VERSIONS.get(reading.root)
    if version is None:
        raise _version_mismatch(reading)
    if version == "1.1" and media.name != TEXT_XML:
        raise Refusal(version, f"a SOAP 1.1 envelope came as '{media.name}', not {TEXT_XML}", status=415)
    return version


def _check_reading(reading: Reading, version: SoapVersion) -> None:
    """The first thing wrong in document order; a header that is not understood counts last."""
    if not reading.is_envelope:
        raise unreadable(version, NO_ENVELOPE)
    if reading.invalid is not None:
        raise unreadable(version, reading.invalid)
    if reading.broken is not None:
        raise _not_xml(reading, version)
    if reading.not_understood is not None:
        raise refused(version, "MustUnderstand", f"SOAP header {reading.not_understood} was not understood.")


def _not_xml(reading: Reading, version: SoapVersion) -> Refusal:
    """A client fault with an XML error in its chain: the engine gives its status alone."""
    reason = reading.broken.reason if reading.broken else "it has no root"
    return Refusal(version, f"the request is not XML that the engine takes: {reason}", status=400)


def _version_mismatch(reading: Reading) -> Refusal:
    """Always told in SOAP 1.1."""
    unexpected = f"Possible SOAP version mismatch: Envelope namespace {reading.root} was unexpected."
    return refused("1.1", "VersionMismatch", f"{unexpected} Expecting {SOAP11}.")
