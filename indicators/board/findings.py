"""Findings, what audits, children, families and staff have said: those in force, their versions, and writing them
down.
A change or a withdrawal is a new version; earlier versions stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.access import may_publish_words
from indicators.access.permissions import Permission, requires, signed_as
from indicators.board.validation import OFFICE_ROLE, FormFields, excerpt, subject_problems
from indicators.board.versions import free_record_id, refuse_other_version, versions_of_form, written_text
from indicators.board.write import add_row, refuse_problems, utc_now, write_once
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.indicators import STAGES, STRENGTHS
from indicators.catalogue.periods import parse_usual_spelling
from indicators.errors import FieldProblem, FindingMoved
from indicators.figures.calculate import period_label
from indicators.frames import frame_records
from indicators.store.database import Store, open_for_reading

#: What every version of a finding holds beside its period.
_STATEMENT_FIELDS = ("quadrant", "stage", "area_code", "indicator", "strength", "statement", "source")
_ROLE = "Write a role, such as audit lead of the council."


@dataclass(frozen=True, kw_only=True)
class FindingText:
    """What somebody writes down as a finding; `source` is a source's id or free words, `by` a role.

    `priorities` are ids, `period` a label; `indicator` may be empty. `why` is for a change of what was written.
    `is_public` is the decision of `by` that anybody may read it.
    """

    quadrant: str
    stage: str
    area_code: str
    period: str
    strength: str
    statement: str
    source: str
    by: str
    priorities: tuple[str, ...] = ()
    indicator: str = ""
    why: str = ""
    token: str = ""
    is_public: bool = False


def tidy_finding(
    text: FindingText, catalogue: Catalogue, *, is_change: bool = False
) -> tuple[FindingText, list[FieldProblem]]:
    """A finding as it is kept, and everything that is wrong with it; a change must say why."""
    fields = FormFields()
    tidy = replace(
        text,
        statement=fields.text("statement", text.statement, "The statement", needed="Write what was found."),
        stage=fields.one_of("stage", text.stage, "The stage", STAGES),
        strength=fields.one_of("strength", text.strength, "The strength", STRENGTHS),
        period=fields.period("period", text.period),
        source=fields.name("source", text.source, "The source", needed="Write where it comes from."),
        by=fields.name("by", signed_as(text.by), "Who writes it down", needed=_ROLE),
        why=fields.text("why", text.why, "The reason", needed="Write why the finding is changed." if is_change else ""),
        priorities=tuple(dict.fromkeys(text.priorities)),
    )
    for name, what in (("area_code", "The area"), ("quadrant", "The quadrant")):
        if not getattr(text, name):
            fields.wrong(name, f"{what} is empty. Choose one.")
    if text.is_public and tidy.by and not may_publish_words(tidy.by, catalogue.terms.roles):
        fields.wrong(
            "is_public",
            f"The decision to publish is not for '{excerpt(tidy.by)}'. Leave 'May be published' empty, "
            f"or have it decided by: {', '.join(catalogue.terms.roles)}.",
        )
    about = {name: getattr(text, name) for name in ("quadrant", "indicator", "area_code")}
    return tidy, fields.problems + subject_problems(catalogue, priorities=tidy.priorities, **about)


def finding_row(text: FindingText) -> dict[str, Any]:
    """What a finding says, as columns of the store; its period must be one that was tidied."""
    period = parse_usual_spelling(text.period)
    said = {name: getattr(text, name) for name in _STATEMENT_FIELDS}
    days = {"period_type": str(period.type), "starts": period.starts, "ends": period.ends}
    public = "yes" if text.is_public else ""
    return said | days | {"priorities": ";".join(text.priorities), "public": public}


def finding_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of the store says, with its period as a label and its priorities apart."""
    fields = {name: row[name] for name in _STATEMENT_FIELDS}
    period = period_label(row["period_type"], row["starts"].date(), row["ends"].date())
    return fields | {"period": period, "priorities": tuple(filter(None, row["priorities"].split(";")))}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A version of a finding. Version 0 is the row of `data/`: nobody's, and without a moment; moments are UTC.

    `period` is a label, `ends` its last day; `source` is a source's id or free words. `public` is yes where it was
    decided that anybody may read this version, no where that they may not, and empty while nobody has decided.
    """

    id: str
    version: int
    quadrant: str
    stage: str
    priorities: tuple[str, ...]
    area_code: str
    period: str
    ends: date
    indicator: str
    strength: str
    statement: str
    source: str
    at: datetime | None = None
    by: str = ""
    why: str = ""
    is_withdrawn: bool = False
    public: str = ""
    decided_by: str = ""
    decided_on: date | None = None


def findings(
    store: Store, *, quadrant: str = "", priority: str = "", area_code: str = "", indicator: str = ""
) -> list[Finding]:
    """The findings in force that fit every choice, those of the newest period first; the empty text chooses all."""
    everything = [_finding_from_row(row, row["finding"]) for row in frame_records(store.query("findings"))]
    return [
        finding
        for finding in everything
        if quadrant in ("", finding.quadrant)
        and (not priority or priority in finding.priorities)
        and area_code in ("", finding.area_code)
        and indicator in ("", finding.indicator)
    ]


def finding_history(store: Store, finding: str) -> list[Finding]:
    """Every version of a finding in order, its row of `data/` first; none for an id that no finding has."""
    rows = frame_records(store.query("finding_versions", finding=finding))
    return [_finding_from_row(row, finding, why=row["why"], is_withdrawn=row["is_withdrawn"]) for row in rows]


def _finding_from_row(row: dict[str, Any], finding: str, **rest: Any) -> Finding:
    decided = None if pd.isna(row["decided_on"]) or not row["public"] else row["decided_on"].date()
    at = None if pd.isna(row["happened_at"]) else row["happened_at"].to_pydatetime()
    return Finding(
        id=finding,
        version=row["version"],
        ends=row["ends"].date(),
        at=at,
        by=row["happened_by"],
        public=row["public"],
        decided_by=row["decided_by"] if row["public"] else "",
        decided_on=decided,
        **finding_fields(row),
        **rest,
    )


@requires(Permission.WRITE_FINDINGS)
def add_finding(path: Path, text: FindingText) -> str:
    """Write a finding down and give its id, which is made of its first words and a number.

    Raises RecordRefused with everything that is wrong, StoreError where the store cannot be written.
    """
    with open_for_reading(path) as store:
        tidy, problems = tidy_finding(text, load_catalogue(store))

    refuse_problems(problems)

    def write(store: Store) -> str:
        finding = free_record_id(tidy.statement, set(store.query("finding_ids")["finding"]), otherwise="finding")
        _add_version(store, finding, 1, tidy)
        return finding

    return write_once(
        path,
        before=lambda store: next(iter(_earlier_versions(store, text.token)), None),
        write=write,
    )


@requires(Permission.WRITE_FINDINGS)
def edit_finding(path: Path, finding: str, text: FindingText, *, seen_version: int | None = None) -> int:
    """Write the next version of a finding and give its number; `text.why` says why.

    Raises FindingMoved where it is no longer the version that the form showed, RecordRefused with everything that
    is wrong, StoreError where the store cannot be written.
    """
    with open_for_reading(path) as store:
        tidy, problems = tidy_finding(text, load_catalogue(store), is_change=True)
    return _next_version(path, finding, tidy, problems, seen_version=seen_version)


@requires(Permission.WRITE_FINDINGS)
def withdraw_finding(
    path: Path, finding: str, *, by: str, why: str, seen_version: int | None = None, token: str = ""
) -> int:
    """Take a finding out of force and give the number of the version that says so; raises as `edit_finding`."""
    fields = FormFields()
    role = fields.name("by", signed_as(by), "Who withdraws it", needed=OFFICE_ROLE)
    reason = fields.text("why", why, "The reason", needed="Write why the finding is withdrawn.")
    with open_for_reading(path) as store:
        versions = finding_history(store, finding)
    if not versions:
        refuse_problems([*fields.problems, _unknown_finding(finding)])
    text = _finding_text(versions[-1], by=role, why=reason, token=token)
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
        with open_for_reading(path) as store:
            refuse_problems([*problems, *_change_problems(store, finding, seen_version)])

    def write(store: Store) -> int:
        refuse_problems(_change_problems(store, finding, seen_version))
        version = finding_history(store, finding)[-1].version + 1
        _add_version(store, finding, version, text, is_withdrawn=is_withdrawn)
        return version

    return write_once(path, before=lambda store: _earlier_versions(store, text.token).get(finding), write=write)


def _change_problems(store: Store, finding: str, seen_version: int | None) -> list[FieldProblem]:
    """Why a finding cannot be changed; raises FindingMoved where it has been since the form was opened."""
    versions = finding_history(store, finding)
    if not versions:
        return [_unknown_finding(finding)]
    last = versions[-1]
    moved = f"The finding was {_changed_text(last)} since this form was opened. Nothing was written; look at it and "
    moved += "send the form again if it still holds."
    refuse_other_version(last.version, seen_version, refusal=FindingMoved, field="seen_version", message=moved)
    if last.is_withdrawn:
        return [FieldProblem("finding", f"The finding was {_changed_text(last)} already. Write a new one instead.")]
    return []


def _changed_text(last: Finding) -> str:
    done = "withdrawn" if last.is_withdrawn else "changed"
    if last.at is None:
        return f"{done} in the data folder"
    reason = f" ({excerpt(last.why, 200)})" if last.why else ""
    return f"{done} {written_text(last.by, last.at)}{reason}"


def _unknown_finding(finding: str) -> FieldProblem:
    return FieldProblem("finding", f"The finding '{excerpt(finding)}' does not exist. Choose one of the list.")


def _finding_text(finding: Finding, *, by: str, why: str, token: str) -> FindingText:
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
    happened: dict[str, Any] = {"happened_at": utc_now(), "happened_by": text.by, "why": text.why, "token": text.token}
    key = {"finding": finding, "version": version, "is_withdrawn": is_withdrawn}
    add_row(store, "finding_version", key | finding_row(text) | happened)


def _earlier_versions(store: Store, token: str) -> dict[str, int]:
    return versions_of_form(store.query("finding_by_token", token=token), "finding")
