"""One request at a time to a host, and a rest after each."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class StoppedError(Exception):
    """The crawl is being ended; what is under way is left as it is."""


class Pace:
    """Gives out turns. A host's next turn starts `delay` seconds after the end of its last, in all threads."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, name: str, delay: float) -> Iterator[None]:
        """Wait for the host to be free, and rest it afterwards. Raises StoppedError."""
        with self._lock:
            host = self._hosts[name]
        with host.lock:
            self.rest(host.free_at - time.monotonic())
            try:
                yield
            finally:
                host.free_at = time.monotonic() + delay

    def rest(self, seconds: float) -> None:
        """Sleep. Raises StoppedError as soon as the crawl is to end."""
        if self._stop.wait(max(0.0, seconds)):
            raise StoppedError


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0
