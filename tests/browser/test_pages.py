"""The pages in a real browser."""

from __future__ import annotations

import shutil

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
