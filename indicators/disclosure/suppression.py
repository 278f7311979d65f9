"""Which counts are withheld: the small ones, and every figure that contains one.

Primary suppression withholds counts of 1 to the threshold. Secondary suppression then follows from which cells these
are, and from nothing else: a year that holds a withheld quarter, an area that holds a withheld one, a whole that holds
a withheld part. So no printed sum holds a withheld count, and whatever the withheld counts were, the same cells would
be withheld: nothing that is published tells one from another. Choosing the fewest cells instead, as the usual
programmes for secondary suppression do, lets the choice itself tell what made it necessary.

Four cases need more. A share of a base is withheld, and the base shown, if those counted or those left out are few;
nobody can say which of the two it was. Where a figure that contains a small count is known anyway, from a publisher or
from an earlier release, the other parts of it are withheld with the small one. Where sources differ about a part
beside a withheld one, that part goes as well, and so does a figure that was revised beside withheld ones.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy import sparse

from indicators.catalogue.catalogue import Catalogue
from indicators.disclosure.linked_tables import (
    OTHERS,
    REMAINDER,
    Cell,
    Layer,
    LinkedTables,
    cells_of_percentage,
    is_summed_over_time,
)
from indicators.disclosure.rules import Rule
from indicators.frames import frame_rows


class SuppressionReason(StrEnum):
    """Why a count is withheld."""

    PRIMARY = "small"
    SHARE = "share"
    REST = "rest"
    UNSOUND = "unsound"
    EARLIER = "earlier"
    CONTAINS = "contains"
    SIBLING = "sibling"
    DIFFERING = "differing"
    REVISED = "revised"
    PART = "part"


class Suppression(NamedTuple):
    """The reason why a count is withheld, and the count that it would give away where there is one."""

    reason: SuppressionReason
    other: Cell | None = None


class Containment:
    """Which of some cells contain another: its area, its period and its indicator."""

    def __init__(self, cells: Iterable[Cell], catalogue: Catalogue):
        self._catalogue = catalogue
        self._by_series: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
        for cell in sorted(cells):
            self._by_series[cell[:3]].append(cell)
        self._areas = {
            code: tuple(
                other.code
                for other in catalogue.areas.values()
                if other.code == code or {*(area.parts or (code,))} <= {*other.parts}
            )
            for code, area in catalogue.areas.items()
        }
        self._wholes = _wholes(catalogue)

    def of(self, cell: Cell) -> Iterator[Cell]:
        """The cells that contain a cell, itself apart."""
        is_flow = is_summed_over_time(cell, self._catalogue)
        for indicator in (cell.indicator, *(() if cell.role else self._wholes.get(cell.indicator, ()))):
            for area in self._areas.get(cell.area_code, (cell.area_code,)):
                for other in self._by_series.get((indicator, cell.role, area), ()):
                    is_longer = other.starts <= cell.starts and cell.ends <= other.ends
                    if other != cell and (is_longer if is_flow else other[3:] == cell[3:]):
                        yield other


def _wholes(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """By indicator, those that it is a part of, over however many steps."""
    parts = {name: set(item.sum_of) for name, item in catalogue.indicators.items() if item.sum_of}
    grown = True
    while grown:
        grown = False
        for own in parts.values():
            deeper = {deep for part in own for deep in parts.get(part, ())} - own
            own |= deeper
            grown = grown or bool(deeper)
    wholes_by_part: dict[str, list[str]] = defaultdict(list)
    for whole in sorted(parts):
        for part in parts[whole]:
            wholes_by_part[part].append(whole)
    return {part: tuple(wholes) for part, wholes in wholes_by_part.items()}


def suppressions(
    tables: LinkedTables,
    readings: Collection[Layer],
    primary: Set[Cell],
    earlier: Set[Cell],
    revised: Set[Cell],
    catalogue: Catalogue,
    rule: Rule,
) -> dict[Cell, Suppression]:
    """The cells that are withheld, each with the cause.

    `primary` are withheld for their own number, `earlier` since they were withheld before; `revised` are those of which
    another number was printed. Which others are follows from the pattern of these, from what is known anyway, and from
    which sums there are, never from a withheld number.
    """
    choice = _Choice(tables, revised, catalogue)
    # A small year that contains a small quarter is withheld as any year would be: nothing tells that it is small.
    choice.add_all(
        {cell: Suppression(SuppressionReason.PRIMARY) for cell in sorted(primary - choice.containing(primary))}
    )
    choice.add_all({cell: Suppression(SuppressionReason.UNSOUND) for cell in sorted(tables.unsound)})
    _settle(choice, readings, rule)
    # Last, so that a release that is made again gives the same reasons.
    choice.add_all({cell: Suppression(SuppressionReason.EARLIER) for cell in sorted(earlier)})
    _settle(choice, readings, rule)
    return choice.suppressions


def _settle(choice: "_Choice", readings: Collection[Layer], rule: Rule) -> None:
    """Withhold what follows from what is withheld, until nothing more does."""
    before = -1
    while before != choice.size:
        before = choice.size
        for layer in readings:
            _suppress_derived(choice, layer, rule)
            _suppress_shares(choice, layer, rule)
            _suppress_siblings(choice, layer)
            _suppress_differing(choice, layer, rule)
            _suppress_revised(choice, layer)
            _suppress_parts(choice, layer)


def connected_cells(layer: Layer, cells: Collection[Cell]) -> set[Cell]:
    """All counts of a reading that sums join to some, through what is not known anyway."""
    is_open = ~layer.known & ((layer.values > 0) | ~layer.printed)
    reached = layer.places(cells)
    links = abs(layer.links)
    while True:
        touched = (links @ (reached & is_open).astype(np.int64)) > 0
        wider = reached | (is_open & ((links.T @ touched.astype(np.int64)) > 0))
        if (wider == reached).all():
            return {layer.cells[index] for index in np.flatnonzero(reached & layer.printed)}
        reached = wider


class _Choice:
    """The cells withheld so far, with their causes, and those that every figure containing them gives way to."""

    def __init__(self, tables: LinkedTables, revised: Set[Cell], catalogue: Catalogue):
        self._universe = tables.counts.keys() | tables.implied.keys() | tables.unsound | _behind(tables, catalogue)
        self._containment = Containment(self._universe, catalogue)
        self._of_layer: dict[int, Containment] = {}
        self.catalogue = catalogue
        #: Counts of which two different numbers are printed; what is worked out is worked out again from what is shown.
        self.differing = frozenset(
            cell
            for cell, observations in tables.counts.items()
            if len({observation.value for observation in observations}) > 1
            and not any(observation.computed for observation in observations)
        )
        self.revised = revised
        #: Counts that are shown where they are not withheld; what a percentage implies goes with its base.
        self.counted = tables.counts.keys()
        #: Counts that stand in some table, so that they may be what they were before: not sums that are worked out
        #: again. Of parts of a percentage nobody can say.
        self.given = tables.implied.keys() | {
            cell
            for cell, observations in tables.counts.items()
            if cell.role or not all(observation.computed for observation in observations)
        }
        self.suppressions: dict[Cell, Suppression] = {}
        self.sources: dict[Cell, None] = {}

    @property
    def size(self) -> int:
        """A number that grows whenever something is added."""
        return len(self.suppressions) + len(self.sources)

    def add_all(self, causes: Mapping[Cell, Suppression]) -> None:
        """Withhold cells, each for its own cause first, and all that contain one."""
        for cell, cause in causes.items():
            if cell in self._universe:
                self.suppressions.setdefault(cell, cause)
        for cell, cause in causes.items():
            self.add(cell, cause)

    def containing(self, cells: Set[Cell]) -> Set[Cell]:
        """All cells of the release that contain one of some."""
        return {whole for cell in cells for whole in self._containment.of(cell)}

    def among(self, layer: Layer) -> Containment:
        """Which cells of a reading contain another."""
        if id(layer) not in self._of_layer:
            self._of_layer[id(layer)] = Containment(layer.cells, self.catalogue)
        return self._of_layer[id(layer)]

    def containing_sources(self, layer: Layer) -> set[Cell]:
        """The cells of a reading, printed or not, that contain one which all give way to."""
        return {whole for source in self.sources for whole in self.among(layer).of(source)}

    def add(self, cell: Cell, cause: Suppression) -> None:
        """Withhold a cell, if it is one of the release, and all that contain it."""
        if cell in self.sources:
            return
        self.sources[cell] = None
        if cell in self._universe:
            self.suppressions.setdefault(cell, cause)
        for whole in self._containment.of(cell):
            self.suppressions.setdefault(whole, Suppression(SuppressionReason.CONTAINS, cell))


def _behind(tables: LinkedTables, catalogue: Catalogue) -> set[Cell]:
    """The counts behind printed rates, percentages and means, also those that nobody has given or could work out.

    60% of all are in one part: with that, a withheld other part is no longer any number, whatever all are.
    """
    kinds = tables.figures["indicator"].map({name: item.kind for name, item in catalogue.indicators.items()})
    rows = tables.figures.loc[kinds != "count", ["indicator", "area_code", "starts", "ends"]].drop_duplicates()
    return {
        Cell(*part, row.area_code, row.starts.date(), row.ends.date())
        for row in frame_rows(rows)
        for part in cells_of_percentage(row.indicator, catalogue)
        if part[0] not in catalogue.populations
    }


def _suppress_derived(choice: _Choice, layer: Layer, rule: Rule) -> None:
    """Small counts that nobody printed and that follow from printed ones: what they follow from contains them."""
    is_secret = layer.is_unsafe(rule) & ~layer.printed & ~layer.harmless & ~layer.known
    if not is_secret.any():
        return
    by_cell = layer.links.tocsc()
    # What contains a withheld count is no secret of its own.
    for index in np.flatnonzero(is_secret & ~layer.places(choice.containing_sources(layer))):
        if layer.cells[index].role.startswith(OTHERS):
            row = int(by_cell.indices[by_cell.indptr[index]])
            choice.add(layer.cells[_whole(layer, row)], Suppression(SuppressionReason.REST))
        elif layer.cells[index].role != REMAINDER:
            choice.add(layer.cells[index], Suppression(SuppressionReason.PRIMARY))


def _suppress_shares(choice: _Choice, layer: Layer, rule: Rule) -> None:
    """Where few are left out by a share, the share is withheld as if few were counted; else its base."""
    is_unsafe = layer.is_unsafe(rule) & ~layer.harmless & ~layer.known
    suppressed = choice.suppressions.keys() | choice.containing_sources(layer)
    for row, cells in _rows(layer):
        rest = next((index for index in cells if layer.cells[index].role == REMAINDER), None)
        if rest is None or not is_unsafe[rest]:
            continue
        whole = _whole(layer, row)
        part = next(index for index in cells if index not in (rest, whole))
        if layer.cells[part] in suppressed or layer.cells[whole] in suppressed:
            # Nobody can take the one from the other.
            continue
        for index in (part, whole):
            if not layer.known[index] and layer.values[index] > 0:
                choice.add(layer.cells[index], Suppression(SuppressionReason.SHARE))
                break


def _suppress_siblings(choice: _Choice, layer: Layer) -> None:
    """Where a figure that contains a withheld count is known anyway, the other parts of it are withheld too."""
    place_of = layer.place_of
    known = [layer.cells[index] for index in np.flatnonzero(layer.known & (layer.values > 0))]
    if not known:
        return
    containment = choice.among(layer)
    among_known = Containment(known, choice.catalogue)
    by_cell = layer.links.tocsc()
    for source in list(choice.sources):
        wholes = list(among_known.of(source))
        if not wholes:
            continue
        moving = {place_of[cell] for cell in (source, *containment.of(source)) if cell in place_of}
        unknown = {index for index in moving if not layer.known[index]}
        for whole in wholes:
            index = place_of[whole]
            for row in by_cell.indices[by_cell.indptr[index] : by_cell.indptr[index + 1]]:
                cells = _cells_of(layer, row)
                # Only what is smaller than a known figure can be worked out from it.
                if not any(whole in among_known.of(layer.cells[other]) for other in unknown.intersection(cells)):
                    continue
                for other in cells:
                    is_open = not layer.known[other] and layer.values[other] > 0
                    is_secret = is_open and layer.cells[other].role != REMAINDER
                    if is_secret and other not in moving and not _adds_up(choice, layer, by_cell, other):
                        choice.add(layer.cells[other], Suppression(SuppressionReason.SIBLING, source))


def _adds_up(choice: _Choice, layer: Layer, by_cell: sparse.csc_array, index: int) -> bool:
    """Whether anybody can add a count up from what is shown, so that it would be withheld in vain.

    `by_cell` has the links of the reading by column.
    """
    for row in by_cell.indices[by_cell.indptr[index] : by_cell.indptr[index + 1]]:
        cells = np.array(list(_cells_of(layer, row)))
        others = cells[cells != index]
        is_shown = layer.known[others] | layer.places(choice.counted)[others]
        is_whole = _sign(layer, row, index) > 0
        if is_whole and is_shown.all() and not any(layer.cells[other] in choice.suppressions for other in others):
            return True
    return False


def _suppress_differing(choice: _Choice, layer: Layer, rule: Rule) -> None:
    """Where sources differ about a part beside a withheld one, it is withheld too.

    Both of its numbers and a whole that is the same in both sources tell more than either: a part is 8 in one table and
    11 in another, so the whole is at least 11 and the other part at least 3.
    """
    is_secret = layer.places(choice.sources) & layer.is_unsafe(rule) & ~layer.known
    is_open = layer.places(choice.differing) & ~layer.places(choice.suppressions) & ~layer.known & (layer.values > 0)
    links = abs(layer.links)
    rows = (links @ is_secret.astype(np.int64) > 0) & (links @ is_open.astype(np.int64) > 0)
    for row in np.flatnonzero(rows).tolist():
        cells = list(_cells_of(layer, row))
        source = next(layer.cells[index] for index in cells if is_secret[index])
        for index in cells:
            if is_open[index]:
                choice.add(layer.cells[index], Suppression(SuppressionReason.DIFFERING, source))


def _suppress_revised(choice: _Choice, layer: Layer) -> None:
    """Where a figure was revised beside withheld ones, its new number is withheld too.

    One of the withheld figures may be the same as before, and then what the other moved by is no secret: a year that
    stays what it was, while one quarter is printed as 45 and then as 48, has another quarter that is 3 less.
    """
    is_open = layer.places(choice.revised) & ~layer.places(choice.suppressions) & ~layer.known & (layer.values > 0)
    if not is_open.any():
        return
    is_withheld = layer.places(choice.suppressions) & ~layer.known
    is_suppressed = is_withheld | (~layer.printed & ~layer.known & (layer.values > 0))
    is_given = is_withheld & layer.places(choice.given)
    links = abs(layer.links)
    rows = links @ is_open.astype(np.int64) > 0
    rows &= (links @ is_suppressed.astype(np.int64) > 1) & (links @ is_given.astype(np.int64) > 0)
    for row in np.flatnonzero(rows).tolist():
        cells = list(_cells_of(layer, row))
        if _only_works_out(choice, layer, row):
            continue
        source = min(layer.cells[index] for index in cells if is_withheld[index])
        for index in cells:
            if is_open[index]:
                choice.add(layer.cells[index], Suppression(SuppressionReason.REVISED, source))


def _only_works_out(choice: _Choice, layer: Layer, row: int) -> bool:
    """Whether a sum over areas stands in no table, so that it moves with its parts and tells nothing of them."""
    return _is_over_areas(layer, row) and layer.cells[_whole(layer, row)] not in choice.given


def _suppress_parts(choice: _Choice, layer: Layer) -> None:
    """Where a withheld sum over areas could be added up from what is shown, one of its parts goes as well.

    Of a revised sum that is a revised part. What is no count at all hides nothing, and small counts and what contains
    one have a withheld part already.
    """
    is_suppressed = layer.places(choice.suppressions)
    is_counted = layer.places(choice.counted)
    by_cell = layer.links.tocsc()
    for index in np.flatnonzero(is_suppressed & ~layer.known):
        whole = layer.cells[index]
        if choice.suppressions[whole].reason in (
            SuppressionReason.PRIMARY,
            SuppressionReason.CONTAINS,
            SuppressionReason.UNSOUND,
        ):
            continue
        for row in by_cell.indices[by_cell.indptr[index] : by_cell.indptr[index + 1]]:
            if not _is_over_areas(layer, row) or _whole(layer, row) != index:
                continue
            parts = [other for other in _cells_of(layer, row) if other != index]
            is_open = [other for other in parts if not layer.known[other] and layer.values[other] > 0]
            if is_suppressed[parts].any() or not is_counted[parts].all() or not is_open:
                continue
            chosen = min(is_open, key=lambda other: (layer.cells[other] not in choice.revised, layer.cells[other]))
            choice.add(layer.cells[chosen], Suppression(SuppressionReason.PART, whole))


def _is_over_areas(layer: Layer, row: int) -> bool:
    """Whether a link is a sum over areas."""
    first, *others = (layer.cells[index] for index in _cells_of(layer, row))
    return all(cell._replace(area_code=first.area_code) == first for cell in others)


def _whole(layer: Layer, row: int) -> int:
    """The position of what a link sums up."""
    return next(index for index in _cells_of(layer, row) if _sign(layer, row, index) > 0)


def _rows(layer: Layer) -> Iterator[tuple[int, list[int]]]:
    """The links that leave somebody out of a share, each with the positions of its cells."""
    is_rest = np.array([cell.role == REMAINDER for cell in layer.cells], bool)
    for row in np.flatnonzero(abs(layer.links) @ is_rest.astype(np.int64)).tolist():
        yield row, list(_cells_of(layer, row))


def _cells_of(layer: Layer, row: int) -> Iterable[int]:
    return layer.links.indices[layer.links.indptr[row] : layer.links.indptr[row + 1]].tolist()


def _sign(layer: Layer, row: int, index: int) -> int:
    start, end = layer.links.indptr[row : row + 2]
    return int(layer.links.data[start:end][layer.links.indices[start:end] == index][0])
