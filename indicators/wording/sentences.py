"""Sentences for a report about the series of one chart: each area over time, beside the other areas, and figures
that are missing.
Every sentence names the figures that it claims, and says no more than their significance allows; `wording.verify`
checks them against the store before anybody may copy them.
"""

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
from indicators.catalogue.symbols import SYMBOLS
from indicators.figures import Series
from indicators.frames import frame_rows
from indicators.rounding import decimal_text
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, OF_STEP, SIGNIFICANCE_LEVEL, is_beyond_chance
from indicators.signals.panel import SEASONS, is_seasonal
from indicators.signals.significance import count_p_value, proportion_p_value
from indicators.wording.numbers import are_few_cases, size_text, value_text
from indicators.wording.statements import period_phrase


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

    `claims` are the figures that it quotes, in the order of the text; `supporting_claims` those that it rests on
    without
    quoting them, such as the other years where one is the highest: it names the period of the first of them.
    """

    text: str
    claims: tuple[Claim, ...]
    supporting_claims: tuple[Claim, ...] = ()


class SeriesPoint(NamedTuple):
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
class SeriesFigure:
    """A point of a series, with the series that it is of."""

    series: Series
    point: SeriesPoint

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
        return value_text(self.value, self.series) if self.is_known else ""

    @cached_property
    def period(self) -> Period:
        """When it was."""
        return Period(self.point.ends.date(), self.point.starts.date(), PeriodType(self.point.period_type))

    @property
    def dated(self) -> str:
        """Its period, marked where the figure may still change."""
        return self.period.phrase + (" (provisional)" if self.is_provisional else "")

    @property
    def is_provisional(self) -> bool:
        """Whether the figure may still change."""
        return self.is_known and self.point.status == "provisional"

    @property
    def claim(self) -> Claim:
        """What a sentence that quotes it says."""
        return Claim(
            self.series.indicator.id,
            self.series.area.code,
            self.period,
            self.series.measure,
            self.value,
            self.shown,
            self.point.symbol,
            self.is_provisional,
        )


def series_figures(item: Series) -> list[SeriesFigure]:
    """Every point of a series, in time order, those without a figure too."""
    cells = (item.points[name].tolist() for name in SeriesPoint._fields)
    return [SeriesFigure(item, SeriesPoint(*row)) for row in zip(*cells, strict=True)]


def are_adjacent(before: SeriesFigure, now: SeriesFigure) -> bool:
    """Whether there are two figures, of periods that follow each other."""
    return before.is_known and now.is_known and before.period.next() == now.period


def rest_on_few_cases(before: SeriesFigure, now: SeriesFigure) -> bool:
    """Whether two figures stand on so few cases that a percentage of them would mislead, or nobody says on how many."""
    is_counted = now.series.indicator.kind == "count" or now.series.indicator.is_rate
    return is_counted and are_few_cases(_cases(before), _cases(now))


def is_slight_change(before: SeriesFigure, now: SeriesFigure) -> bool:
    """Whether two figures are nearer to each other than the definition holds to matter."""
    return abs(now.value - before.value) < now.series.indicator.meaningful_change / 100 * abs(before.value)


def figure_claims(figures: Sequence[SeriesFigure]) -> tuple[Claim, ...]:
    """What a sentence that quotes some figures says."""
    return tuple(figure.claim for figure in figures)


def _cases(figure: SeriesFigure) -> float:
    is_rate = figure.series.measure == "rate" or figure.series.indicator.is_rate
    return float(figure.point.numerator) if is_rate else figure.value


PER_CHILDREN_TEXT = f" per {PER_CHILDREN:,} children"
_ONE = {"children": "child", "people": "person"}


def series_subject(item: Series) -> str:
    """What was counted, and where, to begin a sentence: the short title, unless it does not say what it counts."""
    definition = item.indicator
    names_unit = definition.unit.casefold() in definition.short_title.casefold()
    per = PER_CHILDREN_TEXT if item.measure == "rate" else ""
    return f"{definition.short_title if names_unit else definition.title}{per} in {item.area.name}"


def figure_with_unit(figure: SeriesFigure) -> str:
    """A figure, with its unit where the subject does not name it: `12,773`, `1 week`, `280,000 pounds`."""
    definition, shown = figure.series.indicator, figure.shown
    named = f"{definition.short_title} {definition.title}".casefold()
    if figure.series.measure == "rate" or definition.is_percentage or definition.unit.casefold() in named:
        return shown
    return f"{shown} {singular_unit(definition.unit) if shown == '1' else definition.unit}"


def singular_unit(units: str) -> str:
    """The unit of a single one: `child`, `young person`, `enquiry`, `case per worker`."""
    things, *rest = re.split(r"(?= (?:a|per) )", units, maxsplit=1)
    *before, word = things.split(" ")
    single = _ONE.get(word) or re.sub(r"ies$", "y", word).removesuffix("s")
    return " ".join([*before, single]) + "".join(rest)


def verb_for(item: Series) -> str:
    """The verb for a single figure: what is counted over a time comes to a number, a level stands at one."""
    is_sum = item.indicator.kind in ("count", "value") and item.indicator.timing == "flow" and item.measure == "value"
    return "came to" if is_sum else "stood at"


def date_phrase(figure: SeriesFigure) -> str:
    """When a figure was, marked where it may still change: `in 2015/16 (provisional)`, `on 31 March 2016`."""
    return _period_phrase(figure.period) + figure.dated.removeprefix(figure.period.phrase)


def figure_clause(figure: SeriesFigure) -> str:
    """Subject, verb, figure and time, without a full stop."""
    return f"{series_subject(figure.series)} {verb_for(figure.series)} {figure_with_unit(figure)} {date_phrase(figure)}"


def missing_text(symbol: str) -> str:
    """Why there is no figure, to follow `the figure for 2015/16`."""
    if not symbol:
        return "is not held"
    known = SYMBOLS.get(symbol)
    return (known.predicate or known.meaning) if known else "is not given"


def _period_phrase(period: Period) -> str:
    return f"from {period.label}" if period.type is PeriodType.MONTHS else period_phrase(period.label)


def missing_sentences(item: Series, figures: list[SeriesFigure], newest: SeriesFigure) -> list[Sentence]:
    """That an area has no figure for the period of `newest`, another area's, why, and which was its last one.

    `figures` are those of `item`, in time order; there may be none.
    """
    gap = next((figure for figure in figures if figure.period == newest.period), None) or _missing_figure(item, newest)
    known = [figure for figure in figures if figure.is_known]
    last = f"; the last, for {known[-1].dated}, was {known[-1].shown}" if known else ""
    text = f"{series_subject(item)}: the figure for {gap.period.phrase} {missing_text(gap.point.symbol)}{last}."
    return [Sentence(text, figure_claims([gap, *known[-1:]]))]


def _missing_figure(item: Series, newest: SeriesFigure) -> SeriesFigure:
    """The point that a series lacks."""
    blank = {"value": float("nan"), "symbol": "", "status": ""}
    return SeriesFigure(item, newest.point._replace(**blank))


class Significance(Enum):
    """How far a difference may be called one."""

    UNUSUAL = auto()  # beyond chance, and beyond what such figures usually do
    USUAL = auto()  # beyond chance, and of the size that such figures usually have
    SURE = auto()  # beyond chance; how much is usual is not known
    SLIGHT = auto()  # beyond chance, and too little to matter
    CHANCE = auto()  # within chance
    TOO_FEW = auto()  # so few cases that nothing can be told
    UNKNOWN = auto()  # the numbers behind the figures are not known


#: By rule, indicator, area, period, and what that is held against.
JudgedSignificance = Mapping[tuple[str, str, str, str, str], Significance]


def judged_significance(judged: pd.DataFrame | None) -> JudgedSignificance:
    """What a cycle's `judged` frame says of changes and of differences; nothing where there is none."""
    if judged is None:
        return {}
    rows = judged[judged["rule"].isin(("change", "comparator", "areas"))]
    return {
        (row.rule, row.indicator, row.area_code, row.period, row.against.removeprefix("the ")): _row_significance(row)
        for row in frame_rows(rows)
    }


def change_significance(before: SeriesFigure, now: SeriesFigure, judged: JudgedSignificance) -> Significance:
    """What the change from one figure to the next is worth; where it was not judged, by chance alone."""
    judgement = judged.get(("change", *_figure_key(now), before.period.label))
    return tested_significance(before, now) if judgement is None else judgement


def difference_significance(own: SeriesFigure, other: SeriesFigure, judged: JudgedSignificance) -> Significance:
    """What the difference of an area from another one is worth; where it was not judged, by chance alone."""
    for rule in ("areas", "comparator"):
        judgement = judged.get((rule, *_figure_key(own), other.series.area.name))
        if judgement is not None:
            return judgement
    return tested_significance(other, own)


def tested_significance(before: SeriesFigure, now: SeriesFigure) -> Significance:
    """Whether two figures are further apart than chance explains (exact tests, 5%), and enough to matter."""
    probability = _p_value(before, now)
    if not isfinite(probability):
        return Significance.UNKNOWN
    if probability <= SIGNIFICANCE_LEVEL:
        return Significance.SLIGHT if is_slight_change(before, now) else Significance.SURE
    return Significance.TOO_FEW if rest_on_few_cases(before, now) else Significance.CHANCE


def _figure_key(figure: SeriesFigure) -> tuple[str, str, str]:
    return figure.series.indicator.id, figure.series.area.code, figure.period.label


def _row_significance(row: Any) -> Significance:
    if row.level == "too_few":
        return Significance.TOO_FEW if row.reason == "few_cases" else Significance.UNKNOWN
    # Seldom, but not so seldom that it stands out, is neither usual nor unusual.
    if row.level == "ordinary":
        return Significance.SLIGHT if is_beyond_chance(row) else Significance.CHANCE
    if row.level == "real":
        is_unknown = row.borrowed == "none" or row.reason == OF_STEP
        is_seldom = is_unknown or row.p_usual <= FALSE_DISCOVERY_RATE
        return Significance.SURE if is_seldom else Significance.USUAL
    return Significance.UNUSUAL


def _p_value(before: SeriesFigure, now: SeriesFigure) -> float:
    """How often chance alone sets two figures so far apart; NaN where the cases behind them are not known."""
    kind, measure = now.series.indicator.kind, now.series.measure
    if kind == "count" and measure == "value":
        return float(count_p_value(now.value, 1, before.value, 1))
    cases = [float(part) for item in (now, before) for part in (item.point.numerator, item.point.denominator)]
    bases = cases[1::2]
    if not all(map(isfinite, cases)) or min(bases) <= 0:
        return float("nan")
    if kind == "proportion" and all(top <= base for top, base in zip(cases[::2], bases, strict=True)):
        return float(proportion_p_value(*cases))
    return float(count_p_value(*cases)) if now.series.indicator.counts_cases else float("nan")


#: The kinds whose figures grow with the size of an area.
_SIZED_KINDS = ("count", "value")


def comparison_sentences(
    own: Sequence[SeriesFigure], others: Sequence[SeriesFigure], judged: JudgedSignificance
) -> list[Sentence]:
    """How each area's own figure stood beside that of the areas before it and of `others`, all of one period.

    Nothing for plain counts, which only tell how large an area is.
    """
    sentences = []
    for index, figure in enumerate(own):
        against = [other for other in (*own[:index], *others) if _are_comparable(figure.series, other.series)]
        if against:
            said = "; ".join(
                _comparison_clause(figure, other, difference_significance(figure, other, judged)) for other in against
            )
            sentences.append(Sentence(f"{figure_clause(figure)}: {said}.", figure_claims([figure, *against])))
    return sentences


def _are_comparable(own: Series, other: Series) -> bool:
    """Whether two series are the same measure of areas that do not hold each other."""
    is_alike = (own.indicator.id, own.measure) == (other.indicator.id, other.measure)
    is_apart = own.area.code not in other.area.parts and other.area.code not in own.area.parts
    return is_alike and is_apart and (own.measure == "rate" or own.indicator.kind not in _SIZED_KINDS)


def _comparison_clause(own: SeriesFigure, other: SeriesFigure, significance: Significance) -> str:
    """One comparison, no more than it is worth."""
    area, figure = other.series.area.name, f"({other.shown}{', provisional' if other.is_provisional else ''})"
    if own.shown == other.shown:
        return f"level with {area} {figure}"
    is_slight = significance is Significance.SLIGHT and is_slight_change(other, own)
    if significance in (Significance.CHANCE, Significance.SLIGHT) and not is_slight:
        return f"no further from {area} {figure} than chance can explain"
    if significance is Significance.TOO_FEW:
        return f"too few cases to tell it from {area} {figure}"
    side = "above" if own.value > other.value else "below"
    if is_slight:
        least = decimal_text(own.series.indicator.meaningful_change)
        return f"{side} {area} {figure}, by less than the {least}% that matters"
    doubt = ", but the numbers behind it are not known" if significance is Significance.UNKNOWN else ""
    return f"{side} {area} {figure}{doubt}"


#: Of fewer periods "the highest" says no more than the change itself.
FEWEST_RANKED = 3
_CHANGE_CLAIMED = (Significance.UNUSUAL, Significance.USUAL, Significance.SURE)
_TAILS = {
    Significance.UNUSUAL: ": more than chance explains, and more than such figures usually move",
    Significance.USUAL: ": a change of the size that such figures usually have",
    Significance.SURE: ": more than chance explains",
    Significance.TOO_FEW: ": the numbers are too small to tell a change from chance",
    Significance.UNKNOWN: ": the numbers behind it are not known, so chance cannot be ruled out",
}


def history_sentences(figures: list[SeriesFigure], judged: JudgedSignificance) -> list[Sentence]:
    """What the last of an area's figures did, the step first; `figures` are in time order, and the last is known."""
    run, changed = figures_since_break(figures)
    *before, now = run[-2:]
    if changed and not before:
        return [_after_break_sentence(now, changed)]
    if _has_seasons([figure for figure in run if figure.is_known and figure.period.type is now.period.type]):
        return [_season_sentence(run, now, judged)]
    if not before or not are_adjacent(before[0], now):
        return [_single_figure_sentence(now, *before), *_long_run_sentences(run)]
    significance = change_significance(before[0], now, judged)
    return [
        change_sentence(before[0], now, significance),
        *_long_run_sentences(run, is_step_claimed=significance in _CHANGE_CLAIMED),
    ]


def _season_sentence(run: Sequence[SeriesFigure], now: SeriesFigure, judged: JudgedSignificance) -> Sentence:
    """A part of a year beside the same part of the year before; never beside the one before, which has other weeks of
    school.
    """
    wanted = now.period.starts.replace(year=now.period.starts.year - 1)
    same = [
        figure
        for figure in run
        if figure.is_known and figure.period.type is now.period.type and figure.period.starts == wanted
    ]
    if same:
        return change_sentence(same[-1], now, change_significance(same[-1], now, judged))
    part = "month" if now.period.type is PeriodType.MONTH else "quarter"
    why = f"there is no figure for the same {part} a year before to compare it with"
    return Sentence(f"{figure_clause(now)}; {why}.", (now.claim,))


def figures_since_break(figures: list[SeriesFigure]) -> tuple[list[SeriesFigure], date | None]:
    """The figures that compare with the last, and the day on which the way of counting last changed before it."""
    *earlier, now = figures
    changed = max((known.date for known in now.series.breaks if known.date <= now.period.ends), default=None)
    comparable = [figure for figure in earlier if changed is None or figure.period.starts >= changed]
    # A figure of the time in which it changed compares with none before it.
    return [*comparable, now], changed if len(comparable) < len(earlier) else None


def change_sentence(before: SeriesFigure, now: SeriesFigure, significance: Significance) -> Sentence:
    """From what to what a figure moved, no more than the two are worth."""
    between = f"between {before.dated} and {now.dated}"
    who, both = series_subject(now.series), f"from {before.shown} to {figure_with_unit(now)}"
    if before.shown == now.shown:
        return Sentence(f"{who} stayed at {figure_with_unit(now)} {between}.", (now.claim,), (before.claim,))
    unsure = (Significance.CHANCE, Significance.SLIGHT, Significance.UNKNOWN)
    if significance in unsure and is_slight_change(before, now):
        text = (
            f"{who} stayed much the same: {before.shown} {date_phrase(before)} and "
            f"{figure_with_unit(now)} {date_phrase(now)}"
        )
    elif significance in (Significance.CHANCE, Significance.SLIGHT):
        text = f"{who} went {both} {between}: no change that can be told from chance"
    else:
        verb = "rose" if now.value > before.value else "fell"
        size = "" if significance is Significance.TOO_FEW else change_size(before, now)
        text = f"{who} {verb} by {size}, {both}, {between}" if size else f"{who} {verb} {both} {between}"
        text += _TAILS[significance]
    return Sentence(f"{text}.", figure_claims((before, now)))


def change_size(before: SeriesFigure, now: SeriesFigure) -> str:
    """The size of a change; empty where it misleads, or where the figures as shown would give another one."""
    indicator, measure = now.series.indicator, now.series.measure
    if rest_on_few_cases(before, now) or not before.value:
        return ""
    size = size_text(before.value, now.value, indicator, measure)
    is_as_shown = size == size_text(shown_number(before.shown), shown_number(now.shown), indicator, measure)
    is_plain = not size.endswith(("%", "point", "points"))
    return "" if not is_as_shown or (is_plain and measure == "rate") else size.replace("point", "percentage point")


def shown_number(shown: str) -> float:
    """The number that a figure as shown stands for; NaN for none."""
    return float(shown.replace(",", "").replace("−", "-").removesuffix("%") or "nan")


def _after_break_sentence(now: SeriesFigure, day: date) -> Sentence:
    clause = f"the way of counting changed on {day_text(day)}, so it does not compare with earlier figures"
    return Sentence(f"{figure_clause(now)}; {clause}.", (now.claim,))


def _single_figure_sentence(now: SeriesFigure, *before: SeriesFigure) -> Sentence:
    """A figure without an adjacent one before it, and why that is missing."""
    if not before or before[0].is_known:
        return Sentence(f"{figure_clause(now)}.", (now.claim,))
    gap = before[0]
    why = f"the figure for {gap.period.phrase} {missing_text(gap.point.symbol)}, so there is nothing to compare it with"
    return Sentence(f"{figure_clause(now)}; {why}.", figure_claims((now, gap)))


def _long_run_sentences(everything: list[SeriesFigure], *, is_step_claimed: bool = False) -> list[Sentence]:
    """The change since the first figure, and whether the last is the highest or lowest of all."""
    known = [figure for figure in everything if figure.is_known and figure.period.type is everything[-1].period.type]
    if len(known) < FEWEST_RANKED or _has_seasons(known):
        return []
    first, last = known[0], known[-1]
    significance = tested_significance(first, last)
    # What left and came back did not stay.
    is_like_first = first.shown == last.shown or is_slight_change(first, last)
    has_left = any(not is_slight_change(first, figure) for figure in known[1:-1])
    sentences = [] if is_like_first and has_left else [change_sentence(first, last, significance)]
    if is_step_claimed or significance in _CHANGE_CLAIMED:
        sentences += _extreme_sentences(known, is_whole=len(known) == len(everything))
    return sentences


def _has_seasons(known: list[SeriesFigure]) -> bool:
    """Whether the course of the year matters, so that neighbours and two ends mislead: of quarters always, of months
    once there are enough.
    """
    kind = known[-1].period.type
    is_compared_at_once = kind is PeriodType.QUARTER and len(known) > 1
    return is_compared_at_once or bool(is_seasonal(len(known), SEASONS.get(kind, 1)))


def _extreme_sentences(known: list[SeriesFigure], *, is_whole: bool) -> list[Sentence]:
    """That the last figure is the highest or lowest of all, where no other is shown the same."""
    *others, last = known
    shown = [shown_number(figure.shown) for figure in others]
    if shown_number(last.shown) > max(shown):
        rank = "highest"
    elif shown_number(last.shown) < min(shown):
        rank = "lowest"
    else:
        return []
    among = f"{len(known)} {_periods(last.period.type) if is_whole else 'figures held'} since {known[0].dated}"
    text = (
        f"{series_subject(last.series)} {verb_for(last.series)} {figure_with_unit(last)} {date_phrase(last)}, the "
        f"{rank} of the {among}."
    )
    return [Sentence(text, (last.claim,), figure_claims(others))]


def _periods(kind: PeriodType) -> str:
    group = next(name for name, types in PERIOD_GROUPS.items() if kind in types)
    return "periods" if group == "other" else f"{group}s"


def _has_sentences(item: Series) -> bool:
    """Whether a line can be told in sentences: neither an index nor sums of years, of which each shares years with the
    one before."""
    return item.measure != "index" and item.years_together == 1


def write_sentences(
    series: Sequence[Series], comparators: Sequence[Series] = (), *, judged: pd.DataFrame | None = None
) -> list[Sentence]:
    """Each area's sentences over time, its latest step first, then the areas beside each other and `comparators`.

    `series` are one indicator in one measure, a line an area; comparators that are no area of their own, such as
    a median, are left out. `judged` is a cycle's frame: where it judged a change or a difference, no sentence says
    more; elsewhere an exact test by chance decides. An index and
    three years together have no sentences. None where no line has a figure.
    """
    lines = [(item, series_figures(item)) for item in series if _has_sentences(item)]
    newest = max((figures[-1] for _, figures in lines if figures), key=lambda figure: figure.period, default=None)
    if newest is None or not any(figure.is_known for _, figures in lines for figure in figures):
        return []
    significance, sentences, own = judged_significance(judged), [], []
    for item, figures in lines:
        if figures and figures[-1].is_known and figures[-1].period == newest.period:
            sentences += history_sentences(figures, significance)
            own.append(figures[-1])
        else:
            sentences += missing_sentences(item, figures, newest)
    areas = [series_figures(item) for item in comparators if item.area.level != "comparator"]
    others = [figure for figures in areas for figure in figures if figure.is_known and figure.period == newest.period]
    if not series[0].indicator.areas_compare:
        return sentences
    return sentences + comparison_sentences(own, others, significance)
