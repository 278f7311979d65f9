"""What the store's figures are about: indicators, areas, sources, statistical neighbours and business plans.
`load_catalogue` reads them from the store, as they were when it was built; `Source` names a document in the words of
one of its editions.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.catalogue.areas import Area, BoardAreas, BoardTerms, board_areas, placed_areas
from indicators.catalogue.board import stored_board
from indicators.catalogue.indicators import Indicator, parse_definitions
from indicators.catalogue.plans import Plan, Priority, parse_plans, priorities_of
from indicators.frames import frame_groups, frame_rows
from indicators.store.database import Store
from indicators.store.once import once_for_each_state

_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_UPDATED = re.compile(r",? \(?last updated [^,;)]*\)?", re.IGNORECASE)


def edition_year(edition: str) -> int:
    """The year of an edition, the last that its name has: 2024 of `mid-2024`; 0 where it has none.

    When it was last updated does not count. `queries/views.sql` has the same as a macro.
    """
    years = _YEAR.findall(_UPDATED.sub("", edition))
    return int(years[-1]) if years else 0


def edition_text(text: str, former: int, year: int) -> str:
    """A text that names an edition, with another year for its own; when it was updated is not said of another."""
    return re.sub(rf"(?<!\d){former}(?!\d)", str(year), _UPDATED.sub("", text))


def stored_indicators(store: Store) -> dict[str, Indicator]:
    """Every indicator by id, as it was defined when `data/` was taken in."""
    return parse_definitions(_texts(store, "definitions", "indicator"))


def stored_areas(store: Store) -> dict[str, Area]:
    """Every area by code, in the order of `data/areas.csv`, each with its place for the board."""
    return _areas_and_board(store)[0]


def _areas_and_board(store: Store) -> tuple[dict[str, Area], BoardAreas, BoardTerms]:
    areas, file = {row.code: area_of_row(row) for row in frame_rows(store.query("areas"))}, stored_board(store)
    board = file.areas_among(areas) if file else board_areas(areas)
    colours = file.colours_among(areas) if file else {}
    return placed_areas(areas, board, colours), board, file.terms if file else BoardTerms()


def stored_authorities(store: Store, *, query: str = "authorities") -> dict[str, Area]:
    """Every authority and region of England by code, as `data/authorities.csv` has them.

    The query `background_authorities` gives none where no return in force brought the figures of all of them.
    """
    return {
        row.code: Area(
            row.code,
            row.name,
            row.level,
            row.region_code,
            row.old_code,
            former_codes=_joined_codes(row.former_codes),
            split_codes=_joined_codes(row.split_codes),
        )
        for row in frame_rows(store.query(query))
    }


def stored_plans(
    store: Store,
    *,
    areas: Mapping[str, Area],
    indicators: Mapping[str, Indicator],
    sources: Collection[str],
) -> dict[str, Plan]:
    """Every plan by id, the first to start first, given what else the store holds: areas by code, ids of sources."""
    return parse_plans(
        _texts(store, "plans", "plan"),
        areas={key: area.code for area in areas.values() for key in (area.name, area.code)},
        quadrants={name: indicator.quadrant for name, indicator in indicators.items()},
        sources=sources,
    )


def _texts(store: Store, query: str, column: str) -> dict[str, str]:
    """The files behind a query's rows, by their names in `data/`."""
    bodies = store.query(query)
    return {f"{name}.toml": body for name, body in zip(bodies[column], bodies["body"], strict=True)}


def area_of_row(row) -> Area:
    """The area of a row of `areas.csv`."""
    return Area(row.code, row.name, row.level, row.region_code, row.old_code, _joined_codes(row.parts), row.note)


def _joined_codes(text: str) -> tuple[str, ...]:
    return tuple(text.split("+")) if text else ()


@dataclass(frozen=True)
class Source:
    """A document or dataset, or one table or passage of it that is cited apart."""

    id: str
    title: str
    publisher: str
    #: The day of the first edition that is known; that of a later one is the day on which it came.
    first_date: date
    date: date
    edition: str
    place: str
    url: str
    licence: str

    @property
    def label(self) -> str:
        """Title and place, as a caption names it."""
        return f"{self.title}, {self.place}" if self.place else self.title

    def of_edition(self, year: int) -> "Source":
        """The source as its edition of a year names it; as it is where it has no editions, or for no year (0)."""
        own = edition_year(self.edition)
        if not year or not own or year == own:
            return self
        named = {name: edition_text(getattr(self, name), own, year) for name in ("title", "edition", "place")}
        return replace(self, **named, url=self.url.removesuffix(f"/{own}"))


@dataclass(frozen=True)
class Catalogue:
    """Indicators by id, areas by code, sources by id, each area's neighbours, nearest first, and plans by id.

    `board` says which of the areas are the board's own, `terms` what it is called in sentences. `areas` are those
    that pages, papers and files offer.
    `background` are further authorities and regions, whose figures serve only to say what is usual: in funnels, in the
    spread of usual movement, and in what to expect.
    """

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Area]
    sources: Mapping[str, Source]
    neighbours: Mapping[str, tuple[str, ...]]
    neighbour_model: str = ""
    #: The first to start first.
    plans: Mapping[str, Plan] = field(default_factory=dict)
    background: Mapping[str, Area] = field(default_factory=dict)
    board: BoardAreas = BoardAreas(own=())
    terms: BoardTerms = BoardTerms()

    @cached_property
    def every_area(self) -> Mapping[str, Area]:
        """The areas and those of the background, by code."""
        return {**self.areas, **self.background}

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """The codes of all local authorities, those of the background last."""
        return tuple(code for code, area in self.every_area.items() if area.level == "local_authority")

    @cached_property
    def priorities(self) -> Mapping[str, Priority]:
        """The priorities of all plans by id, in the order of the plans."""
        return priorities_of(self.plans)

    @cached_property
    def populations(self) -> frozenset[str]:
        """The indicators that serve others as population: joined by mid-year, whatever their source."""
        return frozenset(item.rate_population for item in self.indicators.values() if item.rate_population)

    @cached_property
    def summed_over_quarters(self) -> frozenset[str]:
        """The indicators whose quarters add up to their year, by their counts; a rate's people are those of the year.

        Of what is worked out both parts must add up, or be the population.
        """
        own = {name for name, item in self.indicators.items() if item.quarters_add_up}
        whole = own | self.populations
        derived = {
            name
            for name, item in self.indicators.items()
            if item.is_derived and item.numerator in own and item.denominator in whole
        }
        return frozenset(own | derived)

    @cached_property
    def indicator_index(self) -> "pd.Index[str]":
        """The ids in order, which gives each its number."""
        return pd.Index(sorted(self.indicators), dtype="str")

    @cached_property
    def fields(self) -> dict[str, np.ndarray]:
        """What sums and ratios ask of definitions, as arrays by the number of the indicator."""
        definitions = [self.indicators[name] for name in self.indicator_index]
        return {
            "is_count": np.array([item.kind == "count" for item in definitions], bool),
            "is_share": np.array([item.kind == "proportion" for item in definitions], bool),
            "per": np.array([item.per for item in definitions], float),
            "decimals": np.array([item.decimals for item in definitions], np.int64),
            "rate_population": np.array([item.rate_population for item in definitions], str),
        }

    @cached_property
    def area_index(self) -> "pd.Index[str]":
        """The area codes in order, which gives each its number."""
        return pd.Index(sorted(self.every_area), dtype="str")

    def needed(self, indicators: Iterable[str]) -> list[str]:
        """The ids whose figures some indicators are made of, sorted."""
        return sorted({part for name in indicators for part in self.indicators[name].needs})

    def needed_areas(self, areas: Iterable[str]) -> list[str]:
        """The codes whose figures some areas are made of: themselves and the parts of combined ones."""
        return sorted({code for area in areas for code in (area, *self.every_area[area].parts)})

    def source_label(self, source: str, edition: int = 0) -> str:
        """A source as a caption names it, by the edition that a figure came from (0: as the source is known).

        The id of one that is no longer in the catalogue.
        """
        return self.sources[source].of_edition(edition).label if source in self.sources else source

    def labelled_source(self, label: str) -> Source | None:
        """The source, in the edition, that a label names; None where none bears it."""
        if label in self._by_label:
            return self._by_label[label]
        years = {edition_year(part) for part in label.split(",")}
        editions = (source.of_edition(year) for source in self.sources.values() for year in sorted(years))
        return next((source for source in editions if source.label == label), None)

    @cached_property
    def _by_label(self) -> Mapping[str, Source]:
        return {source.label: source for source in self.sources.values()}


@once_for_each_state(most=4)
def load_catalogue(store: Store) -> Catalogue:
    """The catalogue as the store holds it, which is sound even while `data/` is being edited."""
    pairs = store.query("neighbours")
    indicators, (areas, board, terms) = stored_indicators(store), _areas_and_board(store)
    authorities = stored_authorities(store, query="background_authorities")
    # Like areas of the board's own are offered as such, whatever data/areas.csv lists.
    like = pairs.loc[pairs["area"].isin(board.own), "neighbour"]
    areas |= {code: authorities[code] for code in like if code in authorities and code not in areas}
    sources = {row.source: _source(row) for row in frame_rows(store.query("sources"))}
    return Catalogue(
        indicators=indicators,
        areas=areas,
        board=board,
        terms=terms,
        sources=sources,
        neighbours={area: tuple(group["neighbour"]) for area, group in frame_groups(pairs, "area")},
        neighbour_model=next(iter(pairs["model"]), ""),
        plans=stored_plans(store, areas=areas, indicators=indicators, sources=sources),
        background={code: area for code, area in authorities.items() if code not in areas},
    )


def _source(row) -> Source:
    return Source(
        id=row.source,
        title=row.title,
        publisher=row.publisher,
        first_date=row.first_date.date(),
        date=row.date.date(),
        edition=row.edition,
        place=row.place,
        url=row.url,
        licence=row.licence,
    )
