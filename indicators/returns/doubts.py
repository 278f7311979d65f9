"""What is doubtful in a return though nothing is wrong: revisions, totals, figures that came before."""

import pandas as pd

from indicators.errors import Problem
from indicators.periods import Period, PeriodType
from indicators.returns.held import Held
from indicators.returns.lines import Lines
from indicators.returns.mistakes import MOST_SHOWN, figure_text
from indicators.store import Store

#: Revisions that are told one by one as warnings too; the preview lists them all.
_MOST_REVISIONS = 20
_KINDS = {"areas": "the areas that it is summed from", "quarter": "its quarters", "month": "its months"}
_ROUNDED = ("country", "region")


def doubts(store: Store, lines: Lines, known: Held, *, is_personal: bool) -> list[Problem]:
    """Warnings about the figures in the temporary table `compared`; some are asked of people's returns only."""
    indicators = list(store.fetch("load/staged_indicators")["indicator"])
    _stage_parts(store, known)
    problems = _totals(store, lines, indicators)
    if is_personal:
        problems += _revisions(store, lines) + _as_before(store, lines, indicators)
    return problems


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
        text = f"{top:,.10g} of {below:,.10g}"
    else:
        text = str(symbol or "no figure") if pd.isna(value) else f"{value:,.10g}"
    return f"{text} [{status[0]}]" if status in ("provisional", "revised") else text


def _label(row) -> str:
    return Period(row.before_ends.date(), row.before_starts.date(), PeriodType(row.before_type)).label


def _warnings(lines: Lines, found: list[tuple]) -> list[Problem]:
    lines.cells([int(row) for row, _, _ in found])
    return [
        lines.problem([int(row)], "value", value if isinstance(value, str) else f"{value:,.10g}", message).as_warning()
        for row, value, message in found
    ]
