"""Numbers, changes, chart headlines and alternative texts in plain English."""

import math
from collections.abc import Sequence

from indicators.catalogue.indicators import POLARITY_SIGNS, Indicator
from indicators.catalogue.symbols import SYMBOLS
from indicators.figures import Series
from indicators.figures.latest import LatestFigure, latest_figure
from indicators.rounding import decimal_text

SYMBOL_TEXTS = {code: symbol.meaning for code, symbol in SYMBOLS.items()}
NO_FIGURE = "–"
ARROWS = {"up": "▲", "down": "▼", "same": "="}
#: Below this a percentage of a count misleads: 2 to 8 is "up 6", not "up 300%".
FEWEST_FOR_PERCENTAGE = 30


def symbol_text(symbol: str) -> str:
    """A symbol as published tables print it, or a dash where there is nothing at all."""
    return f"[{symbol}]" if symbol else NO_FIGURE


def value_text(value: float | None, series: Series, symbol: str = "") -> str:
    """A figure of a series as a reader sees it: 12,773 or 31% or 939 or [c]."""
    if value is None or math.isnan(value):
        return symbol_text(symbol)
    return number_text(value, series.indicator, series.measure)


def number_text(value: float, indicator: Indicator, measure: str = "value") -> str:
    """A number of an indicator in one of its measures, rounded half up."""
    suffix = "%" if measure == "value" and indicator.kind == "proportion" else ""
    return decimal_text(value, _decimals(value, indicator, measure)) + suffix


def _decimals(value: float, indicator: Indicator, measure: str) -> int:
    """How many decimals a number of an indicator is shown with."""
    if measure == "rate":
        return 0 if abs(value) >= 100 else 1
    return 0 if measure == "index" else indicator.decimals


def change_text(movement: LatestFigure) -> str:
    """How much a figure moved: `13%`, `6` for small counts and tiny changes, `5 points` for percentages; no sign."""
    if movement.change is None or movement.previous is None or movement.value is None:
        return ""
    return size_text(movement.previous, movement.value, movement.series.indicator, movement.series.measure)


def size_text(before: float, now: float, indicator: Indicator, measure: str = "value") -> str:
    """How far two figures are apart, in the words of `change_text`."""
    difference = abs(now - before)
    if indicator.kind == "proportion" and measure == "value":
        return points_text(difference, indicator)
    percent = difference / before * 100 if before else 0.0
    # Of 470 children one is no percentage at all.
    if percentage_misleads(before, now, indicator, measure) or percent < 0.5:
        return distance_text(difference, _decimals(max(before, now, key=abs), indicator, measure))
    return f"{decimal_text(percent, 0)}%"


def distance_text(difference: float, decimals: int) -> str:
    """How far two numbers are apart; `less than 1` or `less than 0.1` where rounding would leave nothing of it."""
    text = decimal_text(difference, decimals)
    if not difference or any(figure in text for figure in "123456789"):
        return text
    return f"less than {decimal_text(10.0**-decimals, decimals)}"


def points_text(difference: float, indicator: Indicator) -> str:
    """Percentage points: `1 point`, `2.5 points`."""
    points = distance_text(difference, indicator.decimals)
    return f"{points} point" if points.removeprefix("less than ") == "1" else f"{points} points"


def percentage_misleads(before: float, now: float, indicator: Indicator, measure: str) -> bool:
    """Whether figures are plain numbers of which a percentage misleads: 2 to 8 is up 6, not up 300%."""
    return measure == "value" and indicator.kind == "count" and min(before, now) < FEWEST_FOR_PERCENTAGE


def movement_direction(movement: LatestFigure) -> str:
    """`up`, `down`, `same` as shown after rounding, or `` where there is nothing to compare with."""
    if movement.change is None:
        return ""
    before = value_text(movement.previous, movement.series)
    now = value_text(movement.value, movement.series)
    if before == now:
        return "same"
    return "up" if movement.change > 0 else "down"


def better_or_worse(movement: LatestFigure) -> str:
    """`better` or `worse` by the indicator's polarity, or `` where it has none or nothing moved."""
    direction = {"up": 1, "down": -1}.get(movement_direction(movement), 0)
    return {1: "better", -1: "worse"}.get(direction * POLARITY_SIGNS[movement.series.indicator.polarity], "")


def movement_text(movement: LatestFigure) -> str:
    """The change in words: `down 13% since 2014/15`, `no change since 2014/15`, `no earlier figure to compare`."""
    moved = movement_direction(movement)
    if not moved:
        return "no earlier figure to compare"
    if moved == "same":
        return f"no change since {movement.previous_period}"
    words = f"{moved} {change_text(movement)} since {movement.previous_period}"
    verdict = better_or_worse(movement)
    return f"{words} ({verdict})" if verdict else words


def chart_headline(series: Sequence[Series]) -> str:
    """What happened, for the page and the exported picture: `Contacts fell 13% in Leicestershire and rose 26% in
    Rutland`. Says plainly where there is nothing to compare."""
    if not series or all(item.known.empty for item in series):
        return "No figures for this choice"
    subject = series[0].indicator.short_title + (" per 10,000 children" if series[0].measure == "rate" else "")
    clauses = [clause for item in series[:3] if (clause := _clause(item))]
    if not clauses:
        return subject
    return f"{subject} {_join(_same_verb_once(clauses))}"


def _clause(item: Series) -> tuple[str, str] | None:
    if item.known.empty:
        return None
    movement = latest_figure(_until_known(item))
    moved, where = movement_direction(movement), f"in {item.area.name}"
    if not moved:
        return f"{_level_verb(item)} {value_text(movement.value, item)}", where
    if moved == "same":
        return "did not change", where
    return f"{'rose' if moved == 'up' else 'fell'} {_change_phrase(movement)}", where


def _level_verb(item: Series) -> str:
    return "stood at" if item.indicator.timing == "snapshot" or item.measure == "index" else "came to"


def _change_phrase(movement: LatestFigure) -> str:
    text = change_text(movement)
    return text if text.endswith(("%", "points", "point")) else f"by {text}"


def _same_verb_once(clauses: list[tuple[str, str]]) -> list[str]:
    """`fell 4% in A`, `fell 4% in B` stay apart; the same clause for all is said once."""
    if len(clauses) > 1 and len({verb for verb, _ in clauses}) == 1:
        places = _join([where.removeprefix("in ") for _, where in clauses])
        return [f"{clauses[0][0]} in {places}"]
    return [f"{verb} {where}" for verb, where in clauses]


def _join(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _until_known(item: Series) -> Series:
    """A series up to its last figure, so that a trailing symbol does not hide the last movement."""
    last = item.points["value"].last_valid_index()
    return Series(item.indicator, item.area, item.measure, item.unit, item.points.loc[:last])


def chart_subtitle(series: Sequence[Series]) -> str:
    """What is measured, in which unit and when: the line under a headline."""
    if not series:
        return ""
    periods = [item.known["period"] for item in series if len(item.known)]
    if not periods:
        return series[0].indicator.title
    longest = max(periods, key=len)
    first, last = longest.iloc[0], longest.iloc[-1]
    span = first if first == last else f"{first} to {last}"
    measured = series[0].indicator.title
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
        start = f"{value_text(first['value'], item)} in {first['period']}"
        end = f"{value_text(last['value'], item)} in {last['period']}"
        provisional = " (provisional)" if last["status"] == "provisional" else ""
        span = f"from {start} to {end}" if len(known) > 1 else start
        lines.append(f"{item.area.name}: {span}{provisional}.")
    unit = series[0].unit if series else ""
    return f"{kind}, {unit}. {title or chart_headline(series)}. " + " ".join(lines) + f" {table} has every figure."


def count_text(number: int, word: str) -> str:
    """A number of things: `1 figure`, `4,177 figures`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
