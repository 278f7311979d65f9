"""What is counted differently, in one place: sources that point opposite ways, changed ways of counting, and each
figure of the report for which another source has another one.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd

from indicators.catalogue.periods import PERIOD_GROUPS, Period, day_text
from indicators.exports.exhibit import Exhibit
from indicators.figures import read_figures
from indicators.figures.disagreements import DOES_NOT_FOLLOW, disagreements
from indicators.frames import frame_groups, frame_rows
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear
from indicators.wording.numbers import number_text

#: Years up to the report's whose figures are compared: as many as the profile has.
_YEARS = 3
_WAYS = {True: "up", False: "down"}


def difference_pieces(item: ContentsItem, year: ReportYear, others: Sequence[Piece]) -> list[Piece]:
    """Sources that point opposite ways, changed ways of counting, then a table of figures that differ."""
    names = list(unique_texts(name for piece in others for name in piece.basis.indicators))
    areas = list(year.catalogue.board.shown)
    figures = read_figures(year.store, year.catalogue, names, areas)
    opposite, changed = list(_opposite_ways(figures, year)), list(_changed_ways(names, year))
    table = _differences_piece(item, figures, year)
    pieces = [
        Piece(heading=heading, paragraphs=tuple(texts), is_list=True)
        for heading, texts in (
            ("Sources that point opposite ways", opposite),
            ("Ways of counting that changed", changed),
        )
        if texts
    ]
    if table is not None:
        pieces.append(table)
    return pieces or [Piece(paragraphs=("No other source gives another figure of this report.",))]


def _opposite_ways(figures: pd.DataFrame, year: ReportYear) -> Iterator[str]:
    """A sentence for each two sources of which one has a rise and the other a fall in the year."""
    before, now = (_of_year(figures, period) for period in year.years_back(2))
    pairs = before.merge(now, on=["indicator", "area_code", "source", "computed"], suffixes=("_before", ""))
    pairs = pairs[pairs["value_before"].notna() & pairs["value"].notna() & ~pairs["computed"].astype(bool)]
    for _, rows in frame_groups(pairs, ["indicator", "area_code"], sort=False):
        own: list[Any] = list(frame_rows(rows))
        for one, other in combinations(own, 2):
            if (one.value - one.value_before) * (other.value - other.value_before) < 0:
                definition = year.catalogue.indicators[one.indicator]
                area = year.catalogue.areas[one.area_code].name
                named = _source_names([one.source, other.source], year)
                said = "; ".join(_step_text(row, name, year) for row, name in zip((one, other), named, strict=True))
                yield f"{definition.title} in {area}: {said}."


def _step_text(row: Any, source: str, year: ReportYear) -> str:
    definition = year.catalogue.indicators[row.indicator]
    both = f"from {number_text(row.value_before, definition)} to {number_text(row.value, definition)}"
    return f"{_WAYS[row.value > row.value_before]} {both} in {source}"


def _source_names(sources: Sequence[str], year: ReportYear) -> list[str]:
    """What two sources are called: the documents, or their passages where both are of one document."""
    known = [year.catalogue.sources.get(source) for source in sources]
    titles = [source.title if source else name for source, name in zip(known, sources, strict=True)]
    short = [title.partition(":")[0] for title in titles]
    return titles if len(set(short)) < len(set(titles)) else short


def _of_year(figures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The figures of a whole year, and of the day on which it ends."""
    types = [str(kind) for kind in PERIOD_GROUPS["year"]]
    return figures[(figures["ends"] == pd.Timestamp(period.ends)) & figures["period_type"].isin(types)]


def _changed_ways(names: Sequence[str], year: ReportYear) -> Iterator[str]:
    """A sentence for each change of a way of counting within the years that are compared, with all that it touches."""
    first = year.years_back(_YEARS)[0].starts
    # A new way of counting in an area that is only compared with is that area's to report.
    areas = {"", *(year.catalogue.areas[code].name for code in year.catalogue.board.shown)}
    touched: dict[tuple[date, str, str], list[str]] = {}
    for name in names:
        definition = year.catalogue.indicators[name]
        for change in definition.breaks:
            if first <= change.date <= year.period.ends and change.area in areas:
                key = (change.date, change.area, change.note.rstrip("."))
                touched.setdefault(key, []).append(definition.short_title)
    for (day, area, note), titles in touched.items():
        yield f"From {day_text(day)}{f' in {area}' if area else ''}: {note}. This concerns: {'; '.join(titles)}."


def _differences_piece(item: ContentsItem, figures: pd.DataFrame, year: ReportYear) -> Piece | None:
    """A row for each figure of which another source, or its own counts, give another; None for none."""
    first = pd.Timestamp(year.years_back(_YEARS)[0].starts)
    within = figures[(figures["ends"] <= pd.Timestamp(year.period.ends)) & (figures["starts"] >= first)]
    pairs = disagreements(within, year.catalogue)
    pairs = pairs[~pairs["follows"].astype(bool) & pairs["is_shown"].astype(bool)]
    if pairs.empty:
        return None
    title = f"{item.heading}: figures that differ"
    rows: list[Any] = list(frame_rows(pairs))
    exhibit = Exhibit(
        title=title,
        subtitle="The figure that is judged and charted, and the one that another source prints",
        source_note="the sources that are named in the table",
        as_at=year.as_at,
        table=pd.DataFrame([_difference_row(row, year) for row in rows]),
        audience=year.audience,
        alt=f"Table: {title}.",
    )
    basis = Basis(
        indicators=unique_texts(row.indicator for row in rows),
        areas=unique_texts(year.catalogue.areas[row.area_code].name for row in rows),
        periods=unique_texts(row.period for row in rows),
        sources=unique_texts(label for row in rows for label in (row.source_label, row.other_source_label)),
    )
    return Piece(heading="Figures that differ", exhibit=exhibit, basis=basis, on_slides=False)


def _difference_row(row: Any, year: ReportYear) -> dict[str, str]:
    definition = year.catalogue.indicators[row.indicator]
    used, printed = _source_names([row.source, row.other_source], year)
    by = f"its own counts, {row.counts}" if row.kind == DOES_NOT_FOLLOW else used
    return {
        "Indicator": definition.title,
        "Area": year.catalogue.areas[row.area_code].name,
        "Period": row.period,
        "Judged and charted": f"{number_text(row.value, definition)} ({by})",
        "Also printed": f"{number_text(row.other_value, definition)} ({printed})",
    }
