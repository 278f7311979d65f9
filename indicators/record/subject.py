"""What a challenge or a finding is about: ids and labels that must mean something to the store."""

from collections.abc import Iterable, Mapping
from typing import Any

from indicators.areas import nearest
from indicators.definitions import QUADRANTS
from indicators.errors import FieldProblem
from indicators.measures import Catalogue
from indicators.plans import Priority
from indicators.record.text import shortened


def subject_problems(
    catalogue: Catalogue,
    *,
    plan: str = "",
    priorities: Iterable[str] = (),
    quadrant: str = "",
    indicator: str = "",
    area_code: str = "",
) -> list[FieldProblem]:
    """What does not exist of the ids that are given; empty ones are not looked for."""
    known = catalogue.priorities
    asked = [
        ("indicator", "The indicator", indicator, catalogue.indicators),
        ("area_code", "The area", area_code, catalogue.areas),
        ("plan", "The plan", plan, catalogue.plans),
        ("quadrant", "The quadrant", quadrant, QUADRANTS),
        *(("priority", "The priority", name, known) for name in priorities),
    ]
    unknown = [_unknown(*one) for one in asked if one[2] and one[2] not in one[3]]
    apart = [known[name] for name in priorities if plan and name in known and known[name].plan != plan]
    return unknown + [_apart(priority, plan) for priority in apart]


def plan_of(catalogue: Catalogue, priority: str) -> str:
    """The plan that a priority belongs to, empty for one that is not known."""
    return catalogue.priorities[priority].plan if priority in catalogue.priorities else ""


def _unknown(field: str, what: str, value: str, known: Mapping[str, Any]) -> FieldProblem:
    told = shortened(value)
    remedy = nearest(told, list(known)) if known else "There is none yet; leave it out."
    return FieldProblem(field, f"{what} '{told}' is not known. {remedy}")


def _apart(priority: Priority, plan: str) -> FieldProblem:
    return FieldProblem(
        "priority", f"The priority '{priority.id}' belongs to the plan '{priority.plan}', not '{plan}'."
    )
