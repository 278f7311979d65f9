"""One slide: the lines of an indicator with a headline, its verdict and its source, from the figures as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.charts.annotations import TargetLine
from indicators.exports.exhibit import newest_day_text
from indicators.figures import Series, neighbour_median, read_figures, select_series
from indicators.figures.latest import usual_period_group
from indicators.figures.series import after_long_gaps
from indicators.frames import frame_rows
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.session import DashboardData
from indicators.pages.components.slides import NEIGHBOURS, SlideSubject
from indicators.pages.components.targets import targets_for
from indicators.signals.cycle import Cycle
from indicators.wording.headlines import alt_text, chart_headline, chart_subtitle
from indicators.wording.statements import statement
from indicators.wording.verdicts import Verdicts, change_verdicts

#: Sources that are named under a chart on a wall.
_MOST_SOURCES = 2


@dataclass(frozen=True)
class Slide:
    """What a slide shows and says; without lines there is no figure to draw."""

    lines: tuple[Series, ...]
    comparators: tuple[Series, ...]
    headline: str
    subtitle: str
    verdicts: tuple[tuple[str, str], ...]
    targets: tuple[TargetLine, ...]
    source: str
    alt: str


def make_slide(data: DashboardData, subject: SlideSubject, as_at: date | None) -> Slide:
    """The slide of a subject; `as_at` is the day up to which figures were judged, None for each one's newest."""
    catalogue = data.catalogue
    lines, comparators = _lines(data, subject)
    cycle = cached_cycle(data.version, as_at, data)
    verdicts = change_verdicts(cycle.judged)
    row = _judgement(cycle, subject)
    everything = (*lines, *comparators)
    sources = list(dict.fromkeys(text for line in everything for text in line.known["source"].tolist() if text))
    named = "; ".join(sources) if len(sources) <= _MOST_SOURCES else f"{len(sources)} tables, named on Explore"
    day = newest_day_text(day for line in everything for day in line.known["ends"].dt.date)
    return Slide(
        lines=lines,
        comparators=comparators,
        headline=chart_headline(lines, verdicts) if row is None else statement(row, catalogue),
        subtitle=chart_subtitle(lines),
        verdicts=(*_verdicts(lines, verdicts), *_first_question(row, catalogue)),
        targets=tuple(targets_for(data, lines)),
        source=". ".join(part for part in (f"Source: {named}" if named else "", f"As at {day}" if day else "") if part),
        alt=alt_text(lines, comparators, verdicts=verdicts, table="Explore") if lines else "",
    )


def _lines(data: DashboardData, subject: SlideSubject) -> tuple[tuple[Series, ...], tuple[Series, ...]]:
    """The lines of the areas that have figures, and those of their comparators."""
    catalogue, name = data.catalogue, subject.indicator
    like = [member for area in subject.areas for member in catalogue.neighbours.get(area, ())]
    codes = [code for code in subject.comparators if code != NEIGHBOURS]
    wanted = dict.fromkeys([*subject.areas, *codes, *(like if NEIGHBOURS in subject.comparators else ())])
    frame = read_figures(data.store, catalogue, [name], list(wanted))
    shown = frame[(frame["rank"] == 0) & frame["area_code"].isin(subject.areas)]
    if shown.empty:
        return (), ()
    cut: dict[str, Any] = {
        "measure": subject.measure,
        "periods": subject.periods or usual_period_group(shown, catalogue.indicators[name].frequency),
        "since": subject.since,
        "until": subject.until,
    }
    if subject.since is None:
        # As on Explore: figures before a gap of years would press the newest into a corner.
        late = after_long_gaps(shown[shown["value"].notna()], cut["periods"])
        cut["since"] = late["ends"].iloc[-1].date() if len(late) else None
    lines = [select_series(frame, catalogue, name, area, **cut) for area in subject.areas]
    others = [select_series(frame, catalogue, name, code, **cut) for code in codes if code not in subject.areas]
    if NEIGHBOURS in subject.comparators:
        for area in subject.areas:
            members = frame[frame["area_code"].isin(catalogue.neighbours.get(area, ()))]
            if len(members):
                others.append(neighbour_median(members, catalogue, name, area, **cut))
    return _known_lines(lines), _known_lines(others)


def _known_lines(lines: Iterable[Series]) -> tuple[Series, ...]:
    return tuple(line for line in lines if len(line.known))


def _judgement(cycle: Cycle, subject: SlideSubject) -> Any:
    """The line of the list that a slide is of, as it stands now; None where it is of none or is no longer listed."""
    if not subject.rule:
        return None
    rows: pd.DataFrame = cycle.shortlist
    own = rows[
        (rows["indicator"] == subject.indicator)
        & (rows["area_code"] == subject.areas[0])
        & (rows["rule"] == subject.rule)
    ]
    return next(frame_rows(own), None)


def _first_question(row: Any, catalogue: Catalogue) -> list[tuple[str, str]]:
    """What the definition suggests to ask first, of a line of the list."""
    questions = catalogue.indicators[row.indicator].questions if row is not None else ()
    return [("To ask", questions[0])] if questions else []


def _verdicts(lines: Sequence[Series], verdicts: Verdicts) -> list[tuple[str, str]]:
    """The verdict of the newest figure of each area, with its reason."""
    said = []
    for line in lines:
        verdict = verdicts.of(line.indicator.id, line.area.code, line.known["period"].iloc[-1])
        if verdict.word:
            # The headline may be about a longer time than the step that the verdict is of.
            since = f" since {verdict.against}" if verdict.against else ""
            said.append((line.area.name, f"{verdict.word}{since}: {verdict.why}"))
    return said
