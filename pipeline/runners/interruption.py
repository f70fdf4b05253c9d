"""Ctrl-C and SIGTERM between two articles, not in the middle of one."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def finishing(*stops: Callable[[], None]) -> Iterator[None]:
    """While work goes on that `stops` bring to a good end: a first Ctrl-C or SIGTERM calls them, a second breaks in.

    After the first, KeyboardInterrupt is raised where the block ends. Only the main thread gets signals; in any other
    one this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            signal.default_int_handler(number, frame)
        asked = True
        for stop in stops:
            stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        raise KeyboardInterrupt
