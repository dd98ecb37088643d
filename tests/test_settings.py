"""The settings object: what its values may be, and that the table of flags, variables and options agrees with it."""

from __future__ import annotations

import copy
import dataclasses
import http.client
import pickle
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

import pytest

from mockserver import Fault, ListrakMockError, MockServer, Settings, SettingsError
from mockserver.contract import shown
from mockserver.frozen import Frozen
from mockserver.options import OPTIONS, environment
from mockserver.scenarios.checking import table
from mockserver.scenarios.setting_kinds import Lockout
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
        ({"time_zone": "UTC"}, "UTC"),
        ({"time_zone": "+05:30"}, "+05:30"),
        ({"time_zone": "-14:00"}, "-14:00"),
        ({"time_zone": "America/Argentina/Buenos_Aires"}, "America/Argentina/Buenos_Aires"),
        ({"time_zone": "EST5EDT"}, "EST5EDT"),
        ({"credentials": "me:secret"}, {"me": "secret"}),
        ({"credentials": "me:with:colon\r\n\n  \nyou: blanks "}, {"me": "with:colon", "you": " blanks "}),
        ({"credentials": {"me": "two\nlines"}}, {"me": "two\nlines"}),
        ({"lockout": "5/15m"}, Lockout(5, 900)),
        ({"lockout": {"after": 5, "for": "15m"}}, Lockout(5, timedelta(minutes=15))),
        ({"lockout": Lockout(1, "1h30m")}, Lockout(1, 5400)),
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
        ({"lockout": "5"}, "lockout: expected a lock-out such as 5/15m, or none, got '5'"),
        ({"lockout": "non"}, "lockout: expected a lock-out such as 5/15m, or none, got 'non'; did you mean 'none'?"),
        ({"lockout": "0/15m"}, "lockout: after: expected a number of attempts of at least 1, got '0'"),
        ({"lockout": "5/15"}, "lockout: for: expected a duration with its unit, such as 15s or 15ms, got '15'"),
        ({"lockout": "5/0s"}, "lockout: for: expected a duration of at least 1ms, got '0s'"),
        ({"lockout": {"after": 5}}, "lockout: the key 'for' is missing in a lock-out such as 5/15m"),
        (
            {"lockout": {"after": 5, "form": "1m"}},
            "lockout: unknown key 'form' in a lock-out such as 5/15m; allowed: after, for; did you mean 'for'?",
        ),
        ({"lockout": 5}, "lockout: expected a lock-out such as 5/15m (Lockout), got 5"),
    ],
)
def test_what_can_not_be_meant_is_told(given: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings().but(given)
    assert str(error.value).startswith(told)


ZONE = "time_zone: expected UTC, an offset from -14:00 to +14:00, or a name such as Europe/Berlin, got "


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
        ("UTC+2", "+02:00"),
        ("gmt -0330", "-03:30"),
        ("+2", "+02:00"),
        ("+15", None),
        ("+14:01", None),
        ("+02:60", None),
        ("leapseconds", None),
        ("../../../../etc/passwd", None),
        ("/", None),
        ("a\x00b", None),
        ("x" * 5_000, None),
        ("Köln", None),
        ("", None),
        (2, None),
        (None, None),
    ],
)
def test_a_time_zone_that_there_is_not_is_told_with_the_one_that_may_be_meant(
    given: object, nearest: str | None
) -> None:
    with pytest.raises(SettingsError) as error:
        Settings().but({"time_zone": given})
    (mistake,) = error.value.mistakes
    assert str(mistake) == f"{ZONE}{shown(given)}" + (f"; did you mean '{nearest}'?" if nearest else "")


def test_a_folder_of_time_zones_is_none() -> None:
    with pytest.raises(SettingsError) as error:
        Settings(time_zone="America")
    assert str(error.value).startswith(f"{ZONE}'America'")


def test_names_of_time_zones_need_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> NoReturn:
        raise zoneinfo.ZoneInfoNotFoundError("no database")

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    with pytest.raises(SettingsError, match="which this machine lacks: install the package tzdata"):
        Settings(time_zone="Europe/Berlin")
    assert Settings(time_zone="+02:00").zone == timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("UTC", "2026-07-01T12:00:00"),
        ("+05:30", "2026-07-01T17:30:00"),
        ("-02:30", "2026-07-01T09:30:00"),
        ("Europe/Berlin", "2026-07-01T14:00:00"),
    ],
)
def test_a_time_zone_is_the_one_that_it_names(text: str, written: str) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert noon.astimezone(Settings(time_zone=text).zone).replace(tzinfo=None).isoformat() == written


LET_IN = (
    "credentials: expected a mapping of user names to passwords (as text USER:PASSWORD, one a line), or anybody, got "
)
LINE = "credentials: expected USER:PASSWORD, both not empty, one a line, or anybody"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("s3cret", LINE),
        (":s3cret", LINE),
        ("s3cret:", LINE),
        ("me:s3cret\nanybody", LINE),
        (" \n", f"{LINE}, got nothing but blanks"),
        ("me:s3cret\nyou:a\nme:s3cret", "credentials: the user 'me' is here twice"),
        ({"me": "s3cret", "you": ""}, f"{LET_IN}an empty password"),
        ({"": "s3cret"}, f"{LET_IN}an empty user name"),
        ({"me": ["s3cret"]}, f"{LET_IN}a password of type list"),
        ({7: "s3cret"}, f"{LET_IN}a user name of type int"),
        ({}, f"{LET_IN}an empty one, which lets nobody in; leave it out, or give at least one user"),
        ({"me:s3cret": "x"}, f"{LET_IN}a user name with a colon"),
        ([("me", "s3cret")], f"{LET_IN}a value of type list"),
        (b"me:s3cret", f"{LET_IN}a value of type bytes"),
    ],
)
def test_credentials_that_can_not_be_meant_are_told_and_not_shown(given: object, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings().but({"credentials": given})
    (mistake,) = error.value.mistakes
    assert str(mistake) == told
    assert mistake.found is None
    with pytest.raises(SettingsError) as error:
        settings_from(environment({"LISTRAK_MOCK_CREDENTIALS": given if isinstance(given, str) else "s3cret"}))
    assert str(error.value).startswith("the environment variable LISTRAK_MOCK_CREDENTIALS: ")
    assert "s3cret" not in f"{error.value} {error.value.mistakes!r}"


def test_no_representation_shows_a_password() -> None:
    given = environment({"LISTRAK_MOCK_CREDENTIALS": "me:s3cret\nyou:s3cret"})
    settings = settings_from(given)
    assert settings.credentials == {"me": "s3cret", "you": "s3cret"}
    assert repr(settings) == "Settings(credentials={'me': '***', 'you': '***'})"
    for shown_thing in (settings, settings.credentials, copy.deepcopy(settings), given, given["credentials"]):
        assert "s3cret" not in f"{shown_thing} {shown_thing!r}"


def test_a_lock_out_does_not_change_and_says_what_it_is() -> None:
    lockout = Settings(lockout=Lockout(5, "15m")).lockout
    assert repr(lockout) == "Lockout(after=5, for_=900.0)"
    assert hash(lockout) == hash(Lockout(5, 900))


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
    given = {"credentials": {"me": "secret"}, "lockout": Lockout(5, "15m"), "time_zone": "Europe/Berlin"}
    settings = Settings(server_headers={"Server": "a"}).but(given)
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


SERVERS, OWN, NEW = {"ann": "server"}, {"bob": "settings"}, {"cid": "sandbox"}


@pytest.mark.parametrize(
    ("server", "sandbox", "holds"),
    [
        ({"credentials": SERVERS}, {}, SERVERS),
        ({"settings": Settings(credentials=OWN)}, {}, OWN),
        ({"credentials": SERVERS, "settings": Settings(credentials=OWN)}, {}, SERVERS),
        ({"credentials": SERVERS}, {"settings": Settings(no_date="start")}, SERVERS),
        ({"settings": Settings(credentials=OWN)}, {"settings": Settings(no_date="start")}, None),
        ({"credentials": SERVERS}, {"settings": Settings(credentials=OWN)}, OWN),
        ({"credentials": SERVERS}, {"credentials": NEW, "settings": Settings(credentials=OWN)}, NEW),
        ({"settings": Settings(credentials=OWN)}, {"credentials": NEW}, NEW),
        ({}, {}, None),
    ],
)
def test_who_is_let_in_is_said_by_what_is_nearest_and_an_argument_counts_more_than_settings(
    server: dict[str, Any], sandbox: dict[str, Any], holds: Mapping[str, str] | None
) -> None:
    with MockServer(**server) as running, running.new_sandbox(**sandbox) as made:
        assert made.credentials == made.settings.credentials == holds
        default = running.sandbox.credentials
        assert default == running.settings.credentials == server.get("credentials", running.settings.credentials)


def test_settings_given_as_a_mapping_are_told_without_passwords() -> None:
    for given in ({"credentials": {"me": "s3cret"}}, [("credentials", "me:s3cret")]):
        with pytest.raises(ListrakMockError, match="settings= is a Settings object") as error:
            MockServer(settings=given)  # type: ignore[arg-type]
        assert "s3cret" not in str(error.value)
