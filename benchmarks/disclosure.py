"""How long the public copy of the shipped board takes."""

import shutil
import time
from pathlib import Path

from benchmarks.timing import Line
from indicators.disclosure.edition import public_edition
from indicators.loading.build import build

#: Seconds for the public copy of a board's figures.
SECONDS = 10.0
COPIES = 3


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
