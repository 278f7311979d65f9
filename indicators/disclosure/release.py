"""What of a store may be published: which counts are suppressed and why, and which figures are missing because of
that.

The reasons are given in words that give no number away.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from indicators.catalogue.areas import joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.disclosure.audit import AuditTable, Bools, feasibility_intervals
from indicators.disclosure.implied import implied_counts, shares_without_denominator
from indicators.disclosure.linked_tables import (
    DENOMINATOR,
    NUMERATOR,
    PRINTED,
    REMAINDER,
    Cell,
    FigureId,
    Layer,
    LinkedTables,
    SourceCount,
    agreed_ranges,
    cells_of_percentage,
    count_numbers,
    days_of,
    is_too_short,
    layers,
    linked_areas,
    sound_counts,
    unsafe_counts_elsewhere,
    unsound_cells,
)
from indicators.disclosure.rules import DisclosureRefused, DisclosureSettings, Rule
from indicators.disclosure.suppression import Containment, Suppression, SuppressionReason, connected_cells, suppressions
from indicators.errors import not_none
from indicators.figures import read_figures
from indicators.frames import frame_rows
from indicators.store.database import Store

#: What the counts of a percentage are called.
_ROLES = {NUMERATOR: "those counted", DENOMINATOR: "out of", REMAINDER: "those not counted"}
#: Grounds on which a count is withheld for another, so that it is above the threshold. What contains a withheld count
#: is withheld whatever it is.
_SECONDARY = (SuppressionReason.SIBLING, SuppressionReason.DIFFERING, SuppressionReason.REVISED, SuppressionReason.PART)
#: As much as a count that nobody has bounded can be.
_UNBOUNDED = 10**12


def figure_ids(frame: pd.DataFrame) -> set[FigureId]:
    """The figures that the rows of a frame are about."""
    keys = frame[["indicator", "area_code", "starts", "ends"]].drop_duplicates()
    return set(zip(keys["indicator"], keys["area_code"], keys["starts"].dt.date, keys["ends"].dt.date, strict=True))


@dataclass(frozen=True)
class PublicationHistory:
    """What was published before: the numbers of each cell, and the cells that were withheld."""

    printed: Mapping[Cell, Set[float]] = field(default_factory=dict)
    suppressed: Set[Cell] = frozenset()


@dataclass(frozen=True)
class Release:
    """A store as it may be published.

    `causes` says of each withheld count why. `small` cells are withheld for their own number; `repeated` are those of
    them whose number anybody knows already: they are withheld all the same. `exposed` are small counts that could be
    worked out whatever is withheld, because of what was published before: they are left out altogether, so that not
    even a symbol tells that they are small. `unprotected` are these and counts that no table has.
    """

    tables: LinkedTables
    catalogue: Catalogue
    settings: DisclosureSettings
    layers: tuple[Layer, ...]
    primary: frozenset[Cell]
    suppressions: Mapping[Cell, Suppression]
    already_public: frozenset[Cell] = frozenset()
    exposed: frozenset[Cell] = frozenset()
    unprotected: frozenset[Cell] = frozenset()

    @property
    def suppressed(self) -> Set[Cell]:
        """The counts that are not printed."""
        return self.suppressions.keys()

    def is_open(self, cell: Cell) -> bool:
        """Whether a count is printed: held, and not withheld."""
        return cell in self.tables.counts and cell not in self.suppressions

    def name(self, cell: Cell) -> str:
        """A cell as a reader knows it: `CSE referrals, Ashby, 2015/16 Q1`."""
        indicator = self.catalogue.indicators[cell.indicator].short_title
        what = f"{indicator} ({_ROLES[cell.role]})" if cell.role in _ROLES else indicator
        return f"{what}, {self.catalogue.areas[cell.area_code].name}, {self.tables.period(cell.starts, cell.ends)}"

    def suppressed_figures(self) -> frozenset[FigureId]:
        """The figures that cannot be shown: withheld counts, and percentages, rates and means made of one."""
        suppressed = self._figures_of(self.suppressions.keys())
        unlinked = {(cell.indicator, *cell[2:]) for cell in self.tables.unlinked}
        return frozenset(suppressed | unlinked | self.without_denominator)

    @property
    def without_denominator(self) -> frozenset[FigureId]:
        """The percentages of people that nobody could check, and somebody could work out by trying."""
        people = {name for name, item in self.catalogue.indicators.items() if self.settings.is_about_people(item)}
        sources = self.settings.public_sources(self.catalogue)
        known = figure_ids(self.tables.figures[self.tables.figures["source"].isin(sorted(sources))])
        return frozenset(key for key in self.tables.without_denominator - known if key[0] in people)

    @property
    def omitted(self) -> frozenset[Cell]:
        """The exposed counts, and those that are withheld because of one: a symbol for these would tell of it."""
        return self.exposed | {cell for cell, cause in self.suppressions.items() if cause.other in self.exposed}

    def left_out(self) -> frozenset[FigureId]:
        """The missing figures of which not even a symbol may be shown."""
        return self._figures_of(self.omitted)

    def _figures_of(self, cells: Set[Cell]) -> frozenset[FigureId]:
        """The figures that some counts are, or are part of."""
        parts = {name: self.parts(name) for name in self.tables.figures["indicator"].unique()}
        figures = figure_ids(self.tables.figures)
        return frozenset(key for key in figures if any(Cell(*part, *key[1:]) in cells for part in parts[key[0]]))

    def unchecked(self) -> int:
        """How many printed percentages stand beside no count: whether they tell a small number nobody can say."""
        kinds = {name: item.kind for name, item in self.catalogue.indicators.items()}
        shares = figure_ids(self.tables.figures[self.tables.figures["value"].notna()])
        counted = self.tables.counts.keys() | self.tables.implied.keys()
        return sum(
            not any(Cell(*part, *key[1:]) in counted for part in self.parts(key[0]))
            for key in shares
            if kinds[key[0]] == "proportion"
        )

    def parts(self, indicator: str) -> tuple[tuple[str, str], ...]:
        """Indicator and role of the counts that a figure is made of."""
        if self.catalogue.indicators[indicator].kind == "count":
            return ((indicator, ""),)
        return cells_of_percentage(indicator, self.catalogue)


def read_linked_tables(store: Store, catalogue: Catalogue, settings: DisclosureSettings) -> LinkedTables:
    """The counts of the board's areas and of all others where a small one is linked to another.

    Small counts of other areas that nothing is linked to are told apart in the store, however large it is.
    """
    primary = unsafe_counts_elsewhere(store, catalogue, settings)
    linked = primary["is_linked"].astype(bool)
    places = [*linked_areas(catalogue), *sorted(set(primary.loc[linked, "area_code"]))]
    shown = read_figures(store, catalogue, sorted(catalogue.indicators), places)
    shown = shown[~is_too_short(shown, catalogue, settings)]
    numbers = count_numbers(shown, catalogue)
    counts = sound_counts(numbers)
    unlinked = [Cell(row.indicator, "", row.area_code, *days_of(row)) for row in frame_rows(primary[~linked])]
    periods = pd.concat([frame[["starts", "ends", "period_type"]] for frame in (shown, primary)]).drop_duplicates()
    types = {days_of(row): row.period_type for row in frame_rows(periods)}
    return LinkedTables(
        tuple(places),
        shown,
        counts,
        frozenset(unlinked) - counts.keys(),
        types,
        implied := implied_counts(shown, catalogue, counts),
        unsound_cells(numbers, catalogue, settings),
        shares_without_denominator(shown, catalogue, counts, implied),
    )


def make_release(
    tables: LinkedTables, catalogue: Catalogue, settings: DisclosureSettings, past: PublicationHistory
) -> Release:
    """Choose what is withheld, given what was published before, and find what cannot be protected."""
    sources = settings.public_sources(catalogue)
    public = _public_numbers(tables, past, sources, settings.rule)
    primary = _primary_cells(tables, sources, catalogue, settings)
    earlier = frozenset(cell for cell in past.suppressed if cell.role != PRINTED)
    readings = tuple(layers(tables, public, primary | earlier | tables.unsound, catalogue, settings))
    known = {cell for cell, is_known in zip(readings[0].cells, readings[0].known, strict=True) if is_known}
    # A sum of what anybody knows is known, and the copy works it out again from what it shows.
    primary -= {
        cell
        for cell in primary & known & tables.counts.keys()
        if {observation.value for observation in tables.counts[cell]}
        == {observation.value for observation in tables.counts[cell] if observation.computed}
    }
    causes = suppressions(
        tables, readings, primary, earlier, _revised(tables, past, settings.rule), catalogue, settings.rule
    )
    release = Release(tables, catalogue, settings, readings, primary, causes)
    failing = _unprotected(release)
    if failing:
        # Most are safe as soon as nothing that is joined to them is printed; what is left cannot be protected.
        joined = {cell for layer in readings for cell in connected_cells(layer, failing)}
        more = {cell: Suppression(SuppressionReason.SIBLING, min(failing)) for cell in sorted(joined - causes.keys())}
        release = replace(release, suppressions={**causes, **more})
        unprotected = _unprotected(release)
        release = replace(release, exposed=_to_leave_out(release, unprotected), unprotected=unprotected)
    return replace(release, already_public=primary & known)


def _primary_cells(
    tables: LinkedTables, sources: Set[str], catalogue: Catalogue, settings: DisclosureSettings
) -> frozenset[Cell]:
    """The counts of people that are small as any source but a publisher gives or implies them."""
    rule = settings.rule
    counted = {
        cell
        for cell, observations in tables.counts.items()
        if rule.is_unsafe(_unpublished(observations, sources)).any()
    }
    implied = {
        cell
        for cell, told in tables.implied.items()
        for together in agreed_ranges(told)
        if any(item.source not in sources for item in together.by)
        and together.high >= 1
        and together.low <= rule.threshold
        and together.high - together.low < max(rule.margin, 1)
    }
    return frozenset(
        cell for cell in counted | implied if settings.is_about_people(catalogue.indicators[cell.indicator])
    )


def audit_release(release: Release, shown: Mapping[Cell, Set[float]]) -> None:
    """Check that nobody can work out what is withheld, from the numbers of each cell that a copy does print.

    Raises DisclosureRefused with the names of the cells that are printed or could be worked out.
    """
    rule = release.settings.rule
    sources = release.settings.public_sources(release.catalogue)
    disclosed = sorted(
        cell
        for cell in shown.keys() & release.suppressions.keys()
        if shown[cell] & _disclosive_numbers(release, cell, sources)
    )
    if disclosed:
        raise DisclosureRefused([release.name(cell) for cell in disclosed])
    for layer in release.layers:
        printed = [
            cell in shown and float(rule.rounded(value)) in shown[cell]
            for cell, value in zip(layer.cells, layer.values, strict=True)
        ]
        suppressed = layer.printed & ~np.array(printed, bool)
        failing = disclosed_cells(layer, release, suppressed) - release.unprotected
        if failing:
            raise DisclosureRefused([release.name(cell) for cell in sorted(failing)])


def _disclosive_numbers(release: Release, cell: Cell, sources: Set[str]) -> set[float]:
    """The numbers of a cell that a copy may not print: those that no publisher gives, nor a sum of what is there.

    What a sum of figures that are shown tells of others is for the audit to say.
    """
    observations = release.tables.counts.get(cell, ())
    reading = release.layers[0]
    index = reading.place_of.get(cell)
    parts = [cell._replace(area_code=code) for code in release.catalogue.areas[cell.area_code].parts]
    is_sum = bool(parts) and all(release.is_open(part) for part in parts)
    is_known = is_sum or (index is not None and reading.known[index])
    summed = {observation.value for observation in observations if observation.computed} if is_known else set()
    return {float(value) for value in _unpublished(observations, sources) if value > 0 and value not in summed}


def disclosed_cells(layer: Layer, release: Release, suppressed: Bools) -> set[Cell]:
    """The small cells of a reading that could be narrowed down, if these (n,) were all that is not printed.

    Narrower than the rule itself allows: a small year of three small quarters is at least 3 whatever is printed.
    """
    rule = release.settings.rule
    wanted = layer.is_unsafe(rule) & ~layer.known & ~layer.harmless
    wanted &= ~layer.printed | layer.places(release.primary)
    if not wanted.any():
        return set()
    # Who knows that a count is withheld for its own number knows that it is at most the threshold.
    margin = min(rule.margin, rule.threshold - 1)
    narrow = _narrow(_table(layer, release, suppressed), wanted, margin, tries=_moves(layer, release, wanted))
    if not narrow.any():
        return set()
    # Narrower than if nothing were printed and nothing known.
    everything = np.ones(len(layer.cells), bool)
    least = feasibility_intervals(_table(layer, release, everything, known=~everything), narrow)
    intervals = feasibility_intervals(_table(layer, release, suppressed), narrow)
    is_told = narrow & ((intervals[:, 1] - intervals[:, 0]) < np.minimum(margin, least[:, 1] - least[:, 0]))
    return {layer.cells[index] for index in np.flatnonzero(is_told)}


def _narrow(table: AuditTable, wanted: Bools, margin: int, *, tries: sparse.csr_array) -> Bools:
    """Which of the wanted cells are not proved to vary by the margin."""
    intervals = feasibility_intervals(table, wanted, tries=tries, enough=margin)
    return wanted & (intervals[:, 1] - intervals[:, 0] < margin)


def _table(layer: Layer, release: Release, suppressed: Bools, *, known: Bools | None = None) -> AuditTable:
    """A reading as an outsider knows it who can tell which cells are withheld for their own number.

    `known` (n,) are the cells that are known anyway, those of the reading unless others are given.
    """
    threshold = release.settings.rule.threshold
    causes = [release.suppressions.get(cell) for cell in layer.cells]
    is_own = np.array([cause is not None and cause.reason is SuppressionReason.PRIMARY for cause in causes], bool)
    is_other = np.array([cause is not None and cause.reason in _SECONDARY for cause in causes], bool)
    is_unsafe = is_own & (layer.values >= 1) & (layer.values <= threshold)
    is_large = is_other & (layer.values > threshold) & ~layer.harmless
    # Cells that stand printed in this release are above the threshold or nought, as everybody knows.
    is_large |= layer.printed & ~is_own & (layer.values > threshold) & np.array([cause is None for cause in causes])
    lower = np.select([is_unsafe, is_large, layer.printed], [1, threshold + 1, np.minimum(layer.values, 1)], 0)
    upper = np.where(is_unsafe, threshold, _UNBOUNDED)
    is_suppressed = layer.places(release.suppressions)
    return AuditTable(
        layer.values,
        layer.links,
        (suppressed | ~layer.printed)
        & ~(layer.known if known is None else known)
        & ((layer.values > 0) | is_suppressed | ~layer.printed),
        lower.astype(np.int64),
        upper.astype(np.int64),
    )


def _moves(layer: Layer, release: Release, wanted: Bools) -> sparse.csr_array:
    """For each wanted cell, the move of itself and of all that contain it: one more child everywhere."""
    containment = Containment(layer.cells, release.catalogue)
    rows, columns = [], []
    for row, index in enumerate(np.flatnonzero(wanted)):
        cell = layer.cells[index]
        places = [index, *(layer.place_of[other] for other in containment.of(cell))]
        rows += [row] * len(places)
        columns += places
    return sparse.csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=(int(wanted.sum()), len(wanted)))


def _unprotected(release: Release) -> frozenset[Cell]:
    """The small counts that could be worked out although all that is withheld is."""
    return frozenset(
        cell for layer in release.layers for cell in disclosed_cells(layer, release, layer.places(release.suppressions))
    )


def _to_leave_out(release: Release, unprotected: Set[Cell]) -> frozenset[Cell]:
    """The counts of a release that cannot be protected, and those counted by a share whose remainder cannot be."""
    shares = {Cell(*release.parts(cell.indicator)[0], *cell[2:]) for cell in unprotected if cell.role == REMAINDER}
    return frozenset((unprotected | shares) & (release.tables.counts.keys() | release.tables.implied.keys()))


def _public_numbers(
    tables: LinkedTables, past: PublicationHistory, sources: Set[str], rule: Rule
) -> dict[Cell, set[int]]:
    """By cell, those of its numbers that anybody knows: of publishers, and let out before, if rounded then."""
    known: dict[Cell, set[int]] = {
        cell: {
            item.value
            for item in observations
            if item.source in sources or {item.value, int(rule.rounded(item.value))} & past.printed.get(cell, set())
        }
        for cell, observations in tables.counts.items()
    }
    for cell, implied in tables.implied.items():
        for item in implied:
            printed = past.printed.get(Cell(item.figure, PRINTED, *cell[2:]), ())
            if item.source in sources or item.number in printed:
                known.setdefault(cell, set()).add(item.value)
    return known


def _revised(tables: LinkedTables, past: PublicationHistory, rule: Rule) -> frozenset[Cell]:
    """The cells of which a number was printed that no source gives now, by itself or as a rate or percentage."""
    counted = {
        cell
        for cell, observations in tables.counts.items()
        if past.printed.get(cell, set())
        - {float(rule.rounded(item.value)) for item in observations}
        - {item.value for item in observations}
    }
    now: dict[Cell, set[float]] = {}
    for cell, implied in tables.implied.items():
        for item in implied:
            now.setdefault(Cell(item.figure, PRINTED, *cell[2:]), set()).add(item.number)
    moved = {(cell.indicator, *cell[2:]) for cell, numbers in now.items() if past.printed.get(cell, set()) - numbers}
    implied = {
        cell for cell, ranges in tables.implied.items() if any((item.figure, *cell[2:]) in moved for item in ranges)
    }
    return frozenset(counted | implied)


def _unpublished(observations: Iterable[SourceCount], sources: Set[str]) -> list[int]:
    """The numbers of a cell that no publisher has given."""
    published = {observation.value for observation in observations if observation.source in sources}
    return [observation.value for observation in observations if observation.value not in published]


class ReasonTexts:
    """The reasons of one release."""

    def __init__(self, release: Release):
        self._release = release
        threshold = release.settings.rule.threshold
        containment = Containment(release.suppressions, release.catalogue)
        self._contained: dict[Cell, Cell] = {}
        for cell in sorted(release.suppressions.keys() - release.exposed):
            if release.suppressions[cell].reason in (
                SuppressionReason.PRIMARY,
                SuppressionReason.SHARE,
                SuppressionReason.UNSOUND,
            ):
                for whole in containment.of(cell):
                    self._contained.setdefault(whole, cell)
        self._few = f"1 to {threshold}" if threshold > 1 else "1"
        self._shares = {
            release.parts(name)[0]
            for name in release.tables.figures["indicator"].unique()
            if release.catalogue.indicators[name].kind == "proportion"
        }

    def of_cell(self, cell: Cell) -> str:
        """Why a count is withheld."""
        release = self._release
        cause = release.suppressions.get(cell)
        if cell in release.already_public:
            return f"it is {self._few}; anybody can know it from what was published before, but it is not repeated"
        # First, so that the reason of a year with small quarters does not tell whether it is small itself.
        if cell in self._contained:
            return f"it contains {release.name(self._contained[cell])}, which is withheld"
        if cause is None or cause.reason in (SuppressionReason.PRIMARY, SuppressionReason.SHARE):
            # Which of the two it is would tell the number where the base is small.
            if cell[:2] in self._shares or (cause is not None and cause.reason is SuppressionReason.SHARE):
                return f"it, or what it leaves of its base, is {self._few}"
            return f"it is {self._few}"
        if cause.reason is SuppressionReason.REST:
            return f"what its parts that are shown leave of it is {self._few}"
        if cause.reason is SuppressionReason.UNSOUND:
            return "it could not be checked"
        if cause.reason is SuppressionReason.EARLIER:
            return "it was withheld in an earlier publication, and could be worked out from both"
        other = release.name(not_none(cause.other))
        if cause.reason is SuppressionReason.DIFFERING:
            return f"sources differ about it, and both numbers together would tell of {other}"
        if cause.reason is SuppressionReason.REVISED:
            return f"it was revised, and both numbers together would tell of {other}"
        if cause.reason is SuppressionReason.PART:
            return f"so that {other}, which is withheld, cannot be added up"
        if cause.reason is SuppressionReason.SIBLING:
            return f"so that {other} cannot be worked out from what was published before"
        return f"it contains {other}, which is withheld"

    def of_figure(self, figure: FigureId) -> str:
        """Why a figure is missing; of a percentage, rate or mean, that a count which it is made of is withheld."""
        indicator, area_code, starts, ends = figure
        cells = [Cell(*part, area_code, starts, ends) for part in self._release.parts(indicator)]
        if self._release.catalogue.indicators[indicator].kind == "count":
            return self.of_cell(cells[0])
        if figure in self._release.without_denominator:
            return "nobody has given what it is a percentage of, and it could be found out from figures that contain it"
        names = [self._release.name(cell) for cell in cells if cell in self._release.suppressions]
        return f"it is worked out from {joined_names(names)}, which is withheld"

    def of_left_out(self, cell: Cell) -> str:
        """What is the matter with a count that cannot be protected, and what to do; for the board's eyes."""
        return (
            f"{self._release.name(cell)} could be worked out from what was published before or what others publish, "
            "whatever is withheld beside it. It is left out altogether, and the rest is published. If a figure that "
            "contains it was revised, load the revised one; then it can be withheld like others."
        )

    def of_unsound(self, cell: Cell) -> str:
        """What is the matter with a number that is no count, and what the office can do; for the board's eyes."""
        return (
            f"{self._release.name(cell)} is not a whole number of people that there could be, so it is withheld. "
            "Send the right number in a new return, or withdraw the return that it came with."
        )

    def remedies(self) -> list[str]:
        """What the office can mend, a sentence a count; for the board's eyes."""
        left_out = [self.of_left_out(cell) for cell in sorted(self._release.exposed)]
        return left_out + [self.of_unsound(cell) for cell in sorted(self._release.tables.unsound)]
