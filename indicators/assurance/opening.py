"""Which plan the assurance map and the page of a priority open with: the newest of the board's own for which there is
evidence of the plan's own time.
"""

from dataclasses import dataclass
from datetime import date

from indicators.assurance.map import finding_evidence, is_relevant
from indicators.board.actions import reports_by_action
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.plans import Plan, measures_of, newest_plans_first
from indicators.figures.latest import latest_figures
from indicators.store.database import Store
from indicators.wording.numbers import count_text

#: Of a plan's measures, the share that must have a figure of the plan's time: one figure of many makes no map.
_LEAST_SHARE = 0.25


@dataclass(frozen=True)
class PlanCoverage:
    """How much there is for a plan from its own time: measures with a number, findings, actions with a report."""

    plan: Plan
    measures: int
    measures_with_figures: int
    findings: int
    reported_actions: int

    @property
    def is_any(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.measures_with_figures or self.findings or self.reported_actions)

    @property
    def bears_a_map(self) -> bool:
        """Whether the board has written something down for it, or enough of its measures have figures."""
        has_words = bool(self.findings or self.reported_actions)
        return has_words or (self.is_any and self.measures_with_figures >= _LEAST_SHARE * self.measures)

    @property
    def words(self) -> str:
        """What there is, in few words: `figures for 8 of 87 measures`."""
        parts = [
            f"figures for {self.measures_with_figures} of {count_text(self.measures, 'measure')}"
            if self.measures_with_figures
            else "",
            count_text(self.findings, "finding") if self.findings else "",
            f"reports on {count_text(self.reported_actions, 'action')}" if self.reported_actions else "",
        ]
        return ", ".join(part for part in parts if part) or "no evidence yet"


@dataclass(frozen=True)
class OpeningPlan:
    """The plan that pages open with, and why, in a sentence or two."""

    plan: Plan
    reason: str


def opening_plan(store: Store, catalogue: Catalogue, *, today: date) -> OpeningPlan | None:
    """The newest plan of the board's own that its evidence bears; else the newest with any, else the newest.

    None where there is no plan at all. Plans of other boards are opened only where there are no others.
    """
    plans = newest_plans_first(catalogue.plans.values())
    if not plans:
        return None
    own = [plan for plan in plans if not plan.of_another_board] or plans
    weighed: list[PlanCoverage] = []
    for plan in own:
        weighed.append(plan_coverage(store, catalogue, plan, today=today))
        if weighed[-1].bears_a_map:
            return OpeningPlan(plan, _reason(weighed[-1], weighed[:-1]))
    chosen = next((one for one in weighed if one.is_any), weighed[0])
    return OpeningPlan(chosen.plan, _reason(chosen, weighed[: weighed.index(chosen)]))


def plan_coverage(store: Store, catalogue: Catalogue, plan: Plan, *, today: date) -> PlanCoverage:
    """What there is for a plan from its own time, up to today while it runs."""
    day = min(plan.ends, today)
    names = list(dict.fromkeys(measure.indicator for _, measure in measures_of(plan)))
    latest = latest_figures(store, catalogue, names, plan.areas, as_at=day)
    with_figures = {
        name
        for (name, _), figure in latest.items()
        if figure.value is not None and figure.series.points["ends"].iloc[-1].date() >= plan.starts
    }
    findings = [
        finding
        for finding in finding_evidence(store, catalogue, plan.areas, as_at=day)
        if finding.is_of(plan) and any(is_relevant(finding, priority) for priority in plan.priorities)
    ]
    reported = sum(len(reports_by_action(store, priority.id)) for priority in plan.priorities)
    return PlanCoverage(plan, len(names), len(with_figures), len(findings), reported)


def _reason(chosen: PlanCoverage, newer: list[PlanCoverage]) -> str:
    """Why a plan was chosen: what it has, and that newer ones lack it."""
    if not chosen.is_any:
        return "No plan has evidence of its own time yet, so the newest is shown."
    enough = "enough " if newer else ""
    first = f"The newest plan with {enough}evidence of its own time: {chosen.words}."
    if not newer:
        return first
    little = "have little" if any(one.is_any for one in newer) else "have none"
    return f"{first} Newer plans {little}."
