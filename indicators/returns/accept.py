"""Accepting and withdrawing a return: one transaction on a copy of the store that then takes its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.access.permissions import Permission, check_permission, logged_write, requires, signed_as
from indicators.errors import DataProblems, Problem, ReturnRefused, UsageError
from indicators.loading.build import Progress, no_progress
from indicators.loading.editions import renewed_sources
from indicators.returns.check import EDITION_KINDS, ReturnPreview, accepted_return, compare_return
from indicators.returns.containers import opened_table
from indicators.returns.recognise import Submission
from indicators.store.database import Store
from indicators.store.rewrite import rewrite

#: Where a return came from, beside `data`: a file that somebody accepted.
RETURN_ORIGIN = "return"
#: Characters of a role or a reason that are kept.
LONGEST_WORDS = 500
#: Problems that are kept with a return.
_MOST_PROBLEMS = 2_000


@dataclass(frozen=True)
class Acceptance:
    """The number of the return that was made, and what was in it."""

    return_id: int
    checked: ReturnPreview


def accept_return(
    path: Path,
    file: Submission,
    *,
    by: str,
    agency: str = "",
    all_areas: bool = False,
    sound_only: bool = False,
    previewed: Mapping[str, int] | None = None,
    progress: Progress = no_progress,
) -> Acceptance:
    """Take a file in, all of it or, with `sound_only`, its sound rows; `all_areas` as in `compare_return`.

    `by` is the role of who accepts it. `previewed` are the counts that were shown: where the store has changed
    since, so that they would be others, nothing is taken in. Raises DataProblems for errors in the file,
    ReturnRefused where there is nothing to take in, StoreError where the store cannot be written; the store is
    then as it was.
    """
    check_permission(Permission.TAKE_IN_RETURNS)
    role = required_line(signed_as(by), "who accepts the return (a role, such as business office)")
    with opened_table(file) as file, rewrite(path) as store:
        _refuse_duplicate(store, file, all_areas=all_areas)
        checked = compare_return(
            store,
            file,
            agency=agency,
            all_areas=all_areas,
            progress=lambda share, words: progress(0.9 * share, words),
        )
        # Whose it is the file itself may say, whatever was chosen.
        check_permission(Permission.TAKE_IN_RETURNS, agencies=[checked.agency.id] if checked.agency else [])
        _refuse_unfit(checked, sound_only=sound_only, previewed=previewed)
        progress(0.9, "Writing the store")
        with logged_write(Permission.TAKE_IN_RETURNS), store.transaction():
            return_id = _write(store, checked, role)
    progress(1.0, "Done")
    return Acceptance(return_id, checked)


@requires(Permission.WITHDRAW_RETURNS)
def withdraw_return(path: Path, return_id: int, *, by: str, why: str) -> None:
    """Take a return out of force; its figures stay in the history and those before it are current again.

    Raises UsageError for a return that is not there, not in force, or a file of `data/`.
    """
    role = required_line(signed_as(by), "who withdraws the return (a role, such as business office)")
    reason = required_line(why, "why the return is withdrawn")
    with rewrite(path) as store:
        returns = store.query("returns")
        own = returns[returns["return_id"] == return_id]
        if own.empty:
            raise UsageError(f"There is no return {return_id}. The returns there are: python -m indicators returns")
        if own["origin"].iloc[0] != RETURN_ORIGIN:
            raise UsageError(
                f"Return {return_id} is the file {own['name'].iloc[0]} of data/. Change or remove it there."
            )
        if set(own["event"]) & {"withdrawn", "superseded"}:
            raise UsageError(f"Return {return_id} was withdrawn already.")
        with store.transaction():
            record_event(store, return_id, "withdrawn", by=role, reason=reason)


def required_line(text: str, what: str) -> str:
    """A role or reason on one line; raises UsageError where it is empty or longer than anyone would read."""
    words = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    if not words:
        raise UsageError(f"Say {what}.")
    if len(words) > LONGEST_WORDS:
        raise UsageError(f"Say {what} in at most {LONGEST_WORDS} characters; these are {len(words):,}.")
    return words


def record_event(store: Store, return_id: int, event: str, *, by: str, reason: str = "") -> None:
    """Add an event to the life of a return, inside the caller's transaction."""
    row = {"return_id": return_id, "event": event, "happened_at": clock.now()}
    store.append("return_event", pd.DataFrame([row | {"happened_by": by, "reason": reason}]))


def _refuse_duplicate(store: Store, file: Submission, *, all_areas: bool) -> None:
    before = accepted_return(store, file, all_areas=all_areas)
    if before is not None:
        raise ReturnRefused(f"{file.name} was accepted before, as return {before}. Nothing to do.")


def _refuse_unfit(checked: ReturnPreview, *, sound_only: bool, previewed: Mapping[str, int] | None) -> None:
    if checked.errors and not sound_only:
        raise DataProblems(checked.errors, checked.file.name)
    if not checked.sound:
        raise ReturnRefused(f"{checked.file.name} has no figure that can be taken in.")
    if previewed is not None and dict(previewed) != dict(checked.counts):
        raise ReturnRefused(
            f"The store has changed since {checked.file.name} was checked: {_state_counts_text(checked.counts)} now, "
            f"{_state_counts_text(previewed)} then. Nothing was taken in; look at the preview again."
        )


def _state_counts_text(counts: Mapping[str, int]) -> str:
    return f"{counts['new']:,} new and {counts['revised']:,} revised figures"


def _write(store: Store, checked: ReturnPreview, by: str) -> int:
    return_id = int(store.fetch("next_return_id").iloc[0]["return_id"])
    if checked.neighbours is not None:
        store.append("neighbour", checked.neighbours.assign(return_id=return_id))
    else:
        editions = renewed_sources(store, clock.today()) if checked.kind in EDITION_KINDS else None
        store.execute("insert_return", return_id=return_id)
        if editions is not None and len(editions):
            store.append("source", editions.assign(return_id=return_id))
    counts = {f"{state}_count": checked.counts[state] for state in ("new", "revised", "unchanged", "refused")}
    store.append("return_file", pd.DataFrame([_record(return_id, checked) | counts]))
    _write_problems(store, return_id, checked.problems)
    record_event(store, return_id, "accepted", by=by)
    return return_id


def _record(return_id: int, checked: ReturnPreview) -> dict[str, object]:
    return {
        "return_id": return_id,
        "name": checked.file.name,
        "origin": RETURN_ORIGIN,
        "sha256": checked.file.sha256,
        "row_count": checked.sound,
        "agency": checked.agency.id if checked.agency else "",
        "kind": str(checked.kind),
        "period": checked.period,
        "all_areas": checked.all_areas,
    }


def _write_problems(store: Store, return_id: int, problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    rows = [
        (return_id, "warning" if problem.is_warning else "refused", problem.place, problem.value, problem.message)
        for problem in problems[:_MOST_PROBLEMS]
    ]
    columns = ["return_id", "kind", "place", "value", "message"]
    store.append("return_problem", pd.DataFrame(rows, columns=columns))
