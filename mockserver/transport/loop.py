"""The event loop of the socket server: on a clock that no test can stop, and able to let go of itself after a fork."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import selectors
import socket
from collections.abc import Callable


def _monotonic() -> Callable[[], float]:
    """The real ``time.monotonic``, also while freezegun has put its own in the time module.

    freezegun replaces attributes of modules, so the function comes from a fresh copy of the (built-in) time module.
    """
    spec = importlib.util.find_spec("time")
    if spec is None:  # pragma: no cover - the interpreter has it built in
        raise ImportError("there is no time module")
    module = importlib.util.module_from_spec(spec)
    if spec.loader is not None:
        spec.loader.exec_module(module)
    monotonic: Callable[[], float] = module.monotonic
    return monotonic


class Loop(asyncio.SelectorEventLoop):
    """A selector event loop whose timers follow real time whatever the test does to the time module.

    No event-loop policy takes part: policies are deprecated since Python 3.14.
    """

    # An attribute of a class: freezegun also replaces the globals of every module that hold time.monotonic.
    _clock = staticmethod(_monotonic())

    def __init__(self) -> None:
        self._own_selector = selectors.DefaultSelector()
        super().__init__(self._own_selector)
        self.set_debug(False)  # ``python -X dev`` is meant for the user's loops; ours would only tell them of our own

    def time(self) -> float:
        """Seconds on a clock that only goes forward."""
        return self._clock()

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
