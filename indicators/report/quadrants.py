"""The four quadrants on a page of the report: each side's figures for both areas, and the findings of the year."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from indicators.catalogue.areas import BOARD, BOARD_AREAS, COMBINED_AREAS
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.exports.exhibit import Exhibit
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.report.charts import headline_indicators
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, source_note, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.numbers import movement_text, symbol_text, value_text
from indicators.wording.statements import level_text, too_few_text


def findings_piece(quadrant: str, title: str, year: ReportYear) -> Piece | None:
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
    sources = unique_texts(year.catalogue.source_label(source) for source in rows["source"])
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


_COMBINED, _MOVEMENT, _NO_EARLIER = "Areas together", "Since the period before", "no earlier figure to compare"
_ChangeWords = Mapping[tuple[str, str, str], str]


def quadrant_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """A table of figures for each quadrant, and what audits, families and staff said where they did."""
    catalogue = year.catalogue
    chosen = [catalogue.indicators[name] for name in headline_indicators(catalogue)]
    areas = [code for code in (*BOARD_AREAS, *COMBINED_AREAS) if code in catalogue.areas]
    found = latest_figures(year.store, catalogue, [one.id for one in chosen], areas, as_at=year.period.ends)
    found = {key: one for key, one in found.items() if _is_of_year(one, year)}
    worth = _change_words(year)
    for name, title in QUADRANTS.items():
        yield _figures_piece(title, [one for one in chosen if one.quadrant == name], found, worth, year)
        if (heard := findings_piece(name, title, year)) is not None:
            yield heard


def _figures_piece(
    title: str,
    chosen: Sequence[Indicator],
    found: Mapping[tuple[str, str], LatestFigure],
    worth: _ChangeWords,
    year: ReportYear,
) -> Piece:
    """The figures of one quadrant; the indicators without one are named under it."""
    rows = {
        one.id: [found[one.id, code] for code in (*BOARD_AREAS, *COMBINED_AREAS) if (one.id, code) in found]
        for one in chosen
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
        table=_quadrant_table(shown, rows, worth, year),
        audience=year.audience,
        alt=f"Table: {title}, the newest figures of {year.period.label}.",
    )
    basis = Basis(
        indicators=tuple(one.id for one in shown),
        areas=unique_texts(one.series.area.name for one in everything),
        periods=(year.period.label,),
        sources=_sources(everything),
        unchecked=tuple(one.title for one in shown if any(map(_is_unchecked, rows[one.id]))),
    )
    return Piece(heading=title, exhibit=exhibit, basis=basis, lacks=lacks)


def _quadrant_table(
    shown: Sequence[Indicator], rows: Mapping[str, Sequence[LatestFigure]], worth: _ChangeWords, year: ReportYear
) -> pd.DataFrame:
    """A row an indicator; columns for the board's areas, wider ones and how figures moved, where there are any."""
    catalogue = year.catalogue
    groups = [[code] for code in BOARD_AREAS if code in catalogue.areas] + [list(COMBINED_AREAS)]
    heads = [*(catalogue.areas[code].name for (code,) in groups[:-1]), _COMBINED]
    table: dict[str, list[str]] = {"Indicator": [one.title for one in shown]}
    alone = {one.id for one in shown if not any(found.series.area.code in BOARD_AREAS for found in rows[one.id])}
    for head, codes in zip(heads, groups, strict=True):
        is_wider = head == _COMBINED
        if any((one.id in alone) == is_wider and _first_figure(rows[one.id], codes) for one in shown):
            table[head] = [
                _figure_cell(_first_figure(rows[one.id], codes), year)
                if (one.id in alone) == is_wider
                else symbol_text("z")
                for one in shown
            ]
    moved = [_movements_text(rows[one.id], worth) for one in shown]
    return pd.DataFrame(table | ({_MOVEMENT: [words or _NO_EARLIER for words in moved]} if any(moved) else {}))


def _first_figure(own: Sequence[LatestFigure], codes: Sequence[str]) -> LatestFigure | None:
    """The figure of the first of some areas that has one."""
    return next((one for one in own if one.series.area.code in codes), None)


def _figure_cell(one: LatestFigure | None, year: ReportYear) -> str:
    """A figure, with its period where that is another than the year, and its area where that is wider."""
    if one is None:
        return symbol_text("x")
    last, area = one.series.points.iloc[-1], one.series.area
    is_whole = last["period_type"] in PERIOD_GROUPS["year"] and last["ends"].date() == year.period.ends
    remarks = [area.name] * (area.code not in (*BOARD_AREAS, BOARD)) + [one.period] * (not is_whole)
    mark = " [p]" if one.is_provisional else ""
    return value_text(one.value, one.series, one.symbol or "x") + mark + (f" ({', '.join(remarks)})" if remarks else "")


def _movements_text(own: Sequence[LatestFigure], worth: _ChangeWords) -> str:
    """How the figure of each area moved, in words; empty where no earlier figure is held."""
    told = [one for one in own if one.series.area.code in BOARD_AREAS and one.change is not None]
    return "; ".join(f"{one.series.area.name} {_movement_text(one, worth)}" for one in told)


def _movement_text(one: LatestFigure, worth: _ChangeWords) -> str:
    key = one.series.indicator.id, one.series.area.code, one.period
    return ", ".join(part for part in (movement_text(one), worth.get(key, "")) if part)


def _change_words(year: ReportYear) -> dict[tuple[str, str, str], str]:
    """What each change of the year is worth, in words, by indicator, area and period."""
    rows = year.judged[year.judged["rule"] == "change"]
    return {
        (row.indicator, row.area_code, row.period): (
            f"but {too_few_text(row.reason)}" if row.level == "too_few" else level_text(row.level)
        )
        for row in frame_rows(rows)
    }


def _is_of_year(one: LatestFigure, year: ReportYear) -> bool:
    return one.series.points["ends"].iloc[-1].date() >= year.period.starts


def _is_unchecked(one: LatestFigure) -> bool:
    last = one.series.points.iloc[-1]
    return one.series.indicator.kind == "proportion" and one.value is not None and pd.isna(last["numerator"])


def _sources(found: Sequence[LatestFigure]) -> tuple[str, ...]:
    return unique_texts(one.series.points["source"].iloc[-1] for one in found if one.value is not None)
