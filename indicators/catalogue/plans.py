"""A board's plan: its priorities, what is to be done about each, and the measures that each asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

#: What a row of a plan is: a priority of its own, one that runs through the others, or an aim that work is filed under.
PRIORITY_KINDS = {"priority": "Priority", "cross_cutting": "Cross-cutting priority", "aim": "Strategic aim"}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """An indicator that a priority asks for, the quadrant it is evidence in, and what the plan asks in our words."""

    indicator: str
    quadrant: str
    asked: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """What is to be done, by when, by whom (a role or group), and how the plan would tell that it helped.

    `by` is the time as the plan words it, `due` the last day it can mean, if any. `progress` and `impact` are
    what the plan itself reports. `measures` are the indicators, among the priority's, that would show the impact.
    """

    id: str
    action: str
    who: str
    by: str
    measured_by: str
    objective: str = ""
    due: date | None = None
    progress: str = ""
    impact: str = ""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Priority:
    """One priority of a plan; its id is the only one of its name over all plans."""

    id: str
    plan: str
    title: str
    statement: str
    kind: str = "priority"
    why: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    lead: str = ""
    delivery: str = ""
    actions: tuple[Action, ...] = ()
    measures: tuple[Measure, ...] = ()

    def asked_in(self, quadrant: str) -> tuple[Measure, ...]:
        """The measures that it asks for in a quadrant."""
        return tuple(measure for measure in self.measures if measure.quadrant == quadrant)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan of a board, for the days from `starts` to `ends`; `areas` are the codes of those it is about."""

    id: str
    title: str
    short_title: str
    board: str
    starts: date
    ends: date
    areas: tuple[str, ...]
    source: str
    priorities: tuple[Priority, ...]
    aims: tuple[str, ...] = ()
    note: str = ""


def priorities_of(plans: Mapping[str, Plan]) -> dict[str, Priority]:
    """Every priority of some plans by its id, in their order."""
    return {priority.id: priority for plan in plans.values() for priority in plan.priorities}


def measures_of(plan: Plan) -> Iterator[tuple[Priority, Measure]]:
    """Every measure that a plan asks for, with the priority that asks."""
    for priority in plan.priorities:
        for measure in priority.measures:
            yield priority, measure
