"""A board's business plan: its priorities, the actions under each, and the measures that each asks for.

A plan is one TOML file, checked when it is read; all problems are reported at once.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.file_keys import FileTable, one_of, says
from indicators.catalogue.file_tables import WRITTEN, TablePlace, WrittenText, WrittenTexts, check_table, tables
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.toml_files import read_toml
from indicators.errors import DataProblems, Problem

#: What a row of a plan is: a priority of its own, one that runs through the others, or an aim that work is filed under.
PRIORITY_KINDS = {"priority": "Priority", "cross_cutting": "Cross-cutting priority", "aim": "Strategic aim"}


ID_PATTERN = re.compile(r"[a-z][a-z0-9_]*")


def _is_id(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        raise ValueError("is no id; write small letters, digits and _, such as lr_2017_cse")
    return value


Id = Annotated[WrittenText, AfterValidator(_is_id)]
Day = Annotated[date, Strict(), says("is not a date; write it without quotes as 2017-06-30")]


@dataclass(frozen=True, kw_only=True)
class Measure(FileTable):
    """An indicator that a priority asks for, the quadrant it is evidence in, and what the plan asks in our words."""

    indicator: WrittenText
    quadrant: Annotated[WrittenText, one_of(QUADRANTS)]
    asked: WrittenText


@dataclass(frozen=True, kw_only=True)
class Action(FileTable):
    """What is to be done, by when, by whom (a role or group), and how the plan would tell that it helped.

    `by` is the time as the plan words it, `due` the last day it can mean, if any. `progress` and `impact` are
    what the plan itself reports. `measures` are the indicators, among the priority's, that would show the impact.
    """

    id: Id
    action: WrittenText
    by: WrittenText
    who: WrittenText
    measured_by: WrittenText
    objective: WrittenText = ""
    progress: WrittenText = ""
    impact: WrittenText = ""
    due: Day | None = None
    measures: WrittenTexts = ()


@dataclass(frozen=True, kw_only=True)
class PriorityTable(FileTable):
    """One priority as the file of its plan has it."""

    id: Id
    title: Annotated[str, Field(max_length=80), WRITTEN]
    kind: Annotated[WrittenText, one_of(PRIORITY_KINDS)] = "priority"
    statement: WrittenText
    why: WrittenTexts = ()
    wanted: WrittenTexts = ()
    lead: WrittenText = ""
    delivery: WrittenText = ""
    actions: Annotated[tuple[Action, ...], tables("priorities.actions")] = ()
    measures: Annotated[tuple[Measure, ...], tables("priorities.measures")] = ()


@dataclass(frozen=True, kw_only=True)
class Priority(PriorityTable):
    """One priority of a plan; its id is the only one of its name over all plans."""

    plan: str

    def measures_in(self, quadrant: str) -> tuple[Measure, ...]:
        """The measures that it asks for in a quadrant."""
        return tuple(measure for measure in self.measures if measure.quadrant == quadrant)


@dataclass(frozen=True, kw_only=True)
class PlanFile(FileTable):
    """A plan as its file has it; `areas` are names or codes.

    `of_another_board` marks a plan that is here to learn from: it stands apart, and no page opens with it.
    """

    title: WrittenText
    short_title: Annotated[str, Field(max_length=32), WRITTEN]
    board: WrittenText
    starts: Day
    ends: Day
    areas: WrittenTexts
    source: WrittenText
    aims: WrittenTexts = ()
    note: WrittenText = ""
    of_another_board: Annotated[bool, Strict(), says("is neither true nor false; write it without quotes")] = False
    priorities: Annotated[tuple[PriorityTable, ...], tables("priorities")]


@dataclass(frozen=True, kw_only=True)
class Plan(PlanFile):
    """A plan of a board, for the days from `starts` to `ends`; `areas` are the codes of those it is about."""

    id: str
    priorities: tuple[Priority, ...]


def priorities_of(plans: Mapping[str, Plan]) -> dict[str, Priority]:
    """Every priority of some plans by its id, in their order."""
    return {priority.id: priority for plan in plans.values() for priority in plan.priorities}


def newest_plans_first(plans: Iterable[Plan]) -> list[Plan]:
    """Plans as a reader looks for them: the board's own, the last to start first, then those of other boards."""
    newest = sorted(plans, key=lambda plan: (plan.starts, plan.id), reverse=True)
    return sorted(newest, key=lambda plan: plan.of_another_board)


def measures_of(plan: Plan) -> Iterator[tuple[Priority, Measure]]:
    """Every measure that a plan asks for, with the priority that asks."""
    for priority in plan.priorities:
        for measure in priority.measures:
            yield priority, measure


#: The tables of a file, each with its place.
_Placed = Iterable[tuple[TablePlace, Mapping[str, Any]]]


def parse_plans(
    texts: Mapping[str, str | bytes],
    *,
    areas: Mapping[str, str],
    quadrants: Mapping[str, str],
    sources: Collection[str],
) -> dict[str, Plan]:
    """The plans of `checked_plans`, whose arguments it takes; raises DataProblems naming all that is wrong."""
    plans, problems = checked_plans(texts, areas=areas, quadrants=quadrants, sources=sources)
    if problems:
        raise DataProblems(problems)
    return plans


def checked_plans(
    texts: Mapping[str, str | bytes],
    *,
    areas: Mapping[str, str],
    quadrants: Mapping[str, str],
    sources: Collection[str],
) -> tuple[dict[str, Plan], list[Problem]]:
    """The plans of some files without a problem of their own, first to start first, and all that is wrong.

    `texts` are the files by name, `areas` the codes by name or code, `quadrants` those of the indicators by id
    (nothing for one whose definition is unsound, which is told there), `sources` the ids of sources.
    """
    plans: dict[str, Plan] = {}
    problems: list[Problem] = []
    placed: list[tuple[TablePlace, Mapping[str, Any]]] = []
    for name, text in texts.items():
        spot, stem = TablePlace(f"plans/{name}"), name.removesuffix(".toml")
        raw, own = read_toml(spot.file, text)
        sound: Mapping[str, Any] = {}
        if not own:
            plan, sound, own = check_table(spot, raw, PlanFile)
            own += [*_plan_problems(spot, stem, sound, areas, sources), *_measure_problems(spot, sound, quadrants)]
            placed += spot.tables(sound, "priorities")
            if plan and not own:
                plans[stem] = _plan(stem, plan, areas)
        problems += own
    ordered = sorted(plans.values(), key=lambda plan: (plan.starts, plan.id))
    return {plan.id: plan for plan in ordered}, problems + _repeated(placed, "id")


def _plan_problems(
    spot: TablePlace, stem: str, sound: Mapping[str, Any], areas: Mapping[str, str], sources: Collection[str]
) -> list[Problem]:
    """What a plan's own keys break of the rules beyond types."""
    problems = []
    if not ID_PATTERN.fullmatch(stem):
        message = "is no id; name the file in small letters, digits and _, such as lr_2017_18.toml"
        problems.append(spot.problem("", stem, message))
    if "starts" in sound and "ends" in sound and sound["ends"] < sound["starts"]:
        message = f"is before the plan starts; write {sound['starts']} or a later day"
        problems.append(spot.problem("ends", sound["ends"], message))
    if "source" in sound and sound["source"] not in sources:
        message = f"is not a source of sources.csv. {nearest_names(sound['source'], sorted(sources))}"
        problems.append(spot.problem("source", sound["source"], message))
    return problems + _area_problems(spot, sound.get("areas", []), areas)


def _area_problems(spot: TablePlace, names: list[str], areas: Mapping[str, str]) -> list[Problem]:
    problems = [
        spot.problem("areas", name, f"is not an area of areas.csv. {nearest_names(name, list(areas))}")
        for name in names
        if name not in areas
    ]
    codes = [areas.get(name, name) for name in names]
    repeated = [name for number, name in enumerate(names) if codes[number] in codes[:number]]
    return problems + [spot.problem("areas", name, "is named before; keep one") for name in repeated]


def _measure_problems(spot: TablePlace, plan: Mapping[str, Any], quadrants: Mapping[str, str]) -> list[Problem]:
    """Measures that name no indicator, or not its quadrant; ids given twice; actions whose measures nobody asks for."""
    problems = []
    for table, priority in spot.tables(plan, "priorities"):
        measures, actions = table.tables(priority, "measures"), table.tables(priority, "actions")
        problems += _repeated(measures, "indicator")
        problems += _repeated(actions, "id")
        for inner, measure in measures:
            problems += _indicator_problems(inner, measure, quadrants)
        indicators = [measure["indicator"] for measure in priority.get("measures", []) if "indicator" in measure]
        for inner, action in actions:
            problems += _impact_problems(inner, action.get("measures", []), indicators)
    return problems


def _indicator_problems(spot: TablePlace, measure: Mapping[str, Any], quadrants: Mapping[str, str]) -> list[Problem]:
    indicator = measure.get("indicator", "")
    quadrant = quadrants.get(indicator, "")
    if indicator and indicator not in quadrants:
        return [
            spot.problem("indicator", indicator, f"is not an indicator. {nearest_names(indicator, list(quadrants))}")
        ]
    if quadrant and measure.get("quadrant", quadrant) != quadrant:
        message = f"is not the quadrant of the indicator's definition; write {quadrant}"
        return [spot.problem("quadrant", measure["quadrant"], message)]
    return []


def _impact_problems(spot: TablePlace, names: list[str], indicators: list[str]) -> list[Problem]:
    """Measures of an action that its priority does not ask for."""
    message = "is not among the measures of its priority; add it there, or leave it out"
    hints = {
        name: f". {nearest_names(name, indicators)}" if indicators else "" for name in names if name not in indicators
    }
    return [spot.problem("measures", name, message + hint) for name, hint in hints.items()]


def _repeated(placed: _Placed, key: str) -> list[Problem]:
    """Tables that give again what names an earlier one."""
    problems = []
    earlier: dict[str, TablePlace] = {}
    for spot, table in placed:
        name = table.get(key)
        if name in earlier:
            problems.append(spot.problem(key, name, f"is given before, in {earlier[name].place}; give each once"))
        elif name is not None:
            earlier[name] = spot
    return problems


def _plan(stem: str, read: PlanFile, areas: Mapping[str, str]) -> Plan:
    """The plan of a file without a problem, with the codes of its areas."""
    priorities = tuple(Priority(plan=stem, **vars(priority)) for priority in read.priorities)
    return Plan(id=stem, **vars(read) | {"areas": tuple(areas[name] for name in read.areas), "priorities": priorities})
