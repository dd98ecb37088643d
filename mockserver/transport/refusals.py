"""What a client gets whose request never reaches the engine: the short page of Windows' HTTP driver.

Status, headers and shape are the driver's; the sentence is ours, and says what was wrong.
"""

from __future__ import annotations

from email.utils import formatdate
from html import escape
from http import HTTPStatus

from mockserver.messages import Reply
from mockserver.realtime import Real


def refusal(status: int, why: str, *, what: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A page with a sentence that says why; ``what`` is the part of the request that is wrong, in two words."""
    phrase = HTTPStatus(status).phrase
    heading = f"{phrase} - {what}" if what else phrase
    page = (
        f'<!DOCTYPE html>\r\n<html lang="en"><head><title>{phrase}</title>'
        '<meta name="color-scheme" content="light dark"></head>\r\n'
        f"<body><h2>{heading}</h2>\r\n<hr><p>HTTP Error {status}. {escape(why, quote=False)}</p>\r\n</body></html>\r\n"
    )
    own = (
        ("Content-Type", "text/html; charset=us-ascii"),
        ("Server", "Microsoft-HTTPAPI/2.0"),
        ("Date", formatdate(Real.epoch + Real.elapsed(), usegmt=True)),
    )
    return Reply(status, page.encode("ascii", "xmlcharrefreplace"), (*own, *headers))
