"""What a challenge that is being raised is about, frozen as it is seen now: indicator, area, figure, chart, signal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.areas import find_area
from indicators.definitions import QUADRANTS
from indicators.errors import UsageError
from indicators.measures import MEASURES, Catalogue
from indicators.pages.parts.cycle import cycle_of, year_ends
from indicators.pages.parts.data import Opened
from indicators.periods import PERIOD_GROUPS
from indicators.record.seen import seen_figure

#: What a link to the form may bring, none of them twice.
NAMES = ("indicator", "area", "beside", "measure", "periods", "as_at", "known", "rule", "priority", "quadrant")
#: Other areas of a chart that are frozen with it.
MOST_BESIDE = 5


@dataclass(frozen=True)
class About:
    """What a link names and the catalogue has; empty and None where it names nothing.

    `area` is a code, and so are the `beside`, whose lines stand in the same chart.
    """

    indicator: str = ""
    area: str = ""
    beside: tuple[str, ...] = ()
    measure: str = "value"
    periods: str = ""
    as_at: date | None = None
    known_on: date | None = None
    rule: str = ""
    priority: str = ""
    quadrant: str = ""


def read_about(brought: Mapping[str, Sequence[str]], catalogue: Catalogue) -> About:
    """What the parameters of an address name; what does not exist is left out."""
    text = {name: brought.get(name, [""])[0] for name in NAMES}
    indicator = catalogue.indicators.get(text["indicator"])
    has_measure = text["measure"] in MEASURES and (
        text["measure"] != "rate" or (indicator is not None and bool(indicator.rate_population))
    )
    return About(
        indicator=indicator.id if indicator else "",
        area=_area(text["area"], catalogue),
        beside=tuple(code for code in text["beside"].split(",") if code in catalogue.areas)[:MOST_BESIDE],
        measure=text["measure"] if has_measure else "value",
        periods=text["periods"] if text["periods"] in PERIOD_GROUPS else "",
        as_at=_day(text["as_at"]),
        known_on=_day(text["known"]),
        rule=text["rule"][:40],
        priority=text["priority"] if text["priority"] in catalogue.priorities else "",
        quadrant=text["quadrant"] if text["quadrant"] in QUADRANTS else "",
    )


def seen_text(data: Opened, about: About) -> str:
    """The figure, the series of its chart and its signal as they are seen now, as JSON; empty without a figure."""
    if not (about.indicator and about.area):
        return ""
    past = data.as_known(about.known_on) if about.known_on else data
    seen = _seen(past, about, about.area, signal=_signal(past, about))
    beside = [_seen(past, about, code) for code in about.beside]
    return json.dumps({**seen, "beside": beside}, ensure_ascii=False)


def _seen(data: Opened, about: About, area: str, *, signal: Any = None) -> dict[str, Any]:
    return seen_figure(
        data.store,
        data.catalogue,
        about.indicator,
        area,
        measure=about.measure,
        periods=about.periods or None,
        as_at=about.as_at,
        known_on=about.known_on,
        signal=signal,
    )


def _signal(data: Opened, about: About) -> Any:
    """The judgement that is challenged: of the rule that the link names, else the most pressing of the figure."""
    ends = year_ends(data.version, data)
    as_at = about.as_at or max(ends.values(), default=None)
    if as_at is None:
        return None
    cycle = cycle_of(data.version, as_at, data)
    own = _of(cycle.shortlist, about)
    if about.rule:
        own = own[own["rule"] == about.rule]
    return next(own.itertuples(index=False), None)


def _of(rows: pd.DataFrame, about: About) -> pd.DataFrame:
    return rows[(rows["indicator"] == about.indicator) & (rows["area_code"] == about.area)]


def _area(text: str, catalogue: Catalogue) -> str:
    try:
        return find_area(text, catalogue.areas).code if text else ""
    except UsageError:
        return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
