"""The names of the SOAP world, in one place: namespaces and media types."""

from __future__ import annotations

SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"

XSI_NAMESPACES = (XSI, "http://www.w3.org/2000/10/XMLSchema-instance", "http://www.w3.org/1999/XMLSchema-instance")
"""Of today and of two drafts: XmlSerializer knows them all."""

TEXT_XML = "text/xml"
SOAP_XML = "application/soap+xml"
