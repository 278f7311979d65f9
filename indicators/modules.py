"""Importing a module where it is needed, in a process in which several threads do so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.RLock()


@contextmanager
def importing() -> Iterator[None]:
    """Only one thread at a time is within.

    Libraries whose modules import one another (python-pptx) are met half made by the second of two threads that import
    them at the same time, which then fails. So whatever imports such a library while threads run does it in here.
    """
    with _lock:
        yield
