"""Settings in pytest: the ini file, the environment, the marker, and a test of its own."""

from __future__ import annotations

import pytest

FAULT = 'ask(listrak_mock.url, "x")[1]'


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("NO_DATE", "CUSTOM_ERRORS", "UNKNOWN_LIST"):
        monkeypatch.delenv(f"LISTRAK_MOCK_{name}", raising=False)


def test_the_marker_settles_a_test(run):
    run(
        f"""
        @pytest.mark.listrak_mock("stalls", ListID=12345, settings={{"no_date": "start", "server_headers": {{}}}})
        def test_it(listrak_mock):
            row = listrak_mock.scripts[0].rows()[0]
            assert row.ProcessCompleteTime == row.ProcessStartTime
            assert listrak_mock.settings.server_headers == {{}}

        @pytest.mark.listrak_mock(settings={{"custom_errors": False, "unknown_list": "empty"}})
        def test_another(listrak_mock):
            assert "System.FormatException" in {FAULT}
            assert "<GetLegacyProcessStatusResult />" in ask(listrak_mock.url)[1]

        def test_without(listrak_mock):
            assert "System.FormatException" not in {FAULT}
        """
    ).assert_outcomes(passed=3)


def test_a_missing_header_is_refused_by_whom_the_scenario_says(run):
    run(
        """
        import client

        def test_it(listrak_mock, monkeypatch):
            monkeypatch.setattr(client, "ENVELOPE", client.ENVELOPE.replace("WSUser", "NoUser"))
            listrak_mock.script(1, ["status"], settings={"missing_header": "engine"})
            listrak_mock.script(2, ["status"])
            assert "<faultstring>Missing required header 'WSUser'.</faultstring></soap:Fault>" in (
                client.ask(listrak_mock.url, 1)[1]
            )
            assert "[InvalidLogonAttempt]" in client.ask(listrak_mock.url, 2)[1]
            assert "[InvalidLogonAttempt]" in client.ask(listrak_mock.url, 1, version="1.2")[1]
        """
    ).assert_outcomes(passed=1)


def test_the_nearest_marker_counts_for_each_setting(run):
    run(
        """
        pytestmark = pytest.mark.listrak_mock(settings={"no_date": "start", "unknown_list": "empty"})

        @pytest.mark.listrak_mock(settings={"unknown_list": "fault:who?"})
        def test_it(listrak_mock):
            assert listrak_mock.settings.no_date == "start"
            assert "who?" in ask(listrak_mock.url)[1]
        """
    ).assert_outcomes(passed=1)


def test_the_marker_goes_before_the_ini_file_and_that_before_the_environment(run, project, monkeypatch):
    monkeypatch.setenv("LISTRAK_MOCK_NO_DATE", "1900-01-01T00:00:00")
    monkeypatch.setenv("LISTRAK_MOCK_CUSTOM_ERRORS", "off")
    monkeypatch.setenv("LISTRAK_MOCK_UNKNOWN_LIST", "empty")
    project.makeini(
        "[pytest]\n"
        "listrak_mock_no_date = start\n"
        "listrak_mock_unknown_list = fault:no such list\n"
        "listrak_mock_server_headers =\n    Server: mine\n    X-More: a: b\n"
    )
    run(
        """
        @pytest.mark.listrak_mock(settings={"unknown_list": "explain"})
        def test_it(listrak_mock, listrak_mock_server):
            settings = listrak_mock.settings
            assert (settings.custom_errors, settings.no_date, settings.unknown_list) == (False, "start", "explain")
            assert settings.server_headers == {"Server": "mine", "X-More": "a: b"}
            assert listrak_mock_server.settings.unknown_list.text == "no such list"
        """
    ).assert_outcomes(passed=1)


def test_options_of_a_pyproject_file_count_too(run, project):
    (project.path / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\n"
        'listrak_mock_server_headers = ["Server: mine"]\nlistrak_mock_custom_errors = "off"\n'
    )
    run(
        """
        def test_it(listrak_mock):
            assert listrak_mock.settings.server_headers == {"Server": "mine"}
            assert listrak_mock.settings.custom_errors is False
        """
    ).assert_outcomes(passed=1)


def test_a_test_can_change_its_settings(run):
    run(
        f"""
        def test_it(listrak_mock):
            assert "System.FormatException" not in {FAULT}
            listrak_mock.configure(custom_errors=False)
            assert "System.FormatException" in {FAULT}

        def test_the_next_one(listrak_mock):
            assert "System.FormatException" not in {FAULT}
        """
    ).assert_outcomes(passed=2)


def test_time_zone_credentials_and_lockout_can_be_in_the_marker(run):
    run(
        """
        LOG_ON = {"credentials": {"you": "word"}, "lockout": "1/15m"}

        @pytest.mark.listrak_mock("stalls", ListID=12345, settings={"time_zone": "Europe/Berlin", **LOG_ON})
        def test_it(listrak_mock):
            assert str(listrak_mock.clock.zone) == "Europe/Berlin"
            assert listrak_mock.credentials == {"you": "word"}
            assert "[InvalidLogonAttempt]" in ask(listrak_mock.url)[1]
            assert "[LoginAttemptsExceeded]" in ask(listrak_mock.url)[1]
            assert ask(listrak_mock.url, user="you", password="word")[0] == 200

        def test_another(listrak_mock):
            assert str(listrak_mock.clock.zone) == "UTC"
            assert listrak_mock.credentials is None
        """
    ).assert_outcomes(passed=2)


def test_of_all_that_markers_say_of_credentials_the_nearest_counts(run):
    run(
        """
        pytestmark = pytest.mark.listrak_mock(credentials={"me": "module"})

        @pytest.mark.listrak_mock(settings={"credentials": {"me": "test"}})
        def test_settings(listrak_mock):
            assert listrak_mock.credentials == {"me": "test"}

        @pytest.mark.listrak_mock(settings={"no_date": "start"})
        def test_other_settings(listrak_mock):
            assert listrak_mock.credentials == {"me": "module"}

        @pytest.mark.listrak_mock(credentials={"me": "argument"}, settings={"credentials": {"me": "test"}})
        def test_both(listrak_mock):
            assert listrak_mock.credentials == {"me": "argument"}
        """
    ).assert_outcomes(passed=3)


def test_credentials_may_be_lines_of_the_ini_file(run, project):
    project.makeini("[pytest]\nlistrak_mock_credentials =\n    you:word\n    me:with:colon\n")
    run(
        """
        def test_it(listrak_mock, listrak_mock_server):
            assert listrak_mock.credentials == listrak_mock_server.sandbox.credentials
            assert listrak_mock.credentials == {"you": "word", "me": "with:colon"}
        """
    ).assert_outcomes(passed=1)


HIDING = """
from pathlib import Path           # the password is in a file: pytest prints the lines of a test that failed
from mockserver import MockServer, Settings

def secret(): return Path("password.txt").read_text()

def test_another_value(): Settings(credentials={"me": secret()}, kept_calls=0)

def test_another_user(): Settings(credentials={"me": secret(), "you": ""})

def test_no_mapping(): Settings(credentials=[secret()])

def test_a_server(): MockServer(settings={"credentials": {"me": secret()}})

def test_configure(listrak_mock): listrak_mock.configure(credentials=secret())

def test_comparison(): assert Settings(credentials={"me": secret()}) == Settings()

@pytest.mark.listrak_mock(settings={"credentials": {"me": Path("password.txt").read_text(), "you": ""}})
def test_marker(listrak_mock): pass

@pytest.mark.listrak_mock(settings=[("credentials", Path("password.txt").read_text())])
def test_marker_without_mapping(listrak_mock): pass
"""


@pytest.mark.parametrize("arguments", [(), ("-vv", "-l", "-rA")], ids=" ".join)
def test_no_report_of_a_wrong_setting_shows_a_password(run, project, arguments):
    project.makefile(".txt", password="s3cret-password")
    result = run(HIDING, *arguments)
    result.assert_outcomes(failed=6, errors=2)
    assert "s3cret-password" not in result.stdout.str() + result.stderr.str()


def test_an_option_that_has_a_user_twice_is_told_without_passwords(run, project):
    project.makeini("[pytest]\nlistrak_mock_credentials =\n    me:s3cret-password\n    me:s3cret-password\n")
    output = run("def test_it(listrak_mock): pass", "-vv", "-l").stdout.str()
    assert "the ini option listrak_mock_credentials: the user 'me' is here twice" in output
    assert "s3cret-password" not in output


def test_a_server_of_ones_own_says_what_is_usual(run, project):
    project.makeconftest(
        """
        import pytest
        from mockserver import MockServer, Settings

        @pytest.fixture(scope="session")
        def listrak_mock_server():
            with MockServer(settings=Settings(no_date="start")) as server:
                yield server
        """
    )
    run(
        """
        @pytest.mark.listrak_mock(settings={"custom_errors": "off"})
        def test_it(listrak_mock):
            assert (listrak_mock.settings.no_date, listrak_mock.settings.custom_errors) == ("start", False)
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("5", 'settings= is a dict of settings by name, such as {"no_date": "start"}, not a value of type int'),
        ('{"lockout": "5"}', "settings=: lockout: expected a lock-out such as 5/15m, or none, got '5'"),
        ('{"credentials": {"me": ""}}', "settings=: credentials: expected a mapping of user names to passwords*"),
        ('{"no_dates": 1}', "settings=: unknown key 'no_dates' in the settings; allowed: *did you mean 'no_date'?"),
        ('{"no_date": "strat"}', "settings=: no_date: expected a date and time *or start, got 'strat'*"),
        (
            '{"max_sandboxes": 5}',
            "settings=: max_sandboxes is the server's; set it in the ini file (listrak_mock_max_sandboxes)",
        ),
    ],
)
def test_a_setting_that_can_not_be_meant_is_told(run, settings, told):
    result = run(
        f"""
        @pytest.mark.listrak_mock(settings={settings})
        def test_it(listrak_mock): pass
        """
    )
    result.assert_outcomes(errors=1)
    escaped = told.replace("[", "[[]")
    result.stdout.fnmatch_lines([f"the marker listrak_mock: {escaped}"])
    assert "mockserver/" not in result.stdout.str()


def test_more_bytes_than_the_server_reads_are_told(run):
    result = run(
        """
        @pytest.mark.listrak_mock(settings={"max_request_bytes": 5_000_000})
        def test_it(listrak_mock): pass
        """
    )
    result.assert_outcomes(errors=1)
    told = "max_request_bytes: expected at most 4194304, as the server reads no more, got *"
    result.stdout.fnmatch_lines([f"the marker listrak_mock: settings=: {told}"])
    assert "mockserver/" not in result.stdout.str()


def test_a_wrong_option_or_variable_is_told_by_its_name(run, project, monkeypatch):
    monkeypatch.setenv("LISTRAK_MOCK_NO_DATE", "strat")
    project.makeini("[pytest]\nlistrak_mock_custom_errors = of\n")
    result = run("def test_it(listrak_mock): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "the environment variable LISTRAK_MOCK_NO_DATE: expected a date and time *, got 'strat'*",
            "the ini option listrak_mock_custom_errors: expected on or off, got 'of'; did you mean 'off'?",
        ]
    )


def test_pytest_lists_an_option_for_each_setting(run):
    run("", "--help").stdout.fnmatch_lines(
        ["*listrak_mock_missing_header (string):*", "*listrak_mock_server_headers (linelist):*"]
    )
