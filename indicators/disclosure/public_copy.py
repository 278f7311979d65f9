"""The copy of the store that anybody may have: a suppressed figure is a symbol in it, and its history is not in it
at all.

It is written anew from what may be published, never by deleting, so that no page of the file holds a number that
nobody may see. It is made once and found again by a name that says of what it was made.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from indicators.atomic import entries, exclusive_lock, new_file, remove, replace_file
from indicators.disclosure.decisions import public_definition, public_plan
from indicators.disclosure.linked_tables import (
    DUST,
    Cell,
    FigureId,
    agreed_ranges,
    counts_of,
    is_too_short,
    summed_over_time,
    unsafe_counts_elsewhere,
)
from indicators.disclosure.release import ReasonTexts, Release, audit_release, figure_ids
from indicators.disclosure.rules import DisclosureRefused
from indicators.errors import StoreError
from indicators.figures import read_figures
from indicators.store.database import (
    Store,
    UnreadableStore,
    open_for_reading,
    open_for_writing,
    open_store,
    plain_errors,
)
from indicators.temporary import process_folder


def cached_copy(path: Path, key: str, write: Callable[[Path], None]) -> Path:
    """The copy of a store under a key, written by `write` where there is none, or none that can be read.

    It is written beside its place and put there in one step, under a lock; copies under other keys are removed. Where
    the folder of the store is read-only, it lies in a passing folder of this process. Raises what `write` raises.
    """
    copy = path.with_name(f"{path.name}.public-{key}")
    if _is_whole(copy):
        return copy
    if not os.access(path.parent, os.W_OK):
        return _write_whole(_temporary_folder() / copy.name, write)
    refusal = StoreError(f"The public figures of {path} are being made by somebody else. Try again soon.")
    with plain_errors(path):
        lock = exclusive_lock(path.with_name(f".{path.name}.public.lock"), refusal=refusal)
    with lock:
        _write_whole(copy, write)
        for other in entries(path.parent, f"{path.name}.public-"):
            # Copies under other keys, and what makers that were killed left behind. One that another process has
            # open may refuse to go; it goes the next time.
            if other != copy:
                remove(other)
    return copy


def _write_whole(target: Path, write: Callable[[Path], None]) -> Path:
    """The place, with a whole copy; another may have put it there by now."""
    if _is_whole(target):
        return target
    with new_file(target) as new:
        write(new)
        with plain_errors(target):
            replace_file(new, target)
    return target


def _is_whole(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        open_store(path).close()
    except UnreadableStore:
        return False
    return True


@cache
def _temporary_folder() -> Path:
    """A folder that only this user may read and that goes with the process."""
    return Path(_temporary().name)


@cache
def _temporary() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="public-figures-", dir=process_folder())


#: What a copy holds beside figures: table by the query that reads it.
_TABLES = {
    "areas": "area", "background_authorities": "authority", "neighbours": "neighbour", "sources": "source",
    "plans": "plan", "definitions": "definition",
    "public_targets": "target", "public_events": "event", "public_findings": "finding",
}  # fmt: skip
_FIGURE = ["indicator", "area_code", "starts", "ends"]
_TYPES = {"indicator": "str", "area_code": "str", "starts": "datetime64[us]", "ends": "datetime64[us]"}


def write_public_copy(store: Store, release: Release, path: Path) -> None:
    """Write the copy of an open store at a place where nothing is, and check what it shows.

    `store` must be open for reading files. Raises DisclosureRefused where the copy would show or give away what is
    withheld, StoreError where it cannot be written.
    """
    missing = release.suppressed_figures()
    with tempfile.TemporaryDirectory(prefix="public-", dir=process_folder()) as folder:
        file = Path(folder) / "figures.parquet"
        _write_figures(store, release, missing, file)
        copy = open_for_writing(path)
        try:
            with copy.transaction():
                _fill(copy, store, release, missing, file)
            copy.execute("checkpoint")
        finally:
            copy.close()
    _check_copy(path, release)


def _write_figures(store: Store, release: Release, missing: Iterable[FigureId], file: Path) -> None:
    """All figures as they may be shown, into a passing file, without their passing through this process."""
    settings, catalogue = release.settings, release.catalogue
    left_out = release.left_out()
    suppressed = pd.DataFrame(sorted(missing), columns=_FIGURE).astype(_TYPES)
    store.register(
        "withheld_figure", suppressed.assign(is_left_out=np.array([key in left_out for key in sorted(missing)], bool))
    )
    counts = [item.id for item in catalogue.indicators.values() if item.kind == "count"]
    store.execute(
        "export_public_figures",
        file=str(file),
        dust=DUST,
        flows=summed_over_time(catalogue),
        shortest_days=settings.shortest_days,
        rounding=settings.rule.rounding,
        counts=sorted({*counts} - catalogue.populations),
        public_sources=sorted(settings.public_sources(catalogue)),
    )


def _fill(copy: Store, store: Store, release: Release, missing: Iterable[FigureId], file: Path) -> None:
    """All that the copy holds, as one return that came when the store last took something in."""
    number = int(copy.fetch("next_return_id").iloc[0]["return_id"])
    copy.execute("insert_public_figures", file=str(file), return_id=number)
    for query, table in _TABLES.items():
        copy.append(table, _public_rows(query, store.query(query)).assign(return_id=number))
    copy.append("withheld", _suppressed_rows(release, missing))
    happened = store.query("data_version").iloc[0]["last_happened_at"]
    if store.is_made_up:
        copy.append("made_up", pd.DataFrame([{"happened_at": happened}]))
    # Its digest says nothing: no file came.
    came = {"name": "public copy", "origin": "public", "sha256": "", "row_count": 0}
    came["all_areas"] = not store.query("background_authorities").empty
    copy.append("return_file", pd.DataFrame([{"return_id": number, **came}]))
    event = {"event": "accepted", "happened_at": happened, "happened_by": "disclosure control"}
    copy.append("return_event", pd.DataFrame([{"return_id": number, **event, "reason": release.settings.text}]))


def _public_rows(query: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a small table, by the query that reads it, with the words that may be published.

    None of this looks at figures: what is published tells nothing of what is withheld.
    """
    if query == "definitions":
        rows = rows.assign(body=[public_definition(body) for body in rows["body"]])
    if query == "plans":
        rows = rows.assign(body=[public_plan(body) for body in rows["body"]])
    if query == "areas":
        rows = rows.assign(position=range(len(rows)), note="")
    return rows


def _suppressed_rows(release: Release, missing: Iterable[FigureId]) -> pd.DataFrame:
    """The rows of the table of what is withheld: figures, and the counts that are part of a percentage."""
    reasons, left_out = ReasonTexts(release), release.left_out()
    rows = [(figure[0], "", *figure[1:], reasons.of_figure(figure)) for figure in {*missing} - left_out]
    omitted = release.omitted
    rows += [(*cell, reasons.of_cell(cell)) for cell in release.suppressions if cell.role and cell not in omitted]
    frame = pd.DataFrame(sorted(rows), columns=["indicator", "role", *_FIGURE[1:], "why"])
    types = [release.tables.types[days] for days in zip(frame["starts"], frame["ends"], strict=True)]
    return frame.assign(period_type=types)


def _check_copy(path: Path, release: Release) -> None:
    """Read the copy as everybody will, and hold what it shows against what is withheld."""
    with open_for_reading(path) as copy:
        shown = read_figures(copy, release.catalogue, sorted(release.catalogue.indicators), release.tables.areas)
        elsewhere = unsafe_counts_elsewhere(copy, release.catalogue, release.settings)
    numbers: dict[Cell, set[float]] = {
        cell: {float(observation.value) for observation in observations}
        for cell, observations in counts_of(shown, release.catalogue).items()
    }
    public = release.settings.public_sources(release.catalogue)
    rows = shown.loc[shown["value"].notna() & ~shown["source"].isin(sorted(public)), _FIGURE]
    audit_release(release, numbers | _implied_numbers(release, rows))
    if is_too_short(shown, release.catalogue, release.settings).any():
        raise DisclosureRefused(["periods shorter than those that are published"])
    primary = elsewhere.loc[~elsewhere["is_linked"].astype(bool), _FIGURE]
    # What adds up from figures that are shown is no secret, though a table that says otherwise is withheld.
    combined = [area.code for area in release.catalogue.areas.values() if area.parts]
    is_sum = shown["computed"].astype(bool) & shown["area_code"].isin(combined)
    disclosed = release.suppressed_figures() & figure_ids(pd.concat([rows[~is_sum[rows.index]], primary]))
    if disclosed:
        raise DisclosureRefused(
            [f"{indicator}, {area}, {release.tables.period(*days)}" for indicator, area, *days in sorted(disclosed)]
        )


def _implied_numbers(release: Release, rows: pd.DataFrame) -> dict[Cell, set[float]]:
    """The counts that are printed as a rate or percentage alone, with the numbers that these imply."""
    shown = figure_ids(rows)
    return {
        cell: {
            float(known.value)
            for together in agreed_ranges(implied)
            for known in (together, *together.by)
            if any((count.figure, *cell[2:]) in shown for count in together.by)
        }
        for cell, implied in release.tables.implied.items()
        if cell not in release.tables.counts
    }
