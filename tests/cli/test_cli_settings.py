"""Settings of ``serve``: flags, the environment, and scenario files."""

from __future__ import annotations

import os
import urllib.error
import urllib.request

import pytest

from mockserver.options import OPTIONS
from mockserver.scenarios.time_zones import TimeZone
from tests.soap import HEADERS_11, envelope, fault_of, list_id, rows_of


def post(url, body):
    request = urllib.request.Request(url, body.encode(), HEADERS_11)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_flags_go_before_the_environment(serve):
    variables = {"LISTRAK_MOCK_NO_DATE": "1900-01-01T00:00:00", "LISTRAK_MOCK_UNKNOWN_LIST": "empty"}
    headers = ("--server-headers", "Server: mine", "--server-headers", "Via: 1.1 proxy")
    words = ("--custom-errors", "off", "--unknown-list", "fault:no such list", "--max-request-bytes", "2000", *headers)
    with serve(*words, env={**os.environ, **variables}) as served:
        status, sent, body = post(served.url, list_id("1103"))
        (row,) = rows_of(body)
        assert (status, row["ProcessCompleteTime"]) == (200, "1900-01-01T00:00:00")
        assert (sent["Server"], sent["Via"], sent["X-AspNet-Version"]) == ("mine", "1.1 proxy", None)
        dump = fault_of(post(served.url, list_id("9"))[2]).text
        assert dump.startswith("System.Web.Services.Protocols.SoapException: no such list\n   at ")
        long = fault_of(post(served.url, envelope(header=f"<!--{'x' * 2_000}-->"))[2]).text
        assert "System.Web.HttpException: Maximum request length exceeded." in long
    for line in (
        "  setting   custom_errors: False",
        "  setting   no_date: '1900-01-01T00:00:00'",
        "  setting   server_headers: {'Server': 'mine', 'Via': '1.1 proxy'}",
        "Every other ListID gets the fault that the setting unknown_list says.",
    ):
        assert f"{line}\n" in served.greeting


WITHOUT_USER = {
    ListID: envelope(list_id(ListID).partition("<soap:Body>")[2].partition("</soap:Body>")[0], header="")
    for ListID in ("5", "6")
}


def test_a_missing_header_is_refused_by_whom_the_setting_says(serve, tmp_path):
    (tmp_path / "own.yaml").write_text(
        "scenario: own\nListID: 5\nprocesses: []\n---\n"
        "scenario: lenient\nListID: 6\nprocesses: []\nsettings: {missing_header: service}\n"
    )
    with serve("own.yaml", "--missing-header", "engine") as served:
        refused = fault_of(post(served.url, WITHOUT_USER["5"])[2])
        assert (refused.code, refused.text) == ("MustUnderstand", "Missing required header 'WSUser'.")
        refused = fault_of(post(served.url, WITHOUT_USER["6"])[2])
        assert (refused.code, refused.text[:21]) == ("Client", "[InvalidLogonAttempt]")


def test_a_scenario_file_has_settings_of_its_own(serve, tmp_path):
    (tmp_path / "own.yaml").write_text(
        "scenario: own\nListID: 5\nprocesses: [{ending: stalls, ProcessStartTime: 2015-03-09T10:15:30}]\n"
        "settings:\n  no_date: start\n  server_headers: none\n  unknown_list: {fault: {code: Client, text: who?}}\n"
        "---\nscenario: another\nListID: 6\nanswers: [fault: no]\nsettings: {custom_errors: off}\n"
    )
    with serve("own.yaml") as served:
        _, sent, body = post(served.url, list_id("5"))
        (row,) = rows_of(body)
        assert row["ProcessCompleteTime"] == row["ProcessStartTime"] == "2015-03-09T10:15:30"
        assert sent["Server"] is None
        _, sent, body = post(served.url, list_id("6"))
        assert fault_of(body).text.startswith("System.Web.Services.Protocols.SoapException: no\n   at ")
        assert sent["Server"] == "Microsoft-IIS/10.0"
        unknown = fault_of(post(served.url, list_id("7"))[2])
        assert (unknown.code, unknown.text) == ("Client", "who?")
    assert "Every other ListID gets the fault that the setting unknown_list says.\n" in served.greeting
    assert "  setting " not in served.greeting, "they are the scenario's"


def test_credentials_may_come_from_the_environment(serve):
    variables = {"LISTRAK_MOCK_CREDENTIALS": "you:word\nme:secret\n", "LISTRAK_MOCK_LOCKOUT": "5/15m"}
    with serve(env={**os.environ, **variables}) as served:
        assert post(served.url, list_id("1103"))[0] == 200
        assert "  log-on    only you, me\n  setting   lockout: Lockout(after=5, for_=900.0)\n" in served.greeting
    with serve("--credentials", "her:s3cret", env={**os.environ, **variables}) as served:
        assert "[InvalidLogonAttempt]" in fault_of(post(served.url, list_id("1103"))[2]).text
        assert "  log-on    only her\n" in served.greeting
        assert "s3cret" not in served.greeting
    with serve("--credentials", "anybody", env={**os.environ, **variables}) as served:
        assert post(served.url, list_id("1103"))[0] == 200


def test_a_user_is_shut_out_after_too_many_attempts(serve):
    with serve("--credentials", "you:word", "--lockout", "2/1h") as served:
        tokens = [fault_of(post(served.url, list_id("1103"))[2]).text.partition(" ")[0] for _ in range(3)]
        assert tokens == ["[InvalidLogonAttempt]", "[InvalidLogonAttempt]", "[LoginAttemptsExceeded]"]


def test_an_unknown_list_can_get_an_empty_result(serve):
    with serve("--unknown-list", "empty") as served:
        assert b"<GetLegacyProcessStatusResult />" in post(served.url, list_id("9"))[2]
        assert "Every other ListID gets an empty result.\n" in served.greeting


@pytest.mark.parametrize(
    ("flag", "text", "told"),
    [
        ("--missing-header", "enigne", "expected service or engine, got 'enigne'; did you mean 'engine'?"),
        ("--custom-errors", "", "expected a value, got nothing (is a variable of your shell not set?)"),
        ("--server-headers", "Server", "expected `NAME: VALUE`, one a line, or none, got 'Server'"),
        ("--server-headers", "  ", "expected `NAME: VALUE`, one a line, or none, got '  '"),
        ("--max-request-bytes", "9999999999999", "expected a number of bytes from 1 to 67108864, got '9999999999999'"),
        ("--kept-calls", "0", "expected a whole number of at least 1, got '0'"),
        (
            "--unknown-list",
            "fault",
            "expected explain, empty or a fault (fault:TEXT, or in Python a Fault), got 'fault'",
        ),
        (
            "--unknown-list",
            "fault:",
            "expected explain, empty or a fault (fault:TEXT, or in Python a Fault), got 'fault:'",
        ),
        (
            "--time-zone",
            "utc+2",
            f"expected {TimeZone.expected}, got 'utc+2'; did you mean '+02:00'?",
        ),
        ("--lockout", "5", "expected a lock-out such as 5/15m, or none, got '5'"),
        ("--lockout", "5/15", "for: expected a duration with its unit, such as 15s or 15ms, got '15'"),
        ("--credentials", "s3cret", "expected USER:PASSWORD, both not empty, one a line, or anybody"),
    ],
)
def test_a_wrong_flag_is_told(command, flag, text, told):
    ran = command("serve", flag, text)
    assert ran.code == 2
    assert ran.err.endswith(f"serve: error: argument {flag}: {told}\n")


def test_headers_that_are_wrong_only_together_are_told(command):
    ran = command("serve", "--server-headers", "Server: a", "--server-headers", "server: b")
    assert ran.code == 1
    assert ran.err == (
        "listrak-mock: the flag --server-headers: server is here twice; header names are the same in any case\n"
    )


def test_a_user_who_has_two_passwords_is_told_without_them(command):
    ran = command("serve", "--credentials", "me:s3cret", "--credentials", "me:s3cret too")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "listrak-mock: the flag --credentials: the user 'me' is here twice\n"


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("LISTRAK_MOCK_CREDENTIALS", "s3cret", "expected USER:PASSWORD, both not empty, one a line, or anybody"),
        ("LISTRAK_MOCK_LOCKOUT", "5 times", "expected a lock-out such as 5/15m, or none, got '5 times'"),
        ("LISTRAK_MOCK_MISSING_HEADER", "nobody", "expected service or engine, got 'nobody'"),
        ("LISTRAK_MOCK_SERVER_HEADERS", " ", "expected `NAME: VALUE`, one a line, or none, got ' '"),
    ],
)
def test_a_wrong_variable_is_told(command, monkeypatch, variable, text, told):
    monkeypatch.setenv(variable, text)
    ran = command("serve")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"listrak-mock: the environment variable {variable}: {told}\n"


def test_scenarios_whose_settings_contradict_each_other_are_told(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for ListID, word in ((1, "empty"), (2, "explain")):
        (tmp_path / f"{ListID}.yaml").write_text(
            f"scenario: s{ListID}\nListID: {ListID}\nprocesses: []\nsettings: {{unknown_list: {word}}}\n"
        )
    ran = command("serve", "1.yaml", "2.yaml")
    assert ran.code == 1
    assert ran.err.startswith("2.yaml:1: the scenario 's2' sets unknown_list to 'explain', and 's1' (1.yaml:1) to 'emp")


def test_a_scenario_that_wants_more_bytes_than_the_server_reads_is_told(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text("scenario: x\nListID: 1\nprocesses: []\nsettings: {max_request_bytes: 5000000}\n")
    ran = command("serve", "x.yaml")
    assert ran.code == 1
    assert ran.err.startswith("x.yaml:1: the scenario 'x': max_request_bytes: expected at most 4194304, as the server")


def test_the_help_has_every_setting_and_its_default(command):
    out = " ".join(command("serve", "--help").out.split())
    for option in OPTIONS:
        assert f" {option.flag} {option.values} {option.doc}" in out
        assert f"(default: {option.default})" in out
