"""ListID as .NET reads it: numbers, places of errors, and what is read where there is none."""

from __future__ import annotations

import pytest

from tests.soap import HEADERS_12, OPERATION, SOAP12, TNS, envelope, list_id


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("+7", 7),
        ("-7", -7),
        (" \t\r\n7\n", 7),
        ("0000000000000000000007", 7),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
        ("<![CDATA[7]]>", 7),
        ("1<![CDATA[2]]>&#51;", 123),
        ("<x>7</x>", 7),
    ],
)
def test_a_number_is_read_as_dotnet_reads_it(asmx, text, number):
    assert asmx.post(list_id(text)).status == 200
    assert asmx.ListIDs == [number]


@pytest.mark.parametrize(
    "text",
    [
        *("1_0", "\u00a07", "\u0663", "1.0", "1e3", "0x1F", "1,000", "- 7", "7-", "", " ", "7 7", "x", "x" * 50),
        "9" * 50 + "x",
    ],
)
def test_what_is_not_a_number_is_refused_with_its_place(asmx, said, text):
    reply = asmx.post(list_id(text))
    column = len(list_id(text).partition("</ListID>")[0]) + len("</ListID>") + len("</") + 1
    assert reply.status == 500
    assert said(reply) == (
        "1.1",
        "Client",
        (
            "Server was unable to read request. ---> "
            f"There is an error in XML document (1, {column}). ---> Input string was not in a correct format."
        ),
    )
    assert not asmx.asked


@pytest.mark.parametrize("text", ["2147483648", "-2147483649", "9" * 5000])
def test_a_number_that_is_too_large_is_refused(asmx, said, text):
    reply = asmx.post(envelope(OPERATION.replace("5", text), namespace=SOAP12), HEADERS_12)
    assert said(reply)[:2] == ("1.2", "Sender")
    assert said(reply).text.endswith("---> Value was either too large or too small for an Int32.")


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param("</|GetLegacyProcessStatus>", id="before an end tag"),
        pytest.param("|\n </GetLegacyProcessStatus>", id="before white space"),
        pytest.param("|&#32;</GetLegacyProcessStatus>", id="before a reference"),
        pytest.param("<!--|--></GetLegacyProcessStatus>", id="before a comment"),
        pytest.param("<?|p q?></GetLegacyProcessStatus>", id="before a PI"),
        pytest.param("<|a/></GetLegacyProcessStatus>", id="before a start tag"),
        pytest.param("<![CDATA[|x]]></GetLegacyProcessStatus>", id="before CDATA"),
    ],
)
@pytest.mark.parametrize(
    ("before", "line"),
    [
        pytest.param("", 1, id="one line"),
        pytest.param("\n\t\n", 3, id="LF"),
        pytest.param("\r\n\r\r\n", 4, id="CR LF and CR"),
        pytest.param("<a b='ä\t😀'/>", 1, id="UTF-16 units, a tab is one"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a byte order mark"])
@pytest.mark.parametrize("element", ["<ListID>x</ListID>", "<ListID/>"], ids=["a value", "an empty element"])
def test_a_value_error_is_told_at_the_place_of_the_node_behind_it(asmx, said, element, mark, before, line, behind):
    """The bar shows the place."""
    marked = envelope(f'{before}<GetLegacyProcessStatus xmlns="{TNS}">{element}{behind}')
    last_line = (
        marked.partition("|")[0].replace("\r", "\n").rpartition("\n")[2] if line > 1 else marked.partition("|")[0]
    )
    column = len(last_line.encode("utf-16-le")) // 2 + 1
    reply = asmx.post(mark + marked.replace("|", ""))
    assert f"XML document ({line}, {column}). --->" in said(reply).text


@pytest.mark.parametrize(
    ("body", "number", "noted"),
    [
        pytest.param("", 0, True, id="an empty Body"),
        pytest.param(f'<Other xmlns="{TNS}"><ListID>1</ListID></Other>', 0, True, id="a wrong operation element"),
        pytest.param(f'<GetLegacyProcessStatus xmlns="{TNS}"/>', 0, True, id="no ListID"),
        pytest.param(OPERATION.replace("<ListID>", '<ListID xmlns="">'), 0, True, id="a ListID in no namespace"),
        pytest.param(OPERATION.replace("5", "0"), 0, False, id="a ListID of 0 is no mistake"),
        pytest.param(OPERATION.replace("</ListID>", "</ListID><ListID>2</ListID>"), 5, False, id="the first counts"),
        pytest.param(OPERATION + OPERATION.replace("5", "2"), 2, False, id="the last operation element counts"),
        pytest.param(
            OPERATION.replace("<ListID>", "text<a><ListID>9</ListID></a><ListID b='c'>"), 5, False, id="skipped"
        ),
    ],
)
def test_a_missing_list_id_is_0_and_the_operation_runs(asmx, body, number, noted):
    assert asmx.post(envelope(body)).status == 200
    assert asmx.ListIDs == [number]
    assert (asmx.asked[0].ListID_note is not None) is noted
