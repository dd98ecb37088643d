"""The order of decisions: what a request has to be before the operation sees it. Read it from top to bottom.

Each step may refuse the call; the first refusal is the answer. The order is that of Microsoft's reference source
(SoapServerProtocolFactory, SoapServerProtocol, XmlSerializer).
"""

from __future__ import annotations

from mockserver.asmx import charsets, complaints, routing
from mockserver.asmx.arguments import argument
from mockserver.asmx.charsets import Decoded
from mockserver.asmx.document import Document
from mockserver.asmx.faults import NO_OBJECT, NO_USER, TOO_LONG, Refusal, refused, unprocessable, unreadable
from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.reading import InvalidRequest, Parameters
from mockserver.asmx.routing import MediaType
from mockserver.asmx.xml.errors import XmlError
from mockserver.messages import Request
from mockserver.service.backend import Exchange, SoapVersion

_VERSIONS: dict[str | None, SoapVersion] = {SOAP11: "1.1", SOAP12: "1.2"}


def decide(exchange: Exchange) -> SoapVersion:
    """Take the steps that come before the operation; note in the exchange what was read.

    Returns the version of the answer. Raises Refusal, which carries its own.
    """
    request = exchange.request
    media = routing.media_type(request.headers.get("content-type", ""))
    decoded = _decoded(request, media)
    exchange.read = decoded.data
    guess = routing.guessed_version(request.headers, media)
    action = _action(request, media, guess)
    by_body = not routing.is_known(action)
    _check_size(exchange, guess, by_body=by_body)
    document = Document(request, media, decoded)
    if by_body:
        _check_body_names_operation(document, action, guess)
    _check_media(request, media, guess)
    version = exchange.version = _version(document, media, guess)
    _read(document, exchange, version)
    return version


def _action(request: Request, media: MediaType, guess: SoapVersion) -> str:
    """What the headers name as the action. In the 1.1 way it must be known; in the 1.2 way the body can help."""
    if guess == "1.2":
        return routing.soap_action(media.parameters.get("action", ""))
    header = request.headers["soapaction"]
    if header == '"':
        raise unprocessable(guess, routing.LONE_QUOTE, complaints.soap_action(header, header))
    action = routing.soap_action(header)
    if not routing.is_known(action):
        problem = complaints.soap_action(header, action)
        raise refused(guess, "Client", routing.unknown_soap_action(action), problem)
    return action


def _check_size(exchange: Exchange, guess: SoapVersion, *, by_body: bool) -> None:
    if exchange.request.oversized:
        problem = complaints.too_long(exchange.backend.settings_for(exchange).max_request_bytes)
        raise unprocessable(guess, NO_OBJECT, problem) if by_body else refused(guess, "Server", TOO_LONG, problem)


def _decoded(request: Request, media: MediaType) -> Decoded:
    """The engine decodes later; nobody can tell, and what is kept of any call is freed of passwords by its text."""
    charset = media.parameters.get("charset", "")
    return charsets.utf8(request.body, charset, by_declaration=media.is_application)


def _check_body_names_operation(document: Document, action: str, guess: SoapVersion) -> None:
    """No header names the operation: the first element in Body does. Once it was read, the root says the version."""
    try:
        if document.names_operation():
            return
        problem: InvalidRequest | XmlError | None = None
    except (InvalidRequest, XmlError) as error:
        problem = error
    version = guess if document.root is None else _VERSIONS.get(document.root.namespace)
    if version is None:
        raise _version_mismatch(document)
    if problem is None:
        by_header = document.media.name != SOAP_XML
        told = complaints.no_operation(document.first, action, document.where, by_header=by_header)
        raise refused(version, "Client", routing.unknown_action(action), told)
    if isinstance(problem, InvalidRequest):
        raise unprocessable(version, str(problem), problem.complaint)
    raise unprocessable(version, document.message(problem), _why_not_xml(document, problem))


def _check_media(request: Request, media: MediaType, guess: SoapVersion) -> None:
    if not media.is_soap:
        problem = complaints.content_type(request.headers.get("content-type", ""), media.name)
        raise Refusal(guess, problem, status=415)


def _version(document: Document, media: MediaType, guess: SoapVersion) -> SoapVersion:
    """The namespace of the root is the version, whatever the headers suggest."""
    try:
        namespace = document.read_root()
    except XmlError as error:
        raise _not_xml(document, error, guess) from error
    version = _VERSIONS.get(namespace)
    if version is None:
        raise _version_mismatch(document)
    if version == "1.1" and media.name != TEXT_XML:
        raise Refusal(version, complaints.soap_11_as(media.name), status=415)
    return version


def _read(document: Document, exchange: Exchange, version: SoapVersion) -> None:
    """The first thing wrong in document order; a header that is not understood counts last."""
    found, problem = Parameters(), None
    try:
        document.read_parameters(found)
    except (InvalidRequest, XmlError) as error:
        problem = error
    exchange.user, exchange.ListID = found.user, found.ListID
    if found.lacks_user and version == "1.1":  # the engine would stop there, before it reads the body
        _check_required_header(exchange, document, found)
    if isinstance(problem, XmlError):
        raise _not_xml(document, problem, version)
    if problem is not None:
        raise unreadable(version, str(problem), problem.complaint)
    if found.not_understood is not None:
        text = f"SOAP header {argument(found.not_understood.local)} was not understood."
        told = complaints.not_understood(found.not_understood, document.where)
        raise refused(version, "MustUnderstand", text, told)
    if found.met or found.ListID is None:
        exchange.user_note, exchange.ListID_note = document.notes(found)


def _check_required_header(exchange: Exchange, document: Document, found: Parameters) -> None:
    """Only an engine that is set up to insist on the log-on refuses a call without it. SOAP 1.2 knows no such rule."""
    if exchange.backend.settings_for(exchange).missing_header == "engine":
        user_note, _ = document.notes(found)
        raise refused("1.1", "MustUnderstand", NO_USER, user_note or "the request has no WSUser header")


def _not_xml(document: Document, error: XmlError, version: SoapVersion) -> Refusal:
    """A client fault with an XML error in its chain: the engine gives its status alone."""
    why = _why_not_xml(document, error)
    return Refusal(version, f"{why}; the engine answers a bare 400", status=400)


def _why_not_xml(document: Document, error: XmlError) -> str:
    from mockserver.asmx.not_xml import why_not_xml  # noqa: PLC0415 - most processes never need it

    return why_not_xml(document, error)


def _version_mismatch(document: Document) -> Refusal:
    """Always told in SOAP 1.1."""
    root = document.root
    assert root is not None  # noqa: S101 - for mypy: the quick reader takes no other versions
    unexpected = f"Possible SOAP version mismatch: Envelope namespace {argument(root.namespace)} was unexpected."
    problem = complaints.version_mismatch(root, document.where)
    return refused("1.1", "VersionMismatch", f"{unexpected} Expecting {SOAP11}.", problem)
