"""What a sandbox writes to a file: it plays again, says what happened, and tells nobody's password."""

from __future__ import annotations

import os
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from mockserver.errors import ScenarioError
from mockserver.sandbox.sandbox import Sandbox
from mockserver.scenarios.answers import Answer, Fault, Http, Logon, Recorded, Rows, Status
from mockserver.scenarios.library import catalogue
from mockserver.scenarios.loading import load
from mockserver.scenarios.processes import Process
from mockserver.scenarios.recorded import read_recording
from mockserver.scenarios.scenario import Scenario
from mockserver.server import MockServer
from mockserver.service.backend import Answered, User
from mockserver.settings import Settings
from tests.sandbox.conftest import Caller
from tests.scenarios.models import ENVELOPE, scenarios

BEGIN = "2015-03-09T10:15:30Z"
steps = st.sampled_from([0, 0.5, 1, 30, 300])


def saved(sandbox: Sandbox, folder: Path) -> str:
    sandbox.save(folder / "saved.yaml")
    return (folder / "saved.yaml").read_text("utf-8")


def loaded(folder: Path, settings: Settings | None = None) -> Sandbox:
    """A fresh sandbox that has the saved file in play, at the same time."""
    sandbox = Sandbox("again", "http://127.0.0.1:8080", settings=settings)
    sandbox.clock.freeze(BEGIN)
    sandbox.load(load([folder / "saved.yaml"]))
    return sandbox


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


def told(answered: Answered) -> object:
    """All that a caller can see of an answer."""
    rows = answered.rows if answered.rows is None else list(answered.rows)
    fault, plain = answered.fault, answered.plain
    sent = (answered.delay, answered.drip, answered.wire, answered.cut_at, answered.dress, answered.envelope)
    return rows, fault, plain and (plain.status, plain.body, dict(plain.headers)), sent


@pytest.fixture
def frozen(sandbox: Sandbox) -> Sandbox:
    sandbox.clock.freeze(BEGIN)
    return sandbox


@profile(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture])
@given(scenario=scenarios, waits=st.lists(steps, min_size=12, max_size=12))
def test_what_was_saved_gives_the_same_answers(scenario: Scenario, waits: list[float], tmp_path: Path) -> None:
    first = Sandbox("first", "http://127.0.0.1:8080")
    first.clock.freeze(BEGIN)
    first.play(scenario, ListID=5, UserName="me")
    first.save(tmp_path / "saved.yaml")
    second = loaded(tmp_path)
    user = User("me", "hunter22")
    for wait in waits:
        assert told(Caller(first)(5, user)) == told(Caller(second)(5, user))
        for sandbox in (first, second):
            sandbox.clock.advance(wait)


def test_scripts_are_saved_for_whom_they_are_in_play(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.load([Scenario("loaded", ListID=1, processes=()), Scenario("hidden", ListID=2, processes=())])
    frozen.play("stalls", ListID=12345)
    frozen.play("stalls", ListID="any", UserName="me")
    frozen.play("stalls")
    frozen.script(2, ["status"])
    text = saved(frozen, tmp_path)
    found = [(scenario.ListID, scenario.UserName, scenario.name) for scenario in load([tmp_path / "saved.yaml"])]
    assert sorted(found, key=str) == sorted(
        [
            *((1, None, "loaded"), (2, None, "script-2"), (1103, None, "stalls-2")),
            *((12345, None, "stalls"), ("any", "me", "stalls-3")),
        ],
        key=str,
    )
    assert [script.key for script in loaded(tmp_path).scripts] == [script.key for script in frozen.scripts]
    assert "hidden" not in text


def test_the_catalogue_is_saved_where_it_is_in_play(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.load(catalogue())
    saved(sandbox, tmp_path)
    assert len(load([tmp_path / "saved.yaml"])) == len(catalogue())


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    settings = Settings(no_date="start", custom_errors=False, lockout="5/15m", server_headers={"A": "b c"})  # type: ignore[arg-type]  # as text
    sandbox = Sandbox("tests/test_it.py::test_it", "http://x", settings=settings, credentials={"me": "secret99"})
    sandbox.clock.freeze(BEGIN, tick="500ms")
    sandbox.script(7, ["status"])
    Caller(sandbox)(7, User("me", "secret99"))
    Caller(sandbox)(8, User("me", "wrong"))
    flags = "--credentials 'me:***' --lockout 5/15m"
    refused = "the password is not that of user 'me'"
    lines = saved(sandbox, tmp_path).splitlines()
    assert lines[0] == "# What was in play in the sandbox of tests/test_it.py::test_it"
    assert lines[1].startswith("# when listrak-mock ")
    assert lines[2:] == [
        "# Its clock stood frozen at 2015-03-09T10:15:31Z, 500ms a call.",
        f"# To play it again: listrak-mock serve saved.yaml {flags}",
        "# (with the passwords in the place of ***)",
        "#",
        "# What happened:",
        "#   #1 10:15:30 ListID 7 user 'me' SOAP 1.1 → status: Send to List 1/4",
        f"#   #2 10:15:30 ListID 8 user 'me' SOAP 1.1 → log-on refused: {refused} (HTTP 500)",
        "",
        "scenario: script-7",
        "ListID: 7",
        "answers:",
        "- status",
        "settings:",
        "  custom_errors: off",
        "  no_date: start",
        "  server_headers:",
        "    A: b c",
    ]


def test_what_happened_at_one_moment_stays_in_order(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script(7, ["status"])
    call = Caller(frozen)
    frozen.note("GET /?WSDL", 200)
    call(7)
    frozen.note("GET /", 200)
    frozen.note("GET /wrong", 404)
    call(7)
    told = [line.split(" ", 4)[-1] for line in saved(frozen, tmp_path).splitlines() if "10:15:30 " in line]
    assert [line.rpartition("10:15:30 ")[2][:10] for line in told] == [
        *("GET /?WSDL", "ListID 7 u", "GET / → no", "GET /wrong", "ListID 7 u"),
    ]


@pytest.mark.parametrize(
    ("setting", "flag"),
    [
        ({"unknown_list": "empty"}, "--unknown-list empty"),
        ({"unknown_list": Fault("no such list")}, "--unknown-list 'fault:no such list'"),
        ({"server_headers": {}}, "--server-headers none"),
        ({"server_headers": {"A": "1", "B": "2"}}, "--server-headers 'A: 1' --server-headers 'B: 2'"),
        ({"time_zone": "+02:00"}, "--time-zone +02:00"),
        ({"kept_calls": 5}, "--kept-calls 5"),
    ],
)
def test_with_nothing_in_play_settings_are_told_as_flags(setting: dict[str, Any], flag: str, tmp_path: Path) -> None:
    text = saved(Sandbox("x", "http://x", settings=Settings(**setting)), tmp_path)
    assert f"\n# To play it again: listrak-mock serve saved.yaml {flag}\n" in text


ODD_FAULTS = [Fault("gone", "Client"), Fault(" "), Fault("gone", delay="2s"), Fault("x", dress={"soap": "other"})]


@pytest.mark.parametrize(
    "setting",
    [
        *({"unknown_list": fault} for fault in ODD_FAULTS),
        *({"no_date": "start"}, {"missing_header": "engine"}, {"server_headers": {}}, {"custom_errors": False}),
    ],
    ids=str,
)
def test_settings_that_scenarios_can_have_play_again_with_them(setting: dict[str, Any], tmp_path: Path) -> None:
    sandbox = Sandbox("x", "http://x", settings=Settings(**setting))
    sandbox.play("stalls")
    sandbox.script(7, ["status"], settings={"no_date": "2015-03-09T10:15:30"})
    text = saved(sandbox, tmp_path)
    assert "\n# To play it again: listrak-mock serve saved.yaml\n" in text
    assert [script.settings for script in loaded(tmp_path).scripts] == [script.settings for script in sandbox.scripts]
    [unusual] = setting
    assert unusual == "no_date" or getattr(loaded(tmp_path).scripts[0].settings, unusual) == setting[unusual]


@pytest.mark.parametrize(
    ("setting", "flag"),
    [
        ({"time_zone": "+02:00"}, "--time-zone +02:00"),
        ({"lockout": "5/15m"}, "--lockout 5/15m"),
        ({"max_request_bytes": 5_000_000}, "--max-request-bytes 5000000"),  # the server has to read them, too
    ],
)
def test_settings_that_scenarios_can_not_have_are_told_as_flags(
    setting: dict[str, Any], flag: str, tmp_path: Path
) -> None:
    sandbox = Sandbox("x", "http://x", settings=Settings(**setting))
    sandbox.play("stalls")
    assert f"\n# To play it again: listrak-mock serve saved.yaml {flag}\n" in saved(sandbox, tmp_path)
    assert "settings:" not in saved(sandbox, tmp_path)


@pytest.mark.parametrize("fault", ODD_FAULTS)
def test_a_setting_that_no_flag_can_say_is_told_too(fault: Fault, tmp_path: Path) -> None:
    text = saved(Sandbox("x", "http://x", settings=Settings(unknown_list=fault)), tmp_path)
    assert f"\n# (the setting unknown_list was {fault!r}, which no flag can say)\n" in text


def test_of_settings_for_the_whole_sandbox_those_are_saved_that_were_in_play(frozen: Sandbox, tmp_path: Path) -> None:
    for number, unknown in enumerate(["explain", "empty"], 1):
        frozen.play(Scenario(f"x{number}", ListID=number, processes=(), settings={"unknown_list": unknown}))
    saved(frozen, tmp_path)
    assert loaded(tmp_path).settings_in_play == frozen.settings_in_play


def test_files_lie_beside_it(frozen: Sandbox, tmp_path: Path) -> None:
    recording = Recorded(read_recording(ENVELOPE))
    frozen.script(1, [recording, Http(body=b"\xff")], breaks="contract")
    saved(frozen, tmp_path)
    assert names(tmp_path) == ["saved.script-1-1.body", "saved.script-1-1.xml", "saved.yaml"]
    assert [script.scenario.answers for script in loaded(tmp_path).scripts] == [(recording, Http(body=b"\xff"))]


def test_a_server_plays_it_again(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.play("stalls", ListID=12345)
    saved(frozen, tmp_path)
    with MockServer(tmp_path / "saved.yaml") as server:
        assert [script.ListID for script in server.sandbox.scripts] == [12345]


def test_what_no_file_could_say_is_refused_when_it_is_played(sandbox: Sandbox) -> None:
    with pytest.raises(ScenarioError, match=r"^UserName: expected text that XML can carry, got the character U\+0001"):
        sandbox.play("stalls", UserName="\x01")


# -- functions


def numbered(answers: list[Answer]) -> Callable[[object], Answer]:
    """A function that gives these, one after the other."""
    return lambda call: answers.pop(0)


TWO = (Http(501), Http(502))


@pytest.mark.parametrize(
    ("answers", "then", "calls", "expected"),
    [
        ([numbered([*TWO])], "hold", 2, TWO),
        ([numbered([TWO[0], TWO[0], TWO[1], TWO[1]])], "hold", 4, (Http(501, calls=2), Http(502))),
        ([numbered([*TWO])], "refuse", 3, (Http(501),)),
        ([numbered([TWO[0]]), "status", numbered([TWO[1]])], "hold", 3, (Http(501), Status(), Http(502))),
        ([numbered([]), "status"], "hold", 0, (Status(),)),
        ([Http(503, calls=2), numbered([TWO[0]])], "hold", 2, (Http(503, calls=2), Status())),
        (["status", numbered([*TWO])], "loop", 4, (Status(), Http(501), Status(), Http(502))),
        (["status", numbered([*TWO])], "loop", 3, (Status(), Http(501))),
    ],
)
def test_what_functions_answered_stands_in_their_place(
    answers: list[Any], then: Any, calls: int, expected: tuple[Answer, ...], frozen: Sandbox, tmp_path: Path
) -> None:
    frozen.script(1, answers, then=then)
    for _ in range(calls):
        Caller(frozen)(1)
    saved(frozen, tmp_path)
    (script,) = loaded(tmp_path).scripts
    assert script.scenario.answers == expected


def test_the_file_says_that_functions_were_replaced(frozen: Sandbox, tmp_path: Path) -> None:
    def asked(call: object) -> Answer:
        return Fault("from a function")

    def never_asked(call: object) -> Answer:
        return Status()

    frozen.script(1, [asked, never_asked])
    Caller(frozen)(1)
    assert saved(frozen, tmp_path).endswith(
        """
# Some answers are what the function asked gave.
# A status stands for the function never_asked, which gave no answer.
scenario: script-1
ListID: 1
answers:
- fault: from a function
- status
"""
    )


def test_a_status_of_a_function_shows_what_it_showed(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script(1, [lambda call: Status()])
    first = [told(Caller(frozen)(1)) for _ in range(3)]
    saved(frozen, tmp_path)
    again = Caller(loaded(tmp_path))
    assert [told(again(1)) for _ in range(3)] == first


def test_a_function_may_break_the_contract(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script(1, [lambda call: Status(dress={"soap": "other"})], breaks="contract")
    Caller(frozen)(1)
    saved(frozen, tmp_path)
    assert loaded(tmp_path).scripts[0].scenario.answers == (Status(dress={"soap": "other"}),)


def test_of_many_lists_the_one_counts_that_got_most(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script("any", [lambda call: Http(500 + call.ListID)])
    for ListID in (1, 2, 2, 3):
        Caller(frozen)(ListID)
    saved(frozen, tmp_path)
    assert loaded(tmp_path).scripts[0].scenario.answers == (Http(502),)


# -- passwords, and what else must not get into it


@pytest.mark.parametrize("anybody", [False, True])
@pytest.mark.parametrize("password", ["hunter22", "pass word", "p:a#s's\"", "hün<&>ter"])
def test_no_password_gets_into_it(password: str, anybody: bool, tmp_path: Path) -> None:
    credentials = None if anybody else {"me": password, "you": "other"}
    sandbox = Sandbox("x", "http://x", credentials=credentials)
    sandbox.script(1, ["status", lambda call: Fault(f"seen: {call.request.decode()}"), Logon()])
    call = Caller(sandbox)
    body = f"<Envelope><Password>{password}</Password><ListID>{password}</ListID></Envelope>".encode()
    user = User("me", password)
    for _ in range(3):
        call(1, user, body=body)
    if not anybody:
        call(1, User(password, password), body=body)
    call(2, user, body=body, note=f"it is 0, as '{password}' is no number")
    call.refused(f"not a number: {password}", body=body)
    text = saved(sandbox, tmp_path)
    assert text.count("\n#   #") == 5 + (not anybody)
    assert password not in text


HIDES = "\n# Where passwords were in the scenarios or in the files beside this one, there is *** now.\n"


@pytest.mark.parametrize("password", ["hunter22", "pass word", "p:a#s's\"", "hün<&>ter", "true", "12345"])
def test_no_password_gets_into_its_scenarios(password: str, tmp_path: Path) -> None:
    sandbox = Sandbox("x", "http://x", credentials={"me": password, "you": "other99"})
    answers = [Fault(f"no {password}"), Http(body=f"<p>{password} and other99"), lambda call: Fault(f"! {password}")]
    sandbox.script(1, answers, UserName="you", settings={"unknown_list": Fault(f"? {password}")})
    sandbox.play(Scenario(f"a {password} b", f"about {password}", ListID=2, processes=[Process(f"Send {password}")]))
    call = Caller(sandbox)
    for _ in range(3):
        call(1, User("you", "other99"))
    text = saved(sandbox, tmp_path)
    assert HIDES in text
    assert password not in text
    assert "other99" not in text
    assert [scenario.name for scenario in load([tmp_path / "saved.yaml"])] == ["script-1", "a *** b"]
    faults = [answer.text for answer in loaded(tmp_path).scripts[0].scenario.answers if isinstance(answer, Fault)]
    assert faults == ["no ***", "! ***"]


def test_no_password_gets_into_the_files_beside_it(tmp_path: Path) -> None:
    sandbox = Sandbox("x", "http://x", credentials={"me": "hunter22"})
    recording = read_recording(ENVELOPE.replace(b"</", b"<!-- <Password>open-sesame</Password> hunter22 --></", 1))
    sandbox.script(1, [Recorded(recording), Http(body=b"\xff hunter22 \xff")], breaks="contract")
    text = saved(sandbox, tmp_path)
    assert HIDES in text
    assert (tmp_path / "saved.script-1-1.body").read_bytes() == b"\xff *** \xff"
    beside = (tmp_path / "saved.script-1-1.xml").read_bytes()
    assert b"<!-- <Password>***</Password> *** -->" in beside
    assert len(loaded(tmp_path).scripts) == 1


def test_numbers_and_words_of_the_language_stay_although_a_password_is_like_them(tmp_path: Path) -> None:
    sandbox = Sandbox("x", "http://x", credentials={"me": "12345", "you": "status", "they": "saved.script"})
    sandbox.script(12345, ["status", Http(body=b"\xff")])
    text = saved(sandbox, tmp_path)
    assert text.endswith("\nListID: 12345\nanswers:\n- status\n- http: {file: saved.script-1.body}\n")
    assert [script.scenario.answers for script in loaded(tmp_path).scripts] == [(Status(), Http(body=b"\xff"))]


def test_without_passwords_nothing_is_said_of_them(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script(1, ["status", Http(body=b"\xff")])
    assert "***" not in saved(frozen, tmp_path)


def test_nothing_in_it_can_end_a_comment(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.origin = "test\r\nscenario: evil\u2028\x85\x1b[2J"
    frozen.script(1, ["status"])
    Caller(frozen)(1, User("me\nscenario: evil\x07\udc80", "hunter22"))
    text = saved(frozen, tmp_path)
    comments, _, scenario = text.partition("\n\n")
    assert all(line.startswith("#") and line.isprintable() for line in comments.split("\n"))
    assert scenario == "scenario: script-1\nListID: 1\nanswers:\n- status\n"


# -- files


def test_a_closed_sandbox_can_be_saved(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.script(1, ["status"])
    frozen.close()
    saved(frozen, tmp_path)
    assert len(loaded(tmp_path).scripts) == 1


def test_with_nothing_in_play_it_still_tells_what_happened(sandbox: Sandbox, tmp_path: Path) -> None:
    Caller(sandbox)(1)
    text = saved(sandbox, tmp_path)
    assert "NOT ANSWERED" in text
    assert text.endswith("#\n# Nothing was in play, so there is nothing to serve.\n")


def test_a_file_is_replaced_whole(frozen: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "saved.yaml").write_text("before\n" * 1000)
    frozen.script(1, ["status"])
    assert "before" not in saved(frozen, tmp_path)
    assert names(tmp_path) == ["saved.yaml"]


def test_a_path_can_be_text(frozen: Sandbox, tmp_path: Path) -> None:
    frozen.save(str(tmp_path / "saved.yaml"))
    assert (tmp_path / "saved.yaml").exists()


def test_a_file_is_replaced_through_a_link(frozen: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "saved.yaml").symlink_to("real/file.yaml")
    frozen.script(1, ["status", Http(body=b"\xff")])
    for _ in range(2):  # where there is no file yet, and where there is one
        saved(frozen, tmp_path)
        assert (tmp_path / "saved.yaml").is_symlink()
        assert names(tmp_path / "real") == ["file.yaml"]
        assert len(loaded(tmp_path).scripts) == 1


@pytest.mark.parametrize(
    ("path", "error", "reason"),
    [
        ("", FileNotFoundError, "expected the path of a file, got an empty text"),
        ("missing/x.yaml", FileNotFoundError, "there is no folder for it"),
        ("link.yaml", FileNotFoundError, "there is no folder for it"),
        (".", IsADirectoryError, "expected the path of a file, and this is a folder"),
        ("folder", IsADirectoryError, "expected the path of a file, and this is a folder"),
        ("pipe", FileExistsError, "this is no regular file, and would be lost; *"),
        (os.devnull, FileExistsError, "this is no regular file, and would be lost; *"),
    ],
)
def test_where_no_file_can_be_it_says_so_of_the_path_it_was_given(
    path: str, error: type[OSError], reason: str, frozen: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.yaml").symlink_to("missing/x.yaml")
    os.mkfifo(tmp_path / "pipe")
    frozen.script(1, [Rows([])])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error) as told:
        frozen.save(path)
    assert told.value.filename == path
    assert fnmatch(told.value.strerror, reason)
    assert names(tmp_path) == ["folder", "link.yaml", "pipe"]
    assert (tmp_path / "pipe").is_fifo()


def test_a_file_that_can_not_be_written_is_named_and_leaves_nothing(frozen: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "saved.script-1-1.body").mkdir()
    frozen.script(1, [Http(body=b"\xff")])
    with pytest.raises(IsADirectoryError) as told:
        saved(frozen, tmp_path)
    assert told.value.filename == str(tmp_path / "saved.script-1-1.body")
    assert names(tmp_path) == ["saved.script-1-1.body"]
