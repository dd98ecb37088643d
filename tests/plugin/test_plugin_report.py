"""What the report of a failed test shows, and what no report ever shows."""

from __future__ import annotations

import pytest

from tests.plugin.client import PASSWORD

WRONG = "wrong-password-of-a-test"
TALKING = """
@pytest.mark.listrak_mock("send-to-list", ListID=12345)
@pytest.mark.parametrize("good", [True, False])
def test_it(listrak_mock, good):
    ask(listrak_mock.url)
    ask(listrak_mock.url, version="1.2", user="you")
    assert good
"""
CONVERSATION = [
    "*- listrak_mock: the calls to http://127.0.0.1:*/s/test_it*/v31/IntegrationService.asmx -*",
    "#1 ??:??:?? ListID 12345 user 'me' SOAP 1.1 * status: Send to List 1/4",
    "#2 ??:??:?? ListID 12345 user 'you' SOAP 1.2 * status: Send to List 2/4",
]


def title_count(result):
    return result.stdout.str().count("listrak_mock: the calls to")


@pytest.mark.parametrize(
    "arguments", [(), ("--show-capture=no",), ("-s",), ("--tb=short",), ("--tb=native",), ("-n2",)]
)
def test_a_failed_test_shows_the_conversation_and_a_passed_one_does_not(run, arguments):
    result = run(TALKING, "-rA", *arguments, fresh=True)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(CONVERSATION, consecutive=True)
    assert title_count(result) == 1


def test_the_conversation_is_in_junit_files(run, project):
    run(TALKING, "--junitxml=report.xml")
    assert (
        "ListID 12345 user &#x27;you&#x27; SOAP 1.2".replace("&#x27;", "'") in (project.path / "report.xml").read_text()
    )


def test_a_failing_fixture_of_the_test_shows_the_conversation_too(run):
    result = run(
        """
        @pytest.fixture
        def started(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            ask(listrak_mock.url)
            raise RuntimeError("could not start")

        def test_it(started):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*could not start*", "#1 * status: Send to List 1/4"])


def test_a_test_without_calls_says_so(run):
    result = run("def test_it(listrak_mock): assert 0")
    result.stdout.fnmatch_lines(["*listrak_mock: the calls to*", "no calls"])


def test_an_answer_that_nobody_reads_is_told_as_not_sent(run):
    result = run(
        """
        import http.client
        from urllib.parse import urlsplit
        from client import ENVELOPE, NAMESPACES, TYPES
        from mockserver import Http

        @pytest.fixture
        def connection(listrak_mock):
            address = urlsplit(listrak_mock.url)
            connection = http.client.HTTPConnection(address.hostname, address.port)
            yield connection
            connection.close()

        def test_it(listrak_mock, connection):
            listrak_mock.script(12345, [Http(200, "x" * 2**25)])
            body = ENVELOPE.format(namespace=NAMESPACES["1.1"], user="me", password="x", ListID=12345)
            connection.request("POST", urlsplit(listrak_mock.url).path, body, {"Content-Type": TYPES["1.1"]})
            assert connection.sock.recv(4) != b"HTTP"
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["#1 * http 200 (not sent yet)"])


def test_an_expected_failure_has_no_conversation(run):
    result = run(
        """
        @pytest.mark.xfail
        def test_it(listrak_mock):
            ask(listrak_mock.url, user="")
            assert 0
        """,
        "-rA",
    )
    result.assert_outcomes(xfailed=1)
    assert title_count(result) == 0


def test_a_failed_test_that_left_calls_unanswered_tells_the_conversation_once(run):
    result = run(
        """
        def test_it(listrak_mock):
            ask(listrak_mock.url)
            assert 0
        """
    )
    result.assert_outcomes(failed=1, errors=1)
    assert title_count(result) == 1


def test_a_long_conversation_is_shortened_in_the_middle(run):
    result = run(
        """
        def test_it(listrak_mock):
            from mockserver import Process
            listrak_mock.script(12345, processes=[Process(MaxStep=500)])
            for _ in range(103):
                ask(listrak_mock.url)
            assert 0
        """
    )
    result.stdout.fnmatch_lines(
        ["#30 *", "(3 lines left out; the sandbox's `calls` has them)", "#34 *"], consecutive=True
    )
    assert "\n#103 " in result.stdout.str()


HIDING = """
from pathlib import Path           # the passwords are in files: pytest prints the lines of a test that failed

@pytest.mark.listrak_mock("send-to-list", ListID=12345, credentials={"me": Path("password.txt").read_text()})
def test_it(listrak_mock, caplog):
    ask(listrak_mock.url)
    ask(listrak_mock.url, version="1.2")
    ask(listrak_mock.url, password=Path("wrong.txt").read_text())
    ask(listrak_mock.url, 54321)
    ask(listrak_mock.url, ListID="<")
    ask(listrak_mock.url, ListID="many")
    assert [listrak_mock.calls, [call.request for call in listrak_mock.calls], listrak_mock] == [repr(listrak_mock)]

@pytest.fixture
def breaks(listrak_mock):
    yield
    raise RuntimeError("broken on the way out")

@pytest.mark.listrak_mock("stalls", "send-to-list", ListID=1, credentials={"me": Path("wrong.txt").read_text()})
def test_a_marker_that_is_wrong(listrak_mock): pass

@pytest.mark.listrak_mock("stals", credentials={"me": Path("wrong.txt").read_text()})
def test_a_name_that_is_wrong(listrak_mock): pass

@pytest.mark.listrak_mock(credentials=[Path("wrong.txt").read_text()])
def test_credentials_that_are_wrong(listrak_mock): pass

def test_late(breaks, listrak_mock):
    ask(listrak_mock.url, password=Path("wrong.txt").read_text())
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("-rA",),
        ("-vv", "-rA", "--showlocals"),
        ("-vv", "-rA", "-l", "--full-trace"),
        ("-rA", "-o", "log_cli=true", "--log-level=DEBUG", "-s"),
        ("-rA", "-l", "-n2"),
    ],
    ids=" ".join,
)
def test_no_report_shows_a_password(run, project, arguments):
    project.makefile(".txt", wrong=WRONG, password=PASSWORD)
    result = run(HIDING, *arguments, "--junitxml=report.xml", fresh=True)
    result.assert_outcomes(failed=1, errors=5, passed=1)
    output = result.stdout.str() + result.stderr.str() + (project.path / "report.xml").read_text()
    assert "log-on refused: the password is not that of user 'me'" in output
    assert PASSWORD not in output
    assert WRONG not in output
    assert "INTERNALERROR" not in output


MISTAKES = {
    "an unknown name": ('listrak_mock.play("stals")', "did you mean 'stalls'?"),
    "a missing file": ('listrak_mock.play("no.yaml", ListID=1)', "no.yaml: there is no such file or folder"),
    "a broken file": ('listrak_mock.play("broken.yaml", ListID=1)', "broken.yaml:2:*did you mean 'processes'?"),
    "a wrong process": ("Process(MaxStep=0)", "MaxStep: expected a whole number of at least 1, got 0"),
    "a wrong answer": ("listrak_mock.script(1, [Http(99)])", "*expected an HTTP status from 200 to 599, got 99"),
    "a wrong list": ("listrak_mock.script(2**31, [Http(503)])", "ListID: *"),
    "a script that says nothing": ("listrak_mock.script(1)", "*a scenario needs processes or answers*"),
}


@pytest.mark.parametrize(("line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_test_points_at_the_test(run, project, line, message):
    project.makefile(".yaml", broken="scenario: broken\nproceses: []\n")
    result = run(f"from mockserver import Http, Process\ndef test_it(listrak_mock):\n    {line}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f">   *{line.replace('[', '[[]')}", f"E  *{message}", "test_it.py:5: ScenarioError"])
    assert "mockserver/" not in result.stdout.str()


def test_the_inside_is_shown_to_those_who_ask_for_it(run):
    result = run('def test_it(listrak_mock): listrak_mock.play("stals")', "--full-trace")
    result.stdout.fnmatch_lines(["*mockserver/sandbox/sandbox.py:*"])
