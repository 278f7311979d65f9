"""The year that a report is about: its figures for one audience, and what is judged of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, PeriodType, day_text, financial_year_of, parse_usual_spelling
from indicators.disclosure.edition import Edition
from indicators.disclosure.rules import Rule
from indicators.errors import UsageError
from indicators.frames import frame_rows
from indicators.report.contents import ContentsItem
from indicators.report.sections import Piece
from indicators.signals.cycle import Cycle, judge_cycle
from indicators.store.database import Store
from indicators.wording.made_up import as_at_words
from indicators.wording.numbers import count_text
from indicators.wording.verdicts import Verdicts, change_verdicts


@dataclass(frozen=True)
class ReportYear:
    """One year's figures; what is judged of them is judged once."""

    edition: Edition
    period: Period
    #: Draws an item of the kind `view` whose address is a page's; None where there are no pages.
    draw_view: "ViewDrawer | None" = None

    @property
    def store(self) -> Store:
        """The figures as the audience may have them."""
        return self.edition.store

    @property
    def catalogue(self) -> Catalogue:
        """What the figures are about."""
        return self.edition.catalogue

    @property
    def audience(self) -> Audience:
        """Whom the report is for."""
        return self.edition.audience

    @property
    def as_at(self) -> str:
        """The last day of the year, in words: no newer figure stands in the report."""
        return as_at_words(day_text(self.period.ends), is_made_up=self.store.is_made_up)

    @property
    def known_text(self) -> str:
        """Up to when figures go, and the day of the last return that they were known by."""
        return f"Figures to {self.as_at}, as known on {day_text(self.edition.as_at)}"

    @property
    def rule(self) -> Rule:
        """The rule by which small numbers are withheld from the public."""
        return self.edition.rule

    @cached_property
    def cycle(self) -> Cycle:
        """Everything judged of the figures up to the end of the year."""
        return judge_cycle(self.store, self.catalogue, as_at=self.period.ends, targets=self.store.query("targets"))

    @property
    def judged(self) -> pd.DataFrame:
        """The judgements of the cycle, a row a question."""
        return self.cycle.judged

    @cached_property
    def verdicts(self) -> Verdicts:
        """What each figure's change amounts to."""
        return change_verdicts(self.judged)

    def years_back(self, number: int) -> list[Period]:
        """Some financial years up to this one, the first to start first."""
        return [_report_period(self.period.ends.year - back) for back in reversed(range(number))]


#: Gives the pieces of an item; raises UsageError, saying why, where there is nothing to show.
ViewDrawer = Callable[[ContentsItem, ReportYear], Iterable[Piece]]


@dataclass(frozen=True)
class YearOnOffer:
    """A financial year by its last day: how many indicators have a figure in it, and how many all of it."""

    ends: date
    indicators: int
    whole: int

    @property
    def label(self) -> str:
        """`2015/16`."""
        return financial_year_of(self.ends).label


@dataclass(frozen=True)
class OpeningYear:
    """The last day of the year that a page opens with, and why, in a sentence or two; no day where there is none."""

    ends: date | None
    reason: str


def years_on_offer(store: Store, areas: Iterable[str]) -> list[YearOnOffer]:
    """The financial years with figures of some areas (codes), newest first."""
    rows = frame_rows(store.query("whole_years", areas=list(areas)))
    return [YearOnOffer(row.year_end.date(), int(row.indicators), int(row.whole)) for row in rows]


def opening_year(years: Sequence[YearOnOffer]) -> OpeningYear:
    """The newest year with most of its figures: at least as many indicators have all of it as in the middle one of all
    years.

    A year of which a quarter has come, or only the publisher's first tables, stays on offer and is not opened.
    """
    counts = sorted(year.whole for year in years if year.whole)
    if not counts:
        newest = years[0] if years else None
        return OpeningYear(newest and newest.ends, "No year is whole yet, so the newest is shown." if newest else "")
    usual = counts[(len(counts) - 1) // 2]
    chosen = next(year for year in years if year.whole >= usual)
    newer = "; ".join(f"{year.label} has {year.indicators}" for year in years if year.ends > chosen.ends)
    having = count_text(chosen.indicators, "indicator")
    reason = f"{chosen.label} is the newest year with most of its figures: those of {having}."
    return OpeningYear(chosen.ends, f"{reason} {newer}." if newer else reason)


def parse_report_year(text: str) -> Period:
    """The financial year of a text; raises UsageError with what to write."""
    try:
        period = parse_usual_spelling(text)
    except ValueError as error:
        raise UsageError(f"'{text}' {error}.") from None
    if period.type is not PeriodType.FINANCIAL_YEAR:
        raise UsageError(f"'{text}' is no financial year; a report is about one, such as 2015/16.")
    return period


def _report_period(ends: int) -> Period:
    return Period(date(ends, 3, 31), date(ends - 1, 4, 1), PeriodType.FINANCIAL_YEAR)
