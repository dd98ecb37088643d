"""Threads for what would hold up the event loop."""

from __future__ import annotations

import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_Job = Callable[[], None]


class Workers:
    """Daemon threads, ``count`` at the most, each started when it is needed and all others are busy.

    Not a ThreadPoolExecutor: the interpreter waits for its threads at exit, so one callable of a user that never
    returns would keep the whole test run from ending.
    """

    def __init__(self, loop: AbstractEventLoop, count: int, name: str) -> None:
        self._loop = loop
        self._count = count
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._unfinished = 0
        self._closed = False

    def submit(self, work: Callable[[], T], deliver: Callable[[T], None], drop: Callable[[T], None]) -> None:
        """Run ``work`` in a thread and hand its result to ``deliver`` on the loop, or to ``drop`` if that has stopped.

        ``work`` must not raise.
        """

        def job() -> None:
            result = work()
            with self._lock:
                self._unfinished -= 1
                if not self._closed:
                    self._loop.call_soon_threadsafe(deliver, result)
                    return
            drop(result)

        with self._lock:
            if self._closed:
                return
            self._unfinished += 1
            if self._unfinished > len(self._threads) < self._count:
                self._start_thread()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the threads end when they are done; don't wait for them. Results that come later are dropped."""
        with self._lock:
            self._closed = True
        for _ in self._threads:
            self._jobs.put(None)

    def _start_thread(self) -> None:
        name = f"{self._name}-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._closed:
                job()
