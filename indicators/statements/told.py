"""A judgement with the words that its sentence is made of."""

from dataclasses import dataclass
from math import isnan
from typing import Any

from indicators.definitions import Indicator
from indicators.wording import number_text


@dataclass(frozen=True)
class Told:
    """A row of a cycle's `judged` frame and the indicator it is about."""

    row: Any
    indicator: Indicator

    @property
    def measure(self) -> str:
        """In what its figures are given: `value`, or `rate` per 10,000 children."""
        return "rate" if self.row.unit_measure == "rate" else "value"

    @property
    def subject(self) -> str:
        """What was judged, and where."""
        per = " per 10,000 children" if self.measure == "rate" else ""
        return f"{self.indicator.short_title}{per} in {self.row.area}"

    @property
    def value(self) -> str:
        """The latest figure."""
        return self.number(self.row.value)

    @property
    def compared(self) -> str:
        """The figure it is held against."""
        return self.number(self.row.compared_with)

    @property
    def was(self) -> str:
        """The subject with its figure, in the past."""
        is_level = self.indicator.kind != "count" or self.indicator.timing == "snapshot" or self.measure == "rate"
        if isnan(self.row.value):
            return f"{self.subject}, {self.row.period}"
        return f"{self.subject} {'stood at' if is_level else 'came to'} {self.value}"

    def number(self, value: float) -> str:
        """A number as the dashboard shows it."""
        return number_text(value, self.indicator, self.measure)
