"""``listrak-mock serve``: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import http.client
import io
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from urllib.request import Request, urlopen

import pytest

from mockserver.cli import main
from mockserver.contract import ENDPOINT
from mockserver.scenarios.library import catalogue
from tests.plugin.client import PASSWORD, ask
from tests.soap import HEADERS_11, list_id

LINE = re.compile(r"#(\d+) \d\d:\d\d:\d\d ListID (\d+) user 'me' SOAP (1\.[12]) → (.*)\n")


def test_it_says_what_there_is_and_then_a_line_a_call(serve):
    with serve() as served:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v31/IntegrationService\.asmx", served.url)
        assert served.word_after("WSDL") == f"{served.url}?WSDL"
        for story in catalogue():
            assert f"  {story.ListID}    {story.name} " in served.greeting
        assert "Every other ListID gets a fault that says so." in served.greeting
        ask(served.url, 1101)
        assert LINE.fullmatch(served.process.stdout.readline()).groups() == (
            "1",
            "1101",
            "1.1",
            "status: Send to List 1/4",
        )
        ask(served.url, 1101, version="1.2")
        assert LINE.fullmatch(served.process.stdout.readline()).groups() == (
            "2",
            "1101",
            "1.2",
            "status: Send to List 2/4",
        )
        ask(served.url, 5)
        assert "NOT ANSWERED: No script answers ListID 5 for user 'me'" in served.process.stdout.readline()


def test_the_curl_line_gets_the_first_list(serve):
    with serve() as served:
        words = shlex.split(served.curl)
        assert (words[0], words[1], words[3], words[5]) == ("curl", "-H", "-H", "-d")
        headers = dict(word.split(": ", 1) for word in (words[2], words[4]))
        with urlopen(Request(words[7], words[6].encode(), headers), timeout=10) as answer:
            assert b"<ListID>1101</ListID>" in answer.read()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed; the test above sends the same")
@pytest.mark.parametrize("words", [(), ("--credentials", "o'neill <&>\":PASSWORD"), ("--host", "::1")], ids=str)
def test_the_curl_line_can_be_pasted_into_a_shell(serve, words):
    if words == ("--host", "::1") and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with serve(*words) as served:
        ended = subprocess.run(["/bin/sh", "-c", served.curl], check=True, capture_output=True, timeout=30, text=True)
        assert "<ListID>1101</ListID>" in ended.stdout, ended


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_own_stories_take_the_catalogues_place(serve, stories):
    with serve(str(stories)) as served:
        assert re.findall(r"^  (77|any|\d{4})  +(\S+)", served.greeting, re.MULTILINE) == [
            ("77", "mine"),
            ("any", "all-others"),
        ]
        assert "`any` is every ListID that has no line of its own." in served.greeting
        assert "<ListID>77</ListID>" in served.curl
        assert [ask(served.url, ListID)[0] for ListID in (77, 5, 1101)] == [503, 200, 200]


def test_the_catalogue_can_play_besides_own_stories(serve, stories):
    with serve(str(stories), "--catalogue") as served:
        assert "  1101    send-to-list " in served.greeting
        assert re.search("^  77 +mine ", served.greeting, re.MULTILINE)


def test_a_list_that_the_catalogue_has_too_is_told_in_the_users_own_file(program, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("scenario: mine\nListID: 1101\nanswers: [status]\n")
    told = program("serve", str(mine), "--catalogue")
    assert told.code == 1
    assert told.err.startswith(f"{mine}:2:9: ListID: 1101 is also that of the scenario 'send-to-list' in ")


def test_only_those_with_credentials_are_let_in_and_no_password_is_printed(serve):
    with serve("--credentials", f"me:{PASSWORD}", "--credentials", "you:with:colon") as served:
        assert ask(served.url, 1101)[0] == 200
        assert ask(served.url, 1101, user="you", password="with:colon")[0] == 200
        assert "[InvalidLogonAttempt]" in ask(served.url, 1101, password="wrong-password")[1]
        ended = served.end(signal.SIGINT)
        assert "log-on    only me, you\n" in served.greeting
        assert "log-on refused: the password is not that of user 'me'" in ended.out
        for word in (PASSWORD, "with:colon", "wrong-password"):
            assert word not in served.greeting + ended.out + ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_whatever_its_clients_do(serve, tmp_path, number):
    (tmp_path / "slow.yaml").write_text("scenario: slow\nListID: 5\nanswers: [{http: 200, delay: 1h}]\n")
    with serve("slow.yaml") as served:
        idle = socket.create_connection(served.address)
        half = socket.create_connection(served.address)
        half.sendall(b"POST /v31/IntegrationService.asmx HTTP/1.1\r\nContent-Le")
        waiting = http.client.HTTPConnection(*served.address)
        waiting.request("POST", "/v31/IntegrationService.asmx", b"<", {"Content-Type": "text/xml"})
        waiting.getresponse().read()
        ended = served.end(number)
        for client in (idle, half, waiting):
            client.close()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("\nStopped.\n")


class Impatient(io.StringIO):
    """An output whose reader presses Ctrl-C once the server is ready."""

    def flush(self):
        if self.getvalue().endswith("Calls:\n\n"):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("words", [(), ("--credentials", "me:word")])
def test_a_program_may_call_it(monkeypatch, words):
    monkeypatch.setattr(sys, "stdout", Impatient())
    assert main(["serve", "--port", "0", *words]) == 0
    assert sys.stdout.getvalue().endswith("Calls:\n\n\nStopped.\n")


def test_a_taken_port_is_told_in_a_sentence(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = command("serve", "--port", str(port))
    assert (code, out) == (1, "")
    assert err.startswith(f"listrak-mock: can't listen on 127.0.0.1:{port}: Address already in use. ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "not a host", "x" * 300, "127.0.0.1:80"])
def test_a_host_that_is_not_ours_is_told_in_a_sentence(command, host):
    code, out, err = command("serve", "--port", "0", "--host", host)
    assert (code, out) == (1, "")
    assert err.startswith(f"listrak-mock: can't listen on {host}:0: ")
    assert err.count("\n") == 1


def test_no_scenario_at_all_is_an_error(command, tmp_path):
    code, out, err = command("serve", str(tmp_path))
    assert (code, out) == (1, "")
    assert err == (
        f"{tmp_path}: there are no scenario files (.yaml or .yml) in this folder\n"
        "listrak-mock serve: stopped by 1 mistake\n"
    )


def test_a_scenario_that_no_call_reaches_is_an_error(command, tmp_path):
    (tmp_path / "none.yaml").write_text("scenario: none\nprocesses: []\n")
    code, _, err = command("serve", str(tmp_path))
    assert code == 1
    assert "none.yaml:1: the scenario 'none' has no ListID, so no call reaches it: add a line `ListID:`" in err


def test_it_ends_when_nobody_reads_any_more(serve):
    with serve() as served:
        served.process.stdout.close()
        ask(served.url, 1101)
        served.process.wait()
        assert served.process.returncode == 1
        assert served.process.stderr.read() == ""


def test_an_output_without_the_characters_gets_them_escaped(serve):
    with serve(env={**os.environ, "PYTHONIOENCODING": "ascii"}) as served:
        ask(served.url, 1101, user="Zoë")
        line = served.process.stdout.readline()
        assert r"user 'Zo\xeb' SOAP 1.1 \u2192 status: Send to List 1/4" in line


def send_calls(served, count):
    """Many calls on one connection, in a hurry; returns when all are answered. The engine refuses them: no bodies."""
    request = (
        b"POST /v31/IntegrationService.asmx HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n"
        b'SOAPAction: "http://webservices.listrak.com/v31/GetLegacyProcessStatus"\r\nContent-Length: 1\r\n\r\n<'
    )
    with socket.create_connection(served.address) as client, client.makefile("rb") as reader:
        for _ in range(count // 100):
            client.sendall(request * 100)
            for _ in range(100):
                assert reader.readline().startswith(b"HTTP/1.1 400 ")
                while reader.readline() != b"\r\n":
                    pass


def test_an_output_that_is_not_read_holds_nothing_up(serve):
    """More calls than the pipe and the queue hold: they are answered all the same, and the lines left out counted."""
    with serve() as served:
        send_calls(served, 14_000)
        lines = [served.process.stdout.readline()]
        while lines[-1].startswith("#"):
            lines.append(served.process.stdout.readline())
        ask(served.url, 1101)
        ended = served.end(signal.SIGTERM)
    assert (ended.code, ended.err) == (0, "")
    lines += ended.out.splitlines(keepends=True)
    notices = re.findall(
        r"^\((\d+) lines left out: the output was not read fast enough\)$", "".join(lines), re.MULTILINE
    )
    printed = [int(line[1:].split()[0]) for line in lines if line.startswith("#")]
    assert printed == sorted(printed)
    assert printed[-1] == 14_001
    assert len(printed) + sum(map(int, notices)) == 14_001
    assert notices


def test_no_line_is_lost_at_the_end(serve):
    with serve() as served:
        send_calls(served, 500)
        ended = served.end(signal.SIGINT)
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines[:-2]] == [f"#{number}" for number in range(1, 501)]
    assert lines[-2:] == ["", "Stopped."]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_although_its_output_is_not_read(serve, number):
    with serve() as served:
        send_calls(served, 2_000)
        served.process.send_signal(number)
        assert served.process.wait() == 0
        assert served.process.stderr.read() == ""
        assert not served.overdue


def test_it_ends_although_long_lines_of_wide_characters_are_not_read(serve, tmp_path):
    """A pipe takes 4096 bytes at once, which are fewer characters."""
    processes = f"  - ProcessType: {'中' * 60}\n    MaxStep: 100000\n" * 8
    (tmp_path / "wide.yaml").write_text(f"scenario: wide\nListID: 1\nprocesses:\n{processes}", encoding="utf-8")
    with serve(str(tmp_path)) as served:
        client = http.client.HTTPConnection(*served.address, timeout=20)
        for _ in range(200):
            client.request("POST", ENDPOINT, list_id("1"), HEADERS_11)
            assert client.getresponse().read()
        client.close()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait() == 0
        assert served.process.stderr.read() == ""
        assert not served.overdue
