"""What a return would change, in words and rows, and which of its figures are unusual beside their own history.

The return is tried in a copy of the store, so that the signals can judge it before anybody accepts it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.access.permissions import Permission, current_user
from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.errors import Problem, not_none, printable_text, problem_count
from indicators.figures.calculate import period_label
from indicators.frames import frame_rows
from indicators.loading.build import Progress, no_progress
from indicators.loading.problems import StagedLines
from indicators.returns.check import EDITION_KINDS, ReturnPreview, compare_return, exact_number_text, figure_with_status
from indicators.returns.recognise import Submission
from indicators.signals.cycle import JUDGED_GROUPS, judge_cycle
from indicators.store.database import Store
from indicators.store.rewrite import trial_copy
from indicators.wording.statements import statement

FIGURE_STATE_TEXTS = {
    "new": "new",
    "revised": "revised",
    "unchanged": "as they were known",
    "older": "of an older edition, left as they are",
    "refused": "refused",
}


def preview_summary(checked: ReturnPreview) -> str:
    """What a file is and what would become of its figures: `Workbook of the police for 2016/17 Q1: …`."""
    about = f" of {checked.agency.name}" if checked.agency else ""
    about += f" for {checked.period}" if checked.period else ""
    kind = str(checked.kind)
    return f"{kind[0].upper()}{kind[1:]}{about}: {state_counts_text(checked)}."


def state_counts_text(checked: ReturnPreview) -> str:
    """How many figures are new, revised and so on: `14 new, 4 refused`."""
    parts = [
        f"{checked.counts[state]:,} {words}" for state, words in FIGURE_STATE_TEXTS.items() if checked.counts[state]
    ]
    return ", ".join(parts) or "no figures"


def next_step(checked: ReturnPreview) -> str:
    """What can be done with a checked file, in one sentence."""
    if checked.accepted_as is not None:
        return f"It was accepted before, as return {checked.accepted_as}; there is nothing to do."
    if not checked.sound:
        return "It has no figure that can be taken in."
    if checked.errors:
        many = problem_count(checked.errors)
        mend = "this is mended" if many == 1 else f"these {many:,} things are mended"
        return f"Send it back until {mend}, or take in the sound rows alone."
    return "Everything in it can be taken in."


def preview_rows(
    figures: pd.DataFrame, catalogue: Catalogue, authorities: Mapping[str, Area] | None = None
) -> list[dict[str, Any]]:
    """A row a figure of one of `ReturnPreview.figures`: what it is, new and old side by side.

    `authorities` are those that a file for all areas may name beside the catalogue's.
    """
    areas = {**(authorities or {}), **catalogue.every_area}
    return [
        {
            "indicator": catalogue.indicators[row.indicator].short_title,
            "area": areas[row.area_code].name,
            "period": period_label(row.period_type, row.starts.date(), row.ends.date()),
            "figure": figure_with_status(row) + _typed(row),
            "before": "" if pd.isna(row.old_return_id) else figure_with_status(row, "old_"),
            "change": number_difference(row.value, row.old_value),
            "source": catalogue.source_label(row.source, row.edition),
        }
        for row in frame_rows(figures)
    ]


def _typed(row) -> str:
    """What stood in the cell, where it is not the figure that was taken: ` (written 1.9999999999999998)`."""
    written = row.typed.strip() if isinstance(row.typed, str) else ""
    plain = written.replace(",", "").replace(" ", "").removesuffix("%").removeprefix("£")
    figure = figure_with_status(row).split(" [")[0].replace(",", "")
    return f" (written {printable_text(written)})" if written and plain != figure else ""


def number_difference(value: float, before: float) -> str:
    """By how much a figure is more or less than another: `+2`, `−1.5`; empty where either is missing."""
    if pd.isna(value) or pd.isna(before):
        return ""
    difference = value - before
    return f"{'+' if difference > 0 else '−'}{exact_number_text(abs(difference))}" if difference else "0"


#: Days, the newest first, up to which the figures of a return are judged: what is older is history by now.
_DAYS_OF_PEOPLE, _DAYS_OF_PUBLISHERS = 4, 1
_STATES = ("new", "revised")
#: The number under which a return lies in a copy that nobody keeps.
_TRIAL_RETURN_ID = 1 << 40


def preview_return(
    path: Path, file: Submission, *, agency: str = "", all_areas: bool = False, progress: Progress = no_progress
) -> ReturnPreview:
    """Check a file as `compare_return` does, and warn of figures that are unusual beside their own history.

    The store at `path` is only read. Raises ReturnRefused for a file that cannot be taken in at all.
    """
    with trial_copy(path) as store:
        checked = compare_return(
            store,
            file,
            agency=agency,
            all_areas=all_areas,
            progress=lambda share, words: progress(0.7 * share, words),
        )
        # Judged beside everybody's figures, the warnings would tell an agency what others sent.
        is_limited = current_user().is_limited(Permission.TAKE_IN_RETURNS)
        if checked.neighbours is not None or not checked.changes or is_limited:
            return checked
        progress(0.7, "Judging what is unusual")
        store.execute("insert_return", return_id=_TRIAL_RETURN_ID)
        warnings = unusual_figures(store, load_catalogue(store), checked)
    progress(1.0, "Checked")
    return replace(checked, problems=(*checked.problems, *warnings), lines=None)


def unusual_figures(store: Store, catalogue: Catalogue, checked: ReturnPreview) -> list[Problem]:
    """A warning for each figure of a return that moved more than such figures usually do; the return is in `store`."""
    changed = pd.concat([checked.figures[state] for state in _STATES])
    names = _affected_indicators(catalogue, set(changed["indicator"]))
    days = sorted(set(changed["ends"].dt.date), reverse=True)
    most = _DAYS_OF_PUBLISHERS if checked.kind in EDITION_KINDS else _DAYS_OF_PEOPLE
    warnings: dict[tuple[int, str], Problem] = {}
    for day in days[:most]:
        for row, words in _unusual(store, catalogue, names, changed, day):
            warnings.setdefault((row, words), _warning(not_none(checked.lines), row, words))
    return list(warnings.values())


def _affected_indicators(catalogue: Catalogue, changed: set[str]) -> list[str]:
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
        groups=[group for group in JUDGED_GROUPS if sent & set(PERIOD_GROUPS[group])],
        only_changes=True,
    ).judged
    unusual = judged[judged["level"] == "unusual"]
    for judgement in frame_rows(unusual):
        needs = catalogue.indicators[judgement.indicator].needs
        own = changed[changed["indicator"].isin(needs) & (changed["area_code"] == judgement.area_code)]
        # The month of June ends on the day on which the quarter ends, and is another figure.
        labels = [period_label(*period) for period in zip(own["period_type"], own["starts"], own["ends"], strict=True)]
        own = own[[label == judgement.period for label in labels]]
        if len(own):
            yield int(own["row"].iloc[0]), statement(judgement, catalogue)


def _warning(lines: StagedLines, row: int, words: str) -> Problem:
    lines.cells([row])
    message = f"is unusual beside its own history: {words}. Is it right, and is it known why?"
    return lines.problem([row], "value", "", message).as_warning()
