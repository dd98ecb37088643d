"""The log of what must not happen: a handler or a callback that raised."""

from __future__ import annotations

import logging

logger = logging.getLogger("listrak_mock")
logger.addHandler(logging.NullHandler())  # without a handler, logging would print on the user's terminal
