"""Headlines, subtitles and alternative texts of charts: they claim no more than the verdicts of what is drawn bear.

A headline names the figures and the periods that it speaks of. It says that something rose or fell only where the
verdict of that very step calls it a change; else it gives both figures with their verdict, or the newest alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import Period, PeriodType
from indicators.figures import Series
from indicators.figures.latest import LatestFigure, latest_figure
from indicators.wording.numbers import change_text, movement_direction, pooled_phrase, size_text, value_text
from indicators.wording.sentences import Sentence, figure_claims, series_figures, shown_number
from indicators.wording.statements import period_phrase
from indicators.wording.verdicts import NO_CLEAR, TOO_FEW, Verdicts

NO_FIGURES = "No figures for this choice"
#: Areas that a headline names one by one.
MOST_NAMED = 3
_NO_VERDICTS = Verdicts({})
_VERBS = {"up": "rose", "down": "fell"}


@dataclass(frozen=True)
class _Clause:
    """What a headline says of one line: of a change, of two figures with their verdict, or of the newest figure."""

    series: Series
    text: str
    periods: tuple[str, ...]
    verdict: str = ""
    is_change: bool = False


def chart_headline(series: Sequence[Series], verdicts: Verdicts = _NO_VERDICTS, *, marked: bool = False) -> str:
    """What happened, for the page and the exported picture: `Contacts rose 26% in Ashby, from 717 in 2014/15 to 901
    in 2015/16; no clear change in Birley, from 12,986 to 12,773`.

    `series` are the lines of one indicator, `verdicts` those of their newest figures. More than three areas are
    counted, not named. Says plainly where there is nothing. With `marked` it says which figures may still change.
    """
    drawn = [item for item in series if len(item.known)]
    if not drawn:
        return NO_FIGURES
    subject = _subject(drawn[0])
    if len(drawn) > MOST_NAMED:
        return f"{subject} in {len(drawn)} areas, {_span(drawn)}"
    clauses = sorted((_clause(item, verdicts, marked) for item in drawn), key=lambda clause: not clause.is_change)
    said: set[tuple[str, ...]] = set()
    text = ""
    for before, clause in zip([None, *clauses], clauses, strict=False):
        words = clause.text if clause.periods not in said else _without_periods(clause)
        said.add(clause.periods)
        # Two areas without a clear change are told in one breath.
        is_alike = before is not None and before.verdict == clause.verdict and clause.verdict == NO_CLEAR
        text += f", or{words.removeprefix(NO_CLEAR)}" if is_alike else f"{'; ' if text else ''}{words}"
    return f"{subject}{' ' if clauses[0].is_change else ': '}{text}"


def headline_sentences(series: Sequence[Series], verdicts: Verdicts = _NO_VERDICTS) -> list[Sentence]:
    """What a headline with marks says, a sentence a line with the figures that it claims, for `verify` to check."""
    drawn = [item for item in series if len(item.known) and item.measure != "index" and item.years_together == 1]
    return [_clause_sentence(_clause(item, verdicts, marked=True)) for item in drawn]


def _clause_sentence(clause: _Clause) -> Sentence:
    figures = {figure.period.label: figure for figure in series_figures(clause.series)}
    joint = " " if clause.is_change else ": "
    return Sentence(
        f"{_subject(clause.series)}{joint}{clause.text}.", figure_claims([figures[period] for period in clause.periods])
    )


def _subject(item: Series) -> str:
    """What is drawn, in the measure that it is drawn in."""
    measured = {"rate": " per 10,000 children", "index": " as an index"}.get(item.measure, "")
    return item.indicator.short_title + measured + pooled_phrase(item.years_together)


def _without_periods(clause: _Clause) -> str:
    """The clause of another area for the same periods, which need not be said twice."""
    text = clause.text
    for period in clause.periods:
        text = text.replace(f" {period_phrase(period)}", "")
    return text


def _clause(item: Series, verdicts: Verdicts, marked: bool = False) -> _Clause:
    newest = latest_figure(_until_known(item))
    # Without a verdict the step before may be of another kind, or across a break: nothing is said of it.
    compared, verdict = verdicts.compared(newest)
    when = _period_text(item, newest.period, marked)
    where, shown = f"in {item.area.name}", value_text(newest.value, item)
    figure_alone = _Clause(item, f"{shown} {where} {when}", (newest.period,))
    if not verdict.against or compared.previous is None:
        return figure_alone
    before = f"{value_text(compared.previous, item)} {_period_text(item, compared.previous_period, marked)}"
    step = f"from {before} to {shown} {when}"
    periods = (compared.previous_period, newest.period)
    moved = movement_direction(compared)
    # The verdict is that of the counts behind; it holds for the measure that is drawn where this moved likewise.
    if verdict.is_change and moved in _VERBS and moved == verdict.direction:
        return _Clause(item, f"{_VERBS[moved]}{_size(compared)} {where}, {step}", periods, verdict.word, is_change=True)
    if verdict.word in (NO_CLEAR, TOO_FEW):
        return _Clause(item, f"{verdict.word} {where}, {step}", periods, verdict.word)
    return figure_alone


def _period_text(item: Series, period: str, marked: bool) -> str:
    """When a figure was; with `marked` also whether it may still change."""
    known = item.points["period"] == period
    is_soft = marked and bool((item.points.loc[known, "status"] == "provisional").any())
    return period_phrase(period) + " (provisional)" * is_soft


def _size(compared: LatestFigure) -> str:
    """How much a figure moved, with a space before it; empty where the figures as shown would give another size."""
    indicator, measure = compared.series.indicator, compared.series.measure
    shown = [shown_number(value_text(value, compared.series)) for value in (compared.previous, compared.value)]
    text = change_text(compared)
    # Of a rate of few cases the step is enough.
    if text != size_text(shown[0], shown[1], indicator, measure):
        return ""
    return f" {text}" if text.endswith(("%", "points", "point")) else f" by {text}"


def _until_known(item: Series) -> Series:
    """A series up to its last figure, so that a trailing symbol does not hide the last movement."""
    last = item.points["value"].last_valid_index()
    return replace(item, points=item.points.loc[:last])


def _span(drawn: Sequence[Series]) -> str:
    """The periods of all lines, from the first to the last."""
    first = min((item.known.iloc[0] for item in drawn), key=lambda row: row["ends"])
    last = max((item.known.iloc[-1] for item in drawn), key=lambda row: row["ends"])
    if drawn[0].years_together > 1:
        return Period(last["ends"].date(), first["starts"].date(), PeriodType.MONTHS).label
    return first["period"] if first["period"] == last["period"] else f"{first['period']} to {last['period']}"


def chart_subtitle(series: Sequence[Series]) -> str:
    """What is measured, in which unit and when: the line under a headline."""
    if not series:
        return ""
    if all(item.known.empty for item in series):
        return series[0].indicator.title
    span = _span([item for item in series if len(item.known)])
    measured = series[0].indicator.title.removesuffix(" (number)")
    unit = series[0].shared_unit(series)
    if series[0].measure != "value":
        return f"{measured}: {unit}, {span}"
    if unit.casefold() in measured.casefold():
        return f"{measured}, {span}"
    return f"{measured} ({unit}), {span}"


def alt_text(
    series: Sequence[Series],
    comparators: Sequence[Series] = (),
    *,
    kind: str = "Line chart",
    title: str = "",
    verdicts: Verdicts = _NO_VERDICTS,
    table: str = "The table under the chart",
) -> str:
    """A chart in words for those who do not see it: kind, span, first and last figure of each line.

    `title` is what the chart says in place of its headline, `table` where every figure stands.
    """
    lines = []
    for item in [*series, *comparators]:
        known = item.known
        if known.empty:
            lines.append(f"{item.area.name}: no figures.")
            continue
        first, last = known.iloc[0], known.iloc[-1]
        start = f"{value_text(first['value'], item)} {period_phrase(first['period'])}"
        end = f"{value_text(last['value'], item)} {period_phrase(last['period'])}"
        provisional = " (provisional)" if last["status"] == "provisional" else ""
        span = f"from {start} to {end}" if len(known) > 1 else start
        lines.append(f"{item.area.name}: {span}{provisional}.")
    unit = series[0].unit if series else ""
    return (
        f"{kind}, {unit}. {title or chart_headline(series, verdicts)}. "
        + " ".join(lines)
        + f" {table} has every figure."
    )


def headline_without_figures(indicator: Indicator, series: Sequence[Series]) -> str:
    """What is said where no line of an indicator has a figure: that all are withheld, or that there is none."""
    symbols = {symbol for item in series for symbol in item.points["symbol"] if symbol}
    if not symbols:
        return f"{indicator.short_title}: no figure has been published"
    if symbols == {"c"}:
        return f"{indicator.short_title}: every figure is withheld to protect people"
    return f"{indicator.short_title}: no figure can be shown"
