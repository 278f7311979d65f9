"""Whether disclosure control keeps what it promises on random tables, at what loss, and how long a release takes."""

import time

import numpy as np

from benchmarks.disclosure_check import best_loss, gconfid_ranges, ranges
from benchmarks.disclosure_tables import INDICATORS, SHARES, board_release, random_tables
from benchmarks.rates import Rate, share
from benchmarks.timing import Line
from indicators.disclosure.audit import REACH, bounds
from indicators.disclosure.protect import Protection, protect
from indicators.disclosure.rule import Rule
from indicators.disclosure.table import Table

TABLES = 2_000
#: Tables with more cells than this are not solved a second time for the best choice, nor are more than so many.
SMALL_ENOUGH, SOLVED_AGAIN = 20, 150
#: Tables of which gconfid, where it is installed, is asked for bounds.
ASKED_OF_GCONFID = 150
#: Cells withheld for each that the best choice withholds, at most.
MOST = 1.15
#: Seconds for a release of a board's size.
SECONDS = 10.0
RELEASES = 3


def disclosure_rates(seed: int, tables: int = TABLES) -> list[Rate]:
    """How often a withheld cell can be narrowed down too far, how much more is withheld than must be, who agrees."""
    rule = Rule()
    found = [(table, protect(table, rule)) for table in random_tables(seed, tables, rule)]
    return [_pinned(found, rule), *_losses(found, rule), *_agreement(found)]


def release_lines(seed: int) -> list[Line]:
    """Seconds from the table of a board's release to what is withheld of it, without and with shares of a whole."""
    lines = []
    for shares in (0, SHARES):
        releases = [board_release(seed + number, Rule(), shares=shares) for number in range(RELEASES)]
        times, remark = [], ""
        for table in releases:
            started = time.perf_counter()
            done = protect(table, Rule())
            times.append(time.perf_counter() - started)
            remark = f"{done.primary.sum():,} small and {(done.withheld & ~done.primary).sum():,} other"
            remark += f" of {table.printed.sum():,} cells withheld"
        what = f"release of {INDICATORS} indicators" + f", {shares} of them shares of others" * (shares > 0)
        lines.append(Line(what, times, target=SECONDS, remark=remark))
    return lines


def _pinned(found: list[tuple[Table, Protection]], rule: Rule) -> Rate:
    wide = [np.diff(ranges(table, done.withheld)) >= rule.margin for table, done in found]
    cells = np.concatenate(wide)
    what = f"withheld cells of {len(found):,} tables pinned below {rule.margin}"
    return share(what, int((~cells).sum()), of=cells.size, most=0.0)


def _losses(found: list[tuple[Table, Protection]], rule: Rule) -> list[Rate]:
    """What is withheld against the best choice there is: on average, and in the table where it is worst."""
    small = [one for one in found if np.count_nonzero(one[0].values) <= SMALL_ENOUGH and one[0].small.any()]
    pairs = [(done.withheld.sum(), best_loss(table, rule.margin)) for table, done in small[:SOLVED_AGAIN]]
    pairs = [(ours, best) for ours, best in pairs if best is not None]
    ratios = np.array([ours / best for ours, best in pairs])
    if not len(ratios):
        return []
    counted = f"{len(ratios):,} tables solved exactly"
    return [
        Rate(what=what, result=ratio, interval=(ratio, ratio), counted=counted, is_share=False, most=MOST)
        for what, ratio in (
            ("cells withheld to the fewest possible", sum(ours for ours, _ in pairs) / sum(best for _, best in pairs)),
            ("  in the worst table", ratios.max()),
        )
    ]


def _agreement(found: list[tuple[Table, Protection]]) -> list[Rate]:
    """How many bounds gconfid finds as we do; nothing where it is not installed."""
    asked = [(table, done) for table, done in found if done.withheld.any()][:ASKED_OF_GCONFID]
    try:
        theirs = [gconfid_ranges(table, done.withheld, REACH) for table, done in asked]
    except ModuleNotFoundError:
        print("gconfid is not installed, so nobody else was asked for bounds: pip install gconfid==2.0.4")
        return []
    ours = [bounds(table, done.withheld)[done.withheld] for table, done in asked]
    alike = np.concatenate([np.abs(mine - other) < 1e-4 for mine, other in zip(ours, theirs, strict=True)])
    what = f"bounds of {len(asked):,} tables that gconfid finds too"
    return [share(what, int(alike.sum()), of=alike.size, least=1.0)]
