"""Somebody who wants to know what is withheld: an integer programme over all that was ever printed of a world.

It shares no code with `indicators.disclosure` and takes a release as a stranger finds it. What the stranger knows:

- which figures there are, of which source, and which of them were revised between two releases
- every number that is printed, as far as its digits go: rates, shares and means are rounded
- that the parts of a whole, area or period add up to it; where two tables or a stale figure miss the sum, by how much
- populations, months, zeros, and what publishers let everybody look up
- the rule: of each count in a table that is withheld, whether it is one of 1 to 5 itself or above that (the strong
  stranger), or only that it is no zero (the weak one); of a share whose base is printed nobody can say whether those
  counted are few or those left out

The first four come anew with each release, the last is known of all. A breach is a small count that a release narrows
down further than the rule and the releases before it do.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from tests.helpers.attack.boards import COMBINED, OPEN, SOURCES, Cell, Fact, Key, World
from tests.helpers.attack.copies import Copy

THRESHOLD = 5
#: No count of a world is thought to be more than so many times its largest, and some.
_FAR, _MORE = 3.0, 50.0
_PER = {"rate": 10_000.0, "mean": 1.0}
#: Bounds are not met to the last bit.
_NOTHING = 1e-6
#: Turns of squeezing at most; what is left is the solver's.
_TURNS = 30
#: Always known; releases are numbered from 1.
ALWAYS = 0


class Row(NamedTuple):
    """A linear constraint: coefficient by unknown, between two bounds; known from a release on."""

    terms: Mapping[int, float]
    low: float
    high: float
    since: int
    words: str


@dataclass(frozen=True)
class Unknown:
    """One true count, as one source gives it between two revisions; `since` is the release that it is first of.

    `is_checked` is whether the rule promises something of it: it is in a table, or follows from what is. Only one that
    `is_printable` itself, or by its rate or mean, is withheld where it is not printed; `is_classed` one gives away that
    it is small, or is not.
    """

    cell: Cell
    source: str
    since: int
    truth: int
    is_checked: bool
    is_known: bool = False
    is_printable: bool = False
    is_classed: bool = False

    @property
    def name(self) -> str:
        return f"{self.cell.name}, {self.cell.area}, {self.cell.period} ({self.source or 'no table'}, {self.since})"


@dataclass(frozen=True)
class Breach:
    """A small count that a release tells: what it can be given everything, and what it could be without the release."""

    unknown: Unknown
    release: int
    within: tuple[int, int]
    before: tuple[int, int]


@dataclass
class System:
    """The unknown counts of a world and all that is known of them."""

    unknowns: list[Unknown] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    #: By release and fact, the unknowns that are behind it.
    behind: list[dict[Key, tuple[int, ...]]] = field(default_factory=list)
    #: What sums miss that cannot be told, since something in them stands in no table.
    misses: list[Row] = field(default_factory=list)
    #: Those counted by a share and those left out.
    halves: list[tuple[int, int]] = field(default_factory=list)
    #: Pairs of unknowns that were seen to differ: revisions, and two sources.
    apart: list[tuple[int, int]] = field(default_factory=list)

    def add(self, unknown: Unknown) -> int:
        self.unknowns.append(unknown)
        return len(self.unknowns) - 1

    def bounds(self, *, is_strong: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Between what each unknown can be by the rule alone."""
        far = _FAR * max((unknown.truth for unknown in self.unknowns), default=0) + _MORE
        spans = [_span(unknown, far, is_strong=is_strong) for unknown in self.unknowns]
        low, high = np.array(spans, float).reshape(-1, 2).T
        return low, high

    def known_at(self, release: int, *, printed: int | None = None) -> list[Row]:
        """What is known at a release, or was of its counts when only the releases up to `printed` were out."""
        last = release if printed is None else printed
        return [
            row
            for row in self.rows
            if row.since <= last and all(self.unknowns[place].since <= release for place in row.terms)
        ]


def _span(unknown: Unknown, far: float, *, is_strong: bool) -> tuple[float, float]:
    """What the rule tells of a count: zeros are shown, what is public is known, the rest is small or is not."""
    if unknown.is_known or (unknown.truth == 0 and unknown.is_printable):
        return unknown.truth, unknown.truth
    if not unknown.is_printable:
        return 0, far
    if not (is_strong and unknown.is_classed):
        return 1, far
    return (1, THRESHOLD) if unknown.truth <= THRESHOLD else (THRESHOLD + 1, far)


def system_of(world: World, copies: Sequence[Copy]) -> System:
    """All that is known of a world from its public copies, release by release."""
    system = System()
    facts_before: Mapping[Key, Fact] = {}
    places: dict[Key, tuple[int, ...]] = {}
    tops = _tops_of_printed_bases(world, copies)
    for number, (facts, truth, copy) in enumerate(zip(world.releases, world.truth, copies, strict=True), 1):
        unclassed = tops | _containing(copies[number - 1 :])
        places = _placed(system, world, facts, facts_before, places, number, unclassed, copy.printed.keys())
        system.behind.append(places)
        _identities(system, world, places, truth, number)
        _print(system, facts, places, copy, number)
        facts_before = facts
    return system


def _placed(
    system: System,
    world: World,
    facts: Mapping[Key, Fact],
    before: Mapping[Key, Fact],
    places: Mapping[Key, tuple[int, ...]],
    number: int,
    unclassed: Set[Cell],
    printed: Set[Key],
) -> dict[Key, tuple[int, ...]]:
    """The unknowns behind each fact of a release: those of the release before where it was not revised."""
    found: dict[Key, tuple[int, ...]] = {}
    exact = {key: fact for key, fact in facts.items() if fact.form in ("count", "fraction")}
    for key, fact in exact.items():
        if before.get(key) == fact:
            found[key] = places[key]
            continue
        cells = world.cells(key, fact)
        # What a publisher gives is everybody's, whoever else says the same.
        is_known = facts.get(key._replace(source=OPEN), fact if key.source == OPEN else None) == fact
        found[key] = tuple(
            system.add(Unknown(cell, key.source, number, count, True, is_known, True, cell not in unclassed))
            for cell, count in zip(cells, fact.counts, strict=True)
        )
        if key in before:
            system.apart += [
                pair
                for pair in zip(places[key], found[key], strict=True)
                if system.unknowns[pair[0]].truth != system.unknowns[pair[1]].truth
            ]
    own = {(system.unknowns[place].cell, key.source): place for key, spots in found.items() for place in spots}
    determined = _determined(world, {cell for cell, _ in own} | _counted(world, facts))
    for key, fact in facts.items():
        if key in found:
            continue
        # A bare number stands for counts that may stand in a table of their own.
        spots = []
        for cell, count in zip(world.cells(key, fact), fact.counts, strict=False):
            spot = own.get((cell, key.source))
            if spot is not None and system.unknowns[spot].truth != count:
                # One of the two is stale.
                spot = None
            same = before.get(key) == fact and key in places
            if spot is None and same and system.unknowns[places[key][len(spots)]].source == f"behind {key.indicator}":
                spot = places[key][len(spots)]
            if spot is None:
                is_checked = cell in determined or fact.form != "share"
                # 0% is a nought, and noughts are shown.
                is_nought = fact.form == "share" and not fact.printed and not count and key in printed
                is_one = fact.form != "share" and is_unmistakable(fact)
                source = f"behind {key.indicator}"
                spot = system.add(Unknown(cell, source, number, count, is_checked, is_nought, is_one, is_one))
            spots.append(spot)
        found[key] = tuple(spots)
    return found


def is_unmistakable(fact: Fact) -> bool:
    """Whether a rate or mean leaves no doubt whether its count is nought, small or neither."""
    half = 0.5 * 10.0**-fact.decimals
    ends = [(fact.printed + side * half) * fact.counts[1] / _PER[fact.form] for side in (-1, 1)]
    low, high = max(np.ceil(ends[0] - _NOTHING), 0), np.floor(ends[1] + _NOTHING)
    return (low == 0) == (high == 0) and (low <= THRESHOLD) == (high <= THRESHOLD)


def _tops_of_printed_bases(world: World, copies: Sequence[Copy]) -> set[Cell]:
    """Those counted by a share whose base some copy prints, or lets follow."""
    printed = set()
    for facts, copy in zip(world.releases, copies, strict=True):
        for key in copy.printed.keys() & facts.keys():
            cells = world.cells(key, facts[key])
            if facts[key].form == "fraction":
                names = [name for numbers in copy.printed[key] for name in numbers]
                cells = [cell for cell, name in zip(cells, ("numerator", "denominator"), strict=True) if name in names]
            if facts[key].form in ("count", "fraction"):
                printed |= set(cells)
    printed = _determined(world, printed, shares=False)
    roles = [(f"{name} top", f"{name} base") for name in world.definitions]
    pairs = [*roles, *((top, base) for top, base in world.behind.values() if base)]
    return {cell._replace(name=top) for cell in printed for top, base in pairs if cell.name == base}


_ROLES = {"": "", "numerator": " top", "denominator": " base"}


def _containing(copies: Sequence[Copy]) -> set[Cell]:
    """The counts that all copies withhold as what contains another: nothing says whether such a one is small itself."""
    always = frozenset.intersection(*(copy.containing for copy in copies))
    return {Cell(f"{name}{_ROLES[role]}", area, period) for name, role, area, period in always if role in _ROLES}


def _counted(world: World, facts: Mapping[Key, Fact]) -> set[Cell]:
    """The counts that bare numbers give with what is known of their base."""
    return {cell for key, fact in facts.items() if fact.form in ("rate", "mean") for cell in world.cells(key, fact)}


def _determined(world: World, given: set[Cell], *, shares: bool = True) -> set[Cell]:
    """The counts that follow from given ones, with these: each a single one that is missing in a sum, again and again.

    A share gives its other count where one of its two is there.
    """
    known = set(given)
    pairs = _shares(world) if shares else ()
    while True:
        before = len(known)
        for whole, parts in world.sums:
            missing = [cell for cell in (whole, *parts) if cell not in known]
            if len(missing) == 1:
                known.add(missing[0])
        for top, base in pairs:
            if (top in known) != (base in known):
                known |= {top, base}
        if len(known) == before:
            return known


def _shares(world: World) -> set[tuple[Cell, ...]]:
    return {world.cells(key, fact) for facts in world.releases for key, fact in facts.items() if fact.form == "share"}


def _identities(
    system: System, world: World, places: Mapping[Key, tuple[int, ...]], truth: Mapping[Cell, int], number: int
) -> None:
    """The sums of a release, of each source and of whatever source there is, with what they miss."""
    own: dict[Cell, dict[str, int]] = {}
    for key, spots in places.items():
        for spot in spots:
            unknown = system.unknowns[spot]
            own.setdefault(unknown.cell, {})[key.source if unknown.source == key.source else unknown.source] = spot
    # What a share alone stands for nobody can say.
    firm = {cell for cell, held in own.items() if any(system.unknowns[spot].is_checked for spot in held.values())}
    determined = _determined(world, firm)
    latent: dict[Cell, int] = {}

    def spot_of(cell: Cell, source: str) -> int:
        held = own.get(cell)
        if held:
            ranked = sorted(held, key=lambda name: (name != source, -SOURCES.index(name) if name in SOURCES else 1))
            return held[ranked[0]]
        if cell not in latent:
            latent[cell] = system.add(Unknown(cell, "", number, truth[cell], cell in determined))
        return latent[cell]

    seen = set()
    for whole, parts in world.sums:
        members = (whole, *parts)
        for source in sorted({name for cell in members for name in own.get(cell, ())}):
            spots = tuple(spot_of(cell, source) for cell in members)
            if spots in seen:
                continue
            seen.add(spots)
            missed = system.unknowns[spots[0]].truth - sum(system.unknowns[spot].truth for spot in spots[1:])
            terms = {spots[0]: 1.0, **dict.fromkeys(spots[1:], -1.0)}
            row = Row(terms, missed, missed, ALWAYS, f"sum {whole} at {number}")
            # What nobody printed may be whatever closes the gap.
            is_open = missed and any(system.unknowns[spot].source == "" for spot in spots)
            (system.misses if is_open else system.rows).append(row)
    # Where nothing but latent counts stands, a chain of sums still joins the printed ones.
    _latent_sums(system, world, latent, own, spot_of, number, seen)
    for held in own.values():
        for first, second in zip(list(held.values()), list(held.values())[1:], strict=False):
            if first == second:
                continue
            if system.unknowns[first].truth == system.unknowns[second].truth:
                system.rows.append(Row({first: 1.0, second: -1.0}, 0, 0, ALWAYS, f"two tables agree at {number}"))
            else:
                system.apart.append((first, second))
    _rests(system, world, places, number)


def _latent_sums(system, world, latent, own, spot_of, number, seen) -> None:
    """Sums all of whose counts stand in no table, where at least two of them stand in other sums."""
    grown = True
    while grown:
        grown = False
        for whole, parts in world.sums:
            members = (whole, *parts)
            if any(cell in own for cell in members) or sum(cell in latent for cell in members) < 1:
                continue
            spots = tuple(spot_of(cell, "") for cell in members)
            if spots in seen:
                continue
            seen.add(spots)
            grown = True
            missed = system.unknowns[spots[0]].truth - sum(system.unknowns[spot].truth for spot in spots[1:])
            terms = {spots[0]: 1.0, **dict.fromkeys(spots[1:], -1.0)}
            system.rows.append(Row(terms, missed, missed, ALWAYS, f"sum {whole} at {number}"))


def _rests(system: System, world: World, places: Mapping[Key, tuple[int, ...]], number: int) -> None:
    """Those whom a share leaves out, wherever both its counts are there or follow."""
    pairs: dict[tuple[int, int], str] = {}
    for key, spots in places.items():
        if len(spots) == 2:
            pairs[spots[0], spots[1]] = key.indicator
        for share, (top, base) in world.behind.items():
            other = places.get(key._replace(indicator=base))
            if key.indicator == top and base and other:
                pairs[spots[0], other[0]] = share
    for (top, base), name in pairs.items():
        first, second = system.unknowns[top], system.unknowns[base]
        left = second.truth - first.truth
        if left < 0:
            continue
        cell = Cell(f"{name} left out", first.cell.area, first.cell.period)
        is_known = first.is_known and second.is_known
        rest = system.add(Unknown(cell, first.source, number, left, first.is_checked and second.is_checked, is_known))
        system.halves.append((top, rest))
        system.rows.append(Row({base: 1.0, top: -1.0, rest: -1.0}, 0, 0, ALWAYS, f"rest of {name} at {number}"))


def _print(
    system: System, facts: Mapping[Key, Fact], places: Mapping[Key, tuple[int, ...]], copy: Copy, number: int
) -> None:
    """What the copy of a release prints."""
    for key, rows in copy.printed.items():
        for numbers in rows:
            fact = facts.get(key)
            if fact is None or (fact.form == "count" and numbers["value"] != fact.counts[0]):
                _print_sum(system, key, numbers, places, number)
            else:
                _print_fact(system, key, fact, places[key], numbers, number)


def _print_fact(
    system: System, key: Key, fact: Fact, spots: Sequence[int], numbers: Mapping[str, float], number: int
) -> None:
    if fact.form == "count":
        _print_exactly(system, spots[0], numbers["value"], key, number)
    elif fact.form == "fraction":
        for spot, name in zip(spots, ("numerator", "denominator"), strict=True):
            if name in numbers:
                _print_exactly(system, spot, numbers[name], key, number)
        if "value" in numbers and "numerator" not in numbers:
            _print_rounded(system, spots, numbers["value"], 9, key, number)
    elif fact.form == "share":
        _print_rounded(system, spots, numbers["value"], fact.decimals, key, number)
    else:
        half = 0.5 * 10.0**-fact.decimals
        low, high = ((numbers["value"] + side * half) * fact.counts[1] / _PER[fact.form] for side in (-1, 1))
        words = f"{key} prints {numbers['value']:g}"
        system.rows.append(Row({spots[0]: 1.0}, low - _NOTHING, high + _NOTHING, number, words))


def _print_exactly(system: System, place: int, value: float, key: Key, number: int) -> None:
    system.rows.append(Row({place: 1.0}, value, value, number, f"{key} prints {value:g}"))


def _print_rounded(system: System, spots: Sequence[int], value: float, decimals: int, key: Key, number: int) -> None:
    """A rounded share of two unknown counts: twice a linear bound."""
    top, base = spots
    half = 0.5 * 10.0**-decimals
    words = f"{key} prints {value:g}"
    system.rows.append(Row({top: 100.0, base: -(value + half)}, -np.inf, _NOTHING, number, words))
    system.rows.append(Row({top: 100.0, base: -(value - half)}, -_NOTHING, np.inf, number, words))


def _print_sum(
    system: System, key: Key, numbers: Mapping[str, float], places: Mapping[Key, tuple[int, ...]], number: int
) -> None:
    """A sum over areas that stands in no table of the board, and is worked out for the copy."""
    keys = [key._replace(area=part) for part in COMBINED.get(key.area, ())]
    if not keys or any(part not in places for part in keys):
        raise ValueError(f"nobody gave {key}, and it is no sum of what was given")
    parts = [places[part] for part in keys]
    columns = ["value"] if len(parts[0]) == 1 else ["numerator", "denominator"]
    for place, name in enumerate(columns):
        if name in numbers:
            terms = {part[place]: 1.0 for part in parts}
            system.rows.append(Row(terms, numbers[name], numbers[name], number, f"{key} prints {numbers[name]:g}"))


# ---- what can be worked out


class Reach:
    """The least and the greatest of each count that a set of rows allows; joined counts are solved together."""

    def __init__(self, system: System, rows: Sequence[Row], *, is_strong: bool = True):
        self.low, self.high = system.bounds(is_strong=is_strong)
        self.rows = _squeezed(_tightened(rows, self.low, self.high), self.low, self.high)
        self._truth = np.array([unknown.truth for unknown in system.unknowns], float)
        self.parts = _joined(self.rows, len(self.low))

    def of(self, wanted: Iterable[int], *, small: tuple[int, int] = (1, THRESHOLD)) -> dict[int, tuple[int, int]]:
        """The range of each wanted unknown, as far as `small` goes: what reaches beyond it is cut off."""
        found: dict[int, tuple[int, int]] = {}
        groups: dict[int, list[int]] = {}
        for place in wanted:
            groups.setdefault(int(self.parts[place]), []).append(place)
        for part, places in groups.items():
            found |= self._of_part(part, places, small)
        return found

    def _of_part(self, part: int, places: list[int], small: tuple[int, int]) -> dict[int, tuple[int, int]]:
        members = np.flatnonzero(self.parts == part)
        if len(members) == 1:
            own = members[0]
            least, most = float(np.ceil(self.low[own] - _NOTHING)), float(np.floor(self.high[own] + _NOTHING))
            return {own: _clipped(least, most, small)}
        solver = _Solver(members, [row for row in self.rows if self.parts[next(iter(row[0]))] == part], self)
        seen_low = dict.fromkeys(places, np.inf)
        seen_high = dict.fromkeys(places, -np.inf)

        def witness(table: np.ndarray | None) -> bool:
            if table is None:
                return False
            for place in places:
                value = table[solver.position[place]]
                seen_low[place] = min(seen_low[place], value)
                seen_high[place] = max(seen_high[place], value)
            return True

        witness(self._truth[members])
        lowest = {place: max(self.low[place], small[0]) for place in places}
        highest = {place: min(self.high[place], small[1]) for place in places}
        for sign in (1.0, -1.0):
            witness(solver.solved(dict.fromkeys(places, sign)))
        for place in places:
            if seen_low[place] > lowest[place]:
                witness(solver.solved({place: 1.0}))
            if seen_high[place] < highest[place]:
                witness(solver.solved({place: -1.0}))
        return {place: _clipped(seen_low[place], seen_high[place], small) for place in places}


class _Solver:
    """The integer programme of one set of joined counts."""

    def __init__(self, members: np.ndarray, rows: Sequence[tuple], reach: Reach):
        self.position = {int(place): number for number, place in enumerate(members)}
        matrix = _matrix(
            [({self.position[place]: sign for place, sign in row[0].items()},) for row in rows], len(members)
        )
        self._constraint = LinearConstraint(matrix.tocsr(), [row[1] for row in rows], [row[2] for row in rows])
        self._bounds = Bounds(reach.low[members], reach.high[members])
        self._count = len(members)

    def solved(self, aims: Mapping[int, float]) -> np.ndarray | None:
        """The whole numbers for which a weighted sum of some counts is least; None where none was found in time."""
        aim = np.zeros(self._count)
        for place, sign in aims.items():
            aim[self.position[place]] = sign
        result = milp(
            aim, constraints=self._constraint, bounds=self._bounds, integrality=np.ones(self._count, int),
            options={"node_limit": 2_000},
        )  # fmt: skip
        if result.status == 2:
            raise ArithmeticError("what is true is not among what is thought possible")
        return None if result.x is None else np.round(result.x)


def _clipped(low: float, high: float, small: tuple[int, int]) -> tuple[int, int]:
    return int(max(low, small[0])), int(min(high, small[1]))


def _tightened(rows: Sequence[tuple], low: np.ndarray, high: np.ndarray) -> list[tuple[dict[int, float], float, float]]:
    """The rows with more than one free unknown; the others go into the bounds, which are changed in place."""
    waiting = [(dict(row[0]), float(row[1]), float(row[2])) for row in rows]
    while True:
        left, is_tighter = [], False
        for terms, least, most in waiting:
            fixed = [place for place in terms if low[place] == high[place]]
            for place in fixed:
                moved = terms.pop(place) * low[place]
                least, most = least - moved, most - moved
            if len(terms) > 1:
                left.append((terms, least, most))
            elif terms:
                (place, sign), is_tighter = next(iter(terms.items())), True
                ends = sorted(end / sign for end in (least, most))
                low[place] = max(low[place], np.ceil(ends[0] - _NOTHING))
                high[place] = min(high[place], np.floor(ends[1] + _NOTHING))
            elif least > 1e-3 or most < -1e-3:
                raise ArithmeticError("two things that are printed do not go together")
        if not is_tighter and len(left) == len(waiting):
            return left
        if np.any(low > high):
            raise ArithmeticError("what is true is not among what is thought possible")
        waiting = left


def _squeezed(rows: list[tuple], low: np.ndarray, high: np.ndarray) -> list[tuple]:
    """The rows that are left once each has squeezed the bounds of its unknowns by those of the others, and again."""
    while rows:
        matrix = _matrix(rows, len(low))
        least, most = (np.array([row[side] for row in rows]) for side in (1, 2))
        for _ in range(_TURNS):
            before = low.copy(), high.copy()
            _squeeze(matrix, least, most, low, high)
            if all(np.array_equal(*pair) for pair in zip(before, (low, high), strict=True)):
                break
        left = _tightened(rows, low, high)
        if len(left) == len(rows) and sum(len(row[0]) for row in left) == sum(len(row[0]) for row in rows):
            return left
        rows = left
    return rows


def _squeeze(matrix: sparse.coo_array, least: np.ndarray, most: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    lines, columns, signs = matrix.row, matrix.col, matrix.data
    ends = np.stack([signs * low[columns], signs * high[columns]])
    smallest, largest = ends.min(axis=0), ends.max(axis=0)
    sums = [np.bincount(lines, part, len(least)) for part in (smallest, largest)]
    # What is left for one unknown when all others of its row are as small, or as large, as they can be.
    top = (most[lines] - (sums[0][lines] - smallest)) / signs
    bottom = (least[lines] - (sums[1][lines] - largest)) / signs
    above, below = np.where(signs > 0, top, bottom), np.where(signs > 0, bottom, top)
    np.minimum.at(high, columns, np.floor(above + _NOTHING))
    np.maximum.at(low, columns, np.ceil(below - _NOTHING))
    if np.any(low > high):
        raise ArithmeticError("what is true is not among what is thought possible")


def _matrix(rows: Sequence[tuple], count: int) -> sparse.coo_array:
    entries = [(number, place, sign) for number, row in enumerate(rows) for place, sign in row[0].items()]
    lines, columns, signs = (np.array(column) for column in zip(*entries, strict=True))
    return sparse.coo_array((signs, (lines, columns)), shape=(len(rows), count))


def _joined(rows: Sequence[tuple], count: int) -> np.ndarray:
    pairs = [(next(iter(row[0])), place) for row in rows for place in row[0]]
    lines, columns = np.array(pairs).T if pairs else (np.zeros(0, int), np.zeros(0, int))
    graph = sparse.coo_array((np.ones(len(lines)), (lines, columns)), (count, count))
    return connected_components(graph, directed=False)[1]


def breaches(system: System, releases: int, *, is_strong: bool = True) -> list[Breach]:
    """The small counts that some release tells."""
    found: list[Breach] = []
    known: set[int] = set()
    for release in range(1, releases + 1):
        wanted = [place for place in promised(system, release) if place not in known]
        within = Reach(system, system.known_at(release), is_strong=is_strong).of(wanted)
        narrow = {place: span for place, span in within.items() if span != (1, THRESHOLD)}
        if not narrow:
            continue
        before = Reach(system, system.known_at(release, printed=release - 1), is_strong=is_strong).of(narrow)
        for place, span in narrow.items():
            if span != before[place]:
                found.append(Breach(system.unknowns[place], release, span, before[place]))
                known.add(place)
    return found


def proof(system: System, breach: Breach) -> list[Row]:
    """As few of the rows as tell as much of the count."""
    place = system.unknowns.index(breach.unknown)
    rows = system.known_at(breach.release)
    parts = _joined(rows, len(system.unknowns))
    rows = [row for row in rows if parts[next(iter(row.terms))] == parts[place]]
    size = max(len(rows) // 2, 1)
    while size:
        start = 0
        while start < len(rows):
            fewer = rows[:start] + rows[start + size :]
            if Reach(system, fewer).of([place])[place] == breach.within:
                rows = fewer
            else:
                start += size
        size //= 2
    return rows


def promised(system: System, release: int) -> list[int]:
    """The small counts of people that are in a table by a release, or follow from one, and that nobody published."""
    return [
        place
        for place, unknown in enumerate(system.unknowns)
        if unknown.since <= release and unknown.is_checked and not unknown.is_known and 1 <= unknown.truth <= THRESHOLD
    ]
