"""The store that a command reads, brought up to date with the data folder first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indicators.console import say, steps_said
from indicators.options import chosen_data, chosen_store
from indicators.returns.ensure import State, ensure_store
from indicators.store import Store, open_store


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """A store open to read, closed at the end; raises StoreError where it cannot be used."""
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def current_store() -> Iterator[Store]:
    """The store, brought up to date first; where that cannot be, says why and gives the last good figures."""
    ensured = ensure_store(chosen_store(), chosen_data(), progress=steps_said())
    if ensured.warning:
        say(ensured.warning)
    if ensured.state is State.STALE:
        say("The data folder was not taken in. The last good figures are shown.")
    elif ensured.state is State.IN_USE:
        say("The data folder has changed since. The figures shown are those from before.")
    with opened(chosen_store()) as store:
        yield store
