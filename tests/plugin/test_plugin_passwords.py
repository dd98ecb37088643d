"""pytest prints the arguments of each function that it shows: none that may hold passwords is shown."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run


@pytest.mark.parametrize(
    ("given", "make", "told"),
    [
        ('{"credentials": {"ann": PASSWORD}}', "MockServer(settings=given)", "'credentials': '[*][*][*]'"),
        (
            '{"credentials": {"ann": PASSWORD}}',
            "MockServer().new_sandbox(settings=given)",
            "'credentials': '[*][*][*]'",
        ),
        ('{"ann": PASSWORD, "bob": ""}', "MockServer(credentials=given)", "an empty password"),
        ('{"ann": PASSWORD, "bob": ""}', "MockServer().new_sandbox(credentials=given)", "an empty password"),
    ],
)
def test_what_can_not_be_meant_is_told_without_its_passwords(run: Run, given: str, make: str, told: str) -> None:
    result = run(
        f"""
        from mockserver import MockServer

        PASSWORD = "".join(("s3", "cret"))

        def test_mine():
            given = {given}
            {make}
        """
    )
    result.stdout.fnmatch_lines([f"E*{told}*"])
    assert "s3cret" not in result.stdout.str()
