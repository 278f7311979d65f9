"""A board's business plan: its priorities, the actions under each, and the measures that each asks for.

A plan is one TOML file, checked when it is read; all problems are reported at once.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.toml_files import read_toml
from indicators.errors import DataProblems, Problem

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

    def measures_in(self, quadrant: str) -> tuple[Measure, ...]:
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


#: Of a value that is wrong, a message shows so many characters.
_SHOWN = 100
ID_PATTERN = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class TablePlace:
    """A table of a file, as a problem names its place."""

    file: str
    path: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The file and where in it the table stands, as a message names them."""
        return ", ".join((self.file, *self.path))

    def problem(self, key: str, value: Any, message: str) -> Problem:
        """What is wrong with a key of the table; with no key, with the table."""
        path = (*self.path, f"key '{_cut(key)}'") if key else self.path
        return Problem(self.file, ", ".join(path), _cut(str(value)), message)

    def inner(self, word: str, number: int, label: Any) -> "TablePlace":
        """A table within it, named by its label where it has one and else by its number, from 1."""
        name = f"'{_cut(label)}'" if isinstance(label, str) and label else str(number)
        return TablePlace(self.file, (*self.path, f"{word} {name}"))


@dataclass(frozen=True)
class KeyRule:
    """One key of a table: `fault` says what is wrong with a value, or nothing; `tables` is what a list of it holds."""

    fault: Callable[[Any], str]
    is_required: bool = True
    tables: "TableRule | None" = None


@dataclass(frozen=True)
class TableRule:
    """The keys of a table, the word for it, and the key that names one among several."""

    word: str
    label: str
    keys: Mapping[str, KeyRule]


def sound_plan_keys(spot: TablePlace, raw: Mapping[str, Any], table: TableRule) -> tuple[dict[str, Any], list[Problem]]:
    """The sound keys of a table and of those within it, and all that is wrong with the others."""
    problems = [
        spot.problem(key, "", f"is missing; write {key} = …")
        for key, rule in table.keys.items()
        if rule.is_required and key not in raw
    ]
    sound: dict[str, Any] = {}
    for key, value in raw.items():
        rule = table.keys.get(key)
        fault = rule.fault(value) if rule else f"is not known. {nearest_names(key, list(table.keys))}"
        if fault or not rule:
            problems.append(spot.problem(key, value if rule else "", fault))
        elif rule.tables:
            sound[key], found = _sound_tables(spot, value, rule.tables)
            problems += found
        else:
            sound[key] = value
    return sound, problems


def inner_places(spot: TablePlace, tables: Sequence[Mapping[str, Any]], table: TableRule) -> list[TablePlace]:
    """The spots of the tables of a list, in their order."""
    return [spot.inner(table.word, number, item.get(table.label)) for number, item in enumerate(tables, 1)]


def _sound_tables(
    spot: TablePlace, tables: list[dict[str, Any]], table: TableRule
) -> tuple[list[dict[str, Any]], list[Problem]]:
    spots = inner_places(spot, tables, table)
    read = [sound_plan_keys(inner, item, table) for inner, item in zip(spots, tables, strict=True)]
    return [sound for sound, _ in read], [problem for _, found in read for problem in found]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def text_fault(value: Any, longest: int = 0) -> str:
    """What is wrong with a text that should say something, in `longest` characters at most unless that is 0."""
    if not isinstance(value, str):
        return "is not text in quotes"
    if not value.strip():
        return "is empty; write what belongs there"
    return f"is longer than {longest} characters; shorten it" if 0 < longest < len(value) else ""


def _id_fault(value: Any) -> str:
    wrong = "is no id; write small letters, digits and _, such as lr_2017_cse"
    return text_fault(value) or ("" if ID_PATTERN.fullmatch(value) else wrong)


def choice_fault(value: Any, choices: Mapping[str, str]) -> str:
    """What is wrong with a text that should be one of some."""
    wrong = f"is not one of {', '.join(choices)}"
    return text_fault(value) or ("" if value in choices else wrong)


def texts_fault(value: Any) -> str:
    """What is wrong with a list that should hold texts, one at least."""
    if not isinstance(value, list) or any(map(text_fault, value)):
        return "is not a list of texts; write them in quotes, between [ and ]"
    return "" if value else "is empty; write a text in quotes between [ and ]"


def _day_fault(value: Any) -> str:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return "" if is_day else "is not a date; write it without quotes as 2017-06-30"


def tables_fault(value: Any, path: str) -> str:
    """What is wrong with a list that should hold tables, one at least; `path` is what the file calls them."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return f"is not a list of tables; write [[{path}]] above the keys of each"
    return "" if value else f"is empty; write [[{path}]] and its keys"


def _text(longest: int = 0) -> KeyRule:
    return KeyRule(partial(text_fault, longest=longest))


def _optional(fault: Callable[[Any], str]) -> KeyRule:
    return KeyRule(fault, is_required=False)


MEASURE_RULE = TableRule(
    "measure",
    "indicator",
    {"indicator": _text(), "quadrant": KeyRule(partial(choice_fault, choices=QUADRANTS)), "asked": _text()},
)
ACTION_RULE = TableRule(
    "action",
    "id",
    {
        "id": KeyRule(_id_fault),
        **dict.fromkeys(("action", "by", "who", "measured_by"), _text()),
        **dict.fromkeys(("objective", "progress", "impact"), _optional(text_fault)),
        "due": _optional(_day_fault),
        "measures": _optional(texts_fault),
    },
)
PRIORITY_RULE = TableRule(
    "priority",
    "id",
    {
        "id": KeyRule(_id_fault),
        "title": _text(80),
        "kind": _optional(partial(choice_fault, choices=PRIORITY_KINDS)),
        "statement": _text(),
        **dict.fromkeys(("why", "wanted"), _optional(texts_fault)),
        **dict.fromkeys(("lead", "delivery"), _optional(text_fault)),
        "actions": KeyRule(partial(tables_fault, path="priorities.actions"), is_required=False, tables=ACTION_RULE),
        "measures": KeyRule(partial(tables_fault, path="priorities.measures"), is_required=False, tables=MEASURE_RULE),
    },
)
PLAN_RULE = TableRule(
    "plan",
    "title",
    {
        "title": _text(),
        "short_title": _text(32),
        "board": _text(),
        **dict.fromkeys(("starts", "ends"), KeyRule(_day_fault)),
        "areas": KeyRule(texts_fault),
        "source": _text(),
        "aims": _optional(texts_fault),
        "note": _optional(text_fault),
        "priorities": KeyRule(partial(tables_fault, path="priorities"), tables=PRIORITY_RULE),
    },
)


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
        raw, found = read_toml(spot.file, text)
        sound: Mapping[str, Any] = {}
        if not found:
            sound, found = sound_plan_keys(spot, raw, PLAN_RULE)
            found += [*_plan_problems(spot, stem, sound, areas, sources), *_measure_problems(spot, sound, quadrants)]
            placed += _inner(spot, sound, "priorities")
        if not found:
            plans[stem] = _plan(stem, sound, areas)
        problems += found
    ordered = sorted(plans.values(), key=lambda plan: (plan.starts, plan.id))
    return {plan.id: plan for plan in ordered}, problems + _repeated(placed, "id")


def _inner(spot: TablePlace, sound: Mapping[str, Any], key: str) -> _Placed:
    """The tables within a sound one, each with its place."""
    table = {"priorities": PRIORITY_RULE, "actions": ACTION_RULE, "measures": MEASURE_RULE}[key]
    tables = sound.get(key, [])
    return zip(inner_places(spot, tables, table), tables, strict=True)


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
    for place, priority in _inner(spot, plan, "priorities"):
        measures, actions = list(_inner(place, priority, "measures")), list(_inner(place, priority, "actions"))
        problems += _repeated(measures, "indicator")
        problems += _repeated(actions, "id")
        for inner, measure in measures:
            problems += _indicator_problems(inner, measure, quadrants)
        asked = [measure["indicator"] for measure in priority.get("measures", []) if "indicator" in measure]
        for inner, action in actions:
            problems += _impact_problems(inner, action.get("measures", []), asked)
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


def _impact_problems(spot: TablePlace, names: list[str], asked: list[str]) -> list[Problem]:
    """Measures of an action that its priority does not ask for."""
    message = "is not among the measures of its priority; add it there, or leave it out"
    hints = {name: f". {nearest_names(name, asked)}" if asked else "" for name in names if name not in asked}
    return [spot.problem("measures", name, message + hint) for name, hint in hints.items()]


def _repeated(placed: _Placed, key: str) -> list[Problem]:
    """Tables that give again what names an earlier one."""
    problems = []
    seen: dict[str, TablePlace] = {}
    for spot, table in placed:
        name = table.get(key)
        if name in seen:
            problems.append(spot.problem(key, name, f"is given before, in {seen[name].place}; give each once"))
        elif name is not None:
            seen[name] = spot
    return problems


def _plan(stem: str, sound: Mapping[str, Any], areas: Mapping[str, str]) -> Plan:
    """The plan of keys without a problem."""
    values: dict[str, Any] = _tuples(sound) | {"areas": tuple(areas[name] for name in sound["areas"])}
    values["priorities"] = tuple(_priority(stem, one) for one in sound["priorities"])
    return Plan(id=stem, **values)


def _priority(plan: str, sound: Mapping[str, Any]) -> Priority:
    values = _tuples(sound)
    values["actions"] = tuple(Action(**_tuples(one)) for one in sound.get("actions", ()))
    values["measures"] = tuple(Measure(**one) for one in sound.get("measures", ()))
    return Priority(plan=plan, **values)


def _tuples(sound: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in sound.items()}
