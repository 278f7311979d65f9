"""Findings as evidence for the priorities of a plan."""

from collections.abc import Collection
from datetime import date
from typing import Any

from indicators.assurance.held import Finding
from indicators.measures import Catalogue
from indicators.periods import Period, PeriodType
from indicators.plans import Priority
from indicators.store import Store


def findings_held(store: Store, catalogue: Catalogue, areas: Collection[str], *, as_at: date) -> list[Finding]:
    """The findings about some areas (codes) whose period had ended by a day, the newest period first."""
    rows = store.query("findings")
    held = rows[rows["area_code"].isin(list(areas)) & (rows["ends"].dt.date <= as_at)]
    return [_finding(row, catalogue) for row in held.itertuples(index=False)]


def bears_on(finding: Finding, priority: Priority) -> bool:
    """Whether a finding names a priority, or is about an indicator that the priority asks for."""
    return priority.id in finding.priorities or finding.indicator in {item.indicator for item in priority.measures}


def _finding(row: Any, catalogue: Catalogue) -> Finding:
    period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type))
    return Finding(
        id=row.finding,
        quadrant=row.quadrant,
        area=catalogue.areas[row.area_code],
        period=period.label,
        ends=period.ends,
        indicator=row.indicator,
        priorities=tuple(part.strip() for part in row.priorities.split(";") if part.strip()),
        strength=row.strength,
        statement=row.statement,
        source=catalogue.source_label(row.source),
        version=int(row.version),
    )
