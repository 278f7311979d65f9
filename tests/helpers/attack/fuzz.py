"""Thousands of made-up boards, published and attacked: what follows, how much is withheld, and what was least.

A store of 25 boards costs about 20 seconds of one core to publish, release by release, and 6 to attack.

At 0.5, which withheld the fewest cells that its audit asked for, boards 5 to 24 of seed 1000: 22 of 149 small counts
narrowed in 7 of 19 boards, nothing published of one board, 63 of 138 counts withheld.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.helpers.attack.alternatives import alternatives
from tests.helpers.attack.boards import World, random_people, random_world, renamed
from tests.helpers.attack.copies import Copy, copies_of
from tests.helpers.attack.integer_programme import THRESHOLD, Breach, System, breaches, promised, proof, system_of

#: Worlds of one store: more are quicker for each, and slower to look into when something fails.
TOGETHER = 100
#: Other worlds that a world is held against, and how many worlds are made alike in one store.
OTHERS, ALIKE_TOGETHER = 6, 8
#: A world is small enough for the least choice where so few of its figures could be withheld without need.
_FREE = 9
PROCESSES = 2
REFUSED = "boards of which nothing is published"


@dataclass
class Tally:
    """What was found in some worlds; `counts` are added up, `examples` are a few of what should not be."""

    counts: Counter = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> "Tally":
        return Tally(self.counts + other.counts, [*self.examples, *other.examples])


def worlds_of(seed: int, first: int, count: int) -> list[World]:
    """Worlds of a seed that share their people; each is drawn anew from the seed and its number."""
    people = random_people(seed + first)
    return [random_world(seed + number, f"w{number}", people) for number in range(first, first + count)]


def fuzz(seed: int, worlds: int, *, processes: int = PROCESSES, is_weak_too: bool = True) -> Tally:
    """Publish and attack so many worlds."""
    jobs = [(seed, first, min(TOGETHER, worlds - first), is_weak_too) for first in range(0, worlds, TOGETHER)]
    return _added(attacked, jobs, processes)


def alike(seed: int, worlds: int, *, processes: int = PROCESSES) -> Tally:
    """Publish so many worlds, and others that the copies of each allow, and compare the copies."""
    step = ALIKE_TOGETHER
    return _added(compared, [(seed, first, min(step, worlds - first)) for first in range(0, worlds, step)], processes)


def _added(work, jobs: Sequence[tuple], processes: int) -> Tally:
    total = Tally()
    if processes == 1:
        found: Iterator[Tally] = itertools.starmap(work, jobs)
        for tally in found:
            total = total.add(tally)
        return total
    with ProcessPoolExecutor(processes) as pool:
        for tally in pool.map(work, *zip(*jobs, strict=True)):
            total = total.add(tally)
    return total


def attacked(seed: int, first: int, count: int, is_weak_too: bool = True) -> Tally:
    """What follows from the copies of a few worlds."""
    worlds = worlds_of(seed, first, count)
    tally = Tally()
    for world, copies in zip(worlds, copies_of(worlds), strict=True):
        if copies is None:
            tally.counts[REFUSED] += 1
            continue
        tally.counts["worlds"] += 1
        tally.counts["releases"] += len(copies)
        _count_withheld(tally.counts, world, copies)
        system = system_of(world, copies)
        found = breaches(system, len(copies))
        tally.counts["small counts checked"] += len(promised(system, len(copies)))
        tally.counts["breaches"] += len(found)
        tally.counts["breached worlds"] += bool(found)
        tally.counts["exact breaches"] += sum(one.within[0] == one.within[1] for one in found)
        if found and is_weak_too:
            tally.counts["weak breaches"] += len(breaches(system, len(copies), is_strong=False))
        tables_first = sorted(found, key=lambda one: (not one.unknown.is_printable, one.within[1] - one.within[0]))
        tally.examples += [described(world, system, one) for one in tables_first[:1]]
        _count_least(tally.counts, world, copies)
    return tally


def _count_withheld(counts: Counter, world: World, copies: Sequence[Copy]) -> None:
    """How many figures are withheld of each form, of how many; the small ones of these; at the last release."""
    for key, fact in world.releases[-1].items():
        is_shown = key in copies[-1].printed
        counts[f"{fact.form} figures"] += 1
        counts[f"{fact.form} withheld"] += not is_shown
        if fact.form == "count":
            counts["small counts"] += 1 <= fact.counts[0] <= THRESHOLD


def described(world: World, system: System, breach: Breach) -> str:
    """A breach in words: the counts that give it away, and how."""
    rows = proof(system, breach)
    places = sorted({place for row in rows for place in row.terms})
    own = breach.unknown
    told = f"{own.name} is {own.truth}: {breach.within} follows at release {breach.release}, {breach.before} before"
    return "\n".join(
        [
            f"{world.prefix}: {told}",
            *(f"  {system.unknowns[place].name} is {system.unknowns[place].truth}" for place in places),
            *(f"  {row.words}" + f", release {row.since}" * (row.since > 0) for row in rows),
        ]
    )


def _count_least(counts: Counter, world: World, copies: Sequence[Copy]) -> None:
    """The least that withstands the same stranger, in worlds small enough to try all choices."""
    facts = world.releases[0]
    if len(world.releases) > 1 or any(fact.form != "count" or key.source != "report" for key, fact in facts.items()):
        return
    small = [key for key, fact in facts.items() if 1 <= fact.counts[0] <= THRESHOLD]
    free = [key for key, fact in facts.items() if fact.counts[0] > THRESHOLD]
    if not small or len(free) > _FREE:
        return
    least = least_withheld(world, small, free)
    if least is None:
        return
    counts["worlds solved exactly"] += 1
    counts["least withheld"] += len(small) + least
    counts["withheld there"] += sum(key not in copies[0].printed for key in facts)


def least_withheld(world: World, small: Sequence, free: Sequence) -> int | None:
    """How few other figures must be withheld with the small ones; None where even all of them do not suffice."""
    facts = world.releases[0]
    zeros = [key for key in facts if key not in {*small, *free}]
    for size in range(len(free) + 1):
        for hidden in itertools.combinations(free, size):
            shown = [*zeros, *(key for key in free if key not in hidden)]
            copy = Copy({key: [{"value": float(facts[key].counts[0])}] for key in shown}, frozenset(), "")
            if not breaches(system_of(world, [copy]), 1):
                return size
    return None


def compared(seed: int, first: int, count: int) -> Tally:
    """How many of the worlds that the copies of a few worlds allow are published otherwise."""
    worlds = worlds_of(seed, first, count)
    tally = Tally()
    families: list[tuple[World, list[World]]] = []
    for world, copies in zip(worlds, copies_of(worlds), strict=True):
        if copies is None:
            tally.counts[REFUSED] += 1
            continue
        others, is_all = alternatives(world, system_of(world, copies), copies, OTHERS, seed)
        tally.counts["worlds"] += 1
        tally.counts["worlds with others"] += bool(others)
        tally.counts["worlds with all others"] += bool(others) and is_all
        tally.counts["others"] += len(others)
        families.append((world, [renamed(other, f"{world.prefix}x{number}") for number, other in enumerate(others)]))
    together = [one for world, others in families for one in (world, *others) if others]
    made = iter(copies_of(together) if together else [])
    for world, others in families:
        if not others:
            continue
        own, *rest = [next(made) for _ in range(1 + len(others))]
        for other, copies in zip(others, rest, strict=True):
            if _texts(own) != _texts(copies):
                tally.counts["others published otherwise"] += 1
                tally.examples += [_difference(world, other, own, copies)]
    return tally


def _texts(copies: Sequence[Copy] | None) -> list[str] | None:
    return None if copies is None else [copy.text for copy in copies]


def _difference(world: World, other: World, own: Sequence[Copy] | None, copies: Sequence[Copy] | None) -> str:
    """Where two copies that should be alike differ, and in which counts their worlds do."""
    if own is None or copies is None:
        return f"{world.prefix}: of one of two worlds nothing is published"
    lines = []
    for number, (mine, theirs) in enumerate(zip(own, copies, strict=True), 1):
        sets = [set(copy.text.split("\n")) for copy in (mine, theirs)]
        lines += [f"  only here, release {number}: {line}" for line in sorted(sets[0] - sets[1])]
        lines += [f"  only there, release {number}: {line}" for line in sorted(sets[1] - sets[0])]
    pairs = zip(world.releases, other.releases, strict=True)
    moved = [
        f"  release {number}: {key} is {fact.counts} here and {second.counts} there"
        for number, (facts, others) in enumerate(pairs, 1)
        for (key, fact), second in zip(facts.items(), others.values(), strict=True)
        if fact != second
    ]
    return "\n".join([f"{world.prefix} and {other.prefix}:", *moved[:14], *lines[:14]])
