"""How long the public copy of the shipped board takes, and what a stranger learns from copies of made-up boards."""

import shutil
import time
from pathlib import Path

from benchmarks.rates import Rate, share
from benchmarks.timing import Line
from indicators.disclosure.edition import public_edition
from indicators.loading.build import build
from tests.helpers.attack.fuzz import REFUSED, alike, fuzz

#: Seconds for the public copy of a board's figures.
SECONDS = 10.0
COPIES = 3
#: Boards that are published and attacked, and that are held against others that their copies allow.
WORLDS, WORLDS_ALIKE = 5_000, 200
#: Examples of what should not be that are shown.
SHOWN = 10


def release_lines(work: Path, data: Path) -> list[Line]:
    """Seconds from a board's store to its public copy, choice and audit included."""
    path = work / "released.duckdb"
    build(path, data)
    times, remark = [], ""
    for number in range(COPIES):
        own = work / f"released-{number}" / path.name
        own.parent.mkdir(exist_ok=True)
        shutil.copy(path, own)
        started = time.perf_counter()
        edition = public_edition(own, data=data)
        times.append(time.perf_counter() - started)
        remark = f"{len(edition.suppressed):,} figures withheld"
        edition.store.close()
    return [Line("public copy of the shipped board", times, target=SECONDS, remark=remark)]


def fuzz_rates(seed: int, worlds: int = WORLDS, alike_worlds: int = WORLDS_ALIKE) -> list[Rate]:
    """What strangers learn, of how many small counts; what is withheld; and whether copies tell what is hidden."""
    found = fuzz(seed, worlds)
    same = alike(seed, alike_worlds)
    for example in [*found.examples[:SHOWN], *same.examples[:SHOWN]]:
        print(example)
    counts = found.counts
    boards = f"{counts['worlds']:,} boards, {counts['releases']:,} releases"
    small = counts["small counts checked"]
    rates = [
        share(f"small counts that the strong stranger narrows ({boards})", counts["breaches"], of=small, most=0.0),
        share("  of these known exactly", counts["exact breaches"], of=small),
        share("  narrowed by the weak stranger too", counts["weak breaches"], of=small),
        share(
            "boards of which nothing is published",
            counts[REFUSED],
            of=counts[REFUSED] + counts["worlds"],
            most=0.0,
        ),
        share(
            "copies that differ from one that prints the same",
            same.counts["others published otherwise"],
            of=same.counts["others"],
            most=0.0,
            remark=f"{same.counts['worlds with all others']} boards in full",
        ),
    ]
    for form in ("count", "fraction", "share", "rate", "mean"):
        rates.append(share(f"{form} figures withheld", counts[f"{form} withheld"], of=counts[f"{form} figures"]))
    if counts["least withheld"]:
        ratio = counts["withheld there"] / counts["least withheld"]
        solved = f"{counts['worlds solved exactly']:,} boards solved exactly"
        what = "figures withheld to the fewest that withstand the strong stranger"
        rates.append(Rate(what=what, result=ratio, interval=(ratio, ratio), counted=solved, is_share=False))
    return rates
