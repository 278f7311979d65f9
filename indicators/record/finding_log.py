"""The findings in force, and the versions of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from indicators.record.finding_texts import said_in
from indicators.store import Store


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
    found = [_finding(row, row["finding"]) for row in store.query("findings").to_dict("records")]
    return [
        one
        for one in found
        if quadrant in ("", one.quadrant)
        and (not priority or priority in one.priorities)
        and area_code in ("", one.area_code)
        and indicator in ("", one.indicator)
    ]


def finding_history(store: Store, finding: str) -> list[Finding]:
    """Every version of a finding in order, its row of `data/` first; none for an id that no finding has."""
    rows = store.query("finding_versions", finding=finding).to_dict("records")
    return [_finding(row, finding, why=row["why"], is_withdrawn=row["is_withdrawn"]) for row in rows]


def _finding(row: dict[str, Any], finding: str, **rest: Any) -> Finding:
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
        **said_in(row),
        **rest,
    )
