"""The department's autumn tables as it publishes them, with made-up figures that go on where the shipped ones end."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import financial_year_of
from indicators.demo.duties import LEICESTERSHIRE, RUTLAND
from indicators.demo.figures import MadeUpFigures, random_for
from indicators.demo.folder import Published

_KEYS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
_COUNTRY = ("E92000001", "England")
#: By source: the column that tells its lines apart and what stands there, then its columns: the indicator that a count
#: is; for a percentage or a rate per 10,000 children its indicator, what is counted, and of what (children: nothing).
_TABLES: Mapping[str, tuple[str, str, dict[str, str | tuple[str, str, str]]]] = {
    "dfe_cin_2025": (
        "category",
        "Children in Need",
        {
            "At31_episodes": "children_in_need_31_march",
            "At31_episodes_rate": ("children_in_need_rate", "children_in_need_31_march", ""),
        },
    ),
    "dfe_cin_referrals_2025": (
        "category",
        "Referrals and Re-referrals",
        {
            "Referrals": "referrals",
            "Referrals_rate": ("referral_rate", "referrals", ""),
            "Re_referrals": "re_referrals_count",
            "Re_referrals_percent": ("re_referrals", "re_referrals_count", "referrals"),
        },
    ),
    "dfe_cin_s47_2025": (
        "category",
        "Section 47s and Initial Child Protection Conferences",
        {"Section47": "section_47_enquiries", "ICPC": "initial_cp_conferences"},
    ),
    "dfe_cp_plans_started_2025": (
        "category",
        "Child Protection Plans which are a second or subsequent plan",
        {
            "CPP_start": "cp_plans_started",
            "CPP_subsequent": "repeat_cp_plans_count",
            "CPP_subsequent_percent": ("repeat_cp_plans", "repeat_cp_plans_count", "cp_plans_started"),
        },
    ),
    "dfe_cp_plans_2025": (
        "category",
        "Child Protection Plans by length of time",
        {
            "CPP_At31": "cp_plans_31_march",
            "2_years_or_more": "cp_plans_two_years",
            "2_years_or_more_percent": ("cp_plans_two_years_share", "cp_plans_two_years", "cp_plans_31_march"),
        },
    ),
    "dfe_cla_2025": (
        "population_type",
        "Children looked after on 31 March each year",
        {
            "children_count": "looked_after_31_march",
            "rate_per_10000": ("looked_after_rate", "looked_after_31_march", ""),
        },
    ),
}
#: Parts of another count, which they cannot be larger than.
_WHOLES = {
    "re_referrals_count": "referrals",
    "initial_cp_conferences": "section_47_enquiries",
    "cp_plans_started": "initial_cp_conferences",
    "repeat_cp_plans_count": "cp_plans_started",
    "cp_plans_two_years": "cp_plans_31_march",
}
#: How much a figure usually moves from one year to the next beyond chance.
_YEARLY_SPREAD = 0.03


class MadeUpEditions:
    """The department's figures year by year: those of `data/` as they are, those after them made up."""

    def __init__(
        self,
        seed: int,
        catalogue: Catalogue,
        published: Published,
        agencies: MadeUpFigures,
        populations: Mapping[str, float],
    ):
        self._seed = seed
        self._areas = catalogue.areas
        self._published = published
        self._agencies = agencies
        self._populations = populations
        self._drawn: dict[tuple[str, str, int], float | None] = {}

    def write(self, source: str, year: int, out: Path) -> None:
        """The edition of a year: the two years before it as they were, and the year that is new."""
        column, category, columns = _TABLES[source]
        lines = [[*_KEYS, column, *columns]]
        for area in self._areas.values():
            if not any((name, area.name) in self._series for name in columns.values() if isinstance(name, str)):
                continue
            for ends in range(year - 2, year + 1):
                cells = [self._cell(name, area, ends) for name in columns.values()]
                lines.append([str(ends), "Reporting year", *self._place(area), category, *cells])
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text.getvalue(), "utf-8")

    @cached_property
    def _series(self) -> set[tuple[str, str]]:
        return {(indicator, area) for indicator, area, _ in self._published}

    def _place(self, area: Area) -> list[str]:
        if area.level == "country":
            return ["National", *_COUNTRY, "", "", "", "", ""]
        region = self._areas.get(area.region_code)
        if area.level == "region":
            return ["Regional", *_COUNTRY, area.code, area.name, "", "", ""]
        named = [area.region_code, region.name if region else ""]
        return ["Local authority", *_COUNTRY, *named, area.old_code, area.code, area.name]

    def _cell(self, name: str | tuple[str, str, str], area: Area, year: int) -> str:
        if isinstance(name, str):
            published = self._published.get((name, area.name, year))
            if published is not None:
                return published
            value = self.value(name, area, year)
            return "[x]" if value is None else f"{value:.0f}"
        indicator, part, of = name
        if (indicator, area.name, year) in self._published:
            return self._published[indicator, area.name, year]
        value = self.value(part, area, year)
        whole = self.value(of, area, year) if of else self._populations.get(area.code)
        if value is None or not whole:
            return "[x]"
        return f"{100 * value / whole:.1f}" if of else f"{10_000 * value / whole:.1f}"

    def value(self, indicator: str, area: Area, year: int) -> float | None:
        """A count of the year that ends in March of `year`; None where there is none to go on from."""
        key = (indicator, area.code, year)
        if key not in self._drawn:
            self._drawn[key] = self._made_up(indicator, area, year)
        return self._drawn[key]

    def _made_up(self, indicator: str, area: Area, year: int) -> float | None:
        published = self._published.get((indicator, area.name, year))
        if published is not None:
            return None if published.startswith("[") else float(published)
        before = self.value(indicator, area, year - 1) if self._has_before(indicator, area, year) else None
        if before is None:
            return None
        chance = random_for(self._seed, "department", indicator, area.code, year)
        if area.code in (LEICESTERSHIRE, RUTLAND):
            total = self._agencies.year_total(indicator, area.code, financial_year_of(date(year, 3, 31)))
            if total is not None:
                # The department counts a little otherwise than the councils do for the board.
                return self._within(indicator, area, year, round(total * chance.uniform(0.985, 1.015)))
        moved = before * float(chance.lognormal(0, _YEARLY_SPREAD))
        if area.level == "local_authority":
            return self._within(indicator, area, year, int(chance.poisson(moved)))
        return self._within(indicator, area, year, round(moved, -1))

    def _within(self, indicator: str, area: Area, year: int, value: float) -> float:
        whole = self.value(_WHOLES[indicator], area, year) if indicator in _WHOLES else None
        return value if whole is None else min(value, whole)

    def _has_before(self, indicator: str, area: Area, year: int) -> bool:
        return year > self._first_years.get((indicator, area.name), year)

    @cached_property
    def _first_years(self) -> dict[tuple[str, str], int]:
        first: dict[tuple[str, str], int] = {}
        for indicator, area, year in self._published:
            first[indicator, area] = min(year, first.get((indicator, area), year))
        return first
