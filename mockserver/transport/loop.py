"""The event loop of the socket server: on a clock that no test can stop, and able to let go of itself after a fork."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import socket

from mockserver.realtime import Real


class Loop(asyncio.SelectorEventLoop):
    """A selector event loop whose timers follow real time whatever the test does to the time module.

    No event-loop policy takes part: policies are deprecated since Python 3.14.
    """

    def __init__(self) -> None:
        self._own_selector = selectors.DefaultSelector()
        super().__init__(self._own_selector)
        self.set_debug(False)  # ``python -X dev`` is meant for the user's loops; ours would only tell them of our own

    def time(self) -> float:
        """Seconds on a clock that only goes forward."""
        return float(Real.monotonic())

    def abandon(self) -> None:
        """Close the descriptors of a forked child's copy, and nothing else.

        ``close`` would unregister from the epoll that the child shares with its parent, and deafen the parent.
        """
        with contextlib.suppress(OSError):  # kqueue descriptors are not inherited
            self._own_selector.close()
        state = vars(self)  # asyncio has no public names for these
        for end in (state.get("_ssock"), state.get("_csock")):
            if isinstance(end, socket.socket):
                end.close()
        state["_closed"] = True
