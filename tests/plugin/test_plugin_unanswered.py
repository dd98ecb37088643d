"""Calls that no script answers, and calls that come when their test is over."""

from __future__ import annotations

import pytest

NAMESPACES = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}


@pytest.mark.parametrize("version", NAMESPACES)
def test_an_unanswered_call_fails_the_test_although_the_client_swallowed_the_fault(run, version):
    result = run(
        f"""
        def test_it(listrak_mock):
            listrak_mock.play("stalls", ListID=12346)
            status, text = ask(listrak_mock.url, version="{version}")
            assert status == 500
            assert "[mock] No script answers ListID 12345" in text
            assert 'xmlns:soap="{NAMESPACES[version]}"' in text
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_it*",
            "1 call to sandbox 'test_it.py::test_it' was answered by no script:",
            "*No script answers ListID 12345 for user 'me'. In play: ListID 12346 (stalls). Nearest is *, but*",
            "*listrak_mock: the calls to http://127.0.0.1:*",
            f"#1 * ListID 12345 user 'me' SOAP {version} * NOT ANSWERED: *",
        ],
        consecutive=False,
    )
    assert_short(result)
    assert "\nERROR test_it.py::test_it - Failed: 1 call to sandbox" in result.stdout.str()


def assert_short(result):
    """The report has no traceback, neither through the package nor through the plugin."""
    text = result.stdout.str()
    assert "pytest_plugin.py" not in text
    assert "mockserver/" not in text
    assert "Traceback" not in text


def test_it_is_said_once_for_all_calls_alike(run):
    result = run(
        """
        def test_it(listrak_mock):
            for _ in range(5):
                ask(listrak_mock.url)

        def test_the_next(listrak_mock):
            pass
        """
    )
    result.assert_outcomes(passed=2, errors=1)
    assert result.stdout.str().count("ERROR at teardown of") == 1
    result.stdout.fnmatch_lines(
        ["5 calls to sandbox 'test_it.py::test_it' were answered by no script:", "*#1 * and 4 more until #5: *"]
    )


def test_the_marker_allows_unanswered_calls(run):
    run(
        """
        @pytest.mark.listrak_mock(unanswered="allow")
        def test_it(listrak_mock):
            assert ask(listrak_mock.url)[0] == 500
            assert len(listrak_mock.unanswered) == 1
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("words", ['unanswered="allow"', 'unanswered="allow", strict=True'])
def test_a_function_that_fails_fails_the_test_all_the_same(run, words):
    result = run(
        f"""
        @pytest.mark.listrak_mock({words})
        def test_it(listrak_mock):
            def wrong(call):
                assert call.UserName == "you"

            listrak_mock.script(12345, [wrong])
            ask(listrak_mock.url)
            ask(listrak_mock.url, 7)
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "1 call to sandbox 'test_it.py::test_it' was answered by no script:",
            "  #1 *: The function wrong, which answers ListID 12345 for user 'me', *AssertionError*",
        ],
        consecutive=True,
    )
    strict = "sandbox 'test_it.py::test_it' is strict, and not all answers got their calls:"
    assert result.stdout.str().count(strict) == ("strict" in words)


def test_refused_calls_do_not_fail_the_test(run):
    run(
        """
        def test_it(listrak_mock):
            assert "[InvalidLogonAttempt]" in ask(listrak_mock.url, user="")[1]
            assert ask(listrak_mock.url, ListID="<")[0] == 400
        """
    ).assert_outcomes(passed=1)


def test_a_late_call_names_its_test_and_counts_for_nobody(run):
    run(
        """
        urls = []

        def test_first(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            urls.append(listrak_mock.url)

        def test_second(listrak_mock):
            listrak_mock.play("stalls", ListID=12345)
            status, text = ask(urls[0])
            assert status == 500
            assert "[mock] This sandbox is closed: it belonged to 'test_it.py::test_first'." in text
            assert not listrak_mock.calls
        """
    ).assert_outcomes(passed=2)


def test_a_test_of_the_same_name_gets_another_address(run):
    """A late call of the first turn must not reach the second, nor a rerun."""
    run(
        """
        urls = set()

        class TestOne:
            def test_it(self, listrak_mock):
                urls.add(listrak_mock.url)

        class TestTwo:
            def test_it(self, listrak_mock):
                assert listrak_mock.url not in urls
        """
    ).assert_outcomes(passed=2)
