"""A scorecard worked out: a row for each measure and area with target, newest figure, year to date and verdict; and the
paper of it, Word, HTML and PDF from the same blocks.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.areas import Area, BoardAreas, joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import day_text, parse_period
from indicators.catalogue.scorecards import Scorecard, scorecard_contents
from indicators.exports.cells import SYMBOL_MEANINGS
from indicators.exports.file_names import file_name
from indicators.exports.paper import Block, CellPicture, Paper, Table, Text
from indicators.exports.paper_files import PaperFile, paper_files
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.report.word import sparkline_png
from indicators.signals.cycle import Cycle
from indicators.signals.targets import target_text, targets_in_force
from indicators.store.database import Store
from indicators.wording.areas import together_words
from indicators.wording.made_up import as_at_words
from indicators.wording.numbers import (
    NO_FIGURE,
    better_or_worse,
    change_text,
    count_text,
    movement_direction,
    value_text,
)
from indicators.wording.statements import period_phrase
from indicators.wording.verdicts import VERDICTS, Verdict, Verdicts, change_verdicts

#: Days between a figure and the same period a year before; a leap day more or less.
_YEAR_DAYS = (364, 367)
#: What became of a target, by the reason of its judgement.
_TARGETS = {"met": "met", "missed": "missed", "unclear": "too close to say", "no_counts": "cannot be said"}


@dataclass(frozen=True)
class ScorecardRow:
    """A measure in an area: its newest figure, what it is held against, and what that amounts to.

    `target` is empty where there is none for the day; `target_state` says whether it is met, where that was judged.
    """

    indicator: Indicator
    area: Area
    figure: LatestFigure
    verdict: Verdict
    target: str = ""
    target_state: str = ""

    @property
    def ends(self) -> date:
        """The last day of the newest figure's period."""
        return self.figure.series.points["ends"].iloc[-1].date()

    @property
    def value(self) -> str:
        """The newest figure in words."""
        return value_text(self.figure.value, self.figure.series, self.figure.symbol)

    @property
    def mark(self) -> str:
        """That the figure may still change."""
        return " p" if self.figure.is_provisional and self.figure.value is not None else ""

    @property
    def before(self) -> str:
        """The figure of the same period a year before; empty where there is none to hold it against."""
        points = self.figure.series.points
        ends = points.loc[points["period"] == self.figure.previous_period, "ends"]
        is_year = len(ends) > 0 and _YEAR_DAYS[0] <= (self.ends - ends.iloc[-1].date()).days <= _YEAR_DAYS[1]
        return value_text(self.figure.previous, self.figure.series) if is_year else ""

    @property
    def year_to_date(self) -> str:
        """The financial year up to the newest quarter; empty where quarters do not add up, or one is missing."""
        summed = self.figure.year_to_date
        return value_text(summed.current.value, self.figure.series) if summed else ""

    @property
    def year_to_date_before(self) -> str:
        """The same months of the year before."""
        summed = self.figure.year_to_date
        return value_text(summed.earlier.value, self.figure.series) if summed and summed.earlier else ""

    @property
    def months(self) -> str:
        """The months of the year to date."""
        return self.figure.year_to_date.current.months if self.figure.year_to_date else ""

    @property
    def verdict_text(self) -> str:
        """The one word for the change, with its size where it is one: `clear change: up 26% (worse)`."""
        moved = movement_direction(self.figure)
        if not self.verdict.is_change or moved not in ("up", "down"):
            return self.verdict.word
        reading = better_or_worse(self.figure)
        return f"{self.verdict.word}: {_moved_text(self)}" + (f" ({reading})" if reading else "")


@dataclass(frozen=True)
class ScorecardSection:
    """A group of a scorecard: its rows, and the measures that have no figure."""

    title: str
    rows: tuple[ScorecardRow, ...]
    silent: tuple[Indicator, ...]


@dataclass(frozen=True)
class WorkedScorecard:
    """A scorecard with its figures, as at a day and for an audience; `missing` are ids that it names and are gone."""

    card: Scorecard
    areas: tuple[Area, ...]
    sections: tuple[ScorecardSection, ...]
    missing: tuple[str, ...]
    as_at: date
    audience: Audience = Audience.BOARD
    is_made_up: bool = False

    @property
    def rows(self) -> list[ScorecardRow]:
        """All rows in order."""
        return [row for section in self.sections for row in section.rows]

    @property
    def silent(self) -> list[Indicator]:
        """The measures without a figure, each once."""
        return list({item.id: item for section in self.sections for item in section.silent}.values())

    @property
    def newest(self) -> date | None:
        """The last day of the newest figure."""
        return max((row.ends for row in self.rows), default=None)

    @property
    def title(self) -> str:
        """Its name; what somebody typed is not for the public, to whom it is a scorecard."""
        return "Scorecard" if self.card.is_own and self.audience is Audience.PUBLIC else self.card.title


def work_out_scorecard(
    card: Scorecard,
    store: Store,
    catalogue: Catalogue,
    *,
    areas: Sequence[str] = (),
    cycle: Cycle,
    as_at: date,
    audience: Audience = Audience.BOARD,
) -> WorkedScorecard:
    """The figures of a scorecard in some areas, the board's own unless others are named; a wider area stands in where
    none of them has a figure.

    `cycle` are the judgements of all latest figures, so that every verdict is that of every other page.
    """
    contents, board = scorecard_contents(card, catalogue), catalogue.board
    areas = areas or board.own
    # All areas of the board are read, so that the periods are those of the other pages.
    places = list(board.shown)
    latest = latest_figures(store, catalogue, contents.indicators, places, as_at=as_at)
    verdicts, targets = change_verdicts(cycle.judged), store.query("targets")
    states = {
        (row.indicator, row.area_code, row.period): _TARGETS[row.reason]
        for row in frame_rows(cycle.judged[cycle.judged["rule"] == "target"])
    }
    sections = []
    for group in contents.groups:
        rows: list[ScorecardRow] = []
        silent = []
        for name in group.indicators:
            shown = _shown_areas(latest, name, areas, board)
            is_newer = _share_newer(latest, name, board)
            rows += [_row(_shown_figure(latest[name, code], is_newer), verdicts, targets, states) for code in shown]
            silent += [] if shown else [catalogue.indicators[name]]
        sections.append(ScorecardSection(group.title, tuple(rows), tuple(silent)))
    return WorkedScorecard(
        card=card,
        areas=tuple(catalogue.areas[code] for code in areas if code in catalogue.areas),
        sections=tuple(sections),
        missing=contents.missing,
        as_at=as_at,
        audience=audience,
        is_made_up=store.is_made_up,
    )


def _shown_areas(
    latest: dict[tuple[str, str], LatestFigure], name: str, areas: Sequence[str], board: BoardAreas
) -> list[str]:
    """The chosen areas that have a figure; else the first wider one that has."""
    own = [code for code in areas if (name, code) in latest]
    return own or [code for code in board.combined if (name, code) in latest][:1]


def _share_newer(latest: dict[tuple[str, str], LatestFigure], name: str, board: BoardAreas) -> bool:
    """Whether all of the board's areas that have a measure have newer figures of one type of period: a quarter of one
    area alone takes no year's place beside the other's.
    """
    own = [latest[name, code].newer for code in board.own if (name, code) in latest]
    return len({parse_period(newer.period).type if newer else None for newer in own}) <= 1


def _shown_figure(latest: LatestFigure, is_newer: bool) -> LatestFigure:
    """The newer figure where areas share it, or where there is no other; else the one that they have in common."""
    return latest.newer if latest.newer and (is_newer or not latest.period) else latest


def _row(
    latest: LatestFigure,
    verdicts: Verdicts,
    targets: pd.DataFrame,
    states: dict[tuple[str, str, str], str],
) -> ScorecardRow:
    figure, verdict = verdicts.compared(latest)
    key = figure.series.indicator.id, figure.series.area.code, figure.period
    item, area = figure.series.indicator, figure.series.area
    ends = figure.series.points["ends"].iloc[-1]
    own = targets[(targets["indicator"] == item.id) & (targets["area_code"] == area.code)]
    own = own.rename(columns={"ends": "until"})
    # A target of today stands beside an older figure too; whether it is met was judged only where it held then.
    aims = [target_text(row.value, row.direction, item) for row in frame_rows(own[targets_in_force(own, ends)])]
    return ScorecardRow(item, area, figure, verdict, "; ".join(aims), states.get(key, "") if aims else "")


#: Figures that a headline names; the others are counted.
_MOST_NAMED = 4


def headline_words(worked: WorkedScorecard) -> str:
    """What the card says in a sentence or two: which figures changed clearly, which targets are missed."""
    rows = worked.rows
    if not rows:
        return "None of its measures has a figure yet."
    changed = [row for row in rows if row.verdict.is_change]
    sentences = [f"No clear change in {count_text(len(rows), 'figure')}."]
    if changed:
        words = f"{len(changed):,} of {count_text(len(rows), 'figure')} changed by more than chance"
        sentences = [f"{words}: {_named(changed, _moved_when_text)}."]
    for state in ("missed", "met"):
        if own := [row for row in rows if row.target_state == state]:
            sentences.append(f"Target{'s' * (len(own) > 1)} {state}: {_named(own)}.")
    if silent := len(worked.silent):
        sentences.append(f"{count_text(silent, 'measure')} without figures.")
    return " ".join(sentences)


def _moved_text(row: ScorecardRow) -> str:
    return f"{movement_direction(row.figure)} {change_text(row.figure)}"


def _moved_when_text(row: ScorecardRow) -> str:
    """With its period: a set may hold figures of ten years ago beside those of this quarter."""
    return f" ({_moved_text(row)} {period_phrase(row.figure.period)})"


def _named(rows: Sequence[ScorecardRow], detail: Callable[[ScorecardRow], str] = lambda row: "") -> str:
    """Rows by their names, the first ones; the others are counted."""
    names = [f"{row.indicator.short_title}, {row.area.name}{detail(row)}" for row in rows[:_MOST_NAMED]]
    more = len(rows) - len(names)
    return "; ".join([*names, *([f"{more:,} more"] if more else [])])


def missing_words(worked: WorkedScorecard) -> str:
    """What the set names and is gone, in a sentence; empty where all is there."""
    if not worked.missing:
        return ""
    names = ", ".join(worked.missing)
    verb = "is not here any more and is" if len(worked.missing) == 1 else "are not here any more and are"
    return f"The set names what {verb} left out: {names}."


def verdict_notes(worked: WorkedScorecard) -> list[str]:
    """What stands under a card: what its verdicts and symbols mean, how the year to date is made, the sources."""
    words = {row.verdict.word for row in worked.rows}
    meanings = [f"{word}: {meaning}" for word, meaning in VERDICTS.items() if word in words]
    notes = ["; ".join(meanings) + "."] if meanings else []
    symbols = [mark for mark in SYMBOL_MEANINGS if any(mark in (row.value, row.before) for row in worked.rows)]
    if symbols:
        notes.append("; ".join(f"{mark} {SYMBOL_MEANINGS[mark]}" for mark in symbols) + ".")
    if any(row.year_to_date for row in worked.rows):
        notes.append(
            "Year to date: the quarters since April added up, only where all are there and what they count is counted "
            "once."
        )
    sources = dict.fromkeys(row.figure.series.points["source"].iloc[-1] for row in worked.rows)
    if named := "; ".join(filter(None, sources)):
        notes.append(f"Sources: {named}.")
    return notes


_MEASURE, _AREA, _TARGET, _NEWEST, _BEFORE = "Measure", "Area", "Target", "Newest figure", "A year before"
_SUMMED, _SUMMED_BEFORE, _VERDICT, _TREND = "Year to date", "To date last year", "Verdict", "Trend"
#: Millimetres, together the width of a compact page on its side.
_WIDTHS = (46.0, 38.0, 28.0, 36.0, 21.0, 32.0, 26.0, 34.0, 16.0)
_LINE_WIDTH = 13.0
#: The formats of a card by the endings of their files, with what each is for.
_FORMATS = {
    "docx": "One page as a Word document, for the papers",
    "pdf": "One page as a PDF that can be read out",
    "html": "One page of HTML that works from a file",
}


def scorecard_paper(worked: WorkedScorecard) -> Paper:
    """The card on one page, for the audience that it was worked out for."""
    blocks: list[Block] = [Text(headline_words(worked), is_lead=True)]
    if missing := missing_words(worked):
        blocks.append(Text(missing))
    for section in worked.sections:
        title = section.title or "Measures"
        if section.rows:
            blocks.append(_section_table(title, section.rows))
        if section.silent:
            names = "; ".join(item.short_title for item in section.silent)
            blocks.append(Text(names, "No figures yet" if section.rows else f"{title}, no figures yet"))
    newest = f"newest figures to {day_text(worked.newest)}; " if worked.newest else ""
    about = f"{joined_names([_area_words(area) for area in worked.areas])}; {newest}made on {day_text(worked.as_at)}"
    return Paper(
        title=worked.title,
        subtitle=as_at_words(about, is_made_up=worked.is_made_up),
        blocks=tuple(blocks),
        audience=worked.audience,
        is_landscape=True,
        is_compact=True,
        notes=tuple(verdict_notes(worked)),
    )


def _area_words(area: Area) -> str:
    return together_words(area) if area.is_together else area.name


def scorecard_frame(rows: Sequence[ScorecardRow]) -> pd.DataFrame:
    """The rows in words, a column each, as the paper and the command line have them."""
    return pd.DataFrame(
        [
            {
                _MEASURE: row.indicator.short_title,
                _AREA: row.area.name,
                _TARGET: f"{row.target}: {row.target_state}" if row.target_state else row.target or NO_FIGURE,
                _NEWEST: f"{row.value}{row.mark} ({row.figure.period})",
                _BEFORE: row.before or NO_FIGURE,
                _SUMMED: f"{row.year_to_date} ({row.months})" if row.year_to_date else NO_FIGURE,
                _SUMMED_BEFORE: row.year_to_date_before or NO_FIGURE,
                _VERDICT: row.verdict_text or NO_FIGURE,
            }
            for row in rows
        ],
        columns=[_MEASURE, _AREA, _TARGET, _NEWEST, _BEFORE, _SUMMED, _SUMMED_BEFORE, _VERDICT],
    )


def _section_table(title: str, rows: Sequence[ScorecardRow]) -> Table:
    frame = scorecard_frame(rows).assign(**{_TREND: ""})
    return Table(title, frame, ((_TREND, tuple(map(_line_picture, rows))),), _WIDTHS)


def _line_picture(row: ScorecardRow) -> CellPicture | None:
    """The line of the figures, for who looks; in words it is the figure and its verdict."""
    values = row.figure.series.points["value"].tolist()
    known = [None if math.isnan(value) else value for value in values]
    if len(known) - known.count(None) < 2:
        return None
    return CellPicture(sparkline_png(known), _LINE_WIDTH, f"Line of the last {count_text(len(known), 'period')}")


def scorecard_files(worked: WorkedScorecard, audience: Audience) -> dict[str, PaperFile]:
    """The files of a card for an audience by their endings."""
    named = () if worked.title == "Scorecard" else (worked.title,)
    areas = tuple(area.name for area in worked.areas)
    return paper_files(_FORMATS, lambda ending: file_name(("scorecard", *named), areas, (), ending, audience=audience))
