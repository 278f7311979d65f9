"""A return checked: everything wrong with it at once, and beside each sound figure the one that is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from indicators.errors import Problem
from indicators.returns.doubts import doubts
from indicators.returns.held import Agency, Held, held
from indicators.returns.lines import Lines
from indicators.returns.mistakes import (
    cell_problems,
    repeat_problems,
    repeats,
    respelt_problems,
    rounded_problems,
    share_problems,
    unfitting_problems,
)
from indicators.returns.published.neighbours import read_neighbours
from indicators.returns.received import Kind, Received, Recognised, is_parquet, recognised
from indicators.returns.staging import PASSING, Staged, stage_return, told_as_refused
from indicators.store import Store, open_store
from indicators.temporary import passing_folder

Progress = Callable[[float, str], None]

#: What may become of a sound figure; `older`: an older edition's figure, which does not replace a newer one.
STATES = ("new", "revised", "unchanged", "older")
#: Figures of a state that are listed one by one.
MOST_LISTED = 2_000
#: Kinds of which a new edition gives old figures again.
EDITIONS = (Kind.WIDE, Kind.LAIT)


@dataclass(frozen=True)
class Checked:
    """What a return would change, and what is wrong with it.

    `figures` has a frame a state, newest first, of at most `MOST_LISTED` rows: the columns of
    `queries/load/compared_rows.sql`. `counts` has how many there are of each, and of `refused` rows. `lines`
    says where a row stands in the file, while the store that it was compared in is open.
    `accepted_as` is the return in force that has the same content. `neighbours` holds the rows of a model of
    statistical neighbours, and is None for any other return.
    """

    file: Received
    kind: Kind
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    figures: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    agency: Agency | None = None
    period: str = ""
    accepted_as: int | None = None
    neighbours: pd.DataFrame | None = None
    lines: Lines | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be mended before everything can be taken in."""
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is worth a look and stops nothing."""
        return tuple(problem for problem in self.problems if problem.is_warning)

    @property
    def changes(self) -> int:
        """How many figures would be new or other than before."""
        return self.counts["new"] + self.counts["revised"]

    @property
    def sound(self) -> int:
        """How many figures can be taken in."""
        return self.changes + self.counts["unchanged"]


def no_progress(share: float, words: str) -> None:
    """A progress report that nobody sees."""


def check_return(path: Path, file: Received, *, agency: str = "", progress: Progress = no_progress) -> Checked:
    """Check a file against the store at `path`, which is only read; raises ReturnRefused in plain words."""
    store = open_store(path, reads_files=True)
    try:
        return compare_return(store, file, agency=agency, progress=progress)
    finally:
        store.close()


def compare_return(store: Store, file: Received, *, agency: str = "", progress: Progress = no_progress) -> Checked:
    """Check a file against an open store, whose temporary table `compared` then holds the sound figures."""
    progress(0.0, "Looking at the file")
    known = held(store)
    with passing_folder("return") as work:
        seen = recognised(file, work, parquet_heading=_parquet_heading(store, file))
        if seen.kind is Kind.NEIGHBOURS:
            return _neighbours(store, file, seen, known)
        progress(0.1, "Reading the figures")
        staged = stage_return(store, file, seen, known, agency=agency)
        progress(0.5, "Checking every figure")
        problems = [*staged.problems, *_refuse(store, staged, known, is_edition=seen.kind in EDITIONS)]
        progress(0.7, "Comparing with what is known")
        indicators = list(store.fetch("load/staged_indicators")["indicator"])
        store.execute("load/compare_return", indicators=indicators, is_edition=seen.kind in EDITIONS)
        problems += doubts(store, staged.lines, known, is_personal=seen.kind not in EDITIONS)
    progress(1.0, "Checked")
    return _checked(store, file, seen.kind, staged, problems)


def _checked(store: Store, file: Received, kind: Kind, staged: Staged, problems: list[Problem]) -> Checked:
    counts = dict.fromkeys(STATES, 0) | store.fetch("load/compared_counts").set_index("state")["figures"].to_dict()
    return Checked(
        file,
        kind,
        tuple(sorted(problems, key=lambda problem: problem.is_warning)),
        counts | {"refused": staged.refused + len(store.fetch("load/refused_rows"))},
        {state: store.fetch("load/compared_rows", state=state, most=MOST_LISTED) for state in STATES},
        staged.agency,
        staged.period,
        accepted_as(store, file),
        lines=staged.lines,
    )


def accepted_as(store: Store, file: Received) -> int | None:
    """The return in force with just the content of a file."""
    found = store.fetch("load/return_of_file", sha256=file.sha256)
    return int(found["return_id"].iloc[0]) if len(found) else None


def _parquet_heading(store: Store, file: Received) -> list[str]:
    if not is_parquet(file.path):
        return []
    with told_as_refused(file):
        return list(store.fetch("load/parquet_columns", path=str(file.path))["name"])


def _refuse(store: Store, staged: Staged, known: Held, *, is_edition: bool) -> list[Problem]:
    """What is wrong with the staged figures, whose rows are refused; of those given twice alike one is kept.

    What no longer fits what came before is refused too, but not in a publisher's file, which nobody here can mend.
    """
    files = {PASSING: staged.lines}
    wrong, shares, repeated = (
        store.fetch("load/fact_problems"),
        store.fetch("load/impossible_shares"),
        repeats(staged.stage),
    )
    unfitting = _unfitting(store, known)
    alike = repeated["versions"] == 1
    surplus = [row for rows in repeated.loc[alike, "rows"] for row in rows[1:]]
    contradicted = [row for rows in repeated.loc[~alike, "rows"] for row in rows]
    unfit = [] if is_edition else unfitting["row"]
    rows = sorted({int(row) for row in (*wrong["row"], *shares["row"], *unfit, *surplus, *contradicted)})
    store.append("refused_row", pd.DataFrame({"row": pd.Series(rows, dtype="int64")}))
    return [
        *cell_problems(staged.stage, wrong, files),
        *share_problems(shares, files),
        *(problem.as_warning() if is_edition else problem for problem in unfitting_problems(unfitting, staged.lines)),
        *repeat_problems(repeated[~alike], files),
        *rounded_problems(staged.stage, files),
        *respelt_problems(staged.stage, staged.lines),
        *(problem.as_warning() for problem in repeat_problems(repeated[alike], files)),
    ]


def _unfitting(store: Store, known: Held) -> pd.DataFrame:
    """Counts of the return that do not fit the other part of their percentage, as it came before."""
    own = set(store.fetch("load/staged_indicators")["indicator"])
    pairs = [{item.numerator, item.denominator} for item in known.indicators.values() if item.is_derived]
    others = sorted({name for pair in pairs if pair & own for name in pair})
    return store.fetch("load/impossible_beside_known", indicators=others)


def _neighbours(store: Store, file: Received, seen: Recognised, known: Held) -> Checked:
    rows, problems = read_neighbours(file, seen, known.areas)
    kept = ["area", "rank", "neighbour"]
    before = set(store.query("neighbours")[kept].itertuples(index=False, name=None))
    same = sum(row in before for row in rows[kept].itertuples(index=False, name=None))
    counts = dict.fromkeys(STATES, 0) | {"new": len(rows) - same, "unchanged": same, "refused": 0}
    return Checked(file, seen.kind, tuple(problems), counts, accepted_as=accepted_as(store, file), neighbours=rows)
