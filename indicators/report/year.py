"""The year that a report is about: its figures for one audience, and what is judged of them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, PeriodType, day_text, parse_usual_spelling
from indicators.disclosure.edition import Edition
from indicators.disclosure.rules import Rule
from indicators.errors import UsageError
from indicators.signals.cycle import Cycle, judge_cycle
from indicators.store.database import Store
from indicators.wording.made_up import as_at_words


@dataclass(frozen=True)
class ReportYear:
    """One year's figures; what is judged of them is judged once."""

    edition: Edition
    period: Period

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
        """The day of the last return, in words; of a demonstration with the words that its figures are made up."""
        return as_at_words(day_text(self.edition.as_at), is_made_up=self.store.is_made_up)

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

    def years_back(self, number: int) -> list[Period]:
        """Some financial years up to this one, the first to start first."""
        return [_report_period(self.period.ends.year - back) for back in reversed(range(number))]


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
