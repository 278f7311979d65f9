"""What is doubtful in a return though nothing is wrong: scale, years as months, revisions, totals, repeated figures."""

import math
from collections import Counter

import pandas as pd

from indicators.errors import Problem
from indicators.periods import Period, PeriodType, financial_year_of
from indicators.returns.held import Held
from indicators.returns.lines import Lines
from indicators.returns.mistakes import MOST_SHOWN, figure_text
from indicators.store import Store

#: Revisions that are told one by one as warnings too; the preview lists them all.
_MOST_REVISIONS = 20
_KINDS = {"areas": "the areas that it is summed from", "quarter": "its quarters", "month": "its months"}
_ROUNDED = ("country", "region")
#: A figure is doubted at so many times its neighbours in time, or those of other areas for their children. A nought
#: too many is ten times, and what the board counts seldom moves by half of that. Percentages of few cases do.
_TIMES, _TIMES_OF_AREAS, _TIMES_OF_SHARES = 3.0, 8.0, 5.0
#: Below it figures jump by chance, and how many figures nearest in time are looked at.
_LEAST_DOUBTED, _NEAREST = 20, 6
#: More figures than a person sends are not held against each other one by one.
_MOST_DOUBTED = 50_000


def doubts(store: Store, lines: Lines, known: Held, *, is_personal: bool) -> list[Problem]:
    """Warnings about the figures in the temporary table `compared`; some are asked of people's returns only."""
    indicators = list(store.fetch("load/staged_indicators")["indicator"])
    _stage_parts(store, known)
    problems = _totals(store, lines, indicators)
    if is_personal:
        problems += _revisions(store, lines) + _as_before(store, lines, indicators)
        changed = store.fetch("load/compared_counts").set_index("state")["figures"]
        if changed.reindex(["new", "revised"]).sum() <= _MOST_DOUBTED:
            problems += _unlike_others(store, lines, known, indicators)
    return problems


def _unlike_others(store: Store, lines: Lines, known: Held, indicators: list[str]) -> list[Problem]:
    """Figures that are not what their neighbours let expect: years as months, fractions for percentages, noughts."""
    store.execute("load/indicator_about")
    monthly = set(known.monthly)
    about = [
        (item.id, item.kind, item.timing == "flow", item.per, item.decimals, item.id in monthly)
        for item in known.indicators.values()
    ]
    _append(store, "indicator_about", about, ["indicator", "kind", "is_flow", "per", "decimals", "has_months"])
    populations = Counter(item.rate_population for item in known.indicators.values() if item.rate_population)
    store.execute("load/area_children", population=next(iter(populations.most_common(1)), ("", 0))[0])
    store.execute("load/figures_beside", indicators=indicators)
    months = store.fetch("load/years_as_months")
    shares = store.fetch("load/shares_as_fractions")
    scale = store.fetch(
        "load/out_of_scale",
        times=_TIMES,
        times_of_areas=_TIMES_OF_AREAS,
        times_of_shares=_TIMES_OF_SHARES,
        least=_LEAST_DOUBTED,
        most=_NEAREST,
    )
    # A year's figure under a month's name, or a fraction for a percentage, is no slip of a nought as well.
    scale = scale[~scale["row"].isin({*months["row"], *shares["row"]})]
    return [
        *_years_as_months(lines, months),
        *_shares_as_fractions(lines, shares, known),
        *_out_of_scale(lines, scale, known),
    ]


def _years_as_months(lines: Lines, found: pd.DataFrame) -> list[Problem]:
    """Told at the period, which is what has to be written anew."""
    cells = lines.cells([int(row) for row in found["row"]])
    problems = []
    for one in found.head(MOST_SHOWN).itertuples():
        row = int(one.row)
        written = next(filter(None, (cells[row].get(name, "").strip() for name in ("period_written", "period"))), "")
        year = financial_year_of(one.starts.date()).label
        if not pd.isna(one.typed_year):
            typed = int(one.typed_year)
            year = f"{typed}/{(typed + 1) % 100:02d}"
        like = ""
        if not pd.isna(one.year_value):
            whole = Period(one.year_ends.date(), one.year_starts.date(), PeriodType.FINANCIAL_YEAR).label
            like = f"; the year {whole} has {number_text(one.year_value)}"
        name, made = ("month", "Dec-11") if one.period_type == PeriodType.MONTH else ("day", "1 December 2011")
        message = (
            f"({figure_text(one)}) may be a whole year's figure under a {name}'s name: {number_text(one.value)} stands "
            f"there{like}. Spreadsheets turn 2011/12 into {made}. If the year is meant write {year} as text (type an "
            f"apostrophe before it); if the {name} is meant leave it"
        )
        problems.append(lines.problem([row], "period", written, message).as_warning())
    return [*problems, *_more(lines, found, "figures may be a year's under a month's name")]


def _shares_as_fractions(lines: Lines, found: pd.DataFrame, known: Held) -> list[Problem]:
    told = []
    for one in found.head(MOST_SHOWN).itertuples():
        beside = "no percentage of this kind has been so small or so finely written"
        if not pd.isna(one.other_value):
            where = _beside(one, known)
            beside = f"{number_text(one.other_value)} {'stands' if one.is_sent else 'was given'} for {where}"
        told.append(
            f"({figure_text(one)}) is read as {number_text(one.value)}%, and {beside}. If "
            f"{number_text(100 * one.value)}% is meant write {number_text(100 * one.value)}; if "
            f"{number_text(one.value)}% is meant leave it"
        )
    shown = found.head(MOST_SHOWN)
    problems = _warnings(lines, list(zip(shown["row"], map(number_text, shown["value"]), told, strict=True)))
    return [*problems, *_more(lines, found, "percentages may be fractions")]


def _out_of_scale(lines: Lines, found: pd.DataFrame, known: Held) -> list[Problem]:
    told = []
    for one in found.head(MOST_SHOWN).itertuples():
        is_large = one.size > one.highest
        if one.beside == "children":
            told.append(
                f"({figure_text(one)}) is more than ten times the children who live there "
                f"({number_text(one.other_value)}). Is it a figure, or a date or a case's number in its place? "
                "Write the right figure; if it is right leave it, and say why in the note"
            )
            continue
        if not one.value:
            told.append(
                f"({figure_text(one)}) is a true zero, where {number_text(one.other_value)} stood for "
                f"{_beside(one, known)}. Were there none? If there is no figure leave the cell empty and give a "
                "symbol, such as x"
            )
            continue
        nearest = one.other_size * one.months
        large, small = (one.size, one.other_size) if is_large else (one.other_size, one.size)
        # Of nought nothing is a multiple.
        times = large / small if small else math.inf
        much = f"about {times:,.0f} times as {'large' if is_large else 'small'} as"
        if times >= 1e6:
            much = "far above" if is_large else "far below"
        at = f"{number_text(one.other_value)} of {_beside(one, known)}"
        if one.beside == "areas":
            at += ", children for children"
        elif one.other_type != one.period_type and known.indicators[one.indicator].kind == "count":
            at += ", month for month"
        tenth = one.value / 10 if is_large else one.value * 10
        slip = "a nought too many" if is_large else "a nought too few"
        message = f"({figure_text(one)}) is {much} {at}. Is it {'too large' if is_large else 'too small'}?"
        if 6 <= times <= 16 and float(tenth).is_integer():
            message += f" If there is {slip} write {number_text(tenth)};"
        elif not nearest:
            message += " Write the right figure;"
        else:
            message += (
                f" Something near {number_text(round(nearest))} would be like the others; write the right figure,"
            )
        told.append(message + " if it is right leave it, and say why in the note")
    shown = found.head(MOST_SHOWN)
    problems = _warnings(lines, list(zip(shown["row"], map(number_text, shown["value"]), told, strict=True)))
    return [*problems, *_more(lines, found, "figures are far from those near them")]


def _beside(one, known: Held) -> str:
    """The figure that another is held against: its period, and its area where that is another one."""
    period = Period(one.other_ends.date(), one.other_starts.date(), PeriodType(one.other_type)).label
    is_other = one.other_area and one.other_area != one.area_code
    return f"{known.areas[one.other_area].name}, {period}" if is_other and one.other_area in known.areas else period


def _more(lines: Lines, found: pd.DataFrame, what: str) -> list[Problem]:
    more = len(found) - MOST_SHOWN
    return [Problem(lines.name, "", "", f"{more:,} more {what}", is_warning=True)] if more > 0 else []


def number_text(value: float) -> str:
    """A number with all its digits and thousands parted: `1,090`, `0.97`, `20,160,401`."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def _stage_parts(store: Store, known: Held) -> None:
    store.execute("load/parts_and_wholes")
    parts = [(area.code, part, len(area.parts)) for area in known.areas.values() for part in area.parts]
    _append(store, "area_part", parts, ["area_code", "part_code", "parts"])
    counts = [(item.id, item.timing == "flow") for item in known.indicators.values() if item.kind == "count"]
    _append(store, "summed_indicator", counts, ["indicator", "is_flow"])
    rounded = [(area.code,) for area in known.areas.values() if area.level in _ROUNDED]
    _append(store, "rounded_area", rounded, ["area_code"])


def _append(store: Store, table: str, rows: list[tuple], columns: list[str]) -> None:
    if rows:
        store.append(table, pd.DataFrame(rows, columns=columns))


def _totals(store: Store, lines: Lines, indicators: list[str]) -> list[Problem]:
    """Totals that are not what their parts give, told at the total where the return gives it, else at a part."""
    found = store.fetch("load/totals", indicators=indicators).head(MOST_SHOWN)
    rows = found["row"].fillna(found["part_row"]).astype("int64")
    told = (
        f"({figure_text(one)}) is not the sum of {_KINDS[one.kind]}, which is {one.of_parts:,.10g}; check both"
        for one in found.itertuples()
    )
    return _warnings(lines, list(zip(rows, found["value"], told, strict=True)))


def _revisions(store: Store, lines: Lines) -> list[Problem]:
    found = store.fetch("load/compared_rows", state="revised", most=_MOST_REVISIONS)
    told = (
        f"({figure_text(one)}) revises {figure_words(one, 'old_')} of return {one.old_return_id:.0f}; is that meant?"
        for one in found.itertuples()
    )
    words = [figure_words(one) for one in found.itertuples()]
    return _warnings(lines, list(zip(found["row"], words, told, strict=True)))


def _as_before(store: Store, lines: Lines, indicators: list[str]) -> list[Problem]:
    found = store.fetch("load/as_before", indicators=indicators).head(MOST_SHOWN)
    told = (
        f"({figure_text(one)}) is just what {_label(one)} had; was it copied from there?" for one in found.itertuples()
    )
    return _warnings(lines, list(zip(found["row"], found["value"], told, strict=True)))


def figure_words(row, prefix: str = "") -> str:
    """A figure of `compared` in words: `345`, `25 of 153`, `c`, with `[p]` where it is provisional."""
    value, top, below, symbol, status = (
        getattr(row, prefix + name) for name in ("value", "numerator", "denominator", "symbol", "status")
    )
    if not pd.isna(top):
        text = f"{number_text(top)} of {number_text(below)}"
    else:
        text = str(symbol or "no figure") if pd.isna(value) else number_text(value)
    return f"{text} [{status[0]}]" if status in ("provisional", "revised") else text


def _label(row) -> str:
    return Period(row.before_ends.date(), row.before_starts.date(), PeriodType(row.before_type)).label


def _warnings(lines: Lines, found: list[tuple]) -> list[Problem]:
    lines.cells([int(row) for row, _, _ in found])
    return [
        lines.problem(
            [int(row)], "value", value if isinstance(value, str) else number_text(value), message
        ).as_warning()
        for row, value, message in found
    ]
