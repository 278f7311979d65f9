"""The figure behind a challenge, frozen with its series and signal as the board saw them, and compared with the same
figure now.
A snapshot is plain JSON and can be drawn again by the same charts, even where its indicator no longer exists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from indicators.board.write import utc_now
from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Break, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures import Series, read_figures, select_series
from indicators.figures.calculate import GROUP_OF_TYPE
from indicators.figures.latest import LatestFigure, latest_figure, usual_period_group
from indicators.figures.series import SERIES_COLUMNS, check_measure
from indicators.store.database import Store
from indicators.wording.numbers import movement_text, value_text
from indicators.wording.statements import effect_text, interval_text, odds_text, period_phrase, statement

#: The form in which figures are frozen; another number means other keys.
SNAPSHOT_SCHEMA = 1
#: Points that are kept of a series: five years of months.
MOST_POINTS = 60
#: What a chart, its table and its words ask of a definition.
_OF_INDICATOR = (
    "id", "title", "short_title", "quadrant", "stage", "kind", "timing", "frequency", "unit", "polarity", "decimals",
    "per", "numerator", "denominator", "rate_population", "meaningful_change",
)  # fmt: skip
_OF_AREA = ("code", "name", "level")
NO_FIGURE_TEXT = "no figure"
_NUMBERS = ("value", "numerator", "denominator")
_DAYS = ("starts", "ends")
_OF_SIGNAL = ("rule", "level", "reading", "direction", "period", "against")


def figure_snapshot(
    store: Store,
    catalogue: Catalogue,
    indicator: str,
    area_code: str,
    *,
    measure: str = "value",
    periods: str | None = None,
    since: date | None = None,
    as_at: date | None = None,
    known_on: date | None = None,
    signal: Any = None,
) -> dict[str, Any]:
    """The figure of an indicator and area as it is shown now, with its series, as plain values for JSON.

    `periods` is a group (`year`, …), None for the usual one; figures of periods that ended after `as_at` are left
    out. `signal` is a row of a cycle's `judged` frame. Raises UsageError for a measure that the indicator has not.
    """
    chosen = _series(store, catalogue, indicator, area_code, measure, periods=periods, since=since, as_at=as_at)
    return {
        "schema": SNAPSHOT_SCHEMA,
        "taken_at": utc_now().isoformat(timespec="seconds"),
        "data_version": store.version,
        "as_at": _plain(as_at),
        "known_on": _plain(known_on),
        "indicator": {name: getattr(chosen.indicator, name) for name in _OF_INDICATOR},
        "breaks": [_plain_row(asdict(item)) for item in chosen.breaks],
        "area": {name: getattr(chosen.area, name) for name in _OF_AREA},
        "measure": chosen.measure,
        "periods": _group(chosen),
        "unit": chosen.unit,
        "period": chosen.points["period"].iloc[-1] if len(chosen.points) else "",
        "figure": _figure(chosen),
        "columns": SERIES_COLUMNS,
        "points": [[_plain(cell) for cell in row] for row in chosen.points[SERIES_COLUMNS].itertuples(index=False)],
        "signal": None if signal is None else _signal(signal, catalogue),
    }


def snapshot_text(snapshot: Mapping[str, Any]) -> str:
    """The frozen figure with its period: `901, 2015/16`, `[c], 2015/16`, or `no figure`."""
    figure = snapshot.get("figure")
    return f"{figure['text']}, {figure['period']}" if figure else NO_FIGURE_TEXT


def has_snapshot_series(snapshot: Mapping[str, Any]) -> bool:
    """Whether there is a figure's series to draw, in the form that is read here."""
    return snapshot.get("schema") == SNAPSHOT_SCHEMA


def snapshot_series(snapshot: Mapping[str, Any], areas: Mapping[str, Area]) -> Series:
    """The frozen series as the charts take it: the indicator and area as they were then.

    Of the `areas` of today, by code, the area has its look.
    """
    breaks = tuple(Break(date.fromisoformat(item["date"]), item["note"], item["area"]) for item in snapshot["breaks"])
    defaults = {"owner": "", "why": "", "questions": (), "review_date": date.fromisoformat(snapshot["taken_at"][:10])}
    indicator = Indicator(**snapshot["indicator"], **defaults, breaks=breaks)
    points = pd.DataFrame(snapshot["points"], columns=snapshot["columns"])[SERIES_COLUMNS]
    for name in _DAYS:
        points[name] = pd.to_datetime(points[name]).astype("datetime64[us]")
    numbers = {name: points[name].astype(float) for name in _NUMBERS}
    points = points.assign(**numbers).astype({"computed": bool, "other_figures": "int64"})
    area = Area(**snapshot["area"])
    if today := areas.get(area.code):
        area = replace(area, place=today.place, colour=today.colour)
    return Series(indicator, area, snapshot["measure"], snapshot["unit"], points)


def _series(
    store: Store,
    catalogue: Catalogue,
    indicator: str,
    area_code: str,
    measure: str,
    *,
    periods: str | None,
    since: date | None,
    as_at: date | None,
) -> Series:
    definition = catalogue.indicators[indicator]
    check_measure(definition, measure)
    stored = read_figures(
        store, catalogue, [indicator], [area_code], query="latest", as_at=as_at or date.max, periods=MOST_POINTS
    )
    if stored.empty:
        return Series(
            definition, catalogue.areas[area_code], measure, definition.unit, pd.DataFrame(columns=SERIES_COLUMNS)
        )
    group = periods or usual_period_group(stored, definition.frequency)
    series = select_series(stored, catalogue, indicator, area_code, measure=measure, periods=group, since=since)
    return replace(series, points=series.points.tail(MOST_POINTS).reset_index(drop=True))


def _group(chosen: Series) -> str:
    """The group of periods of a series, empty where it has no point."""
    return list(PERIOD_GROUPS)[GROUP_OF_TYPE[chosen.points["period_type"].iloc[0]]] if len(chosen.points) else ""


_BROKEN = "the way of counting has changed since the figure before"


def _is_across_break(chosen: Series, newest: LatestFigure) -> bool:
    """Whether the way of counting changed between the newest figure and the one that it is held against."""
    points = chosen.points
    before = points.loc[points["period"] == newest.previous_period]
    if before.empty:
        return False
    since, until = before["starts"].iloc[-1].date(), points["ends"].iloc[-1].date()
    return chosen.has_break(since, until)


def _figure(chosen: Series) -> dict[str, Any] | None:
    """The last point of a series and how it has moved; None where it has no point."""
    if chosen.points.empty:
        return None
    newest = latest_figure(chosen)
    # Whether it is better or worse says the judgement, which stands beside it.
    movement = _BROKEN if _is_across_break(chosen, newest) else movement_text(newest, with_reading=False)
    words = {"text": value_text(newest.value, chosen, newest.symbol), "movement": movement}
    moved = {name: getattr(newest, name) for name in ("previous_period", "previous", "change", "change_percent")}
    point: dict[Any, Any] = chosen.points.iloc[-1].to_dict()
    return _plain_row(point | moved | words)


def _signal(row: Any, catalogue: Catalogue) -> dict[str, Any]:
    """A judgement in words and with its probabilities."""
    definition = catalogue.indicators[row.indicator]
    words = {
        "sentence": statement(row, catalogue),
        "effect": effect_text(row, definition),
        "interval": interval_text(row, definition),
        "odds_chance": odds_text(row.p_chance),
        "odds_usual": odds_text(row.p_usual),
    }
    statistics = {
        name: getattr(row, name) for name in (*_OF_SIGNAL, "value", "compared_with", "p_chance", "p_usual", "q")
    }
    return _plain_row(statistics | words)


def _plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    """A value that JSON has: days as text, whole and other numbers as Python's, None for what is no number."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    value = value.item() if hasattr(value, "item") else value
    return value if not isinstance(value, float) or isfinite(value) else None


@dataclass(frozen=True)
class SnapshotComparison:
    """Both figures in words, each with its period, and the newest figure itself where there is one."""

    then: str
    now: str
    newest: LatestFigure | None

    @property
    def is_newer(self) -> bool:
        """Whether a figure has come, or been revised, since the board saw it."""
        return self.newest is not None and self.then != self.now

    @property
    def words(self) -> str:
        """Both in one line: `901 in 2015/16 then; 956 in 2016/17 now`."""
        if self.newest is not None and not self.is_newer:
            return f"{self.then}; no newer figure"
        if self.then == self.now:
            return f"{NO_FIGURE_TEXT} then or now"
        return f"{self.then} then; {self.now} now"


def compare_snapshot(
    snapshot: Mapping[str, Any], store: Store, catalogue: Catalogue, *, as_at: date | None = None
) -> SnapshotComparison:
    """A frozen figure beside the newest one of the same measure and group of periods, up to a day if one is given."""
    return compare_snapshots([snapshot], store, catalogue, as_at=as_at)[0]


def compare_snapshots(
    snapshots: Sequence[Mapping[str, Any]], store: Store, catalogue: Catalogue, *, as_at: date | None = None
) -> list[SnapshotComparison]:
    """The same of many, in their order, with one query; what was frozen without a figure has nothing beside it."""
    comparable = [snapshot for snapshot in snapshots if _is_comparable(snapshot, catalogue)]
    current = _current_figures(store, catalogue, comparable, as_at) if comparable else pd.DataFrame()
    # Many challenges are about the same few figures.
    newest = {
        _series_key(snapshot): _latest_figure(snapshot, current, catalogue)
        for snapshot in {_series_key(snapshot): snapshot for snapshot in comparable}.values()
    }
    return [
        _comparison(snapshot, newest.get(_series_key(snapshot)) if has_snapshot_series(snapshot) else None)
        for snapshot in snapshots
    ]


def _series_key(snapshot: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells which series a frozen figure is of; an index counts from its first point."""
    first = _first_end(snapshot) if snapshot["measure"] == "index" and snapshot["points"] else None
    return (snapshot["indicator"]["id"], snapshot["area"]["code"], snapshot["measure"], snapshot["periods"], first)


def _is_comparable(snapshot: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Whether there may be newer figures: indicator and area are there still, and have the measure."""
    if not has_snapshot_series(snapshot):
        return False
    definition = catalogue.indicators.get(snapshot["indicator"]["id"])
    has_measure = definition is not None and (snapshot["measure"] != "rate" or bool(definition.rate_population))
    return has_measure and snapshot["area"]["code"] in catalogue.areas


def _current_figures(
    store: Store, catalogue: Catalogue, snapshots: Sequence[Mapping[str, Any]], as_at: date | None
) -> pd.DataFrame:
    indicators = dict.fromkeys(snapshot["indicator"]["id"] for snapshot in snapshots)
    areas = dict.fromkeys(snapshot["area"]["code"] for snapshot in snapshots)
    day = as_at or date.max
    return read_figures(store, catalogue, indicators, areas, query="latest", as_at=day, periods=MOST_POINTS)


def _comparison(snapshot: Mapping[str, Any], latest: LatestFigure | None) -> SnapshotComparison:
    figure = snapshot.get("figure")
    then = _figure_with_period(figure["text"], figure["period"]) if figure else NO_FIGURE_TEXT
    if latest is None:
        return SnapshotComparison(then, NO_FIGURE_TEXT, None)
    return SnapshotComparison(
        then, _figure_with_period(value_text(latest.value, latest.series, latest.symbol), latest.period), latest
    )


def _latest_figure(snapshot: Mapping[str, Any], current: pd.DataFrame, catalogue: Catalogue) -> LatestFigure | None:
    name, code, measure, periods, since = _series_key(snapshot)
    own = current[(current["indicator"] == name) & (current["area_code"] == code)]
    if own.empty:
        return None
    periods = periods or usual_period_group(own, catalogue.indicators[name].frequency)
    series = select_series(current, catalogue, name, code, measure=measure, periods=periods, since=since)
    return latest_figure(series) if len(series.points) else None


def _first_end(snapshot: Mapping[str, Any]) -> date:
    return snapshot_series(snapshot, {}).points["ends"].iloc[0].date()


def _figure_with_period(text: str, period: str) -> str:
    return f"{text} {period_phrase(period)}"
