"""suds, through the served WSDL, on both ports."""

from __future__ import annotations

from datetime import datetime

import pytest
from suds import WebFault
from suds.client import Client
from suds.transport.http import HttpTransport

from mockserver import Process

PORTS = pytest.mark.parametrize("port", ["IntegrationServiceSoap", "IntegrationServiceSoap12"])


@pytest.fixture
def connect(listrak_mock):
    def make(port: str, password: str = "s3cret"):
        client = Client(listrak_mock.wsdl_url, cache=None, transport=HttpTransport(timeout=10))
        client.set_options(port=port)
        user = client.factory.create("{http://webservices.listrak.com/v31/}WSUser")
        user.UserName, user.Password = "ann", password
        client.set_options(soapheaders=user)
        return client.service

    return make


@PORTS
def test_a_process_is_read_and_moves(listrak_mock, connect, port):
    listrak_mock.script(7, processes=[Process("Send to File", MaxStep=2), Process(None)])
    service = connect(port)
    first, second = service.GetLegacyProcessStatus(7).WSLegacyProcessStatus
    assert (first.StatusID, first.ProcessType, first.CurrentStep, first.MaxStep) == (1, "Send to File", 1, 2)
    assert first.ProcessCompleteTime == datetime(1, 1, 1)
    assert not hasattr(second, "ProcessType")
    assert service.GetLegacyProcessStatus(7).WSLegacyProcessStatus[0].CurrentStep == 2


@PORTS
@pytest.mark.listrak_mock(credentials={"ann": "s3cret"})
def test_a_fault_is_a_fault(listrak_mock, connect, port):
    with pytest.raises(WebFault, match=r"\[InvalidLogonAttempt\]"):
        connect(port, password="wrong").GetLegacyProcessStatus(7)
