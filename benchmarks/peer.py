"""The peer: pytest-httpserver with one handler, threaded, answering the bytes of a file to every POST."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path

from pytest_httpserver import HTTPServer

from mockserver.contract import ENDPOINT


def main(answer: Path) -> None:
    """Serves until it is interrupted, and says where."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a call would be its cost alone
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        server.no_handler_status_code = 404
        handler = server.expect_request(ENDPOINT, method="POST")
        handler.respond_with_data(answer.read_bytes(), content_type="text/xml; charset=utf-8")
        print(server.url_for(ENDPOINT), flush=True)
        signal.sigwait({signal.SIGINT})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
