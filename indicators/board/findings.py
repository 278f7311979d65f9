"""Writing findings down: a new one, a new version of one, or its withdrawal. Earlier versions stay."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Any

from indicators.errors import FieldProblem, FindingMoved
from indicators.measures import load_catalogue
from indicators.months import day_text
from indicators.record.finding_log import Finding, finding_history, findings
from indicators.record.finding_texts import FindingText, finding_row, tidy_finding
from indicators.record.text import Fields, shortened
from indicators.record.writer import add_row, now, reading, refuse, write_once
from indicators.store import Store

__all__ = [
    "Finding", "FindingText", "add_finding", "edit_finding", "finding_history", "findings", "withdraw_finding",
]  # fmt: skip

#: Characters of a statement that its id is made of.
_OF_STATEMENT = 40


def add_finding(path: Path, text: FindingText) -> str:
    """Write a finding down and give its id, which is made of its first words and a number.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    with reading(path) as store:
        tidy, problems = tidy_finding(text, load_catalogue(store))

    refuse(problems)

    def write(store: Store) -> str:
        finding = _free_id(tidy.statement, set(store.query("load/finding_ids")["finding"]))
        _add_version(store, finding, 1, tidy)
        return finding

    return write_once(
        path,
        before=lambda store: next(iter(_written_before(store, text.token)), None),
        write=write,
    )


def edit_finding(path: Path, finding: str, text: FindingText, *, seen_version: int | None = None) -> int:
    """Write the next version of a finding and give its number; `text.why` says why.

    Raises FindingMoved where it is no longer the version that the form showed, RecordRefused with everything that
    is wrong, StoreError where the store cannot be written.
    """
    with reading(path) as store:
        tidy, problems = tidy_finding(text, load_catalogue(store), is_change=True)
    return _next_version(path, finding, tidy, problems, seen_version=seen_version)


def withdraw_finding(
    path: Path, finding: str, *, by: str, why: str, seen_version: int | None = None, token: str = ""
) -> int:
    """Take a finding out of force and give the number of the version that says so; raises as `edit_finding`."""
    fields = Fields()
    role = fields.name("by", by, "Who withdraws it", needed="Write a role, such as business office.")
    reason = fields.text("why", why, "The reason", needed="Write why the finding is withdrawn.")
    with reading(path) as store:
        versions = finding_history(store, finding)
    if not versions:
        refuse([*fields.problems, _unknown(finding)])
    text = _as_text(versions[-1], by=role, why=reason, token=token)
    return _next_version(path, finding, text, fields.problems, seen_version=seen_version, is_withdrawn=True)


def _next_version(
    path: Path,
    finding: str,
    text: FindingText,
    problems: list[FieldProblem],
    *,
    seen_version: int | None,
    is_withdrawn: bool = False,
) -> int:
    if problems:
        with reading(path) as store:
            refuse([*problems, *_not_to_change(store, finding, seen_version)])

    def write(store: Store) -> int:
        refuse(_not_to_change(store, finding, seen_version))
        version = finding_history(store, finding)[-1].version + 1
        _add_version(store, finding, version, text, is_withdrawn=is_withdrawn)
        return version

    return write_once(path, before=lambda store: _written_before(store, text.token).get(finding), write=write)


def _not_to_change(store: Store, finding: str, seen_version: int | None) -> list[FieldProblem]:
    """Why a finding cannot be changed; raises FindingMoved where it has been since the form was opened."""
    versions = finding_history(store, finding)
    if not versions:
        return [_unknown(finding)]
    last = versions[-1]
    if seen_version is not None and last.version != seen_version:
        raise FindingMoved(
            [
                FieldProblem(
                    "seen_version",
                    f"The finding was {_changed(last)} since this form was opened. "
                    "Nothing was written; look at it and send the form again if it still holds.",
                )
            ]
        )
    if last.is_withdrawn:
        return [FieldProblem("finding", f"The finding was {_changed(last)} already. Write a new one instead.")]
    return []


def _changed(last: Finding) -> str:
    done = "withdrawn" if last.is_withdrawn else "changed"
    if last.at is None:
        return f"{done} in the data folder"
    reason = f" ({shortened(last.why, 200)})" if last.why else ""
    return f"{done} by {last.by} on {day_text(last.at.date())} at {last.at:%H:%M} (UTC){reason}"


def _unknown(finding: str) -> FieldProblem:
    return FieldProblem("finding", f"The finding '{shortened(finding)}' does not exist. Choose one of the list.")


def _as_text(finding: Finding, *, by: str, why: str, token: str) -> FindingText:
    return FindingText(
        quadrant=finding.quadrant,
        stage=finding.stage,
        area_code=finding.area_code,
        period=finding.period,
        strength=finding.strength,
        statement=finding.statement,
        source=finding.source,
        priorities=finding.priorities,
        indicator=finding.indicator,
        by=by,
        why=why,
        token=token,
    )


def _add_version(store: Store, finding: str, version: int, text: FindingText, *, is_withdrawn: bool = False) -> None:
    happened: dict[str, Any] = {"happened_at": now(), "happened_by": text.by, "why": text.why, "token": text.token}
    key = {"finding": finding, "version": version, "is_withdrawn": is_withdrawn}
    add_row(store, "finding_version", key | finding_row(text) | happened)


def _written_before(store: Store, token: str) -> dict[str, int]:
    """By finding, the version that a form has written already."""
    found = store.query("load/finding_of_token", token=token)
    return dict(zip(found["finding"], found["version"].tolist(), strict=True))


def _free_id(statement: str, taken: Collection[str]) -> str:
    """The first words of a statement in plain letters, with the first number that no finding has."""
    plain = unicodedata.normalize("NFKD", statement).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain)[:_OF_STATEMENT].strip("_") or "finding"
    number = 1
    while f"{words}_{number}" in taken:
        number += 1
    return f"{words}_{number}"
