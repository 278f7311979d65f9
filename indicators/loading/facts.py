"""Files of figures: millions of rows read and staged in SQL before they are checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import parse_period, parse_usual_spelling
from indicators.errors import Problem, StoreError
from indicators.frames import frame_groups, frame_rows
from indicators.loading.cells import KnownIds, tidy_text, with_hyphens
from indicators.loading.csv_files import csv_problem, length_problems, read_heading
from indicators.store.database import Store

_LOOKUPS = {
    "indicator": ("indicator", "kind", "is_whole"),
    "area": ("area_code",),
    "period": ("period_type", "starts", "ends"),
    "source": ("source",),
}


@dataclass(frozen=True)
class Stage:
    """The store whose temporary tables hold the rows read so far, and the spellings met in them."""

    store: Store
    known: KnownIds
    #: Whether other usual spellings of periods, such as 2015-16, are taken too.
    is_lenient: bool = False
    #: Whether figures may be written as people write them, such as 1,234 or <5.
    reads_words: bool = False
    #: Counts of whole things; not those that are published with decimals, such as full-time equivalents.
    whole: frozenset[str] = frozenset()
    met: dict[str, set[str]] = field(default_factory=lambda: {place: set() for place in _LOOKUPS})
    not_periods: dict[str, str] = field(default_factory=dict)
    not_figures: dict[str, str] = field(default_factory=dict)


def empty_stage(
    store: Store,
    known: KnownIds,
    indicators: Mapping[str, Indicator],
    *,
    is_lenient: bool = False,
    reads_words: bool = False,
) -> Stage:
    """An empty stage; `indicators` are the sound ones."""
    store.execute("lookup_tables")
    shares = [
        (item.id, item.numerator, item.denominator)
        for item in indicators.values()
        if item.is_derived and item.kind == "proportion"
    ]
    _append(store, "share_lookup", shares, ("indicator", "numerator", "denominator"))
    whole = frozenset(item.id for item in indicators.values() if item.kind == "count" and not item.decimals)
    return Stage(store, known, is_lenient, reads_words, whole)


def stage_facts(stage: Stage, path: Path, *, name: str, return_id: int) -> list[Problem]:
    """Read one facts file onto the stage; gives the problems of its form, with which nothing is staged."""
    heading, problems = read_heading(path, name)
    problems = problems or length_problems(path, name)
    if problems:
        return problems
    try:
        columns = dict.fromkeys(heading, "varchar")
        stage.store.execute("read_facts", path=str(path.resolve()), columns=columns)
    except StoreError as error:
        if isinstance(error.__cause__, (duckdb.InvalidInputException, duckdb.NotImplementedException)):
            return [csv_problem(name, str(error.__cause__))]
        raise
    stage_read(stage, return_id=return_id)
    return []


def stage_read(stage: Stage, *, return_id: int) -> None:
    """Put what was read into `raw_fact` on the stage, its spellings settled."""
    _look_up(stage)
    stage.store.execute("stage_facts", return_id=return_id)


def _look_up(stage: Stage) -> None:
    """Settle each spelling that no file before had, once, however many rows have it."""
    new_spellings = stage.store.fetch("spellings")
    if stage.reads_words:
        _look_up_figures(stage)
    for column, own in frame_groups(new_spellings, "place"):
        new = set(own["spelling"]) - stage.met[column]
        stage.met[column] |= new
        rows = [(spelling, *meaning) for spelling in sorted(new) if (meaning := _meaning(stage, column, spelling))]
        _append(stage.store, f"{column}_lookup", rows, ("spelling", *_LOOKUPS[column]))


def _meaning(stage: Stage, column: str, spelling: str) -> tuple[Any, ...] | None:
    """What a cell stands for, spaces round it apart; None where it stands for nothing known."""
    text = tidy_text(spelling)
    if column == "indicator":
        known = stage.known.indicators
        return (text, known[text], text in stage.whole) if text in known else None
    if column == "area":
        return (stage.known.areas[text],) if text in stage.known.areas else None
    if column == "source":
        return (text,) if text in stage.known.sources else None
    try:
        period = parse_usual_spelling(with_hyphens(text)) if stage.is_lenient else parse_period(text)
    except ValueError as error:
        stage.not_periods[spelling.strip()] = str(error)
        return None
    return str(period.type), period.starts, period.ends


def _look_up_figures(stage: Stage) -> None:
    """Settle each spelling of a figure that is no plain number: what it is read as, and what is told of it."""
    # Only people's and publishers' files have such spellings; the readers take a while to import.
    from indicators.loading.values import read_figure, read_part

    figures, parts = [], []
    for odd in frame_rows(stage.store.fetch("unusual_numbers")):
        reading = (read_figure if odd.place == "value" else read_part)(odd.spelling)
        if reading.error:
            stage.not_figures[odd.spelling.strip()] = reading.error
        elif odd.place == "part":
            parts.append((odd.spelling, reading.text))
        else:
            figures.append((odd.spelling, reading.text, reading.symbol, reading.status, reading.warning))
    _append(stage.store, "figure_lookup", figures, ("spelling", "text", "symbol", "status", "warning"))
    _append(stage.store, "part_lookup", parts, ("spelling", "text"))


def _append(store: Store, table: str, rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> None:
    if rows:
        store.append(table, pd.DataFrame(rows, columns=list(columns)))
