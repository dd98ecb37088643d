"""The order of decisions: what a request has to be before the operation sees it. Read it from top to bottom.

Each step may refuse the call; the first refusal is the answer. The numbers are those of docs/fidelity.md.
"""

from __future__ import annotations

from typing import NamedTuple

from mockserver.asmx import charsets, routing, xml_messages
from mockserver.asmx.faults import NOTHING_TO_ROUTE, TOO_LONG, Refusal, refused, unprocessable, unreadable
from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.reading import NO_BODY, NO_ENVELOPE, OPERATION_NAME, Broken, Reading, read
from mockserver.asmx.routing import MediaType
from mockserver.messages import Request
from mockserver.service.backend import Exchange, SoapVersion

_VERSIONS: dict[str | None, SoapVersion] = {SOAP11: "1.1", SOAP12: "1.2"}


class Decided(NamedTuple):
    """A request that the engine takes: the version of the answer, and what was read."""

    version: SoapVersion
    reading: Reading


def decide(exchange: Exchange) -> Decided:
    """Take the steps that come before the operation, and note the envelope's version. Raises Refusal."""
    request = exchange.request
    media = routing.media_type(request.headers.get("content-type", ""))
    guess = routing.guessed_version(request.headers, media)  # step 1
    try:
        reading = _route(request, media, guess, exchange)  # steps 2 and 3
        version = _version(reading, media)  # step 4
    except Refusal as refusal:
        refusal.version = refusal.version or guess
        raise
    exchange.version = version
    try:
        _judge(reading)  # steps 5 to 8
    except Refusal as refusal:
        refusal.version = version
        raise
    return Decided(version, reading)


def _route(request: Request, media: MediaType, guess: SoapVersion, exchange: Exchange) -> Reading:
    """Step 2: which operation is meant; step 3: the media type. Between them, in the engine's odd order, the size."""
    by_body = False
    if guess == "1.1":
        action = routing.soap_action(request.headers["soapaction"])
        if not routing.is_known(action):
            raise routing.unknown_soap_action(action)
    else:
        action = routing.soap_action(media.parameters.get("action", ""))
        by_body = not routing.is_known(action)
    if request.oversized:
        raise unprocessable(NOTHING_TO_ROUTE) if by_body else refused("Server", TOO_LONG)
    if by_body:
        reading = _read(request, media, routing_by_body=True)
        _route_by_body(reading, action, exchange)
        _check_media(media)
        return reading
    _check_media(media)
    return _read(request, media, routing_by_body=False)


def _read(request: Request, media: MediaType, *, routing_by_body: bool) -> Reading:
    by_declaration = media.name == SOAP_XML
    try:
        data = charsets.utf8(request.body, media.parameters.get("charset", ""), by_declaration=by_declaration)
    except charsets.Undecodable as error:
        return Reading(request.body, broken=Broken(0, routing_by_body, str(error)))
    return read(data, routing=routing_by_body)


def _route_by_body(reading: Reading, action: str, exchange: Exchange) -> None:
    """No header names the operation: the first element in Body does."""
    if reading.first == OPERATION_NAME:
        return
    if reading.root is not None:  # from here on the root's namespace decides the version, a mismatch included
        version = _VERSIONS.get(reading.root)
        if version is None:
            raise _version_mismatch(reading.root)
        exchange.version = version
    else:
        version = None
    refusal = _routing_failed(reading, action)
    refusal.version = version
    raise refusal


def _routing_failed(reading: Reading, action: str) -> Refusal:
    if reading.broken is not None and reading.broken.while_routing:
        return unprocessable(xml_messages.message(reading.data, reading.broken))
    if not reading.is_envelope:
        return unprocessable(NO_ENVELOPE)
    if reading.first is None:
        return unprocessable(NO_BODY)
    return routing.unknown_action(action)


def _check_media(media: MediaType) -> None:
    if not media.is_soap:
        raise Refusal(f"the Content-Type is {media.name!r}; SOAP is taken as {TEXT_XML} or {SOAP_XML} only", status=415)


def _version(reading: Reading, media: MediaType) -> SoapVersion:
    """Step 4: the namespace of the root is the version, whatever the headers suggest."""
    if reading.root is None:
        raise _not_xml(reading)
    version = _VERSIONS.get(reading.root)
    if version is None:
        raise _version_mismatch(reading.root)
    if version == "1.1" and media.name != TEXT_XML:
        refusal = Refusal(f"a SOAP 1.1 envelope came as {media.name!r}; it is taken as {TEXT_XML} only", status=415)
        refusal.version = version
        raise refusal
    return version


def _judge(reading: Reading) -> None:
    """Steps 5 to 8: the first thing wrong in document order; a header not understood counts last."""
    if not reading.is_envelope:
        raise unreadable(NO_ENVELOPE)
    if reading.invalid is not None:
        raise unreadable(reading.invalid)
    if reading.broken is not None:
        raise _not_xml(reading)
    if reading.not_understood is not None:
        raise refused("MustUnderstand", f"SOAP header {reading.not_understood} was not understood.")


def _not_xml(reading: Reading) -> Refusal:
    """A client fault with an XML error in its chain: the engine gives its status alone."""
    assert reading.broken is not None  # noqa: S101 - nothing else leaves a document unread
    return Refusal(f"the request is not XML that the engine takes: {reading.broken.reason}", status=400)


def _version_mismatch(namespace: str) -> Refusal:
    refusal = refused(
        "VersionMismatch",
        f"Possible SOAP version mismatch: Envelope namespace {namespace} was unexpected. Expecting {SOAP11}.",
    )
    refusal.version = "1.1"  # always, and it has precedence over the guess
    return refusal
