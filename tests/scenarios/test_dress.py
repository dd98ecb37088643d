"""How a SOAP message can be written, as files and Python say it, and what of it breaks the contract."""

from __future__ import annotations

import pytest

from mockserver.errors import ScenarioError
from mockserver.scenarios.answers import Status
from mockserver.scenarios.dress import Dress
from mockserver.scenarios.loading import loads


def in_a_file(dress: str) -> Dress | None:
    (scenario,) = loads(f"scenario: x\nbreaks: contract\nanswers:\n  - dress: {dress}\n  - status\n", "x.yaml")
    return scenario.answers[0].dress


@pytest.mark.parametrize(
    ("text", "mapping", "dress"),
    [
        ("{}", {}, Dress()),
        ("{content-type: text/html}", {"content-type": "text/html"}, Dress(content_type="text/html")),
        ("{soap: 1.2}", {"soap": "1.2"}, Dress(soap="1.2")),
        ("{charset: utf-16, bom: yes}", {"charset": "utf-16", "bom": True}, Dress(charset="utf-16", bom=True)),
        ('{prefix: "", pretty: on}', {"prefix": "", "pretty": "on"}, Dress(prefix="", pretty=True)),
        (
            "{prefix: é.1-_, charset: gb18030}",
            {"prefix": "é.1-_", "charset": "gb18030"},
            Dress(prefix="é.1-_", charset="gb18030"),
        ),
        ("{extra-elements: true}", {"extra-elements": True}, Dress(extra_elements=True)),
    ],
)
def test_files_mappings_and_instances_say_the_same(text: str, mapping: dict[str, object], dress: Dress) -> None:
    assert in_a_file(text) == Status(dress=mapping).dress == Status(dress=dress).dress == dress


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        Dress(content_type=5.0, soap=1.2, charset=None, bom=1, pretty="x", prefix=5)  # type: ignore[arg-type]
    assert [str(mistake).partition(":")[0] for mistake in error.value.mistakes] == [
        *("content_type", "soap", "bom", "pretty", "prefix")
    ]


@pytest.mark.parametrize(
    ("dress", "keys"),
    [
        (Dress(bom=True, pretty=True, prefix="", charset="UTF-8"), []),
        (Dress(charset="utf8"), ["charset"]),
        (
            Dress(content_type="text/xml; charset=utf-8", soap="1.1", charset="utf-16", extra_elements=True),
            ["content-type", "soap", "charset", "extra-elements"],
        ),
    ],
)
def test_a_dress_breaks_the_contract_by_type_version_charset_and_elements_only(dress: Dress, keys: list[str]) -> None:
    assert [breach.path for breach in dress.breaches] == [(key,) for key in keys]
    assert all(breach.what.startswith(f"{key}: ") for breach, key in zip(dress.breaches, keys, strict=True))
    assert all(breach.what.endswith("so this breaks the contract") for breach in dress.breaches)


def test_a_dress_tells_only_what_is_unusual() -> None:
    assert repr(Dress(prefix="", extra_elements=True)) == "Dress(prefix='', extra_elements=True)"
    assert len({Dress(), Dress(), Dress(bom=True)}) == 2
