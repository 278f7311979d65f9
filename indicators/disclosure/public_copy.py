"""A copy of the store that anybody may have: what is withheld is a symbol in it, and its past is not in it at all.

It is written anew from what may be shown, never by taking things out, so that no page of the file holds a number that
nobody may see. All other code reads it like any store.
"""

import tempfile
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

import numpy as np
import pandas as pd

from indicators.disclosure.cells import counts_of, small_elsewhere
from indicators.disclosure.reasons import Reasons
from indicators.disclosure.release import Figure, Release, audited, figures_of
from indicators.disclosure.rule import DisclosureRefused
from indicators.disclosure.texts import discreet, discreet_definition, hidden_numbers, tells
from indicators.measures import figures
from indicators.store import Store, open_for_writing, open_store
from indicators.temporary import own_folder

#: What a copy holds beside figures: table by the query that reads it.
_TABLES = {
    "areas": "area", "neighbours": "neighbour", "sources": "source", "plans": "plan", "definitions": "definition",
    "targets": "target", "events": "event", "findings": "finding",
}  # fmt: skip
#: The words of which tables may tell a number, beside their indicator.
_WORDS = {"targets": "note", "events": "title", "findings": "statement"}
_FIGURE = ["indicator", "area_code", "starts", "ends"]
_TYPES = {"indicator": "str", "area_code": "str", "starts": "datetime64[us]", "ends": "datetime64[us]"}
_OBSERVATION = [
    "indicator", "area_code", "period_type", "starts", "ends", "value", "numerator", "denominator", "status",
    "symbol", "source",
]  # fmt: skip
#: Columns of findings that say who wrote them and when.
_WRITTEN = ["version", "happened_at", "happened_by"]


def write_public_copy(store: Store, release: Release, place: Path) -> None:
    """Write the copy of an open store at a place where nothing is, and check what it shows.

    `store` must be open for reading files. Raises DisclosureRefused where the copy would show or give away what is
    withheld, StoreError where it cannot be written.
    """
    missing = release.missing_figures()
    with tempfile.TemporaryDirectory(prefix="public-", dir=own_folder()) as folder:
        file = Path(folder) / "figures.parquet"
        _write_figures(store, release, missing, file)
        copy = open_for_writing(place)
        try:
            with copy.transaction():
                _fill(copy, store, release, missing, file)
            copy.execute("load/checkpoint")
        finally:
            copy.close()
    _check(place, release)


def _write_figures(store: Store, release: Release, missing: Iterable[Figure], file: Path) -> None:
    """All figures as they may be shown, into a passing file, without their passing through this process."""
    settings, catalogue = release.settings, release.catalogue
    hidden = hidden_numbers(release)
    notes = store.query("disclosure/notes", indicators=sorted(hidden))
    told = [tells(note, hidden[name]) for name, note in zip(notes["indicator"], notes["note"], strict=True)]
    store.register("dropped_note", notes[np.array(told, bool)])
    store.register("withheld_figure", pd.DataFrame(sorted(missing), columns=_FIGURE).astype(_TYPES))
    counts = [item.id for item in catalogue.indicators.values() if item.kind == "count"]
    store.execute(
        "disclosure/write_figures",
        file=str(file),
        rounding=settings.rule.rounding,
        counts=sorted({*counts} - catalogue.populations),
        public_sources=sorted(settings.public_sources(catalogue)),
    )


def _fill(copy: Store, store: Store, release: Release, missing: Iterable[Figure], file: Path) -> None:
    """All that the copy holds, as one return that came when the store last took something in."""
    number = int(copy.fetch("load/next_return_id").iloc[0]["return_id"])
    copy.execute("disclosure/take_figures", file=str(file), return_id=number)
    sums = _sums(release, missing)
    copy.append("observation", sums.assign(return_id=number, first_return_id=number))
    hidden = hidden_numbers(release)
    for query, table in _TABLES.items():
        copy.append(table, _discreet_rows(query, store.query(query), hidden).assign(return_id=number))
    copy.append("withheld", _withheld(release, missing))
    # Its digest says nothing: no file came.
    came = {"name": "public copy", "origin": "public", "sha256": "", "row_count": len(sums)}
    copy.append("return_file", pd.DataFrame([{"return_id": number, **came}]))
    happened = store.query("data_version").iloc[0]["last_happened_at"]
    event = {"event": "accepted", "happened_at": happened, "happened_by": "disclosure control"}
    copy.append("return_event", pd.DataFrame([{"return_id": number, **event, "reason": release.settings.text}]))


def _discreet_rows(query: str, rows: pd.DataFrame, hidden: Mapping[str, Set[int]]) -> pd.DataFrame:
    """The rows of a small table, by the query that reads it, without words that tell a hidden number."""
    if query in _WORDS:
        rows = discreet(rows, _WORDS[query], hidden)
    if query == "definitions":
        rows = rows.assign(
            body=[
                discreet_definition(body, hidden[name]) if name in hidden else body
                for name, body in zip(rows["indicator"], rows["body"], strict=True)
            ]
        )
    if query == "areas":
        rows = rows.assign(position=range(len(rows)))
    if query == "findings":
        # What somebody wrote down on a page was never published.
        rows = rows[rows["version"] == 0].drop(columns=_WRITTEN)
    return rows


def _sums(release: Release, missing: Iterable[Figure]) -> pd.DataFrame:
    """Sums over areas that may be shown and can no longer be worked out, since a part is withheld: each a row."""
    shown, catalogue = release.held.figures, release.catalogue
    hidden = set(missing)
    places = {area.code: area.parts for area in catalogue.areas.values() if area.parts}
    rows = shown[shown["computed"] & shown["area_code"].isin(list(places)) & shown["value"].notna()]
    kept = []
    for row in rows.itertuples():
        days = (row.starts.date(), row.ends.date())
        parts = [(row.indicator, part, *days) for part in places[row.area_code]]
        is_own = not catalogue.indicators[row.indicator].is_derived
        kept.append(is_own and (row.indicator, row.area_code, *days) not in hidden and not hidden.isdisjoint(parts))
    rows = rows[np.array(kept, bool)]
    names = {code: " and ".join(catalogue.areas[part].name for part in parts) for code, parts in places.items()}
    return _rounded(rows[_OBSERVATION], release).assign(note=[f"Sum of {names[code]}." for code in rows["area_code"]])


def _rounded(rows: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Sums with their counts as shown; of a fraction the numerator and denominator are."""
    is_count = rows["numerator"].isna()
    counts = {name: release.settings.rule.rounded(rows[name]) for name in ("value", "numerator", "denominator")}
    # The value of a fraction follows from its counts.
    return rows.assign(**counts | {"value": pd.Series(counts["value"], rows.index).where(is_count)})


def _withheld(release: Release, missing: Iterable[Figure]) -> pd.DataFrame:
    """The rows of the table of what is withheld: figures, and the counts that are part of a percentage."""
    reasons = Reasons(release)
    rows = [(figure[0], "", *figure[1:], reasons.of_figure(figure)) for figure in missing]
    rows += [(*cell, reasons.of_cell(cell)) for cell in release.withheld if cell.role]
    frame = pd.DataFrame(sorted(rows), columns=["indicator", "role", *_FIGURE[1:], "why"])
    types = [release.held.types[days] for days in zip(frame["starts"], frame["ends"], strict=True)]
    return frame.assign(period_type=types)


def _check(place: Path, release: Release) -> None:
    """Read the copy as everybody will, and hold what it shows against what is withheld."""
    copy = open_store(place)
    try:
        shown = figures(copy, release.catalogue, sorted(release.catalogue.indicators), release.held.areas)
        elsewhere = small_elsewhere(copy, release.catalogue, release.settings)
    finally:
        copy.close()
    audited(release, counts_of(shown, release.catalogue).keys())
    numbers = shown.loc[shown["value"].notna(), _FIGURE]
    found = release.missing_figures() & figures_of(pd.concat([numbers, elsewhere[_FIGURE]]))
    if found:
        names = [f"{indicator}, {area}, {release.held.period(*days)}" for indicator, area, *days in sorted(found)]
        raise DisclosureRefused(range(len(names)), release.settings.rule.margin, names)
