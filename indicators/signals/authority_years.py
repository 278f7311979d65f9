"""The figures of all authorities that say what to expect of a place: counts as published, with the child poverty, the
region and the year of each.

Only publishers' own figures are looked at, as anybody may read them: what is expected is the same for the board and the
public, and tells nothing of what an agency sent.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import PER_CHILDREN, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.figures import read_figures
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.signals.authority_model import AuthorityYears, expected_count
from indicators.store.database import Store

#: The indicator whose figures say how poor a place is.
CHILD_POVERTY = "child_poverty"
#: Child poverty of a year stands for figures that ended up to so many days later, until its next edition comes.
_LONGEST = pd.Timedelta(days=2 * 366)
_COLUMNS = ["area_code", "starts", "ends", "period", "source_label", "count", "exposure", "shown"]


@dataclass(frozen=True)
class AuthorityFigures:
    """The figures as `rows`, and as the arrays of the model, row by row; `areas` are the codes behind its numbers.

    `rows` has the columns `area_code, starts, ends, period, source_label, count, exposure, shown, poverty`; `shown` is
    the figure as it compares with other areas' (per 10,000 children, in percent).
    """

    rows: pd.DataFrame
    years: AuthorityYears
    areas: "pd.Index[str]"


def has_expectation(indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether counts of an indicator, with what they are of, may be held against those of like places."""
    of_people = indicator.kind == "count" and bool(indicator.rate_population)
    return bool(
        indicator.areas_compare and (of_people or indicator.is_derived) and _national_sources(indicator, catalogue)
    )


def shows_expectation(indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether a definition says that what such places have is shown beside a figure; that of a rate is its count's."""
    of_counts = catalogue.indicators.get(indicator.numerator) if indicator.kind == "rate" else None
    return (of_counts or indicator).expectation and has_expectation(indicator, catalogue)


def _national_sources(indicator: Indicator, catalogue: Catalogue) -> set[str]:
    """The sources of publishers' files that an indicator, or what it is worked out from, is read from."""
    parts = [catalogue.indicators[name] for name in indicator.needs if name not in catalogue.populations]
    return {table.source for part in (indicator, *parts) for table in part.national}


def authority_figures(store: Store, catalogue: Catalogue, indicator: str) -> AuthorityFigures | None:
    """The yearly figures of all authorities with their child poverty; None where there are none."""
    definition = catalogue.indicators[indicator]
    if CHILD_POVERTY not in catalogue.indicators or not has_expectation(definition, catalogue):
        return None
    figures = read_figures(store, catalogue, [indicator, CHILD_POVERTY], catalogue.authorities)
    shown = figures[(figures["rank"] == 0) & figures["period_type"].isin([str(kind) for kind in PERIOD_GROUPS["year"]])]
    own = shown[(shown["indicator"] == indicator) & shown["source"].isin(_national_sources(definition, catalogue))]
    is_count = definition.kind == "count"
    rows = own.assign(
        count=own["value"] if is_count else own["numerator"],
        exposure=own["population"] if is_count else own["denominator"],
        shown=PER_CHILDREN * own["value"] / own["population"] if is_count else own["value"],
    )[_COLUMNS]
    rows = rows[(rows["count"] >= 0) & (rows["exposure"] > 0)]
    rows = _with_poverty(rows, shown[(shown["indicator"] == CHILD_POVERTY) & (shown["value"] > 0)])
    rows = rows.sort_values(["area_code", "ends"], ignore_index=True)
    if rows.empty:
        return None
    number, areas = pd.factorize(rows["area_code"], sort=True)
    regions = pd.factorize(np.array([catalogue.every_area[code].region_code for code in rows["area_code"]]), sort=True)[
        0
    ]
    count, exposure, poverty = (rows[name].to_numpy(float) for name in ("count", "exposure", "poverty"))
    years = rows["ends"].dt.year.to_numpy(np.int64)
    model = AuthorityYears(count, exposure, poverty, regions.astype(np.int64), years, number.astype(np.int64))
    return AuthorityFigures(rows, model, pd.Index(areas, dtype=str))


@dataclass(frozen=True)
class PlaceExpectation:
    """What authorities of the same child poverty and region have, beside an area's own figure of a period.

    All figures are in the unit in which areas compare by the indicator (`measure` is `rate` for counts). `lower` and
    `upper` hold 95% of such authorities. `median` is that of its statistical neighbours, None with fewer than five;
    `poverty` the area's child poverty in percent; `authorities` how many others it rests on.
    """

    indicator: Indicator
    area: Area
    measure: str
    period: str
    value: float
    expected: float
    lower: float
    upper: float
    median: float | None
    poverty: float
    authorities: int

    @property
    def place(self) -> str:
        """`below`, `within` or `above` what 95% of such authorities have."""
        return "below" if self.value < self.lower else "above" if self.value > self.upper else "within"


def place_expectation(
    figures: AuthorityFigures, catalogue: Catalogue, indicator: str, area: str, *, ends: date
) -> PlaceExpectation | None:
    """What to expect of an area in the period that ended on a day; None where the figures do not say."""
    definition, rows = catalogue.indicators[indicator], figures.rows
    same = rows[rows["ends"] == pd.Timestamp(ends)]
    own = same[same["area_code"] == area]
    if own.empty or area not in figures.areas:
        return None
    number = list(figures.areas).index(area)
    expected = expected_count(figures.years, area=number, year=ends.year)
    if expected is None:
        return None
    per = PER_CHILDREN if definition.kind == "count" else definition.per
    like = same.loc[same["area_code"].isin(catalogue.neighbours.get(area, ())), "shown"]
    return PlaceExpectation(
        indicator=definition,
        area=catalogue.every_area[area],
        measure="rate" if definition.kind == "count" else "value",
        period=str(own["period"].iloc[0]),
        value=float(own["shown"].iloc[0]),
        expected=per * expected.mean / expected.exposure,
        lower=per * expected.lower / expected.exposure,
        upper=per * expected.upper / expected.exposure,
        median=float(like.median()) if len(like) >= FEWEST_NEIGHBOURS else None,
        poverty=expected.poverty,
        authorities=expected.authorities,
    )


def _with_poverty(rows: pd.DataFrame, poverty: pd.DataFrame) -> pd.DataFrame:
    """The rows whose authority's child poverty is known: that of the newest year that had ended by then."""
    known = poverty[["area_code", "ends", "value"]].rename(columns={"value": "poverty"}).sort_values("ends")
    return pd.merge_asof(
        rows.sort_values("ends"), known, on="ends", by="area_code", tolerance=_LONGEST, direction="backward"
    ).dropna(subset=["poverty"])
