"""Sets of parts for the report: what somebody put aside on a page, by its address, in an order.

A set is a list of versions: each change is a new one, so that nothing is lost and every change can be taken back. Parts
that two people add at the same time are both in it; whoever orders or removes what has changed meanwhile is told.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from indicators.access.permissions import Permission, requires, signed_as
from indicators.board.validation import OFFICE_ROLE, FormFields, excerpt
from indicators.board.versions import refuse_other_version, written_text
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.errors import FieldProblem, ReportSetMoved
from indicators.frames import frame_rows
from indicators.store.database import Store

#: Parts of a set, and characters of an address: more was written by no page.
MOST_PARTS, _LONGEST_ADDRESS = 200, 2_000
#: A page of ours and its parameters: no other address becomes a link.
_ADDRESS = re.compile(r"[a-z_]{1,40}\?[^\s\"<>]*")


@dataclass(frozen=True)
class ReportPart:
    """A part: the address of the view, challenge or finding that it shows, and its heading in the report."""

    address: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ReportSet:
    """A set as it stands after its last change; `at` is UTC, `by` a role, `what` the change in words."""

    number: int
    version: int
    title: str
    parts: tuple[ReportPart, ...]
    is_withdrawn: bool
    at: datetime
    by: str
    what: str


def report_sets(store: Store, *, withdrawn: bool = False) -> list[ReportSet]:
    """The sets that there are, or those that were removed, by their names."""
    rows = _sets_of_rows(store.query("report_sets"))
    return sorted((one for one in rows if one.is_withdrawn is withdrawn), key=lambda one: one.title.casefold())


def report_set_history(store: Store, number: int) -> list[ReportSet]:
    """Every version of a set in order; none for a number that no set has."""
    return _sets_of_rows(store.query("report_set_versions", report_set=number))


@requires(Permission.CHANGE_REPORT_SETS)
def add_report_part(path: Path, part: ReportPart, *, by: str, number: int | None = None, title: str = "") -> ReportSet:
    """Put a part at the end of a set; without a number into the set of a name, which is begun where there is none.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    fields = FormFields()
    tidy = _tidy_part(fields, part)
    role = fields.name("by", signed_as(by), "Who adds it", needed=OFFICE_ROLE)
    name = fields.name("title", title, "The name of the set", needed="" if number else "Write a name for the new set.")
    refuse_problems(fields.problems)

    def write(store: Store) -> ReportSet:
        """Begin the set with the part, or add the part to the set that is there."""
        present = _present_set(store, number, name)
        if present is None:
            return _add_version(store, _next_number(store), 1, name, (tidy,), role, f"begun with {_quoted(tidy)}")
        if present.is_withdrawn:
            refuse_problems([FieldProblem("report_set", f"The set was {_changed_text(present)}. Choose another.")])
        if tidy in present.parts:
            refuse_problems([FieldProblem("title", f"“{present.title}” has this part under this heading already.")])
        if len(present.parts) >= MOST_PARTS:
            refuse_problems([FieldProblem("title", f"A set has at most {MOST_PARTS} parts. Begin another.")])
        return _next_version(store, present, role, f"added {_quoted(tidy)}", parts=(*present.parts, tidy))

    return write_once(path, before=lambda store: None, write=write)


def move_report_part(path: Path, number: int, place: int, by_places: int, *, version: int, by: str) -> ReportSet:
    """Move a part up (-1) or down (1); raises as `change_report_set`."""

    def moved(parts: list[ReportPart]) -> str:
        part = parts.pop(place)
        parts.insert(max(0, place + by_places), part)
        return f"moved {_quoted(part)} {'up' if by_places < 0 else 'down'}"

    return change_report_set(path, number, moved, version=version, by=by)


def remove_report_part(path: Path, number: int, place: int, *, version: int, by: str) -> ReportSet:
    """Take a part out of a set; raises as `change_report_set`."""
    return change_report_set(path, number, lambda parts: f"removed {_quoted(parts.pop(place))}", version=version, by=by)


def rename_report_part(path: Path, number: int, place: int, title: str, *, version: int, by: str) -> ReportSet:
    """Give a part another heading; raises as `change_report_set`."""
    fields = FormFields()
    heading = fields.name("title", title, "The heading", needed="Write a heading.")
    refuse_problems(fields.problems)

    def renamed(parts: list[ReportPart]) -> str:
        before = parts[place]
        parts[place] = replace(before, title=heading)
        return f"renamed {_quoted(before)}"

    return change_report_set(path, number, renamed, version=version, by=by)


@requires(Permission.CHANGE_REPORT_SETS)
def rename_report_set(path: Path, number: int, title: str, *, version: int, by: str) -> ReportSet:
    """Give a set another name, which no other set has; raises as `change_report_set`."""
    fields = FormFields()
    name = fields.name("title", title, "The name of the set", needed="Write a name.")
    refuse_problems(fields.problems)

    def write(store: Store) -> ReportSet:
        present = _unmoved_set(store, number, version)
        other = _present_set(store, None, name)
        if other is not None and other.number != number:
            refuse_problems([FieldProblem("title", f"There is a set “{other.title}” already. Write another name.")])
        return _next_version(store, present, signed_as(by), f"renamed from “{excerpt(present.title)}”", title=name)

    return write_once(path, before=lambda store: None, write=write)


@requires(Permission.CHANGE_REPORT_SETS)
def withdraw_report_set(path: Path, number: int, *, version: int, by: str) -> ReportSet:
    """Withdraw a set, which can be brought back; raises as `change_report_set`."""

    def write(store: Store) -> ReportSet:
        return _next_version(store, _unmoved_set(store, number, version), signed_as(by), "withdrawn", is_withdrawn=True)

    return write_once(path, before=lambda store: None, write=write)


@requires(Permission.CHANGE_REPORT_SETS)
def restore_report_set(path: Path, number: int, *, version: int, by: str) -> ReportSet:
    """Take the last change back: the set as it was before it, as a new version; raises as `change_report_set`."""

    def write(store: Store) -> ReportSet:
        """Write the version before the last one as the next."""
        present = _unmoved_set(store, number, version)
        history = report_set_history(store, number)
        if len(history) == 1:
            refuse_problems([FieldProblem("report_set", "Nothing was changed in this set yet.")])
        before = history[-2]
        kept = {"title": before.title, "parts": before.parts, "is_withdrawn": before.is_withdrawn}
        return _next_version(store, present, signed_as(by), f"undone: {present.what.removeprefix('undone: ')}", **kept)

    return write_once(path, before=lambda store: None, write=write)


@requires(Permission.CHANGE_REPORT_SETS)
def change_report_set(
    path: Path, number: int, changed: Callable[[list[ReportPart]], str], *, version: int, by: str
) -> ReportSet:
    """Write the next version of a set; `changed` changes the list of its parts and says what it did.

    Raises ReportSetMoved where it is no longer the version that the page showed, RecordRefused where there is no such
    set or part, StoreError where the store cannot be written.
    """

    def write(store: Store) -> ReportSet:
        """Write the parts as they were changed as the next version."""
        present = _unmoved_set(store, number, version)
        parts = list(present.parts)
        try:
            what = changed(parts)
        except IndexError:
            refuse_problems([FieldProblem("part", "The set has no such part. Choose one of its list.")])
            raise
        return _next_version(store, present, signed_as(by), what, parts=tuple(parts))

    return write_once(path, before=lambda store: None, write=write)


def _unmoved_set(store: Store, number: int, version: int) -> ReportSet:
    history = report_set_history(store, number)
    if not history:
        refuse_problems([FieldProblem("report_set", "There is no such set. Choose one of the list.")])
    moved = f"The set was {_changed_text(history[-1])} since this page was drawn. Nothing of yours was written; look "
    moved += "at it, and do it again if it still holds."
    refuse_other_version(history[-1].version, version, refusal=ReportSetMoved, field="version", message=moved)
    return history[-1]


def _changed_text(last: ReportSet) -> str:
    done = last.what if last.is_withdrawn else f"changed ({last.what})"
    return f"{done} {written_text(last.by, last.at)}"


def _quoted(part: ReportPart) -> str:
    return f"“{excerpt(part.title)}”"


def _tidy_part(fields: FormFields, part: ReportPart) -> ReportPart:
    if len(part.address) > _LONGEST_ADDRESS:
        fields.wrong("address", "The view has too many choices to be written down. Choose fewer.")
    elif not _ADDRESS.fullmatch(part.address):
        fields.wrong("address", "The address is none of the dashboard's own views. Add the view from its page.")
    return ReportPart(part.address, fields.name("heading", part.title, "The heading", needed="Write a heading."))


def _present_set(store: Store, number: int | None, title: str) -> ReportSet | None:
    """The set of a number, or else the one in force that has a name, case apart."""
    if number is not None:
        history = report_set_history(store, number)
        refuse_problems(
            [] if history else [FieldProblem("report_set", "There is no such set. Choose one of the list.")]
        )
        return history[-1]
    same = [one for one in report_sets(store) if one.title.casefold() == title.casefold()]
    return same[0] if same else None


def _next_number(store: Store) -> int:
    rows = store.query("report_sets")["report_set"]
    return int(rows.max()) + 1 if len(rows) else 1


def _next_version(store: Store, present: ReportSet, by: str, what: str, **changed: object) -> ReportSet:
    fields = FormFields()
    role = fields.name("by", by, "Who changes it", needed=OFFICE_ROLE)
    refuse_problems(fields.problems)
    new = replace(present, **changed)  # type: ignore[arg-type]
    return _add_version(
        store, new.number, present.version + 1, new.title, new.parts, role, what, is_withdrawn=new.is_withdrawn
    )


def _add_version(
    store: Store, number: int, version: int, title: str, parts: Sequence[ReportPart], by: str, what: str,
    *, is_withdrawn: bool = False,
) -> ReportSet:  # fmt: skip
    made = ReportSet(
        number=number, version=version, title=title, parts=tuple(parts), is_withdrawn=is_withdrawn,
        at=utc_now(), by=by, what=what,
    )  # fmt: skip
    add_row(
        store,
        "report_set_version",
        {
            "report_set": number,
            "version": version,
            "title": title,
            "body": json.dumps([asdict(part) for part in parts], ensure_ascii=False),
            "is_withdrawn": made.is_withdrawn,
            "happened_at": made.at,
            "happened_by": by,
            "what": what,
        },
    )
    return made


def _sets_of_rows(rows: pd.DataFrame) -> list[ReportSet]:
    return [
        ReportSet(
            number=row.report_set,
            version=row.version,
            title=row.title,
            parts=tuple(ReportPart(**part) for part in json.loads(row.body)),
            is_withdrawn=bool(row.is_withdrawn),
            at=row.happened_at.to_pydatetime(),
            by=row.happened_by,
            what=row.what,
        )
        for row in frame_rows(rows)
    ]
