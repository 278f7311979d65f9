"""What the site says of an indicator: its lines in the public copy, what is drawn and what stands in tables, and what
their changes are worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from indicators.catalogue.areas import BoardAreas
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, day_text
from indicators.disclosure.edition import Edition
from indicators.exports.exhibit import newest_day_text
from indicators.figures import Series, neighbour_median, read_figures, select_series
from indicators.figures.latest import LatestFigure, latest_figures, usual_period_group
from indicators.figures.neighbours import FEWEST_NEIGHBOURS
from indicators.signals.cycle import Cycle, judge_latest
from indicators.wording.headlines import chart_headline, chart_subtitle, headline_without_figures
from indicators.wording.made_up import as_at_words
from indicators.wording.sentences import Sentence, write_sentences
from indicators.wording.verdicts import Verdict, Verdicts, change_verdicts
from indicators.wording.verify import verified_sentences

_WITHHELD = "c"


@dataclass(frozen=True)
class PublishedTable:
    """The lines of one table, of one measure and group of periods: the board's own areas, then what they are held
    against."""

    own: tuple[Series, ...]
    comparators: tuple[Series, ...] = ()

    @property
    def lines(self) -> tuple[Series, ...]:
        """All lines, the board's own first."""
        return (*self.own, *self.comparators)

    @property
    def focus(self) -> tuple[Series, ...]:
        """The areas of the board; what covers several where none has a figure of its own."""
        single = tuple(line for line in self.own if line.area.is_own)
        wider = tuple(line for line in self.own if not line.area.is_own and len(line.known))
        has_own = any(len(line.known) for line in single)
        return single if single and (has_own or not wider) else wider[:1] or self.own[:1]

    @property
    def drawn_comparators(self) -> tuple[Series, ...]:
        """What the lines of a chart are held against: not the region, for five lines fill it."""
        return tuple(line for line in self.comparators if line.area.level != "region")

    @property
    def has_line(self) -> bool:
        """Whether there is a line to draw: an area with figures of several periods."""
        return any(len(line.known) > 1 for line in self.focus)

    @property
    def sources(self) -> tuple[str, ...]:
        """The labels of the sources of all figures, each once, in the order of lines and time."""
        return tuple(dict.fromkeys(name for line in self.lines for name in line.known["source"] if name))


@dataclass(frozen=True)
class PublishedIndicator:
    """An indicator with its tables, the one that is drawn first; none where the public copy has no row of it."""

    indicator: Indicator
    tables: tuple[PublishedTable, ...] = ()
    verdicts: Verdicts = field(default_factory=lambda: Verdicts({}))
    sentences: tuple[str, ...] = ()
    is_made_up: bool = False

    @property
    def focus(self) -> tuple[Series, ...]:
        """The lines that headline and chart speak of."""
        return self.tables[0].focus if self.tables else ()

    @cached_property
    def headline(self) -> str:
        """What happened, or that nothing can be shown."""
        if any(len(line.known) for line in self.focus):
            return chart_headline(self.focus, self.verdicts)
        return headline_without_figures(self.indicator, self.focus)

    @cached_property
    def subtitle(self) -> str:
        """What is measured, in which unit and when."""
        return chart_subtitle(self.focus) or self.indicator.title

    @cached_property
    def judged(self) -> list[tuple[Series, Verdict]]:
        """The lines of the chart whose newest figure was judged, with its verdict."""
        judged = [
            (line, self.verdicts.of(line.indicator.id, line.area.code, line.known["period"].iloc[-1]))
            for line in self.focus
            if len(line.known)
        ]
        return [(line, verdict) for line, verdict in judged if verdict.word]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The labels of the sources of all figures, each once."""
        return tuple(dict.fromkeys(name for table in self.tables for name in table.sources))

    @cached_property
    def as_at(self) -> str:
        """The last day of the newest figure, in words; empty where there is none."""
        ends = [day for table in self.tables for line in table.own for day in line.known["ends"].dt.date]
        text = newest_day_text(ends)
        return as_at_words(text, is_made_up=self.is_made_up) if text else ""

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the figures, a sentence each."""
        lines = [line for table in self.tables for line in table.own]
        breaks = dict.fromkeys((item.date, item.note) for line in lines for item in line.breaks)
        notes = [f"From {day_text(day)} counted in another way: {note}" for day, note in sorted(breaks)]
        if any((line.points["other_figures"] > 0).any() for line in lines):
            notes.append("For some of these periods another source gives another figure.")
        return tuple(notes)


class PublishedFigures:
    """All figures of a public edition, read and judged once."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self._published: dict[str, PublishedIndicator] = {}
        self._verdicts = change_verdicts(self._judged)

    @property
    def catalogue(self) -> Catalogue:
        """What the figures are about."""
        return self.edition.catalogue

    @cached_property
    def cycle(self) -> Cycle:
        """What was judged of the latest figures."""
        store = self.edition.store
        # As at the day of the newest return and not today: the same figures give the same site.
        return judge_latest(store, self.catalogue, as_at=self.edition.as_at, targets=store.query("targets"))

    @property
    def _judged(self) -> pd.DataFrame:
        return self.cycle.judged

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        """The rows of each indicator that has any."""
        board = self.catalogue.board
        like = [code for area in board.own for code in self.catalogue.neighbours.get(area, ())]
        wanted = dict.fromkeys((*board.shown, *board.comparators, *like))
        areas = [code for code in wanted if code in self.catalogue.areas]
        frame = read_figures(self.edition.store, self.catalogue, sorted(self.catalogue.indicators), areas)
        return {str(name): own for name, own in frame.groupby("indicator", sort=False)}

    @property
    def areas(self) -> list[str]:
        """The codes of the board's areas, apart and together: each has a page, whatever figures it has."""
        return list(self.catalogue.board.shown)

    @cached_property
    def latest(self) -> dict[tuple[str, str], tuple[LatestFigure, Verdict]]:
        """The latest figure by indicator and area, beside what it is held against, and its verdict."""
        latest = latest_figures(
            self.edition.store, self.catalogue, sorted(self.catalogue.indicators), self.areas, as_at=self.edition.as_at
        )
        return {key: self._verdicts.compared(figure) for key, figure in latest.items()}

    def newer(self, figure: LatestFigure) -> tuple[LatestFigure, Verdict] | None:
        """What is newer than a latest figure, of a shorter period, with its verdict; None where nothing is."""
        return None if figure.newer is None else self._verdicts.compared(figure.newer)

    def published(self, name: str) -> PublishedIndicator:
        """What the site says of one indicator; several pages quote it, so it is put together once."""
        if name not in self._published:
            self._published[name] = PublishedIndicator(
                self.catalogue.indicators[name],
                self._tables[name],
                self._verdicts,
                self._sentences.get(name, ()),
                self.is_made_up,
            )
        return self._published[name]

    @cached_property
    def is_made_up(self) -> bool:
        """Whether the figures are made up, for a demonstration."""
        return self.edition.store.is_made_up

    @cached_property
    def _sentences(self) -> dict[str, tuple[str, ...]]:
        """The sentences about each indicator that hold in the public copy, which is read again once for all of them."""
        written: list[tuple[str, Sentence]] = []
        for name, tables in self._tables.items():
            if tables:
                own = self._judged[self._judged["indicator"] == name]
                sentences = write_sentences(tables[0].focus, tables[0].comparators, judged=own)
                written += [(name, sentence) for sentence in sentences]
        store = self.edition.store
        sound = {id(one) for one in verified_sentences([one for _, one in written], store, self.catalogue)}
        texts: dict[str, list[str]] = {}
        for name, sentence in written:
            if id(sentence) in sound:
                texts.setdefault(name, []).append(sentence.text)
        return {name: tuple(own) for name, own in texts.items()}

    @cached_property
    def _tables(self) -> dict[str, tuple[PublishedTable, ...]]:
        """The tables of every indicator that is defined; none of those of which the public copy has no row."""
        return {name: self._tables_of(name) for name in sorted(self.catalogue.indicators)}

    def _tables_of(self, name: str) -> tuple[PublishedTable, ...]:
        frame = self._frames.get(name)
        if frame is None:
            return ()
        shown = frame[(frame["rank"] == 0) & frame["area_code"].isin(self.areas)]
        if shown.empty:
            return ()
        indicator = self.catalogue.indicators[name]
        first = usual_period_group(_focus_rows(shown, self.catalogue.board), indicator.frequency)
        present = [group for group, types in PERIOD_GROUPS.items() if shown["period_type"].isin(types).any()]
        tables = []
        for group in sorted(present, key=lambda group: group != first):
            rows = shown[shown["period_type"].isin(PERIOD_GROUPS[group])]
            areas = [code for code in self.areas if code in set(rows["area_code"])]
            tables += self._tables_of_group(frame, indicator, areas, group)
        return tuple(tables)

    def _tables_of_group(
        self, frame: pd.DataFrame, indicator: Indicator, areas: Sequence[str], group: str
    ) -> list[PublishedTable]:
        """The table of the numbers, after that of the rates where they reach up to the newest number."""

        def own(measure: str) -> tuple[Series, ...]:
            return tuple(
                select_series(frame, self.catalogue, indicator.id, area, measure=measure, periods=group)
                for area in areas
            )

        plain = own("value")
        numbers = PublishedTable(plain, self._comparators(frame, indicator, plain, "value", group))
        if not indicator.rate_population:
            return [numbers]
        of_rates = own("rate")
        of_rates = within_figures(of_rates, of_rates)
        rates = PublishedTable(of_rates, self._comparators(frame, indicator, of_rates, "rate", group))
        if not any(len(line.known) for line in of_rates):
            return [numbers]
        return [rates, numbers] if _newest(rates.focus) == _newest(numbers.focus) else [numbers, rates]

    def _comparators(
        self, frame: pd.DataFrame, indicator: Indicator, own: Sequence[Series], measure: str, group: str
    ) -> tuple[Series, ...]:
        """What own lines are held against, over the same periods; nothing for plain numbers, which compare size."""
        if not indicator.areas_compare or (indicator.kind == "count" and measure == "value"):
            return ()
        cut: dict[str, Any] = {"measure": measure, "periods": group}
        made = [
            select_series(frame, self.catalogue, indicator.id, code, **cut)
            # The nation first.
            for code in reversed(self.catalogue.board.comparators)
        ]
        known = set(frame.loc[frame["value"].notna() & frame["period_type"].isin(PERIOD_GROUPS[group]), "area_code"])
        made += [
            neighbour_median(frame, self.catalogue, indicator.id, line.area.code, **cut)
            for line in own
            # Ten series are taken out for a median, in vain where too few of them have a figure.
            if len(known.intersection(self.catalogue.neighbours.get(line.area.code, ()))) >= FEWEST_NEIGHBOURS
        ]
        return tuple(line for line in within_figures(made, own) if len(line.known))


def _focus_rows(shown: pd.DataFrame, board: BoardAreas) -> pd.DataFrame:
    """The rows of the board's areas, of those that cover several where these have none."""
    for areas in (board.own, board.combined):
        rows = shown[shown["area_code"].isin(areas)]
        if len(rows):
            return rows
    return shown


def _newest(lines: Sequence[Series]) -> pd.Timestamp | None:
    """The last day of the newest figure of some lines."""
    return max((line.known["ends"].iloc[-1] for line in lines if len(line.known)), default=None)


def within_figures(lines: Sequence[Series], own: Sequence[Series]) -> tuple[Series, ...]:
    """Lines from the first to the last day on which any of `own` has a figure, or one that is withheld."""
    points = pd.concat([line.points for line in own]) if own else pd.DataFrame()
    filled = points[points["value"].notna() | (points["symbol"] == _WITHHELD)] if len(points) else points
    if filled.empty:
        return tuple(lines)
    first, last = filled["ends"].min(), filled["ends"].max()
    return tuple(replace(line, points=line.points[line.points["ends"].between(first, last)]) for line in lines)
