"""How the board's records are written: under the lock of the store, once for each form, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from indicators import clock
from indicators.errors import FieldProblem, RecordRefused
from indicators.store.database import Store
from indicators.store.rewrite import rewrite

Written = TypeVar("Written")


def write_once(path: Path, *, before: Callable[[Store], Written | None], write: Callable[[Store], Written]) -> Written:
    """What `before` finds that the same form wrote already, else what `write` writes in one transaction.

    Both see the store under its lock: nobody writes in between. Raises what `write` raises, with nothing written.
    """
    with rewrite(path) as store:
        earlier = before(store)
        if earlier is not None:
            return earlier
        with store.transaction():
            return write(store)


def add_row(store: Store, table: str, row: dict[str, Any]) -> None:
    """Add a row of the record to its table."""
    store.append(table, pd.DataFrame([row]))


def utc_now() -> datetime:
    """The moment, as the store keeps moments (UTC)."""
    return clock.now()


def refuse_problems(problems: Sequence[FieldProblem]) -> None:
    """Raise RecordRefused where something is wrong."""
    if problems:
        raise RecordRefused(problems)
