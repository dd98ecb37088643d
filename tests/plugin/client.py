"""A client as short as it can be; the projects that the tests make get a copy of this file."""

import http.client
from urllib.parse import urlsplit

PASSWORD = "hunter22-of-the-client"
NAMESPACES = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
TYPES = {"1.1": "text/xml; charset=utf-8", "1.2": "application/soap+xml; charset=utf-8"}
ENVELOPE = """<s:Envelope xmlns:s="{namespace}"><s:Header>
<WSUser xmlns="http://webservices.listrak.com/v31/"><UserName>{user}</UserName><Password>{password}</Password></WSUser>
</s:Header><s:Body><GetLegacyProcessStatus xmlns="http://webservices.listrak.com/v31/"><ListID>{ListID}</ListID>
</GetLegacyProcessStatus></s:Body></s:Envelope>"""


def ask(url, ListID=12345, version="1.1", user="me", password=PASSWORD):
    """The status and the text of the answer; faults are swallowed, as careless clients do."""
    body = ENVELOPE.format(namespace=NAMESPACES[version], user=user, password=password, ListID=ListID)
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    try:
        connection.request("POST", address.path, body.encode(), {"Content-Type": TYPES[version]})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def step(url, ListID=12345):
    """The CurrentStep of the first row."""
    return int(ask(url, ListID)[1].partition("<CurrentStep>")[2].partition("<")[0])
