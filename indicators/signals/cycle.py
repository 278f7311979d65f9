"""One reporting cycle: every rule applied to the board's latest figures, and the shortlist of answers that deserve a
question.
`panel_points` turns figures into the counts and denominators that the rules judge; `judge_group` applies the rules
to one group of periods (years, quarters or months).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, financial_year_of
from indicators.figures import read_figures
from indicators.figures.past import PastFigures
from indicators.frames import map_values
from indicators.signals.change import judge_changes, judge_trends
from indicators.signals.comparison import judge_areas, judge_comparators
from indicators.signals.data_quality import data_quality_issues
from indicators.signals.expected import expectations
from indicators.signals.judgements import (
    JUDGEMENT_COLUMNS,
    complete_judgements,
    expected_false_alarms,
    panel_rows,
    shortlist,
)
from indicators.signals.panel import LARGEST_FIGURE, Panel, panel_of
from indicators.signals.spc_series import judge_stability
from indicators.signals.targets import allows_target, judge_targets
from indicators.store.database import Store


def judge_group(
    points: pd.DataFrame,
    figures: pd.DataFrame,
    catalogue: Catalogue,
    *,
    group: str,
    as_at: date,
    targets: pd.DataFrame,
    only_changes: bool = False,
) -> pd.DataFrame:
    """Judgements of the board's series of one group, with the columns `judgements.JUDGEMENT_COLUMNS`.

    `points` are those of `panel_points`; `figures` are all figures, those not shown too. With `only_changes` no
    other rule is asked, which takes a third of the time.
    """
    if points.empty:
        return pd.DataFrame(columns=list(JUDGEMENT_COLUMNS))
    panel = panel_of(points, known_breaks(catalogue))
    levels = map_values(panel.series["area_code"], lambda code: catalogue.every_area[code].level)
    kindred = {name: item.kindred for name, item in catalogue.indicators.items() if item.kindred}
    expected = expectations(panel, kindred=kindred, fitting=(levels == "local_authority").to_numpy())
    judged = _judged_series(panel, catalogue)
    rows = panel_rows(panel, catalogue, group)
    changes = judge_changes(panel, rows, expected, judged, catalogue)
    frames = [changes]
    if not only_changes:
        aimed = judged & np.array(
            [allows_target(catalogue.indicators[name], group) for name in rows["indicator"]], bool
        )
        frames += [
            judge_trends(panel, rows, expected, judged, changes),
            judge_stability(panel, rows, catalogue, judged),
            judge_targets(rows[aimed], panel.base[aimed, -1], targets, catalogue),
        ]
        if group == "year":
            frames += [judge_comparators(panel, rows, catalogue, judged), judge_areas(panel, rows, expected, catalogue)]
            frames[-2:] = [_comparable_areas(frame, catalogue) for frame in frames[-2:]]
        frames.append(_judge_data_quality(figures, rows[judged], catalogue, group, as_at))
    answered = [frame for frame in frames if len(frame)]
    if not answered:
        # Figures of England alone, say: nothing in them is the board's own.
        return pd.DataFrame(columns=list(JUDGEMENT_COLUMNS))
    answers = complete_judgements(answered, pd.Timestamp(as_at))
    return answers.assign(listed=answers["listed"] & ~_repeats_proportion(answers, catalogue))


def _comparable_areas(answers: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Answers about areas beside others, without indicators that each area counts in its own way."""
    if answers.empty:
        return answers
    return answers[[catalogue.indicators[name].areas_compare for name in answers["indicator"]]]


def _repeats_proportion(answers: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Changes of counts that are listed as a share already: the numerator that moved with its percentage."""
    is_change = (answers["rule"] == "change").to_numpy()
    names = ["indicator", "area_code", "ends", "direction"]
    keys = list(zip(*(answers.loc[is_change, name].tolist() for name in names), strict=True))
    listed = answers.loc[is_change, "listed"].astype(bool).tolist()
    explained = {
        (catalogue.indicators[indicator].numerator, *rest)
        for (indicator, *rest), is_listed in zip(keys, listed, strict=True)
        if is_listed and catalogue.indicators[indicator].kind == "proportion"
    }
    repeats = np.zeros(len(answers), bool)
    repeats[is_change] = [key in explained for key in keys]
    return repeats


def known_breaks(catalogue: Catalogue) -> pd.DataFrame:
    """The breaks of every indicator, for each area that they concern."""
    rows = [
        {"indicator": name, "area_code": code, "date": change.date}
        for name, item in catalogue.indicators.items()
        for change in item.breaks
        for code, area in catalogue.every_area.items()
        if not change.area or change.area == area.name
    ]
    return pd.DataFrame(rows, columns=["indicator", "area_code", "date"])


def _judged_series(panel: Panel, catalogue: Catalogue) -> np.ndarray:
    """The board's areas; wider ones where none of these has a figure of its own."""
    own = panel.series["area_code"].isin(catalogue.board.own)
    has_own = set(panel.series.loc[own, "indicator"])
    wider = map_values(panel.series["area_code"], lambda code: catalogue.every_area[code].level == "combined")
    return (own | (wider & ~panel.series["indicator"].isin(has_own))).to_numpy(bool)


def _judge_data_quality(
    figures: pd.DataFrame, rows: pd.DataFrame, catalogue: Catalogue, group: str, as_at: date
) -> pd.DataFrame:
    """What is wrong with the figures of the series that were judged."""
    # The merge below leaves the right pairs; areas and periods alone are quick to tell.
    kinds = [str(kind) for kind in PERIOD_GROUPS[group]]
    is_own = figures["area_code"].isin(rows["area_code"].unique()) & figures["period_type"].isin(kinds)
    own = figures.iloc[_newest_places(figures, is_own.to_numpy(bool))]
    # Once an area and an indicator, not once a row.
    area, codes = pd.factorize(own["area_code"])
    number, names = pd.factorize(own["indicator"])
    own = own.assign(
        area=pd.Index([catalogue.areas[code].name for code in codes], dtype="str").take(area),
        is_share=np.array([catalogue.indicators[name].kind == "proportion" for name in names], bool)[number],
    )
    issues = data_quality_issues(own, catalogue.indicators, as_at=as_at)
    known = rows[["indicator", "area_code", "area", "group", "period"]]
    merged = issues.merge(known, on=["indicator", "area_code"], how="inner")
    return merged.assign(rule="data", level="real", reading="neutral", listed=True)


#: Shown figures of each series that may say what is wrong with the newest: that, those that end on the same day, and
#: the one before.
_NEWEST = 6


def _newest_places(figures: pd.DataFrame, is_own: np.ndarray) -> np.ndarray:
    """The rows of the newest shown figures of each series, and of all that are not shown; a series' stand together."""
    is_shown = (figures["rank"] == 0).to_numpy()
    places = np.flatnonzero(is_own & is_shown)
    names, codes = (pd.factorize(figures[name])[0][places] for name in ("indicator", "area_code"))
    is_last = np.append((names[1:] != names[:-1]) | (codes[1:] != codes[:-1]), True)[: len(places)]
    last = np.flatnonzero(is_last)
    left = last[np.cumsum(is_last) - is_last] - np.arange(len(places))
    return np.sort(np.concatenate([places[left < _NEWEST], np.flatnonzero(is_own & ~is_shown)]))


#: The groups of periods that have a next one.
JUDGED_GROUPS = ("year", "quarter", "month")
_DAYS_A_YEAR = 365.25


def is_judged(catalogue: Catalogue, indicator: str) -> bool:
    """Whether questions are asked of an indicator itself.

    Populations are what others are held against; a rate whose count has a rate of its own would be asked twice, and so
    would a count whose share answers for it (`judged = false` in its definition).
    """
    definition = catalogue.indicators[indicator]
    if indicator in catalogue.populations or not definition.judged:
        return False
    top = catalogue.indicators.get(definition.numerator)
    return not (definition.kind == "rate" and top is not None and top.rate_population)


def panel_points(figures: pd.DataFrame, catalogue: Catalogue, group: str) -> pd.DataFrame:
    """The shown figures of a group of periods as points: the columns `panel.POINT_COLUMNS`, and `per, value,
    period, symbol, computed, source_label, others` for what is told of them.

    A count stands over its population where that is known for its newest period, else over time alone; `top` is
    NaN where the counts behind a figure are unknown or beyond all counting, and where a numerator is above its
    denominator.
    """
    shown = figures[(figures["rank"] == 0) & figures["period_type"].isin([str(kind) for kind in PERIOD_GROUPS[group]])]
    shown = shown.sort_values(["indicator", "area_code", "ends"], kind="stable", ignore_index=True)
    kinds = _indicator_facts(shown, {name: item.kind for name, item in catalogue.indicators.items()}).astype(str)
    is_count, is_share = kinds == "count", kinds == "proportion"
    top = np.where(is_count, shown["value"], shown["numerator"])
    base = np.where(is_count, _exposure(shown, catalogue, group), shown["denominator"])
    beyond = (top > LARGEST_FIGURE) | (base > LARGEST_FIGURE)
    counted = {name: item.counts_cases for name, item in catalogue.indicators.items()}
    unusable = (
        ~_indicator_facts(shown, counted).astype(bool) | ~(base > 0) | (is_share & (top > base)) | ~(top >= 0) | beyond
    )
    per = _indicator_facts(shown, {name: item.per for name, item in catalogue.indicators.items()}).astype(float)
    return shown.assign(
        top=np.where(unusable, np.nan, top),
        base=np.where(beyond, np.nan, base),
        is_share=is_share,
        per=np.where(is_count, np.nan, per),
    )


def _indicator_facts(shown: pd.DataFrame, facts: Mapping[str, Any]) -> np.ndarray:
    """A fact of each row's indicator, looked up once an indicator: there may be half a million rows."""
    number, names = pd.factorize(shown["indicator"])
    return np.array([facts[name] for name in names])[number]


def _exposure(shown: pd.DataFrame, catalogue: Catalogue, group: str) -> np.ndarray:
    """People where the newest figure of a series has them, and time where periods are not of one length.

    Where no population is known of some years, that of the years about them tells how many people there were.
    """
    of_series = shown.groupby(["indicator", "area_code"], sort=False)["population"]
    near = _YEARS_ABOUT * {"year": 1, "quarter": 4}.get(group, 12)
    newest_known = shown["population"].to_numpy(float)
    filled = of_series.ffill(limit=near).fillna(of_series.bfill(limit=near)).to_numpy(float)
    number = shown.groupby(["indicator", "area_code"], sort=False).ngroup().to_numpy()
    newest = np.append(number[1:] != number[:-1], True)[: len(number)]
    exposure = np.where(np.isfinite(newest_known[newest])[number], filled, 1.0)
    if group == "year":
        return exposure
    timings = {name: item.timing == "flow" for name, item in catalogue.indicators.items()}
    is_flow = _indicator_facts(shown, timings).astype(bool)
    days = ((shown["ends"] - shown["starts"]).dt.days + 1).to_numpy(float)
    return np.where(is_flow, exposure * days / _DAYS_A_YEAR, exposure)


#: Years before or after one whose population stands for it, where none is known of it.
_YEARS_ABOUT = 3
#: Periods that are read of each series: five years of months.
PERIODS_READ = 60


@dataclass(frozen=True)
class Cycle:
    """What was judged as at a day: one row a question, with the columns `judgements.JUDGEMENT_COLUMNS`."""

    as_at: date
    judged: pd.DataFrame

    @cached_property
    def shortlist(self) -> pd.DataFrame:
        """The reasons to ask, the most pressing first."""
        return shortlist(self.judged)

    @property
    def questions(self) -> int:
        """How many questions were asked of figures of this cycle by which chance could raise a false alarm."""
        return int((self.judged["current"].astype(bool) & self.judged["q_chance"].notna()).sum())

    @property
    def expected_false_alarms(self) -> float:
        """How many of the lines on the shortlist to expect to be false alarms."""
        return expected_false_alarms(self.shortlist)


def judge_cycle(
    store: Store,
    catalogue: Catalogue,
    *,
    as_at: date,
    targets: pd.DataFrame,
    indicators: Iterable[str] | None = None,
    groups: Iterable[str] = JUDGED_GROUPS,
    only_changes: bool = False,
    past: PastFigures | None = None,
) -> Cycle:
    """Judge the latest figure of some indicators, or of every one, in the board's areas, for periods ended by a day.

    `targets` is the result of the query of that name. Other areas serve as comparators and tell what movement
    is usual. A figure is `current`, and may be listed, where its period ended within the year up to the day.
    Some groups of periods, or the changes alone, are judged as they are among all: no answer hangs on another group's,
    nor that to a change on other rules. Whoever judges several cycles gives each the same `past` figures, those of
    `past_figures` for the same indicators, so that they are read once.
    """
    about = {"as_at": as_at, "targets": targets, "only_changes": only_changes}
    figures = pd.DataFrame()
    if past is None:
        names, areas = _names_judged(catalogue, indicators), _areas_needed(catalogue)
        figures = read_figures(store, catalogue, names, areas, query="latest", as_at=as_at, periods=PERIODS_READ)
    frames = []
    for group in groups:
        if past is not None:
            figures = past.as_at(as_at, group)
        points = panel_points(figures, catalogue, group)
        frames.append(judge_group(points, figures, catalogue, group=group, **about))
    judgements = pd.concat([frame for frame in frames if len(frame)] or [pd.DataFrame(columns=list(JUDGEMENT_COLUMNS))])
    return Cycle(as_at, judgements.reset_index(drop=True))


def past_figures(store: Store, catalogue: Catalogue, indicators: Iterable[str] | None = None) -> PastFigures:
    """The figures from which cycles of some indicators, or of every one, are judged."""
    names = _names_judged(catalogue, indicators)
    return PastFigures(store, catalogue, names, _areas_needed(catalogue), periods=PERIODS_READ)


def _names_judged(catalogue: Catalogue, indicators: Iterable[str] | None) -> list[str]:
    """Those of some indicators, or of every one, of which questions are asked."""
    wanted = catalogue.indicators if indicators is None else indicators
    return [name for name in wanted if is_judged(catalogue, name)]


#: Latest figures of quarters, months and of years give way to those of other periods that are newer by more than this.
_PART_SUPERSEDED_AFTER, _YEAR_SUPERSEDED_AFTER = pd.Timedelta(days=365), pd.Timedelta(days=731)
_SERIES_KEY = ["indicator", "area_code", "group"]


def latest_ends(store: Store, catalogue: Catalogue, *, as_at: date) -> pd.DataFrame:
    """The last day of the newest period of each of the board's series that is judged: `indicator, area_code, group,
    ends`, and `cycle`, the last day of its financial year.

    Series that have gone out of use are left out: quarters of ten years ago where years have come since, and years
    that ended long before the parts of years which the board's areas have all sent since. A quarter of one area alone
    takes the place of no year: that still stands beside the other area's.
    """
    names = _names_judged(catalogue, None)
    areas = list(catalogue.board.shown)
    figures = read_figures(store, catalogue, names, areas, query="latest", as_at=as_at, periods=1)
    groups = {str(kind): group for group in JUDGED_GROUPS for kind in PERIOD_GROUPS[group]}
    shown = figures[(figures["rank"] == 0) & figures["period_type"].isin(list(groups))]
    shown = shown.assign(group=shown["period_type"].map(groups))
    newest = shown.groupby(_SERIES_KEY, as_index=False, sort=False)["ends"].max()
    of_area = newest.groupby(["indicator", "area_code"], sort=False)["ends"].transform("max")
    # A plain dictionary: pandas cannot look up days in a series that has none, as on a day before the first figure.
    own = newest.assign(of_area=of_area)[newest["area_code"].isin(catalogue.board.own)]
    oldest = own.groupby("indicator")["of_area"].min().to_dict()
    of_all = pd.to_datetime(newest["indicator"].map(oldest)).fillna(of_area)
    is_year = newest["group"] == "year"
    since = (of_area - _PART_SUPERSEDED_AFTER).mask(is_year, of_all - _YEAR_SUPERSEDED_AFTER)
    newest = newest[newest["ends"] > since].reset_index(drop=True)
    return newest.assign(cycle=[financial_year_of(end.date()).ends for end in newest["ends"]])


def latest_cycle(ends: pd.DataFrame, judged: Callable[[date, str], pd.DataFrame], *, as_at: date) -> Cycle:
    """Every series judged on its own latest figure, however old: one verdict with the cycle in which that came.

    `ends` are those of `latest_ends`; `judged` gives the judgements as at the last day of a financial year for a group
    of periods. What is late is left out: which figures are owed is another question than what the figures say.
    """
    frames = []
    for cycle, group in sorted(set(zip(ends["cycle"], ends["group"], strict=True))):
        own = ends[(ends["cycle"] == cycle) & (ends["group"] == group)]
        rows = judged(cycle, group)
        rows = rows[rows["current"].astype(bool) & (rows["reason"] != "late")]
        frames.append(rows.merge(own[_SERIES_KEY], on=_SERIES_KEY))
    # An empty frame beside the others would take the types of their columns away.
    judgements = [frame for frame in frames if len(frame)] or [pd.DataFrame(columns=list(JUDGEMENT_COLUMNS))]
    return Cycle(as_at, pd.concat(judgements, ignore_index=True))


def judge_latest(store: Store, catalogue: Catalogue, *, as_at: date, targets: pd.DataFrame) -> Cycle:
    """Every indicator judged on its own newest figures that ended by a day."""

    past = past_figures(store, catalogue)

    def judged(cycle: date, group: str) -> pd.DataFrame:
        return judge_cycle(store, catalogue, as_at=cycle, targets=targets, groups=[group], past=past).judged

    return latest_cycle(latest_ends(store, catalogue, as_at=as_at), judged, as_at=as_at)


def _areas_needed(catalogue: Catalogue) -> list[str]:
    """The board's areas, their statistical neighbours, and what they are held against.

    Where the figures of every authority are there, what is usual is told by all of them.
    """
    board = catalogue.board
    wanted: Iterable[str] = (
        *board.shown,
        *(code for area in board.own for code in catalogue.neighbours.get(area, ())),
        *board.comparators,
        *(catalogue.authorities if catalogue.background else ()),
    )
    return [code for code in dict.fromkeys(wanted) if code in catalogue.every_area]
