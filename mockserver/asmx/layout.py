"""How the HTML pages look: one layout for the service's pages and for errors, light and dark, for any reader."""

from __future__ import annotations

from html import escape
from http import HTTPStatus


def service_page(title: str, name: str, content: str) -> bytes:
    """A page of the service; ``content`` is HTML, the rest is text."""
    return _document(title, f"<header><h1>{escape(name)}</h1></header>\n<main>\n{content}</main>")


def error_page(title: str, text: str, content: str = "") -> bytes:
    """A page that says what went wrong: a title, a sentence, and HTML behind them."""
    heading = f"<h1>{escape(title, quote=False)}</h1>\n<p>{escape(text, quote=False)}</p>"
    return _document(title, f'<main class="error">\n{heading}\n{content}</main>')


def status_page(status: int) -> bytes:
    """What a server shows of a status when nobody gave it a page: a short one for errors, nothing else."""
    if status < HTTPStatus.BAD_REQUEST:
        return b""
    known = status in _STATUSES
    name, reason = (HTTPStatus(status).phrase, HTTPStatus(status).description) if known else ("Error", "")
    return error_page(name, " ".join(filter(None, (f"HTTP Error {status}.", reason and f"{reason}."))))


_STATUSES = frozenset(HTTPStatus)


def _document(title: str, body: str) -> bytes:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title, quote=False)}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    ).encode()


_STYLE = """\
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --soft: #f3f6f9; --line: #d5dde6 }
:root { --link: #0b5cad; --wrong: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dfe6ee; --paper: #14191f; --soft: #1d252e; --line: #35414e }
  :root { --link: #8cc2ff; --wrong: #ff8a80 }
}
* { box-sizing: border-box }
body { background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; margin: 0 }
body { overflow-wrap: anywhere }
header { background: var(--soft); border-bottom: 1px solid var(--line) }
header > *, main { margin: 0 auto; max-width: 58rem; padding: 1.25rem 1.5rem }
h1 { font-size: 1.75rem; line-height: 1.25 }
h2 { font-size: 1.3rem; margin: 1.5rem 0 .5rem }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem }
a { color: var(--link); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
li { margin: .75rem 0 }
li p { margin: .25rem 0 }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 1rem }
pre { font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: normal; overflow-x: auto }
.error { margin-top: 2rem }
.error h1 { border-left: 5px solid var(--wrong); margin-top: 0; padding: 0 0 0 1rem }
"""
