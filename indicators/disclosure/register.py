"""The register of publications: which counts were let out, and which were withheld, so that later ones know."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from indicators.disclosure.cells import Cell
from indicators.disclosure.release import Past
from indicators.errors import UsageError
from indicators.returns.place import rewritten
from indicators.store import Store, open_store

#: Characters that the name of a publication may have.
LONGEST = 200
#: A count, or a printed rate, that was let out with its number, or withheld (None).
Entry = tuple[Cell, float | None]


def published_before(store: Store) -> Past:
    """What earlier publications let out and withheld."""
    printed: dict[Cell, set[float]] = defaultdict(set)
    withheld = set()
    for cell, value in _entries(store.query("disclosure/published_cells")):
        if value is None:
            withheld.add(cell)
        else:
            printed[cell].add(value)
    return Past(dict(printed), frozenset(withheld))


def register_state(store: Store) -> str:
    """A text that changes whenever something is registered."""
    last = store.query("disclosure/last_publication").iloc[0]
    return f"{last['publication']}-{last['cells']}"


def register(path: Path, entries: Iterable[Entry], *, what: str, by: str, data_version: str, rule: str) -> bool:
    """Write down what a publication let out and withheld, as far as that is not known; whether anything was new.

    `what` names the publication and `by` the role that made it. Raises UsageError where either is missing or too
    long, StoreError where the store cannot be written. What is known already leaves the store untouched.
    """
    for name, text in (("what was published", what), ("who published it (a role)", by)):
        if not 0 < len(text.strip()) <= LONGEST:
            raise UsageError(f"Say {name}, in at most {LONGEST} characters.")
    entries = set(entries)
    store = open_store(path)
    try:
        if not entries - _known(store):
            return False
    finally:
        store.close()
    with rewritten(path) as writing:
        new = sorted(entries - _known(writing), key=lambda entry: (entry[0], entry[1] is None, entry[1] or 0))
        with writing.transaction():
            number = int(writing.fetch("disclosure/last_publication").iloc[0]["publication"]) + 1
            told = {"publication": number, "happened_by": by.strip(), "what": what.strip(), "rule": rule}
            happened = {"happened_at": datetime.now(UTC).replace(tzinfo=None), "data_version": data_version}
            writing.append("publication", pd.DataFrame([told | happened]))
            cells = pd.DataFrame([(*cell, value) for cell, value in new], columns=[*Cell._fields, "value"])
            writing.append("publication_cell", cells.astype({"value": "float64"}).assign(publication=number))
    return True


def _known(store: Store) -> set[Entry]:
    return set(_entries(store.query("disclosure/published_cells")))


def _entries(rows: pd.DataFrame) -> Iterable[Entry]:
    for row in rows.itertuples():
        cell = Cell(row.indicator, row.role, row.area_code, _day(row.starts), _day(row.ends))
        yield cell, None if pd.isna(row.value) else float(row.value)


def _day(moment: pd.Timestamp) -> date:
    return moment.date()
