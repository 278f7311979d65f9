"""What a return can be about, as the store knows it: indicators, areas, sources and agencies, with the names that
people use for them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from indicators.catalogue.areas import Area, area_spellings, nearest_names
from indicators.catalogue.catalogue import stored_areas, stored_authorities, stored_indicators
from indicators.catalogue.indicators import Indicator
from indicators.errors import UsageError
from indicators.frames import frame_rows
from indicators.loading.cells import KnownIds
from indicators.store.database import Store
from indicators.store.once import once_for_each_state


@dataclass(frozen=True)
class Agency:
    """Who owes the board figures; `source` is what its figures are kept under."""

    id: str
    name: str
    source: str


@dataclass(frozen=True)
class Vocabulary:
    """The vocabulary that a return is read with."""

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    sources: frozenset[str]
    agencies: Mapping[str, Agency]
    #: Indicators whose months somebody owes.
    owed_monthly: frozenset[str] = frozenset()
    #: Every authority and region of England, of which `areas` are some.
    authorities: Mapping[str, Area] = field(default_factory=dict)
    #: Those of `areas` that no list of areas has: their figures tell what is usual.
    background: frozenset[str] = frozenset()
    #: Whether the sources are those of the sender's own agency alone.
    is_own_only: bool = False

    def with_all_areas(self) -> "Vocabulary":
        """The same with every authority of England among the areas; UsageError where the data folder lists none."""
        if not self.authorities:
            raise UsageError(
                "There is no list of England's authorities: data/authorities.csv is missing from the data folder. Put "
                "it there, or take the file in for the dashboard's own areas alone."
            )
        background = frozenset(self.authorities) - frozenset(self.areas)
        return replace(self, areas={**self.authorities, **self.areas}, background=background)

    def of_agencies(self, ids: Collection[str]) -> "Vocabulary":
        """The same for somebody who may send the figures of some agencies alone: no other source is known."""
        own = frozenset(agency.source for name, agency in self.agencies.items() if name in ids)
        return replace(self, sources=own, is_own_only=True)

    @cached_property
    def known(self) -> KnownIds:
        """What the cells of a return may refer to."""
        names = {key: area.code for area in self.areas.values() for key in (area.name, area.code)}
        kinds = {item.id: item.kind for item in self.indicators.values()}
        source_list = "your own agency" if self.is_own_only else "sources.csv"
        return KnownIds(indicators=kinds, areas=names, sources=set(self.sources), source_list=source_list)

    @cached_property
    def monthly(self) -> frozenset[str]:
        """Indicators that have figures of single months, by their definition or because somebody owes them."""
        defined = (
            item.id
            for item in self.indicators.values()
            if item.frequency == "month" or any(table.period == "months" for table in item.national)
        )
        return self.owed_monthly | frozenset(defined)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What people may write for an indicator: its id, title or short title, case apart."""
        return {
            text.casefold(): item.id
            for item in self.indicators.values()
            for text in (item.short_title, item.title, item.id)
        }

    @cached_property
    def area_names(self) -> dict[str, str]:
        """What people may write for an area: its name or code, or an authority's council, case apart."""
        return area_spellings(self.areas.values())

    def agency(self, text: str) -> Agency:
        """The agency of a name or id, case apart; raises UsageError with the names that are known."""
        wanted = " ".join(text.casefold().split())
        for agency in self.agencies.values():
            if wanted in (agency.id.casefold(), agency.name.casefold()):
                return agency
        names = [agency.name for agency in self.agencies.values()]
        raise UsageError(f"There is no agency '{text}'. {nearest_names(text, names)}")


@once_for_each_state(most=4)
def stored_vocabulary(store: Store) -> Vocabulary:
    """What an open store knows."""
    duties = store.query("duties")
    return Vocabulary(
        stored_indicators(store),
        stored_areas(store),
        frozenset(store.query("sources")["source"]),
        {row.agency: Agency(row.agency, row.name, row.source) for row in frame_rows(store.query("agencies"))},
        frozenset(duties.loc[duties["every"] == "month", "indicator"]),
        stored_authorities(store),
    )
