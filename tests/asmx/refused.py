"""Requests that the engine refuses, by name; what is told of each is in ``complaints.txt``."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping

from mockserver.contract import SOAP_ACTION
from tests.soap import HEADERS_11, HEADERS_12, OPERATION, SOAP11, SOAP12, TNS, envelope, list_id

GOOD = envelope()
GOOD_12 = envelope(namespace=SOAP12)
HEADER = f'<soap:Header><WSUser xmlns="{TNS}"><UserName>me</UserName><Password>secret</Password></WSUser></soap:Header>'
XSI = "http://www.w3.org/2001/XMLSchema-instance"

BY_BODY = {"content-type": "text/xml"}
"""Without a SOAPAction the body names the operation."""
PLAIN_12 = {"content-type": "application/soap+xml"}
"""Without a charset the XML declaration counts."""


def action(value: str) -> dict[str, str]:
    return HEADERS_11 | {"soapaction": value}


def media(value: str) -> dict[str, str]:
    return HEADERS_11 | {"content-type": value}


def in_namespace(namespace: str) -> str:
    return GOOD.replace(SOAP11, namespace)


REFUSED: dict[str, tuple[str | bytes, Mapping[str, str]]] = {
    # the version of SOAP
    "Envelope: a namespace of its own": (in_namespace("urn:x"), HEADERS_11),
    "Envelope: no namespace": ("<Envelope/>", HEADERS_11),
    "Envelope: a draft of SOAP 1.2": (in_namespace("http://www.w3.org/2001/12/soap-envelope"), HEADERS_11),
    "Envelope: the wrong case": (in_namespace("http://schemas.xmlsoap.org/SOAP/envelope/"), HEADERS_11),
    "Envelope: 1.1 without its slash": (in_namespace(SOAP11.rstrip("/")), HEADERS_11),
    "Envelope: 1.2 with a slash": (in_namespace(f"{SOAP12}/"), HEADERS_12),
    "Envelope: https": (in_namespace(SOAP12.replace("http:", "https:")), HEADERS_12),
    "Envelope: blanks around it": (in_namespace(f" {SOAP12} "), HEADERS_12),
    "Envelope: several slips": (in_namespace(SOAP12.upper() + "/"), HEADERS_12),
    "Envelope: WSDL's namespace": (in_namespace("http://schemas.xmlsoap.org/wsdl/soap/"), HEADERS_11),
    "Envelope: XML-RPC": ("<methodCall/>", HEADERS_11),
    "Envelope: no envelope": (OPERATION, BY_BODY),
    "Envelope: 1.1 in the media type of 1.2": (GOOD, HEADERS_12),
    # what names the operation
    "action: empty in quotes": (GOOD, action('""')),
    "action: empty": (GOOD, action("")),
    "action: a lone quote": (GOOD, action('"')),
    "action: another operation": (GOOD, action(f"{TNS}GetProcessStatus")),
    "action: no namespace": (GOOD, action("GetLegacyProcessStatus")),
    "action: another version's": (GOOD, action(SOAP_ACTION.replace("v31", "v30"))),
    "action: another namespace": (GOOD, action("http://tempuri.org/GetLegacyProcessStatus")),
    "action: the wrong case": (GOOD, action(SOAP_ACTION.lower())),
    "action: a slash": (GOOD, action(f"{SOAP_ACTION}/")),
    "action: https": (GOOD, action(SOAP_ACTION.replace("http:", "https:"))),
    "action: single quotes": (GOOD, action(f"'{SOAP_ACTION}'")),
    "action: two headers": (GOOD, action(f"{SOAP_ACTION},{SOAP_ACTION}")),
    "action: unknown": (GOOD, action("urn:x")),
    "action: no SOAPAction, another operation": (envelope(OPERATION.replace("Legacy", "")), BY_BODY),
    "action: no SOAPAction, another namespace": (envelope(OPERATION.replace(TNS, "http://tempuri.org/")), BY_BODY),
    "action: no SOAPAction, no namespace": (envelope(OPERATION.replace(TNS, "")), BY_BODY),
    "action: no SOAPAction, the wrong case": (envelope(OPERATION.replace("Get", "get")), BY_BODY),
    "action: no SOAPAction, a Body without an element": (envelope(""), BY_BODY),
    "action: no SOAPAction, a self-closed Body": (f'<e:Envelope xmlns:e="{SOAP11}"><e:Body/></e:Envelope>', BY_BODY),
    "action: 1.2, no action": (envelope("<x/>", namespace=SOAP12), HEADERS_12),
    "action: 1.2, an unknown action": (
        envelope("<x/>", namespace=SOAP12),
        {"content-type": 'application/soap+xml; action="urn:other"'},
    ),
    "action: 1.2, a long story": (
        envelope(OPERATION.replace("Get", "get").replace(TNS, f"{TNS}2"), namespace=SOAP12),
        {"content-type": f'application/soap+xml; action="{TNS}GetProcessStatus"'},
    ),
    # the Content-Type
    "media type: none": (GOOD, {"soapaction": SOAP_ACTION}),
    "media type: JSON": (GOOD, media("application/json")),
    "media type: a blank": (GOOD, media("text/xml ; charset=utf-8")),
    "media type: XML of no kind": (GOOD, media("application/xml")),
    "media type: two headers": (GOOD, media("text/xml,text/xml")),
    # the parts of the envelope
    "Envelope in the wrong case": (GOOD.replace("Envelope", "envelope"), HEADERS_11),
    "another root": (GOOD.replace("Envelope", "Message"), BY_BODY),
    "Body in the wrong case": (GOOD.replace("soap:Body", "soap:body"), HEADERS_11),
    "the same, read for the operation": (GOOD.replace("soap:Body", "soap:body"), BY_BODY),
    "an empty Envelope": (f'<Envelope xmlns="{SOAP11}"/>', HEADERS_11),
    "a Header alone": (f'<soap:Envelope xmlns:soap="{SOAP11}">{HEADER}</soap:Envelope>', HEADERS_11),
    "Body of another version": (
        GOOD.replace("soap:Body", "b:Body").replace("<b:Body", f'<b:Body xmlns:b="{SOAP12}"'),
        HEADERS_11,
    ),
    "Body in no namespace": (GOOD.replace("soap:Body", "Body"), HEADERS_11),
    "two Headers": (GOOD.replace("<soap:Body>", "<soap:Header/><soap:Body>"), HEADERS_11),
    "text": (GOOD.replace("<soap:Body>", "x<soap:Body>"), HEADERS_11),
    # values and headers
    "a word for a ListID": (list_id("abc"), HEADERS_11),
    "too large a ListID": (list_id("99999999999"), HEADERS_11),
    "an empty ListID": (list_id(""), HEADERS_11),
    "a blank ListID": (list_id(" \n"), HEADERS_11),
    "a long ListID": (list_id("x" * 5000), HEADERS_11),
    "several lines": (list_id("x").replace("<soap:Body>", "\n<soap:Body>\n"), HEADERS_11),
    "a header that must be understood": (
        envelope(header='<a:Security xmlns:a="urn:a" soap:mustUnderstand="1"/>'),
        HEADERS_11,
    ),
    "WSUser, not understood": (envelope(header='<WSUser soap:mustUnderstand="1"/>'), HEADERS_11),
    "mustUnderstand that says yes": (envelope(header=f'<WSUser xmlns="{TNS}" soap:mustUnderstand="yes"/>'), HEADERS_11),
    "another type": (envelope(header=f'<WSUser xmlns="{TNS}" xmlns:i="{XSI}" i:type="User"/>'), HEADERS_11),
    "a type with an unknown prefix": (
        envelope(header=f'<WSUser xmlns="{TNS}" xmlns:i="{XSI}" i:type="q:User"/>'),
        HEADERS_11,
    ),
    # no XML, or none that is taken
    "JSON": ('{"ListID": 5}', HEADERS_11),
    "JSON, by body": ('{"ListID": 5}', {"content-type": "application/json"}),
    "a form": ("ListID=5&x=1", HEADERS_11),
    "a form, by body": ("ListID=5", {"content-type": "application/x-www-form-urlencoded"}),
    "nothing": ("", HEADERS_11),
    "nothing, by body": ("", BY_BODY),
    "white space": (" \r\n", HEADERS_11),
    "a comment": ("<!-- nothing -->", HEADERS_11),
    "gzip": (gzip.compress(GOOD.encode(), mtime=0), HEADERS_11),
    "deflate": (b"x\x9c\xab", HEADERS_11 | {"content-encoding": "deflate"}),
    "Python's bytes": (repr(GOOD.encode()), HEADERS_11),
    "a JSON text": (json.dumps(GOOD), HEADERS_11),
    "base64": (base64.b64encode(b'<?xml version="1.0"?>'), HEADERS_11),
    "escaped": (GOOD.replace("<", "&lt;"), HEADERS_11),
    "URL-encoded": ("%3Csoap%3AEnvelope", HEADERS_11),
    "HTML": ("<!DOCTYPE html><html>", HEADERS_11),
    "MIME": (f"--uuid:1\r\n\r\n{GOOD}", HEADERS_11),
    "a word": ("hello", HEADERS_11),
    "a DTD": (f"<!DOCTYPE a []>{GOOD}", HEADERS_11),
    "a DTD, by body": (f"<!DOCTYPE a []>{GOOD_12}", HEADERS_12),
    "a DTD inside": (list_id("5").replace("<ListID>", "<!DOCTYPE a><ListID>"), HEADERS_11),
    "an unfinished name": (GOOD[:-10], HEADERS_11),
    "an unfinished start": (GOOD[:92], BY_BODY),
    "unclosed elements": (GOOD.replace("</soap:Envelope>", ""), HEADERS_11),
    "a mere &": (GOOD.replace("me<", "me & you<"), HEADERS_11),
    "an & in a word": (GOOD.replace("me<", "me&you<"), HEADERS_11),
    "HTML's entity": (GOOD.replace("me<", "&nbsp;<"), HEADERS_11),
    "another end tag": (GOOD.replace("</UserName>", "</username>"), HEADERS_11),
    "an undeclared prefix": (GOOD.replace("xmlns:soap", "xmlns:s"), HEADERS_11),
    "a late declaration": (f'\n <?xml version="1.0"?>{GOOD}', HEADERS_11),
    "text behind": (f"{GOOD}x", HEADERS_11),
    "two documents": (GOOD + GOOD, HEADERS_11),
    "XML 1.1": (f'<?xml version="1.1"?>{GOOD}', HEADERS_11),
    "a comment in ListID": (list_id("<!--x-->5"), HEADERS_11),
    "an element in ListID": (list_id("5<x/>"), HEADERS_11),
    "a control character": (GOOD.replace("me<", "\x01<"), HEADERS_11),
    # bytes and encodings
    "bad bytes": (
        GOOD_12.replace("me<", "m\xe4<").encode("latin-1"),
        {"content-type": f"application/soap+xml; action={SOAP_ACTION}"},
    ),
    "bad bytes, by body": (GOOD_12.replace("me<", "m\xe4<").encode("latin-1"), PLAIN_12),
    "an unknown encoding": (f'<?xml version="1.0" encoding="utf8"?>{GOOD_12}', PLAIN_12),
    "UTF-16 declared": (f'<?xml version="1.0" encoding="utf-16"?>{GOOD_12}', PLAIN_12),
    "UTF-16 with an unknown name": (GOOD.encode("utf-16-le"), media("text/xml; charset=utf16")),
    "UTF-16 without a name": (GOOD.encode("utf-16-be"), media("text/xml")),
    "UTF-16 called UTF-8": (GOOD.encode("utf-16-le"), HEADERS_11),
    "UTF-8 called UTF-16": (GOOD, media("text/xml; charset=utf-16")),
    "EBCDIC": (f'<?xml version="1.0"?>{GOOD_12}'.encode("cp037"), PLAIN_12),
}
