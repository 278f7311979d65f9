"""The four quadrants on a page: what each side of the framework said in the year, both areas side by side."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from indicators.catalogue.areas import BOARD, BOARD_AREAS
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.exports.exhibit import Exhibit
from indicators.figures import latest_figures
from indicators.figures.latest import Latest
from indicators.report.charts import headline_indicators
from indicators.report.contents import Item
from indicators.report.sections import Basis, Piece, in_order, source_note
from indicators.report.year import WIDER, Year
from indicators.wording.numbers import movement_text, symbol_text, value_text
from indicators.wording.statements import level_in_words, why_too_few


def finding_piece(quadrant: str, title: str, year: Year) -> Piece | None:
    """What was found in the year on one side; a public edition holds only what somebody decided may be published."""
    rows = year.store.query("findings")
    rows = rows[(rows["quadrant"] == quadrant) & rows["ends"].dt.date.between(year.period.starts, year.period.ends)]
    if rows.empty:
        return None
    table = pd.DataFrame(
        {
            "What was found": rows["statement"].to_numpy(),
            "It shows": [STRENGTHS[strength] for strength in rows["strength"]],
            "Area": [year.catalogue.areas[code].name for code in rows["area_code"]],
        }
    )
    sources = in_order(year.catalogue.source_label(source) for source in rows["source"])
    exhibit = Exhibit(
        title=f"{title}: findings {year.period.label}",
        subtitle="What audits, children, families and staff said",
        source_note=source_note(sources),
        as_at=year.as_at,
        table=table,
        audience=year.audience,
        alt=f"Table: findings on {title}.",
    )
    return Piece(exhibit=exhibit, basis=Basis(periods=(year.period.label,), sources=sources))


_TOGETHER, _MOVED, _NEW = "Areas together", "Since the period before", "no earlier figure to compare"
_Worth = Mapping[tuple[str, str, str], str]


def quadrant_pieces(item: Item, year: Year) -> Iterator[Piece]:
    """A table of figures for each quadrant, and what audits, families and staff said where they did."""
    catalogue = year.catalogue
    chosen = [catalogue.indicators[name] for name in headline_indicators(catalogue)]
    areas = [code for code in (*BOARD_AREAS, *WIDER) if code in catalogue.areas]
    found = latest_figures(year.store, catalogue, [one.id for one in chosen], areas, as_at=year.period.ends)
    found = {key: one for key, one in found.items() if _is_of_year(one, year)}
    worth = _worth(year)
    for name, title in QUADRANTS.items():
        yield _figures(title, [one for one in chosen if one.quadrant == name], found, worth, year)
        if (heard := finding_piece(name, title, year)) is not None:
            yield heard


def _figures(
    title: str, chosen: Sequence[Indicator], found: Mapping[tuple[str, str], Latest], worth: _Worth, year: Year
) -> Piece:
    """The figures of one quadrant; the indicators without one are named under it."""
    rows = {
        one.id: [found[one.id, code] for code in (*BOARD_AREAS, *WIDER) if (one.id, code) in found] for one in chosen
    }
    shown = [one for one in chosen if rows[one.id]]
    silent = [one.title for one in chosen if not rows[one.id]]
    lacks = f"No figure is held for {year.period.label}: {'; '.join(silent)}." if silent else ""
    if not shown:
        return Piece(heading=title, lacks=lacks or f"No headline indicator stands in {title}.")
    everything = [one for own in rows.values() for one in own]
    exhibit = Exhibit(
        title=f"{title} {year.period.label}",
        subtitle="The newest figures of the year",
        source_note=source_note(_sources(everything)),
        as_at=year.as_at,
        table=_table(shown, rows, worth, year),
        audience=year.audience,
        alt=f"Table: {title}, the newest figures of {year.period.label}.",
    )
    basis = Basis(
        indicators=tuple(one.id for one in shown),
        areas=in_order(one.series.area.name for one in everything),
        periods=(year.period.label,),
        sources=_sources(everything),
        unchecked=tuple(one.title for one in shown if any(map(_is_unchecked, rows[one.id]))),
    )
    return Piece(heading=title, exhibit=exhibit, basis=basis, lacks=lacks)


def _table(shown: Sequence[Indicator], rows: Mapping[str, Sequence[Latest]], worth: _Worth, year: Year) -> pd.DataFrame:
    """A row an indicator; columns for the board's areas, wider ones and how figures moved, where there are any."""
    catalogue = year.catalogue
    groups = [[code] for code in BOARD_AREAS if code in catalogue.areas] + [list(WIDER)]
    heads = [*(catalogue.areas[code].name for (code,) in groups[:-1]), _TOGETHER]
    table: dict[str, list[str]] = {"Indicator": [one.title for one in shown]}
    alone = {one.id for one in shown if not any(found.series.area.code in BOARD_AREAS for found in rows[one.id])}
    for head, codes in zip(heads, groups, strict=True):
        is_wider = head == _TOGETHER
        if any((one.id in alone) == is_wider and _first(rows[one.id], codes) for one in shown):
            table[head] = [
                _cell(_first(rows[one.id], codes), year) if (one.id in alone) == is_wider else symbol_text("z")
                for one in shown
            ]
    moved = [_moved(rows[one.id], worth) for one in shown]
    return pd.DataFrame(table | ({_MOVED: [words or _NEW for words in moved]} if any(moved) else {}))


def _first(own: Sequence[Latest], codes: Sequence[str]) -> Latest | None:
    """The figure of the first of some areas that has one."""
    return next((one for one in own if one.series.area.code in codes), None)


def _cell(one: Latest | None, year: Year) -> str:
    """A figure, with its period where that is another than the year, and its area where that is wider."""
    if one is None:
        return symbol_text("x")
    last, area = one.series.points.iloc[-1], one.series.area
    is_whole = last["period_type"] in PERIOD_GROUPS["year"] and last["ends"].date() == year.period.ends
    remarks = [area.name] * (area.code not in (*BOARD_AREAS, BOARD)) + [one.period] * (not is_whole)
    mark = " [p]" if one.is_provisional else ""
    return value_text(one.value, one.series, one.symbol or "x") + mark + (f" ({', '.join(remarks)})" if remarks else "")


def _moved(own: Sequence[Latest], worth: _Worth) -> str:
    """How the figure of each area moved, in words; empty where no earlier figure is held."""
    told = [one for one in own if one.series.area.code in BOARD_AREAS and one.change is not None]
    return "; ".join(f"{one.series.area.name} {_movement(one, worth)}" for one in told)


def _movement(one: Latest, worth: _Worth) -> str:
    key = one.series.indicator.id, one.series.area.code, one.period
    return ", ".join(part for part in (movement_text(one), worth.get(key, "")) if part)


def _worth(year: Year) -> dict[tuple[str, str, str], str]:
    """What each change of the year is worth, in words, by indicator, area and period."""
    rows = year.judged[year.judged["rule"] == "change"]
    return {
        (row.indicator, row.area_code, row.period): (
            f"but {why_too_few(row.reason)}" if row.level == "too_few" else level_in_words(row.level)
        )
        for row in rows.itertuples(index=False)
    }


def _is_of_year(one: Latest, year: Year) -> bool:
    return one.series.points["ends"].iloc[-1].date() >= year.period.starts


def _is_unchecked(one: Latest) -> bool:
    last = one.series.points.iloc[-1]
    return one.series.indicator.kind == "proportion" and one.value is not None and pd.isna(last["numerator"])


def _sources(found: Sequence[Latest]) -> tuple[str, ...]:
    return in_order(one.series.points["source"].iloc[-1] for one in found if one.value is not None)
