"""What is read from a store, read once for each state of it.

A command, a check of a return and a public copy ask several times for the same catalogue, on connections of their own.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

from indicators.store.database import IN_MEMORY, Store

_Read = TypeVar("_Read")


def store_state(store: Store) -> tuple[object, ...] | None:
    """What changes whenever something is taken in, or another file takes the store's place; None where none tells."""
    if str(store.path) == IN_MEMORY:
        return None
    try:
        file = Path(store.path).stat()
    except OSError:
        return None
    # A store that was opened before its file was replaced has the version of the former.
    return str(store.path), file.st_ino, file.st_mtime_ns, file.st_size, store.version


def once_for_each_state(*, most: int) -> Callable[[Callable[[Store], _Read]], Callable[[Store], _Read]]:
    """A reading function that gives again what it gave for the same state of a store, for so many states at most.

    What it gives is shared, so nobody writes to it.
    """

    def remember(read: Callable[[Store], _Read]) -> Callable[[Store], _Read]:
        known: OrderedDict[tuple[object, ...], _Read] = OrderedDict()
        lock = threading.Lock()

        @wraps(read)
        def read_once(store: Store) -> _Read:
            state = store_state(store)
            if state is None:
                return read(store)
            with lock:
                if state in known:
                    known.move_to_end(state)
                    return known[state]
            result = read(store)
            with lock:
                known[state] = result
                while len(known) > most:
                    known.popitem(last=False)
            return result

        return read_once

    return remember
