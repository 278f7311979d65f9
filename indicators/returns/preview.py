"""What a return would change, tried on a copy of the store, so that the signals can judge it beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.errors import Problem
from indicators.measures import Catalogue, load_catalogue
from indicators.measures.coded import period_label
from indicators.periods import PERIOD_GROUPS
from indicators.returns.check import EDITIONS, Checked, Progress, compare_return, no_progress
from indicators.returns.lines import Lines
from indicators.returns.place import tried
from indicators.returns.received import Received
from indicators.signals.cycle import judge_cycle
from indicators.signals.points import GROUPS
from indicators.statements import statement
from indicators.store import Store

#: Days, the newest first, up to which the figures of a return are judged: what is older is history by now.
_DAYS_OF_PEOPLE, _DAYS_OF_PUBLISHERS = 4, 1
_STATES = ("new", "revised")
#: The number under which a return lies in a copy that nobody keeps.
_PASSING = 1 << 40


def preview_return(path: Path, file: Received, *, agency: str = "", progress: Progress = no_progress) -> Checked:
    """Check a file as `check_return` does, and warn of figures that are unusual beside their own history.

    The store at `path` is only read. Raises ReturnRefused for a file that cannot be taken in at all.
    """
    with tried(path) as store:
        checked = compare_return(store, file, agency=agency, progress=lambda share, words: progress(0.7 * share, words))
        if checked.neighbours is not None or not checked.changes:
            return checked
        progress(0.7, "Judging what is unusual")
        store.execute("load/insert_return", return_id=_PASSING)
        warnings = unusual_figures(store, load_catalogue(store), checked)
    progress(1.0, "Checked")
    return replace(checked, problems=(*checked.problems, *warnings), lines=None)


def unusual_figures(store: Store, catalogue: Catalogue, checked: Checked) -> list[Problem]:
    """A warning for each figure of a return that moved more than such figures usually do; the return is in `store`."""
    changed = pd.concat([checked.figures[state] for state in _STATES])
    names = _concerned(catalogue, set(changed["indicator"]))
    days = sorted(set(changed["ends"].dt.date), reverse=True)
    most = _DAYS_OF_PUBLISHERS if checked.kind in EDITIONS else _DAYS_OF_PEOPLE
    told: dict[tuple[int, str], Problem] = {}
    for day in days[:most]:
        for row, words in _unusual(store, catalogue, names, changed, day):
            told.setdefault((row, words), _warning(checked.lines, row, words))
    return list(told.values())


def _concerned(catalogue: Catalogue, changed: set[str]) -> list[str]:
    """The indicators that a change shows in, and those that they are judged beside."""
    made_of = {item.id for item in catalogue.indicators.values() if changed & set(item.needs)}
    kindred = {catalogue.indicators[name].kindred for name in made_of}
    return sorted((made_of | kindred) - {""})


def _unusual(
    store: Store, catalogue: Catalogue, names: Sequence[str], changed: pd.DataFrame, day: date
) -> Iterator[tuple[int, str]]:
    """The row of the return and the sentence for each figure that is unusual in what ended by a day."""
    sent = set(changed["period_type"])
    judged = judge_cycle(
        store,
        catalogue,
        as_at=day,
        targets=store.query("targets"),
        indicators=names,
        groups=[group for group in GROUPS if sent & set(PERIOD_GROUPS[group])],
        only_changes=True,
    ).judged
    unusual = judged[judged["level"] == "unusual"]
    for judgement in unusual.itertuples(index=False):
        needs = catalogue.indicators[judgement.indicator].needs
        own = changed[changed["indicator"].isin(needs) & (changed["area_code"] == judgement.area_code)]
        # The month of June ends on the day on which the quarter ends, and is another figure.
        labels = [period_label(*period) for period in zip(own["period_type"], own["starts"], own["ends"], strict=True)]
        own = own[[label == judgement.period for label in labels]]
        if len(own):
            yield int(own["row"].iloc[0]), statement(judgement, catalogue)


def _warning(lines: Lines, row: int, words: str) -> Problem:
    lines.cells([row])
    message = f"is unusual beside its own history: {words}. Is it right, and is it known why?"
    return lines.problem([row], "value", "", message).as_warning()
