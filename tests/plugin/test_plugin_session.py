"""What the plugin costs a session that does not use it, and what it leaves behind in one that does."""

from __future__ import annotations

import errno
import socket

HEAVY = ("spyne", "lxml", "werkzeug", "httptools", "asyncio", "yaml", "pydantic", "msgspec", "attrs", "cattrs")
HEAVY_OF_OURS = ("server", "sandbox", "scenarios", "service", "asmx", "transport", "site", "web", "control", "cli")


def test_a_session_that_does_not_use_it_imports_nothing_heavy(run, project, monkeypatch):
    """Other plugins of this environment stay out: xdist has asyncio imported, for one."""
    project.makeini("[pytest]\naddopts = -p mockserver.pytest_plugin")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    heavy = [*HEAVY, *(f"mockserver.{name}" for name in HEAVY_OF_OURS)]
    project.makeconftest(
        f"""
        import sys

        def pytest_unconfigure(config):
            assert "mockserver.pytest_plugin" in sys.modules
            print("heavy:", sorted(name for name in {heavy} if name in sys.modules))
        """
    )
    result = run("def test_it(): pass", fresh=True)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*heavy: [[][]]"])


def test_nothing_is_left_behind_at_the_end(run, project):
    project.makeconftest(
        """
        import gc, socket, threading

        def pytest_unconfigure(config):
            gc.collect()
            sockets = [thing for thing in gc.get_objects() if isinstance(thing, socket.socket) and thing.fileno() != -1]
            print("left:", [thread.name for thread in threading.enumerate()], sockets)
        """
    )
    result = run(
        """
        import contextlib, socket
        from urllib.parse import urlsplit

        kept = []

        def test_it(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            assert step(listrak_mock.url) == 1
            address = urlsplit(listrak_mock.url)
            idle = socket.create_connection((address.hostname, address.port))     # the server hangs up, not the client
            kept.append(idle)

        @pytest.fixture(scope="session", autouse=True)
        def ended():
            yield                                                                 # after the server, which came later
            with kept[0] as idle, contextlib.suppress(ConnectionResetError):      # if it was never accepted
                assert idle.recv(1) == b""
        """,
        fresh=True,
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*left: [[]'MainThread'[]] [[][]]"])
    assert "Warning" not in result.stdout.str() + result.stderr.str()


def test_sandboxes_are_forgotten_with_their_tests(run):
    """pytest keeps its items to the end of the session; the journals must not be kept with them."""
    run(
        """
        import gc
        import weakref

        seen = []

        @pytest.mark.parametrize("turn", range(3))
        def test_it(listrak_mock, turn):
            gc.collect()
            assert [each() for each in seen] == [None] * turn
            seen.append(weakref.ref(listrak_mock))
        """
    ).assert_outcomes(passed=3)


def test_a_server_that_can_not_start_is_told_in_a_sentence(run, monkeypatch):
    def no_server(*_arguments, **_options):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket, "create_server", no_server)
    result = run(
        """
        def test_one(listrak_mock): pass
        def test_two(listrak_mock): pass
        """
    )
    result.assert_outcomes(errors=2)
    assert result.stdout.str().count("\ncan't listen on 127.0.0.1:0: Too many open files") == 2
    assert "mockserver/" not in result.stdout.str()


def test_an_interrupted_session_ends_cleanly(run):
    result = run(
        """
        def test_it(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            ask(listrak_mock.url)
            raise KeyboardInterrupt
        """,
        fresh=True,
    )
    assert result.ret == 2
    assert "Warning" not in result.stdout.str() + result.stderr.str()


def test_the_plugin_can_be_switched_off(run):
    result = run("def test_it(listrak_mock): pass", "-p", "no:listrak_mock")
    result.stdout.fnmatch_lines(["*fixture 'listrak_mock' not found*"])
