"""All sections, in the order of the page that lists them."""

from __future__ import annotations

from tests.fidelity import (
    test_bytes,
    test_charsets,
    test_clients,
    test_contract,
    test_envelope,
    test_faults,
    test_headers,
    test_http,
    test_media,
    test_options,
    test_order,
    test_pages,
    test_places,
    test_routing,
    test_values,
    test_ways,
    test_wsdl,
)
from tests.fidelity.rules import Section

SECTIONS: tuple[Section, ...] = (
    test_contract.SECTION,
    test_wsdl.SECTION,
    test_routing.SECTION,
    test_media.SECTION,
    test_envelope.SECTION,
    test_headers.SECTION,
    test_values.SECTION,
    test_ways.SECTION,
    test_order.SECTION,
    test_faults.SECTION,
    test_places.SECTION,
    test_bytes.SECTION,
    test_charsets.SECTION,
    test_pages.SECTION,
    test_http.SECTION,
    test_clients.SECTION,
    test_options.SECTION,
)
