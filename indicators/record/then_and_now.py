"""The figure of a challenge as the board saw it, beside the same figure now: for the chair's review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.measures import Catalogue, figures, series
from indicators.measures.latest import Latest, latest, usual_group
from indicators.record.seen import MOST_POINTS, NO_FIGURE, is_frozen, series_of
from indicators.statements.changes import when
from indicators.store import Store
from indicators.wording import value_text


@dataclass(frozen=True)
class ThenAndNow:
    """Both figures in words, each with its period, and the newest figure itself where there is one."""

    then: str
    now: str
    newest: Latest | None

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
            return f"{NO_FIGURE} then or now"
        return f"{self.then} then; {self.now} now"


def then_and_now(
    seen: Mapping[str, Any], store: Store, catalogue: Catalogue, *, as_at: date | None = None
) -> ThenAndNow:
    """A frozen figure beside the newest one of the same measure and group of periods, up to a day if one is given."""
    return all_then_and_now([seen], store, catalogue, as_at=as_at)[0]


def all_then_and_now(
    seen: Sequence[Mapping[str, Any]], store: Store, catalogue: Catalogue, *, as_at: date | None = None
) -> list[ThenAndNow]:
    """The same of many, in their order, with one query; what was frozen without a figure has nothing beside it."""
    asked = [one for one in seen if _is_held(one, catalogue)]
    held = _figures(store, catalogue, asked, as_at) if asked else pd.DataFrame()
    # Many challenges are about the same few figures.
    newest = {_line(one): _newest(one, held, catalogue) for one in {_line(one): one for one in asked}.values()}
    return [_beside(one, newest.get(_line(one)) if is_frozen(one) else None) for one in seen]


def _line(seen: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells which series a frozen figure is of; an index counts from its first point."""
    first = _first_end(seen) if seen["measure"] == "index" and seen["points"] else None
    return (seen["indicator"]["id"], seen["area"]["code"], seen["measure"], seen["periods"], first)


def _is_held(seen: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Whether there may be newer figures: indicator and area are there still, and have the measure."""
    if not is_frozen(seen):
        return False
    definition = catalogue.indicators.get(seen["indicator"]["id"])
    has_measure = definition is not None and (seen["measure"] != "rate" or bool(definition.rate_population))
    return has_measure and seen["area"]["code"] in catalogue.areas


def _figures(
    store: Store, catalogue: Catalogue, asked: Sequence[Mapping[str, Any]], as_at: date | None
) -> pd.DataFrame:
    indicators = dict.fromkeys(one["indicator"]["id"] for one in asked)
    areas = dict.fromkeys(one["area"]["code"] for one in asked)
    day = as_at or date.max
    return figures(store, catalogue, indicators, areas, query="latest", as_at=day, periods=MOST_POINTS)


def _beside(seen: Mapping[str, Any], found: Latest | None) -> ThenAndNow:
    figure = seen.get("figure")
    then = _told(figure["text"], figure["period"]) if figure else NO_FIGURE
    if found is None:
        return ThenAndNow(then, NO_FIGURE, None)
    return ThenAndNow(then, _told(value_text(found.value, found.series, found.symbol), found.period), found)


def _newest(seen: Mapping[str, Any], held: pd.DataFrame, catalogue: Catalogue) -> Latest | None:
    name, code, measure, periods, since = _line(seen)
    own = held[(held["indicator"] == name) & (held["area_code"] == code)]
    if own.empty:
        return None
    periods = periods or usual_group(own, catalogue.indicators[name].frequency)
    found = series(held, catalogue, name, code, measure=measure, periods=periods, since=since)
    return latest(found) if len(found.points) else None


def _first_end(seen: Mapping[str, Any]) -> date:
    return series_of(seen).points["ends"].iloc[0].date()


def _told(text: str, period: str) -> str:
    return f"{text} {when(period)}"
