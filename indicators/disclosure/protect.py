"""From a table to what is withheld: choose, audit, learn from what fails, and refuse what cannot be made safe."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.audit import bounds, too_narrow
from indicators.disclosure.choose import cheapest
from indicators.disclosure.cuts import learn_from_failures, learn_from_links
from indicators.disclosure.part import Bools, Part, parts_of
from indicators.disclosure.rule import DisclosureRefused, Rule
from indicators.disclosure.table import Table

Integers = NDArray[np.int64]

#: Times that a component of up to so many cells is chosen afresh, and a larger one; after that what was chosen
#: stays chosen, so that an end comes soon.
_SMALL, _TURNS, _TURNS_OF_LARGE = 24, 60, 6
#: Failing cells of a component from which a turn learns: one remedy mostly helps several.
_LESSONS = 3


@dataclass(frozen=True)
class Protection:
    """What of a table of n cells is withheld, `primary` because it is small itself, and how closely it can be known.

    `bounds` (n, 2) are two whole numbers that each withheld or small cell was proved able to be, given everything
    printed, at least the rule's margin apart (`audit.bounds` tells the furthest); others have their own value twice.
    """

    withheld: Bools
    primary: Bools
    bounds: Integers


def protect(table: Table, rule: Rule) -> Protection:
    """Withhold the small cells and, at the least loss, those that would give them away, and prove that it suffices.

    Every withheld cell keeps the margin of the rule. The loss is the least that there is in components of up to 24
    unknown cells, and in most larger ones, where the search is cut short after six choices. Nothing depends on the
    clock: the answer is the same each time. DisclosureRefused names the small cells that no choice protects, as when
    what was published before pins them.
    """
    withheld, found = _chosen(table, rule)
    failing = too_narrow(table, withheld, found, rule.margin)
    if len(failing):
        # Others may fail beside them only because nothing was left to choose.
        small = failing[table.small[failing]]
        raise DisclosureRefused(small if len(small) else failing, rule.margin)
    return Protection(withheld, table.primary, found)


def _chosen(table: Table, rule: Rule) -> tuple[Bools, Integers]:
    """The cheapest choice that stands the audit, part by part, and its bounds; all there is where a part has none."""
    withheld, found = table.primary, np.repeat(table.values[:, None], 2, axis=1)
    left = parts_of(table, rule)
    for part in left:
        learn_from_links(part)
    turn = 0
    while left:
        choices = cheapest(left)
        among = np.zeros(len(withheld), bool)
        for part, hidden in zip(left, choices, strict=True):
            for cells in part.copies:
                withheld[cells] = _largest(table, rule, cells) if hidden is None else hidden & table.printed[cells]
                among[cells] = True
        found[among] = bounds(table, withheld, among=among, enough=rule.margin)[among]
        solvable = [part for part, hidden in zip(left, choices, strict=True) if hidden is not None]
        left = _learning(
            solvable, table.hidden(withheld), _mask(too_narrow(table, withheld, found, rule.margin), among)
        )
        turn += 1
        for part in left:
            if turn >= (_TURNS if len(part.is_free) <= _SMALL else _TURNS_OF_LARGE):
                part.kept |= part.is_free & withheld[part.cells]
    return withheld, found


def _learning(parts: list[Part], hidden: Bools, narrow: Bools) -> list[Part]:
    """Those of the parts that have a cell among the narrow ones (n,) if these are hidden (n,); they have learnt."""
    failing = [(part, np.flatnonzero(np.any([narrow[cells] for cells in part.copies], axis=0))) for part in parts]
    failing = [(part, places) for part, places in failing if len(places)]
    learn_from_failures(
        [
            (part, hidden[part.cells], place)
            for part, places in failing
            for place in places[:: max(len(places) // _LESSONS, 1)]
        ]
    )
    return [part for part, _ in failing]


def _largest(table: Table, rule: Rule, cells: Integers) -> Bools:
    """Of a component (k,) all cells that can be withheld with their margin, its small ones in any case.

    Withholding more never narrows a cell, so what fails beside all others fails in every choice.
    """
    withheld, among = np.zeros((2, len(table.values)), bool)
    withheld[cells], among[cells] = table.printed[cells], True
    while True:
        found = bounds(table, withheld, among=among, enough=rule.margin)
        narrow = _mask(too_narrow(table, withheld, found, rule.margin), among)
        if not narrow.any() or (narrow & table.small).any():
            return withheld[cells]
        withheld &= ~narrow


def _mask(positions: Integers, among: Bools) -> Bools:
    """Which cells (n,) stand at these positions and among others."""
    mask = np.zeros(len(among), bool)
    mask[positions] = True
    return mask & among
