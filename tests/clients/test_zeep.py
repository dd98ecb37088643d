"""zeep, through the served WSDL, on both ports."""

from __future__ import annotations

from datetime import datetime

import pytest
import zeep
from zeep.exceptions import Fault as SoapFault

from mockserver import Fault, Http, Process, Rows

PORTS = pytest.mark.parametrize("port", ["IntegrationServiceSoap", "IntegrationServiceSoap12"])


class Zeep:
    """A client as people write it."""

    def __init__(self, wsdl_url: str, port: str, user: str = "ann", password: str = "s3cret") -> None:
        self.client = zeep.Client(wsdl_url, port_name=port)
        header = self.client.get_element("{http://webservices.listrak.com/v31/}WSUser")
        self.client.set_default_soapheaders([header(UserName=user, Password=password)])

    def status(self, ListID: int):
        return self.client.service.GetLegacyProcessStatus(ListID=ListID)

    def close(self) -> None:
        self.client.transport.session.close()


@pytest.fixture
def connect(listrak_mock):
    clients = []

    def make(port: str, **log_on: str) -> Zeep:
        clients.append(Zeep(listrak_mock.wsdl_url, port, **log_on))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@PORTS
def test_a_process_is_read_and_moves(listrak_mock, connect, port):
    listrak_mock.script(7, processes=[Process("Send to File", MaxStep=2, ProcessStartTime="2015-03-09T10:15:30.5")])
    client = connect(port)
    (row,) = client.status(7)
    assert (row.StatusID, row.ListID, row.ProcessType, row.CurrentStep, row.MaxStep) == (1, 7, "Send to File", 1, 2)
    assert row.ProcessStartTime == datetime(2015, 3, 9, 10, 15, 30, 500_000)
    assert row.ProcessCompleteTime == datetime(1, 1, 1)
    (row,) = client.status(7)
    assert row.CurrentStep == 2
    assert row.ProcessCompleteTime > datetime(2020, 1, 1)
    assert {call.version for call in listrak_mock.calls} == {"1.2" if port.endswith("12") else "1.1"}


@PORTS
def test_the_client_stays_in_its_sandbox(listrak_mock, connect, port):
    assert connect(port).client.service._binding_options["address"] == listrak_mock.url


@PORTS
@pytest.mark.parametrize("rows", [[], None])
def test_an_empty_and_an_absent_result_are_none(listrak_mock, connect, port, rows):
    listrak_mock.script(7, [Rows(rows)])
    assert connect(port).status(7) is None


@PORTS
def test_a_fault_arrives_whole(listrak_mock, connect, port):
    listrak_mock.script(7, [Fault("no such list", code="Client", detail="<why>gone</why>")])
    with pytest.raises(SoapFault) as caught:
        connect(port).status(7)
    assert caught.value.message == "no such list"
    assert caught.value.code == ("soap:Sender" if port.endswith("12") else "soap:Client")
    assert caught.value.detail.findtext("why") == "gone"


@PORTS
@pytest.mark.listrak_mock(credentials={"ann": "s3cret"})
def test_wrong_credentials_get_the_token_that_clients_look_for(listrak_mock, connect, port):
    with pytest.raises(SoapFault, match=r"\[InvalidLogonAttempt\]"):
        connect(port, password="wrong").status(7)


@PORTS
def test_a_page_instead_of_an_answer(listrak_mock, connect, port):
    listrak_mock.script(7, [Http(503, "<html>busy</html>")])
    with pytest.raises(SoapFault, match="Unknown fault occured"):
        connect(port).status(7)


@PORTS
@pytest.mark.listrak_mock(unanswered="allow")
def test_a_call_that_no_script_answers_says_so(listrak_mock, connect, port):
    listrak_mock.script(8, processes=[])
    with pytest.raises(SoapFault, match=r"\[mock\] No script answers") as caught:
        connect(port).status(7)
    assert caught.value.code == ("soap:Receiver" if port.endswith("12") else "soap:Server")
    assert [call.ListID for call in listrak_mock.unanswered] == [7]
