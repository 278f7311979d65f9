"""Non-interference: all tables that the published figures allow must be published alike.

For a world and its copies other worlds are made whose true counts differ where something is withheld and nowhere else:
small ones stay 1 to 5, others above that, all sums are kept and all that is printed. Whoever runs the product on each
of them learns something if one of the copies differs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tests.helpers.attack.boards import Fact, Key, World
from tests.helpers.attack.copies import Copy
from tests.helpers.attack.integer_programme import _NOTHING, THRESHOLD, Reach, System, _Solver, _tightened

#: How far above what they are counts that may be anything are tried.
_REACH = 8
#: Tables are all made where they are at most so many; steps until that is given up.
_ALL, _STEPS = 60, 1_500


def alternatives(
    world: World, system: System, copies: Sequence[Copy], most: int, seed: int
) -> tuple[list[World], bool]:
    """Other worlds with the same published figures, at most so many, and whether these are all."""
    rows = [*system.rows, *system.misses]
    reach = Reach(system, rows)
    truth = np.array([unknown.truth for unknown in system.unknowns], float)
    far = np.minimum(truth - _REACH, THRESHOLD + 1), truth + _REACH
    bounded = (reach.low >= far[0]) & (reach.high <= far[1])
    reach.low, reach.high = np.maximum(reach.low, far[0]), np.minimum(reach.high, far[1])
    free = np.flatnonzero(reach.low < reach.high)
    tables, is_all = _all_tables(reach, free), True
    if tables is None or not bounded[free].all():
        is_all = False
        chance = np.random.default_rng(seed)
        tables = list(_some_tables(reach, truth, most * 3, chance))
    found: list[World] = []
    seen = {tuple(truth)}
    for table in tables:
        if tuple(table) in seen or not _keeps_apart(system, table) or not _keeps_small(system, table):
            continue
        seen.add(tuple(table))
        releases = _releases(world, system, table)
        if _prints_alike(world, releases, copies) and releases != world.releases:
            found.append(replace(world, releases=releases))
    return found[:most], is_all and len(found) <= most


def _all_tables(reach: Reach, free: np.ndarray) -> list[np.ndarray] | None:
    """Every table within the bounds; None where there are too many."""
    found: list[np.ndarray] = []
    steps = 0

    def search(low: np.ndarray, high: np.ndarray, rows: Sequence) -> bool:
        nonlocal steps
        steps += 1
        if steps > _STEPS or len(found) > _ALL:
            return False
        try:
            rows = _tightened(rows, low, high)
        except ArithmeticError:
            return True
        spans = high - low
        if not spans[free].any():
            found.append(low.copy())
            return True
        place = int(free[np.argmin(np.where(spans[free] > 0, spans[free], np.inf))])
        for value in np.arange(low[place], high[place] + 1):
            below, above = low.copy(), high.copy()
            below[place] = above[place] = value
            if not search(below, above, rows):
                return False
        return True

    return found if search(reach.low.copy(), reach.high.copy(), reach.rows) else None


def _some_tables(reach: Reach, truth: np.ndarray, count: int, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Tables that are least by some weights or other, each set of joined counts on its own."""
    solvers = []
    for part in np.unique(reach.parts):
        members = np.flatnonzero(reach.parts == part)
        if len(members) > 1:
            rows = [row for row in reach.rows if reach.parts[next(iter(row[0]))] == part]
            solvers.append((members, _Solver(members, rows, reach)))
    alone = np.flatnonzero(np.bincount(reach.parts)[reach.parts] == 1)
    for _ in range(count):
        table = truth.copy()
        table[alone] = [chance.integers(reach.low[place], reach.high[place] + 1) for place in alone]
        for members, solver in solvers:
            solved = solver.solved(dict(zip(members.tolist(), chance.normal(size=len(members)), strict=True)))
            if solved is not None:
                table[members] = solved
        yield table


def _keeps_apart(system: System, table: np.ndarray) -> bool:
    """Whether what was seen to differ still does."""
    return all(table[first] != table[second] for first, second in system.apart)


def _keeps_small(system: System, table: np.ndarray) -> bool:
    """Whether what follows from tables is small where it was, and of each share one of its halves."""
    halves = {place for pair in system.halves for place in pair}
    single = [
        place
        for place, unknown in enumerate(system.unknowns)
        if unknown.is_checked and place not in halves and _size(unknown.truth) != _size(table[place])
    ]
    truth = [unknown.truth for unknown in system.unknowns]
    return not single and all(
        _has_size(truth[top], truth[rest]) == _has_size(table[top], table[rest]) for top, rest in system.halves
    )


def _size(count: float) -> int:
    return int(count > 0) + int(count > THRESHOLD)


def _has_size(top: float, rest: float) -> tuple[bool, bool, bool]:
    return 1 in (_size(top), _size(rest)), top == 0, rest == 0


def _releases(world: World, system: System, table: np.ndarray) -> tuple[Mapping[Key, Fact], ...]:
    """The facts of each release with the counts of a table."""
    found = []
    for facts, places in zip(world.releases, system.behind, strict=True):
        made = {}
        for key, fact in facts.items():
            counts = tuple(int(table[place]) for place in places[key])
            made[key] = replace(fact, counts=(*counts, *fact.counts[len(counts) :]))
        found.append(made)
    return tuple(found)


def _prints_alike(world: World, releases: Sequence[Mapping[Key, Fact]], copies: Sequence[Copy]) -> bool:
    """Whether all bare numbers that are printed are as they were, and all others are small where they were."""
    for facts, made, copy in zip(world.releases, releases, copies, strict=True):
        for key, fact in facts.items():
            if fact.form in ("count", "fraction"):
                continue
            if key in copy.printed and made[key].printed != fact.printed:
                return False
            if _may_be_small(made[key]) != _may_be_small(fact):
                return False
    return True


def _may_be_small(fact: Fact) -> tuple[bool, ...]:
    """Whether the counts behind a bare number could be small, as far as its digits tell."""
    top, base = fact.counts
    per = {"share": 100.0, "rate": 10_000.0, "mean": 1.0}[fact.form]
    half = 0.5 * 10.0**-fact.decimals
    low, high = (fact.printed - half) / per, (fact.printed + half) / per
    tops = _whole(low * base, high * base)
    if fact.form != "share":
        return (_has_small(*tops),)
    bases = _whole(top / high, top / low) if low > 0 else (top, 10**6)
    rests = [(base - tops[1], base - tops[0]), (bases[0] - top, bases[1] - top)]
    return (_has_small(*tops), _has_small(*bases), *(_has_small(*rest) for rest in rests))


def _whole(low: float, high: float) -> tuple[int, int]:
    return int(np.ceil(low - _NOTHING)), int(np.floor(high + _NOTHING))


def _has_small(low: int, high: int) -> bool:
    return low <= THRESHOLD and high >= 1
