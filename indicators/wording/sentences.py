"""All the sentences that the lines of one chart bear."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cached_property
from math import isfinite, isnan
from typing import Any, NamedTuple

import pandas as pd

from indicators.catalogue.indicators import PER_CHILDREN
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType, day_text
from indicators.figures import Series
from indicators.signals.judgements import FALSE_SHARE, LEAST_SURE
from indicators.signals.panel import SEASONS, YEARS_NEEDED
from indicators.signals.significance import count_chance, share_chance
from indicators.wording.numbers import SMALL_COUNT, SYMBOLS, size_text, value_text
from indicators.wording.statements import when


@dataclass(frozen=True)
class Claim:
    """One figure as a sentence has it; `value` is NaN and `shown` empty where the sentence says there is none.

    `value` is in the `measure` (`value` or `rate`), `shown` as it stands in the text: `12,773`, `31%`.
    """

    indicator: str
    area_code: str
    period: Period
    measure: str
    value: float
    shown: str
    symbol: str = ""
    is_provisional: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence for a report, as plain text with its full stop.

    `claims` are the figures that it quotes, in the order of the text; `behind` those that it rests on without
    quoting them, such as the other years where one is the highest: it names the period of the first of them.
    """

    text: str
    claims: tuple[Claim, ...]
    behind: tuple[Claim, ...] = ()


class Point(NamedTuple):
    """The columns of a series' points that sentences need."""

    period_type: str
    starts: pd.Timestamp
    ends: pd.Timestamp
    value: float
    numerator: float
    denominator: float
    status: str
    symbol: str


@dataclass(frozen=True)
class Figure:
    """A point of a series, with the series that it is of."""

    of: Series
    point: Point

    @property
    def value(self) -> float:
        """The figure in the measure of its series; NaN where there is none."""
        return float(self.point.value)

    @property
    def is_known(self) -> bool:
        """Whether there is a figure, not a symbol or nothing."""
        return not isnan(self.value)

    @property
    def shown(self) -> str:
        """The figure as a reader sees it; empty where there is none."""
        return value_text(self.value, self.of) if self.is_known else ""

    @cached_property
    def period(self) -> Period:
        """When it was."""
        return Period(self.point.ends.date(), self.point.starts.date(), PeriodType(self.point.period_type))

    @property
    def dated(self) -> str:
        """Its period, marked where the figure may still change."""
        return self.period.label + (" (provisional)" if self.is_provisional else "")

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.is_known and self.point.status == "provisional"

    @property
    def claim(self) -> Claim:
        """What a sentence that quotes it says."""
        return Claim(
            self.of.indicator.id,
            self.of.area.code,
            self.period,
            self.of.measure,
            self.value,
            self.shown,
            self.point.symbol,
            self.is_provisional,
        )


def figures_of(item: Series) -> list[Figure]:
    """Every point of a series, in time order, those without a figure too."""
    cells = (item.points[name].tolist() for name in Point._fields)
    return [Figure(item, Point(*row)) for row in zip(*cells, strict=True)]


def are_adjacent(before: Figure, now: Figure) -> bool:
    """Whether there are two figures, of periods that follow each other."""
    return before.is_known and now.is_known and before.period.next() == now.period


def are_small(before: Figure, now: Figure) -> bool:
    """Whether two figures stand on so few cases that a percentage of them would mislead."""
    is_counted = now.of.indicator.kind in ("count", "rate")
    return is_counted and min(_cases(before), _cases(now)) < SMALL_COUNT


def is_slight(before: Figure, now: Figure) -> bool:
    """Whether two figures are nearer to each other than the definition holds to matter."""
    return abs(now.value - before.value) < now.of.indicator.meaningful_change / 100 * abs(before.value)


def claims(figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """What a sentence that quotes some figures says."""
    return tuple(figure.claim for figure in figures)


def _cases(figure: Figure) -> float:
    is_rate = figure.of.measure == "rate" or figure.of.indicator.kind == "rate"
    return float(figure.point.numerator) if is_rate else figure.value


PER = f" per {PER_CHILDREN:,} children"
_WHY = {
    # Some are withheld because others are small: to call them small would be untrue, and would tell them apart.
    "c": "is withheld to protect people",
    "x": "is not available",
    "z": "does not apply",
    "u": "is not reliable enough to give",
    "": "is not held",
}
_ONE = {"children": "child", "people": "person"}


def subject(item: Series) -> str:
    """What was counted, and where, to begin a sentence: the short title, unless it does not say what it counts."""
    definition = item.indicator
    names_unit = definition.unit.casefold() in definition.short_title.casefold()
    per = PER if item.measure == "rate" else ""
    return f"{definition.short_title if names_unit else definition.title}{per} in {item.area.name}"


def amount(figure: Figure) -> str:
    """A figure, with its unit where the subject does not name it: `12,773`, `1 week`, `280,000 pounds`."""
    definition, shown = figure.of.indicator, figure.shown
    named = f"{definition.short_title} {definition.title}".casefold()
    if figure.of.measure == "rate" or definition.kind == "proportion" or definition.unit.casefold() in named:
        return shown
    return f"{shown} {one_of(definition.unit) if shown == '1' else definition.unit}"


def one_of(units: str) -> str:
    """The unit of a single one: `child`, `young person`, `enquiry`, `case per worker`."""
    things, *rest = re.split(r"(?= (?:a|per) )", units, maxsplit=1)
    *before, word = things.split(" ")
    single = _ONE.get(word) or re.sub(r"ies$", "y", word).removesuffix("s")
    return " ".join([*before, single]) + "".join(rest)


def stood(item: Series) -> str:
    """The verb for a single figure: what is counted over a time comes to a number, a level stands at one."""
    is_sum = item.indicator.kind in ("count", "value") and item.indicator.timing == "flow" and item.measure == "value"
    return "came to" if is_sum else "stood at"


def dated(figure: Figure) -> str:
    """When a figure was, marked where it may still change: `in 2015/16 (provisional)`, `on 31 March 2016`."""
    return _at(figure.period) + figure.dated.removeprefix(figure.period.label)


def standing(figure: Figure) -> str:
    """Subject, verb, figure and time, without a full stop."""
    return f"{subject(figure.of)} {stood(figure.of)} {amount(figure)} {dated(figure)}"


def why_missing(symbol: str) -> str:
    """Why there is no figure, to follow `the figure for 2015/16`."""
    return _WHY.get(symbol) or SYMBOLS.get(symbol, "is not given")


def _at(period: Period) -> str:
    return f"from {period.label}" if period.type is PeriodType.MONTHS else when(period.label)


def missing(item: Series, figures: list[Figure], newest: Figure) -> list[Sentence]:
    """That an area has no figure for the period of `newest`, another area's, why, and which was its last one.

    `figures` are those of `item`, in time order; there may be none.
    """
    gap = next((figure for figure in figures if figure.period == newest.period), None) or _nothing(item, newest)
    known = [figure for figure in figures if figure.is_known]
    last = f"; the last, for {known[-1].dated}, was {known[-1].shown}" if known else ""
    text = f"{subject(item)}: the figure for {gap.period.label} {why_missing(gap.point.symbol)}{last}."
    return [Sentence(text, claims([gap, *known[-1:]]))]


def _nothing(item: Series, newest: Figure) -> Figure:
    """The point that a series lacks."""
    blank = {"value": float("nan"), "symbol": "", "status": ""}
    return Figure(item, newest.point._replace(**blank))


class Worth(Enum):
    """How far a difference may be called one."""

    UNUSUAL = auto()  # beyond chance, and beyond what such figures usually do
    USUAL = auto()  # beyond chance, and of the size that such figures usually have
    SURE = auto()  # beyond chance; how much is usual is not known
    CHANCE = auto()  # within chance, or too little to matter
    TOO_FEW = auto()  # so few cases that nothing can be told
    UNKNOWN = auto()  # the numbers behind the figures are not known


#: By rule, indicator, area, period, and what that is held against.
Judged = Mapping[tuple[str, str, str, str, str], Worth]
_LEVELS = {"unusual": Worth.UNUSUAL, "ordinary": Worth.CHANCE}


def judged_worth(judged: pd.DataFrame | None) -> Judged:
    """What a cycle's `judged` frame says of changes and of differences; nothing where there is none."""
    if judged is None:
        return {}
    rows = judged[judged["rule"].isin(("change", "comparator", "areas"))]
    return {
        (row.rule, row.indicator, row.area_code, row.period, row.against.removeprefix("the ")): _worth(row)
        for row in rows.itertuples(index=False)
    }


def change_worth(before: Figure, now: Figure, judged: Judged) -> Worth:
    """What the change from one figure to the next is worth; where it was not judged, by chance alone."""
    found = judged.get(("change", *_key(now), before.period.label))
    return chance_worth(before, now) if found is None else found


def difference_worth(own: Figure, other: Figure, judged: Judged) -> Worth:
    """What the difference of an area from another one is worth; where it was not judged, by chance alone."""
    for rule in ("areas", "comparator"):
        found = judged.get((rule, *_key(own), other.of.area.name))
        if found is not None:
            return found
    return chance_worth(other, own)


def chance_worth(before: Figure, now: Figure) -> Worth:
    """Whether two figures are further apart than chance explains (exact tests, 5%), and enough to matter."""
    probability = _probability(before, now)
    if not isfinite(probability):
        return Worth.UNKNOWN
    if probability <= LEAST_SURE:
        return Worth.CHANCE if is_slight(before, now) else Worth.SURE
    return Worth.TOO_FEW if are_small(before, now) else Worth.CHANCE


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.of.indicator.id, figure.of.area.code, figure.period.label


def _worth(row: Any) -> Worth:
    if row.level == "too_few":
        return Worth.TOO_FEW if row.reason == "few_cases" else Worth.UNKNOWN
    # Seldom, but not so seldom that it stands out, is neither usual nor unusual.
    if row.level == "real":
        return Worth.SURE if row.borrowed == "none" or row.p_usual <= FALSE_SHARE else Worth.USUAL
    return _LEVELS[row.level]


def _probability(before: Figure, now: Figure) -> float:
    """How often chance alone sets two figures so far apart; NaN where the cases behind them are not known."""
    kind, measure = now.of.indicator.kind, now.of.measure
    if kind == "count" and measure == "value":
        return float(count_chance(now.value, 1, before.value, 1))
    cases = [float(part) for item in (now, before) for part in (item.point.numerator, item.point.denominator)]
    bases = cases[1::2]
    if not all(map(isfinite, cases)) or min(bases) <= 0:
        return float("nan")
    if kind == "proportion" and all(top <= base for top, base in zip(cases[::2], bases, strict=True)):
        return float(share_chance(*cases))
    return float(count_chance(*cases)) if kind in ("count", "rate") else float("nan")


#: The kinds whose figures grow with the size of an area.
_SIZED = ("count", "value")


def beside(own: Sequence[Figure], others: Sequence[Figure], judged: Judged) -> list[Sentence]:
    """How each area's own figure stood beside that of the areas before it and of `others`, all of one period.

    Nothing for plain counts, which only tell how large an area is.
    """
    told = []
    for place, figure in enumerate(own):
        against = [other for other in (*own[:place], *others) if _compare(figure.of, other.of)]
        if against:
            said = "; ".join(_clause(figure, other, difference_worth(figure, other, judged)) for other in against)
            told.append(Sentence(f"{standing(figure)}: {said}.", claims([figure, *against])))
    return told


def _compare(own: Series, other: Series) -> bool:
    """Whether two series are the same measure of areas that do not hold each other."""
    is_alike = (own.indicator.id, own.measure) == (other.indicator.id, other.measure)
    is_apart = own.area.code not in other.area.parts and other.area.code not in own.area.parts
    return is_alike and is_apart and (own.measure == "rate" or own.indicator.kind not in _SIZED)


def _clause(own: Figure, other: Figure, worth: Worth) -> str:
    """One comparison, no more than it is worth."""
    place, figure = other.of.area.name, f"({other.shown}{', provisional' if other.is_provisional else ''})"
    if own.shown == other.shown:
        return f"level with {place} {figure}"
    if worth is Worth.CHANCE:
        return f"no further from {place} {figure} than chance can explain"
    if worth is Worth.TOO_FEW:
        return f"too few cases to tell it from {place} {figure}"
    side = "above" if own.value > other.value else "below"
    doubt = ", but the numbers behind it are not known" if worth is Worth.UNKNOWN else ""
    return f"{side} {place} {figure}{doubt}"


#: Of fewer periods "the highest" says no more than the change itself.
FEWEST_RANKED = 3
_CLAIMED = (Worth.UNUSUAL, Worth.USUAL, Worth.SURE)
_TAILS = {
    Worth.UNUSUAL: ": more than chance explains, and more than such figures usually move",
    Worth.USUAL: ": a change of the size that such figures usually have",
    Worth.SURE: ": more than chance explains",
    Worth.TOO_FEW: ": the numbers are too small to tell a change from chance",
    Worth.UNKNOWN: ": the numbers behind it are not known, so chance cannot be ruled out",
}


def over_time(figures: list[Figure], judged: Judged) -> list[Sentence]:
    """What the last of an area's figures did, the step first; `figures` are in time order, and the last is known."""
    run, changed = since_break(figures)
    *before, now = run[-2:]
    if changed and not before:
        return [_after_break(now, changed)]
    if not before or not are_adjacent(before[0], now):
        return [_alone(now, *before), *_long_run(run)]
    worth = change_worth(before[0], now, judged)
    return [moved(before[0], now, worth), *_long_run(run, is_step_claimed=worth in _CLAIMED)]


def since_break(figures: list[Figure]) -> tuple[list[Figure], date | None]:
    """The figures that compare with the last, and the day on which the way of counting last changed before it."""
    *earlier, now = figures
    changed = max((known.date for known in now.of.breaks if known.date <= now.period.ends), default=None)
    kept = [figure for figure in earlier if changed is None or figure.period.starts >= changed]
    # A figure of the time in which it changed compares with none before it.
    return [*kept, now], changed if len(kept) < len(earlier) else None


def moved(before: Figure, now: Figure, worth: Worth) -> Sentence:
    """From what to what a figure moved, no more than the two are worth."""
    between = f"between {before.dated} and {now.dated}"
    who, both = subject(now.of), f"from {before.shown} to {amount(now)}"
    if before.shown == now.shown:
        return Sentence(f"{who} stayed at {amount(now)} {between}.", (now.claim,), (before.claim,))
    if worth in (Worth.CHANCE, Worth.UNKNOWN) and is_slight(before, now):
        text = f"{who} stayed much the same: {before.shown} {dated(before)} and {amount(now)} {dated(now)}"
    elif worth is Worth.CHANCE:
        text = f"{who} went {both} {between}: no change that can be told from chance"
    else:
        verb = "rose" if now.value > before.value else "fell"
        size = "" if worth is Worth.TOO_FEW else size_of(before, now)
        text = f"{who} {verb} by {size}, {both}, {between}" if size else f"{who} {verb} {both} {between}"
        text += _TAILS[worth]
    return Sentence(f"{text}.", claims((before, now)))


def size_of(before: Figure, now: Figure) -> str:
    """The size of a change; empty where it misleads, or where the figures as shown would give another one."""
    indicator, measure = now.of.indicator, now.of.measure
    if are_small(before, now) or not before.value:
        return ""
    size = size_text(before.value, now.value, indicator, measure)
    is_as_shown = size == size_text(number(before.shown), number(now.shown), indicator, measure)
    is_plain = not size.endswith(("%", "point", "points"))
    return "" if not is_as_shown or (is_plain and measure == "rate") else size.replace("point", "percentage point")


def number(shown: str) -> float:
    """The number that a figure as shown stands for; NaN for none."""
    return float(shown.replace(",", "").replace("−", "-").removesuffix("%") or "nan")


def _after_break(now: Figure, day: date) -> Sentence:
    told = f"the way of counting changed on {day_text(day)}, so it does not compare with earlier figures"
    return Sentence(f"{standing(now)}; {told}.", (now.claim,))


def _alone(now: Figure, *before: Figure) -> Sentence:
    """A figure without an adjacent one before it, and why that is missing."""
    if not before or before[0].is_known:
        return Sentence(f"{standing(now)}.", (now.claim,))
    gap = before[0]
    why = f"the figure for {gap.period.label} {why_missing(gap.point.symbol)}, so there is nothing to compare it with"
    return Sentence(f"{standing(now)}; {why}.", claims((now, gap)))


def _long_run(everything: list[Figure], *, is_step_claimed: bool = False) -> list[Sentence]:
    """The change since the first figure, and whether the last is the highest or lowest of all."""
    known = [figure for figure in everything if figure.is_known and figure.period.type is everything[-1].period.type]
    if len(known) < FEWEST_RANKED or _has_seasons(known):
        return []
    first, last = known[0], known[-1]
    worth = chance_worth(first, last)
    told = [moved(first, last, worth)]
    if is_step_claimed or worth in _CLAIMED:
        told += _extreme(known, is_whole=len(known) == len(everything))
    return told


def _has_seasons(known: list[Figure]) -> bool:
    """Whether there are enough months or quarters for their course in the year to matter: two ends then mislead."""
    season = SEASONS.get(known[-1].period.type, 1)
    return season > 1 and len(known) > (YEARS_NEEDED - 1) * season


def _extreme(known: list[Figure], *, is_whole: bool) -> list[Sentence]:
    """That the last figure is the highest or lowest of all, where no other is shown the same."""
    *others, last = known
    shown = [number(figure.shown) for figure in others]
    if number(last.shown) > max(shown):
        rank = "highest"
    elif number(last.shown) < min(shown):
        rank = "lowest"
    else:
        return []
    among = f"{len(known)} {_periods(last.period.type) if is_whole else 'figures held'} since {known[0].dated}"
    text = f"{subject(last.of)} {stood(last.of)} {amount(last)} {dated(last)}, the {rank} of the {among}."
    return [Sentence(text, (last.claim,), claims(others))]


def _periods(kind: PeriodType) -> str:
    group = next(name for name, types in PERIOD_GROUPS.items() if kind in types)
    return "periods" if group == "other" else f"{group}s"


def sentences(
    series: Sequence[Series], comparators: Sequence[Series] = (), *, judged: pd.DataFrame | None = None
) -> list[Sentence]:
    """Each area's sentences over time, its latest step first, then the areas beside each other and `comparators`.

    `series` are one indicator in one measure, a line an area; comparators that are no area of their own, such as
    a median, are left out. `judged` is a cycle's frame: where it judged a change or a difference, no sentence says
    more; elsewhere an exact test by chance decides. An index has no sentences. None where no line has a figure.
    """
    lines = [(item, figures_of(item)) for item in series if item.measure != "index"]
    newest = max((figures[-1] for _, figures in lines if figures), key=lambda figure: figure.period, default=None)
    if newest is None or not any(figure.is_known for _, figures in lines for figure in figures):
        return []
    worth, told, own = judged_worth(judged), [], []
    for item, figures in lines:
        if figures and figures[-1].is_known and figures[-1].period == newest.period:
            told += over_time(figures, worth)
            own.append(figures[-1])
        else:
            told += missing(item, figures, newest)
    areas = [figures_of(item) for item in comparators if item.area.level != "comparator"]
    others = [figure for figures in areas for figure in figures if figure.is_known and figure.period == newest.period]
    return told + beside(own, others, worth)
