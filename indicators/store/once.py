"""What is read from a store, read once for each state of it.

A command, a check of a return and a public copy ask several times for the same catalogue, on connections of their own.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from indicators.store.database import Store

_Read = TypeVar("_Read")


def once_for_each_state(*, most: int) -> Callable[[Callable[[Store], _Read]], Callable[[Store], _Read]]:
    """A reading function that gives again what it gave for the same state of a store, for so many states at most.

    What it gives is shared, so nobody writes to it.
    """

    def remember(read: Callable[[Store], _Read]) -> Callable[[Store], _Read]:
        """The function with what it gave for the last states."""
        known: OrderedDict[tuple[str, ...], _Read] = OrderedDict()
        lock = threading.Lock()

        @wraps(read)
        def read_once(store: Store) -> _Read:
            """What the function gives for a store, read only where its state is a new one."""
            if not store.identity:
                # Open to write: what is read now may be another thing in a moment.
                return read(store)
            state = (str(store.path), store.identity, store.version)
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
