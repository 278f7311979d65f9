"""Children counted on one day, as the councils give them: the department counts the same children on the same day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.catalogue.areas import Area
from indicators.catalogue.periods import Period
from indicators.demo.duties import LEICESTERSHIRE, MONTHLY, MONTHLY_LEVELS
from indicators.demo.editions import MadeUpEditions
from indicators.demo.figures import MadeUpFigure, random_for

#: Counts that a council gives for 31 March and the department publishes in autumn.
STOCKS = ("children_in_need_31_march", "cp_plans_31_march", "cp_plans_two_years", "looked_after_31_march")
#: The one return that is wrong, to be noticed: for the newest 31 March, by this factor and for this reason.
WRONG_STOCK = ("children_in_need_31_march", LEICESTERSHIRE)
_WRONG_FACTOR = 0.88
_WRONG_NOTE = "Cases of the team for disabled children are not in it"
#: How far a council's count may be from the department's, as a share of it.
_MOST_APART = 0.015
#: How many are the same in both: every difference is shown as one, and what is wrong should stand out.
_SHARE_ALIKE = 0.6


@dataclass(frozen=True, kw_only=True)
class MadeUpStocks:
    """What the councils count on a day, drawn near the department's figure of the same year; `newest` is the financial
    year of the last 31 March that is asked for.
    """

    seed: int
    editions: MadeUpEditions
    areas: Mapping[str, Area]
    newest: Period | None

    def of_year(self, indicator: str, area: str, year: Period) -> MadeUpFigure | None:
        """The figure of 31 March as the council gives it; None where the department has none."""
        count = self._count(indicator, area, year.ends.year)
        if count is None:
            return None
        if (indicator, area) == WRONG_STOCK and year == self.newest:
            return MadeUpFigure(figure=round(count * _WRONG_FACTOR), note=_WRONG_NOTE)
        return MadeUpFigure(figure=count)

    def of_month(self, area: str, month: Period) -> MadeUpFigure:
        """How many children have a plan at the end of a month: in March as many as on 31 March, from one to the next
        they go up or down little by little.
        """
        ends = month.ends
        year = ends.year if ends.month <= 3 else ends.year + 1
        level = next(level for (_, code), level in MONTHLY_LEVELS.items() if code == area)
        before, after = (self._count("cp_plans_31_march", area, each) or level for each in (year - 1, year))
        passed = (ends.month - 3) % 12 / 12 or 1.0
        chance = random_for(self.seed, MONTHLY, area, month.label)
        # Nothing is left to chance at the 31 March on either side.
        swing = chance.normal(0, 0.8 * math.sqrt(level * passed * (1 - passed)))
        return MadeUpFigure(figure=max(0, round(before + (after - before) * passed + swing)))

    def _count(self, indicator: str, area: str, year: int) -> int | None:
        published = self.editions.value(indicator, self.areas[area], year)
        if published is None:
            return None
        chance = random_for(self.seed, "council", indicator, area, date(year, 3, 31))
        if chance.random() < _SHARE_ALIKE:
            return int(published)
        # Cut off rather than rounded, so that a small count is the same in both.
        return int(published) + int(published * chance.uniform(-_MOST_APART, _MOST_APART))
