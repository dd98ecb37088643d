"""The settings object: what its values may be, and that the table of flags, variables and options agrees with it."""

from __future__ import annotations

import copy
import dataclasses
import http.client
import pickle
from collections.abc import Callable, Mapping

import pytest

from mockserver import Fault, ListrakMockError, MockServer, Settings, SettingsError
from mockserver.frozen import Frozen
from mockserver.options import OPTIONS, environment
from mockserver.scenarios.checking import table
from mockserver.settings import settings_from, value_of
from tests.soap import HEADERS_11, envelope, fault_of, list_id


def test_every_setting_has_a_line_in_the_table_of_options_and_its_default_is_told_there() -> None:
    assert [option.name for option in OPTIONS] == [field.name for field in dataclasses.fields(Settings)]
    for option in OPTIONS:
        text = option.default.replace(", ", "\n") if option.lines else option.default
        assert value_of(option.name, text) == table(Settings)[option.name].default, option.name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"custom_errors": "off"}, False),
        ({"custom_errors": "True"}, True),
        ({"no_date": "1900-01-01T00:00:00.000"}, "1900-01-01T00:00:00"),
        ({"no_date": "start"}, "start"),
        ({"unknown_list": "fault: no such list"}, Fault("no such list")),
        ({"unknown_list": Fault("no", code="Client", delay="1s")}, Fault("no", code="Client", delay=1)),
        ({"server_headers": "none"}, {}),
        ({"server_headers": "Server: a\n\n X-B :  c: d "}, None),
        ({"server_headers": "Server: a\nX-B: c: d"}, {"Server": "a", "X-B": "c: d"}),
        ({"server_headers": "Server: a\r\n\tX-B:\tc\t\r\n"}, {"Server": "a", "X-B": "c"}),
        ({"server_headers": "\n none \n"}, {}),
        ({"server_headers": "Server: a\x85X-B: c"}, {"Server": "a\x85X-B: c"}),  # in ISO-8859-1, a character like any
        ({"max_request_bytes": "67108864"}, 67_108_864),
        ({"kept_calls": 1}, 1),
    ],
)
def test_texts_and_values_are_kept_alike(given: dict[str, object], kept: object) -> None:
    ((name, _),) = given.items()
    if kept is None:  # a name with a blank behind it is no header's name
        with pytest.raises(SettingsError, match="expected a header's name"):
            Settings().but(given)
    else:
        assert getattr(Settings().but(given), name) == kept


BYTES = "max_request_bytes: expected a number of bytes from 1 to 67108864"
LINES = "server_headers: expected `NAME: VALUE`, one a line, or none"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"custom_errors": 1}, "custom_errors: expected on or off, got 1"),
        (
            {"unknown_list": None},
            "unknown_list: expected explain, empty or a fault (fault:TEXT, or in Python a Fault), got",
        ),
        (
            {"unknown_list": "fault:\x00"},
            "unknown_list: text: expected text that XML can carry, got the character U+0000",
        ),
        ({"server_headers": {"X": "a\r\nY: b"}}, "server_headers: X: expected a header's value on one line"),
        (
            {"server_headers": {"X Y": "a"}},
            "server_headers: expected a header's name (letters, digits and dashes), got",
        ),
        ({"server_headers": {"x": "a", "X": "b"}}, "server_headers: X is here twice"),
        ({"server_headers": "x: a\nx: b"}, "server_headers: x is here twice"),
        ({"server_headers": {"content-length": "5"}}, "server_headers: content-length is written by the server itself"),
        ({"server_headers": None}, "server_headers: expected a mapping of header names to values, or none, got None"),
        ({"max_request_bytes": 67_108_865}, "max_request_bytes: expected a number of bytes from 1 to 67108864, got"),
        ({"max_request_bytes": "9999999999999"}, f"{BYTES}, got '9999999999999'"),
        ({"max_request_bytes": -(2**40)}, f"{BYTES}, got -1099511627776"),
        (
            {"kept_calls": 2**31},
            "kept_calls: expected a whole number of at least 1 and at most 2147483647, got 2147483648",
        ),
        ({"server_headers": ""}, f"{LINES}, got ''"),
        ({"server_headers": " "}, f"{LINES}, got ' '"),
        ({"server_headers": "\r\n \n"}, f"{LINES}, got '\\r\\n \\n'"),
        ({"server_headers": "\u2028"}, f"{LINES}, got '\\u2028'"),
        ({"server_headers": "none\nServer: a"}, f"{LINES}, got 'none'"),
        ({"server_headers": "Server: a\u2028X: b"}, "server_headers: Server: expected a header's value on one line"),
        ({"server_headers": "Server: a\x0bX: b"}, "server_headers: Server: expected a header's value on one line"),
        ({"server_headers": "Server: a\rX: b"}, "server_headers: Server: expected a header's value on one line"),
        (
            {"unknown_list": "fault: "},
            "unknown_list: expected explain, empty or a fault (fault:TEXT, or in Python a Fault), got 'fault: '",
        ),
        ({"max_sandboxes": 0}, "max_sandboxes: expected a whole number of at least 1, got 0"),
        ({"kept_calls": True}, "kept_calls: expected a whole number, got True"),
        ({"kept_cals": 1}, "unknown key 'kept_cals' in the settings; allowed: missing_header, "),
        ({"no_date": "1900"}, "no_date: expected a date and time such as 2015-03-09T10:15:30, got '1900'"),
    ],
)
def test_what_can_not_be_meant_is_told(given: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings().but(given)
    assert str(error.value).startswith(told)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        Settings(missing_header="enigne", kept_bytes=0)  # type: ignore[arg-type]
    assert [mistake.nearest for mistake in error.value.mistakes] == ["engine", None]
    assert isinstance(error.value, ListrakMockError)
    assert isinstance(error.value, ValueError)


def test_settings_do_not_change_and_can_be_compared_and_hashed() -> None:
    given = {"Server": "a"}
    settings = Settings(server_headers=given)
    given["Server"] = "b"
    assert settings.server_headers == {"Server": "a"}
    assert hash(settings) == hash(Settings(server_headers=Frozen([("Server", "a")])))
    assert settings != Settings()
    assert repr(settings) == "Settings(server_headers={'Server': 'a'})"
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.no_date = "start"  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.server_headers["Server"] = "b"  # type: ignore[index]
    with pytest.raises(AttributeError, match="does not change"):
        settings.server_headers._items = {}  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="does not change"):
        del settings.server_headers._items  # type: ignore[attr-defined]
    settings.server_headers.__init__({"Server": "b"})  # type: ignore[misc]
    assert settings.server_headers == {"Server": "a"}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda settings: pickle.loads(pickle.dumps(settings))])
def test_settings_can_be_copied(copied: Callable[[Settings], Settings]) -> None:
    settings = Settings(server_headers={"Server": "a"})
    assert copied(settings) == settings


def test_the_environment_says_what_it_names_and_an_empty_variable_says_nothing() -> None:
    variables = {"LISTRAK_MOCK_NO_DATE": "start", "LISTRAK_MOCK_KEPT_CALLS": "", "LISTRAK_MOCK_PORT": "tcp://10.0.0.1"}
    assert settings_from(environment(variables)) == Settings(no_date="start")


def test_a_later_source_hides_an_earlier_one_also_its_mistakes() -> None:
    wrong = environment({"LISTRAK_MOCK_NO_DATE": "strat", "LISTRAK_MOCK_KEPT_CALLS": "no"})
    right = environment({"LISTRAK_MOCK_NO_DATE": "start", "LISTRAK_MOCK_KEPT_CALLS": "5"})
    assert settings_from(wrong, right) == Settings(no_date="start", kept_calls=5)
    with pytest.raises(SettingsError) as error:
        settings_from(right, wrong)
    date, count = str(error.value).splitlines()
    assert date.startswith("the environment variable LISTRAK_MOCK_NO_DATE: expected a date and time such as ")
    assert date.endswith(" or start, got 'strat'; did you mean 'start'?")
    assert count == "the environment variable LISTRAK_MOCK_KEPT_CALLS: expected a whole number of at least 1, got 'no'"


def post(server: MockServer, body: str, headers: Mapping[str, str] = HEADERS_11) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request("POST", "/v31/IntegrationService.asmx", body.encode(), dict(headers))
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        return answer
    finally:
        connection.close()


def test_a_server_does_as_its_settings_say() -> None:
    settings = Settings(
        custom_errors=False, server_headers={"Server": "mine"}, unknown_list=Fault("who?", code="Client")
    )
    with MockServer(settings=settings) as server:
        assert server.settings is settings
        answer = post(server, list_id("x"))
        assert answer.getheader("Server") == "mine"
        assert answer.getheader("X-Powered-By") is None
        assert fault_of(answer.body).text.startswith("System.Web.Services.Protocols.SoapException: Server was unable")
        unknown = fault_of(post(server, list_id("4")).body)
        assert unknown.code == "Client"
        assert unknown.text.startswith("System.Web.Services.Protocols.SoapException: who?")
        server.sandbox.check()


def test_a_server_reads_as_many_bytes_as_its_settings_say() -> None:
    body = envelope().encode()
    for size, status in ((len(body), 200), (len(body) - 1, 500)):
        with MockServer(settings=Settings(max_request_bytes=size, unknown_list="empty")) as server:
            assert post(server, envelope()).status == status
    long = envelope(header="<!--" + "x" * 5_000_000 + "-->")
    with MockServer(settings=Settings(max_request_bytes=6_000_000)) as server:
        assert "[InvalidLogonAttempt]" in fault_of(post(server, long).body).text
