"""Scorecards that the office makes and names: each change is a version of its own, and earlier ones stay."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indicators.access.permissions import Permission, requires, signed_as
from indicators.board.validation import OFFICE_ROLE, FormFields, excerpt
from indicators.board.versions import free_record_id, refuse_other_version, versions_of_form, written_text
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.scorecards import Scorecard, ScorecardMeasure
from indicators.errors import FieldProblem, ScorecardMoved
from indicators.frames import frame_rows
from indicators.store.database import Store, open_for_reading

#: Measures that a set may have: more fit no page.
MOST_MEASURES = 60
_PARTED, _UNDER = ";", "/"


@dataclass(frozen=True, kw_only=True)
class ScorecardVersion:
    """A set as somebody left it: what it holds, when (UTC), by whom, and whether it was withdrawn."""

    card: Scorecard
    at: datetime
    by: str
    is_withdrawn: bool


def saved_scorecards(store: Store) -> list[Scorecard]:
    """The sets that the office made and that are in force, by title."""
    if not _has_table(store):
        return []
    newest = [_version(row) for row in frame_rows(store.query("saved_scorecards"))]
    cards = [version.card for version in newest if not version.is_withdrawn]
    return sorted(cards, key=lambda card: (card.title.casefold(), card.id))


def scorecard_history(store: Store, card: str) -> list[ScorecardVersion]:
    """Every version of a set in order; none for an id that no set has."""
    if not _has_table(store):
        return []
    return [_version(row) for row in frame_rows(store.query("scorecard_versions", scorecard=card))]


@requires(Permission.CHANGE_SCORECARDS)
def add_scorecard(path: Path, *, title: str, measures: Sequence[ScorecardMeasure], by: str, token: str = "") -> str:
    """Name a new set and give its id, which is made of its title.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    row = _tidy_row(path, title=title, measures=measures, by=by)

    def write(store: Store) -> str:
        used = set(store.query("scorecard_ids")["scorecard"])
        card = free_record_id(row["title"], used, otherwise="scorecard", prefix="own_")
        _add_version(store, card, 1, row, token)
        return card

    return write_once(path, before=lambda store: next(iter(_earlier(store, token)), None), write=write)


@requires(Permission.CHANGE_SCORECARDS)
def change_scorecard(
    path: Path,
    card: str,
    *,
    title: str,
    measures: Sequence[ScorecardMeasure],
    by: str,
    seen_version: int,
    token: str = "",
) -> int:
    """Write the next version of a set and give its number.

    Raises ScorecardMoved where somebody else has changed it since the version that the form showed, RecordRefused with
    everything that is wrong, StoreError where the store cannot be written; then nothing is written.
    """
    row = _tidy_row(path, title=title, measures=measures, by=by)
    return _write_next(path, card, row, seen_version, token)


@requires(Permission.CHANGE_SCORECARDS)
def withdraw_scorecard(path: Path, card: str, *, by: str, seen_version: int, token: str = "") -> int:
    """Take a set out of the list and give the number of the version that says so; raises as `change_scorecard`."""
    fields = FormFields()
    role = fields.name("by", signed_as(by), "Who withdraws it", needed=OFFICE_ROLE)
    refuse_problems(fields.problems)
    with open_for_reading(path) as store:
        versions = scorecard_history(store, card)
    last = versions[-1].card if versions else Scorecard(id=card, title="", measures=())
    row = {"title": last.title, "measures": _text_of(last.measures), "happened_by": role}
    return _write_next(path, card, row, seen_version, token, is_withdrawn=True)


def _write_next(
    path: Path, card: str, row: dict[str, str], seen_version: int, token: str, *, is_withdrawn: bool = False
) -> int:
    def write(store: Store) -> int:
        """Write the next version, where the page showed the last one; gives its number."""
        versions = scorecard_history(store, card)
        if not versions:
            unknown = f"The scorecard '{excerpt(card)}' is not one that was made here. Choose one of the list."
            refuse_problems([FieldProblem("scorecard", unknown)])
        last = versions[-1]
        moved = _moved_text(last)
        refuse_other_version(
            last.card.version, seen_version, refusal=ScorecardMoved, field="seen_version", message=moved
        )
        if last.is_withdrawn:
            gone = f"The scorecard was withdrawn by {last.by} already. Save yours under a new name instead."
            refuse_problems([FieldProblem("scorecard", gone)])
        _add_version(store, card, seen_version + 1, row, token, is_withdrawn=is_withdrawn)
        return seen_version + 1

    return write_once(path, before=lambda store: _earlier(store, token).get(card), write=write)


def _moved_text(last: ScorecardVersion) -> str:
    done = "withdrawn" if last.is_withdrawn else "changed"
    return (
        f"The scorecard was {done} {written_text(last.by, last.at)} since you opened it. Nothing was overwritten, and "
        "your order is still here. Compare it with the newest one below, then save yours as the next version or under "
        "a name of its own."
    )


def _tidy_row(path: Path, *, title: str, measures: Sequence[ScorecardMeasure], by: str) -> dict[str, str]:
    """A set as it is stored; raises RecordRefused with everything that is wrong."""
    fields = FormFields()
    row = {
        "title": fields.name("title", title, "The name", needed="Write what the scorecard is called."),
        "happened_by": fields.name("by", signed_as(by), "Who saves it", needed=OFFICE_ROLE),
    }
    with open_for_reading(path) as store:
        problems = [*fields.problems, *_measure_problems(measures, load_catalogue(store))]
    refuse_problems(problems)
    return row | {"measures": _text_of(measures)}


def _measure_problems(measures: Sequence[ScorecardMeasure], catalogue: Catalogue) -> list[FieldProblem]:
    wrong = []
    if not measures:
        wrong.append("The measures are empty. Add one at least.")
    if len(measures) > MOST_MEASURES:
        wrong.append(f"The measures are {len(measures)}; at most {MOST_MEASURES} fit a scorecard. Remove some.")
    for number, measure in enumerate(measures):
        # What was there when the set was made, and is gone, may stay: the card says so.
        if not re.fullmatch(r"[a-z][a-z0-9_]*", measure.indicator):
            wrong.append(
                f"The measure '{excerpt(measure.indicator)}' is no id of an indicator. Choose one of the list."
            )
        elif measure in measures[:number]:
            title = catalogue.indicators[measure.indicator].title if measure.indicator in catalogue.indicators else ""
            wrong.append(f"The measure '{title or measure.indicator}' stands in the set twice. Remove one.")
        if measure.priority and not re.fullmatch(r"[a-z][a-z0-9_]*", measure.priority):
            wrong.append(f"The priority '{excerpt(measure.priority)}' is no id. Choose one of the list.")
    return [FieldProblem("measures", message) for message in wrong]


def measure_text(measure: ScorecardMeasure) -> str:
    """A measure as one text: its id, after that of the priority it stands under, if any."""
    return f"{measure.priority}{_UNDER}{measure.indicator}" if measure.priority else measure.indicator


def parse_measure(text: str) -> ScorecardMeasure:
    """The measure of such a text."""
    priority, _, indicator = text.rpartition(_UNDER)
    return ScorecardMeasure(indicator, priority)


def _text_of(measures: Sequence[ScorecardMeasure]) -> str:
    return _PARTED.join(map(measure_text, measures))


def _version(row) -> ScorecardVersion:
    measures = tuple(parse_measure(text) for text in row.measures.split(_PARTED) if text)
    card = Scorecard(id=row.scorecard, title=row.title, measures=measures, version=int(row.version))
    return ScorecardVersion(
        card=card, at=row.happened_at.to_pydatetime(), by=row.happened_by, is_withdrawn=bool(row.is_withdrawn)
    )


def _add_version(
    store: Store, card: str, version: int, row: dict[str, str], token: str, *, is_withdrawn: bool = False
) -> None:
    key = {"scorecard": card, "version": version, "is_withdrawn": is_withdrawn}
    add_row(store, "scorecard_version", key | row | {"happened_at": utc_now(), "token": token})


def _earlier(store: Store, token: str) -> dict[str, int]:
    return versions_of_form(store.query("scorecard_by_token", token=token), "scorecard")


def _has_table(store: Store) -> bool:
    """Whether the store has a place for sets: one of an earlier layout that is open to read has none."""
    return bool(store.query("scorecard_tables").iloc[0]["tables"])
