"""The pages in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from mockserver import MockServer

pytestmark = pytest.mark.browser

OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser():
    from selenium import webdriver  # noqa: PLC0415 - in the extra `browser`, which `make test` does without

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for option in OPTIONS:
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_page_load_timeout(30)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


def heading(browser) -> str:
    return browser.find_element("tag name", "h1").text


def test_the_service_page_leads_to_the_operation_and_back(browser, server):
    browser.get(server.url)
    assert heading(browser) == "IntegrationService"
    browser.find_element("link text", "GetLegacyProcessStatus").click()
    assert browser.current_url == f"{server.url}?op=GetLegacyProcessStatus"
    titles = [title.text for title in browser.find_elements("tag name", "h3")]
    assert titles == ["SOAP 1.1 Request", "SOAP 1.1 Response", "SOAP 1.2 Request", "SOAP 1.2 Response"]
    sample = browser.find_element("tag name", "pre")
    assert sample.text.startswith("POST /v31/IntegrationService.asmx HTTP/1.1")
    assert sample.size["width"] <= browser.get_window_size()["width"], "a long line scrolls within its frame"
    browser.find_element("link text", "All operations").click()
    assert browser.current_url == server.url


COLORS = """
const [page, link] = [document.body, document.querySelector("a")].map(each => getComputedStyle(each));
return [page.backgroundColor, page.color, link.color].map(each => each.match(/[0-9.]+/g).slice(0, 3).map(Number));
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("target", ["", "?op=GetLegacyProcessStatus", "/../nothing"])
def test_text_and_links_stand_out_in_either_color_scheme(browser, server, scheme, target):
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get(f"{server.url}{target}")
    page, text, link = (luminance(color) for color in browser.execute_script(COLORS))
    assert (page < 0.5) is (scheme == "dark")
    assert contrast(page, text) > 7
    assert contrast(page, link) > 4.5


def luminance(color: Sequence[float]) -> float:
    """As WCAG 2 defines it."""
    linear = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("width", [360, 1200])
def test_only_the_samples_scroll_sideways(browser, server, width):
    size = {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.get(f"{server.url}?op=GetLegacyProcessStatus")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        sample = browser.find_element("tag name", "pre")
        assert browser.execute_script("return arguments[0].scrollWidth > arguments[0].clientWidth", sample)
        sample.send_keys("")  # gives it the focus, if it can have it
        assert browser.switch_to.active_element == sample, "arrow keys scroll what has the focus"
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_description_is_shown_as_a_document(browser, server):
    browser.get(server.url)
    browser.find_element("link text", "Service Description").click()
    assert browser.current_url == server.wsdl_url
    assert "wsdl:definitions" in browser.find_element("tag name", "body").text


def test_what_a_request_carried_is_shown_and_not_run(browser, server):
    browser.get(f"{server.url}?op=<img src=x onerror=document.title='run'>")
    assert "Method '<img src=x onerror=document.title='run'>' was not found" in browser.page_source.replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    assert browser.title == "IntegrationService Web Service"
