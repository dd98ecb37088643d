"""The order of decisions: what a request has to be before the operation sees it. Read it from top to bottom.

Each step may refuse the call; the first refusal is the answer. The order is that of Microsoft's reference source
(SoapServerProtocolFactory, SoapServerProtocol, XmlSerializer).
"""

from __future__ import annotations

from mockserver.asmx import charsets, routing
from mockserver.asmx.arguments import argument
from mockserver.asmx.charsets import Decoded
from mockserver.asmx.document import Document
from mockserver.asmx.faults import NO_OBJECT, NO_USER, TOO_LONG, Refusal, refused, unprocessable, unreadable
from mockserver.asmx.names import SOAP11, SOAP12, SOAP_XML, TEXT_XML
from mockserver.asmx.reading import InvalidRequest, Parameters
from mockserver.asmx.routing import MediaType
from mockserver.asmx.xml.errors import XmlError
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
    decoded = _decoded(request, media)
    exchange.read = decoded.data
    guess = routing.guessed_version(request.headers, media)
    action = _action(request, media, guess)
    by_body = not routing.is_known(action)
    _check_size(request, guess, by_body=by_body)
    document = Document(decoded)
    if by_body:
        _check_body_names_operation(document, action, guess)
    _check_media(media, guess)
    version = exchange.version = _version(document, media, guess)
    _read(document, exchange, version)
    return version


def _action(request: Request, media: MediaType, guess: SoapVersion) -> str:
    """What the headers name as the action. In the 1.1 way it must be known; in the 1.2 way the body can help."""
    if guess == "1.2":
        return routing.soap_action(media.parameters.get("action", ""))
    header = request.headers["soapaction"]
    if header == '"':
        raise unprocessable(guess, routing.LONE_QUOTE)
    action = routing.soap_action(header)
    if not routing.is_known(action):
        refusal = refused(guess, "Client", routing.unknown_soap_action(action))
        refusal.problem = f"the SOAPAction '{argument(action)}' is not that of the operation, {SOAP_ACTION}"
        raise refusal
    return action


def _check_size(request: Request, guess: SoapVersion, *, by_body: bool) -> None:
    if request.oversized:
        raise unprocessable(guess, NO_OBJECT) if by_body else refused(guess, "Server", TOO_LONG)


def _decoded(request: Request, media: MediaType) -> Decoded:
    """The engine decodes later; nobody can tell, and what is kept of any call is freed of passwords by its text."""
    charset = media.parameters.get("charset", "")
    return charsets.utf8(request.body, charset, by_declaration=media.is_application)


def _check_body_names_operation(document: Document, action: str, guess: SoapVersion) -> None:
    """No header names the operation: the first element in Body does. Once it was read, the root says the version."""
    try:
        if document.names_operation():
            return
        problem: Exception | None = None
    except (InvalidRequest, XmlError) as error:
        problem = error
    version = guess if document.root is None else _VERSIONS.get(document.root)
    if version is None:
        raise _version_mismatch(document.root)
    if problem is None:
        raise refused(version, "Client", routing.unknown_action(action))
    raise unprocessable(version, document.message(problem))


def _check_media(media: MediaType, guess: SoapVersion) -> None:
    if not media.is_soap:
        raise Refusal(guess, f"the Content-Type is '{argument(media.name)}', not {TEXT_XML} or {SOAP_XML}", status=415)


def _version(document: Document, media: MediaType, guess: SoapVersion) -> SoapVersion:
    """The namespace of the root is the version, whatever the headers suggest."""
    try:
        namespace = document.read_root()
    except XmlError as error:
        raise _not_xml(document, error, guess) from error
    version = _VERSIONS.get(namespace)
    if version is None:
        raise _version_mismatch(namespace)
    if version == "1.1" and media.name != TEXT_XML:
        raise Refusal(version, f"a SOAP 1.1 envelope came as '{argument(media.name)}', not {TEXT_XML}", status=415)
    return version


def _read(document: Document, exchange: Exchange, version: SoapVersion) -> None:
    """The first thing wrong in document order; a header that is not understood counts last."""
    found, problem = Parameters(), None
    try:
        document.read_parameters(found)
    except (InvalidRequest, XmlError) as error:
        problem = error
    exchange.user, exchange.user_note = found.user, found.user_note
    exchange.ListID, exchange.ListID_note = found.ListID, found.ListID_note
    if found.lacks_user and version == "1.1":  # the engine would stop there, before it reads the body
        _check_required_header(exchange)
    if isinstance(problem, XmlError):
        raise _not_xml(document, problem, version)
    if problem is not None:
        raise unreadable(version, str(problem))
    if found.not_understood is not None:
        raise refused(version, "MustUnderstand", f"SOAP header {argument(found.not_understood)} was not understood.")


def _check_required_header(exchange: Exchange) -> None:
    """Only an engine that is set up to insist on the log-on refuses a call without it. SOAP 1.2 knows no such rule."""
    if exchange.backend.settings_for(exchange).missing_header == "engine":
        raise refused("1.1", "MustUnderstand", NO_USER)


def _not_xml(document: Document, error: XmlError, version: SoapVersion) -> Refusal:
    """A client fault with an XML error in its chain: the engine gives its status alone."""
    reason = document.message(error)
    return Refusal(version, f"the request is not XML that the engine takes: {reason}", status=400)


def _version_mismatch(namespace: str | None) -> Refusal:
    """Always told in SOAP 1.1."""
    unexpected = f"Possible SOAP version mismatch: Envelope namespace {argument(namespace or '')} was unexpected."
    return refused("1.1", "VersionMismatch", f"{unexpected} Expecting {SOAP11}.")
