"""Plans of boards: one TOML file each, checked at load with every problem reported at once."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from indicators.areas import nearest
from indicators.errors import DataProblems, Problem
from indicators.plan_rules import ACTION, ID, MEASURE, PLAN, PRIORITY, Spot, inner_spots, sound_keys
from indicators.plans import Action, Measure, Plan, Priority
from indicators.toml_files import read_toml

#: The tables of a file, each with its place.
_Placed = Iterable[tuple[Spot, Mapping[str, Any]]]


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
    placed: list[tuple[Spot, Mapping[str, Any]]] = []
    for name, text in texts.items():
        spot, stem = Spot(f"plans/{name}"), name.removesuffix(".toml")
        raw, found = read_toml(spot.file, text)
        if not found:
            sound, found = sound_keys(spot, raw, PLAN)
            found += [*_plan_problems(spot, stem, sound, areas, sources), *_measure_problems(spot, sound, quadrants)]
            placed += _inner(spot, sound, "priorities")
        if not found:
            plans[stem] = _plan(stem, sound, areas)
        problems += found
    ordered = sorted(plans.values(), key=lambda plan: (plan.starts, plan.id))
    return {plan.id: plan for plan in ordered}, problems + _repeated(placed, "id")


def _inner(spot: Spot, sound: Mapping[str, Any], key: str) -> _Placed:
    """The tables within a sound one, each with its place."""
    table = {"priorities": PRIORITY, "actions": ACTION, "measures": MEASURE}[key]
    tables = sound.get(key, [])
    return zip(inner_spots(spot, tables, table), tables, strict=True)


def _plan_problems(
    spot: Spot, stem: str, sound: Mapping[str, Any], areas: Mapping[str, str], sources: Collection[str]
) -> list[Problem]:
    """What a plan's own keys break of the rules beyond types."""
    problems = []
    if not ID.fullmatch(stem):
        message = "is no id; name the file in small letters, digits and _, such as lr_2017_18.toml"
        problems.append(spot.problem("", stem, message))
    if "starts" in sound and "ends" in sound and sound["ends"] < sound["starts"]:
        message = f"is before the plan starts; write {sound['starts']} or a later day"
        problems.append(spot.problem("ends", sound["ends"], message))
    if "source" in sound and sound["source"] not in sources:
        message = f"is not a source of sources.csv. {nearest(sound['source'], sorted(sources))}"
        problems.append(spot.problem("source", sound["source"], message))
    return problems + _area_problems(spot, sound.get("areas", []), areas)


def _area_problems(spot: Spot, names: list[str], areas: Mapping[str, str]) -> list[Problem]:
    problems = [
        spot.problem("areas", name, f"is not an area of areas.csv. {nearest(name, list(areas))}")
        for name in names
        if name not in areas
    ]
    codes = [areas.get(name, name) for name in names]
    repeated = [name for number, name in enumerate(names) if codes[number] in codes[:number]]
    return problems + [spot.problem("areas", name, "is named before; keep one") for name in repeated]


def _measure_problems(spot: Spot, plan: Mapping[str, Any], quadrants: Mapping[str, str]) -> list[Problem]:
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


def _indicator_problems(spot: Spot, measure: Mapping[str, Any], quadrants: Mapping[str, str]) -> list[Problem]:
    indicator = measure.get("indicator", "")
    quadrant = quadrants.get(indicator, "")
    if indicator and indicator not in quadrants:
        return [spot.problem("indicator", indicator, f"is not an indicator. {nearest(indicator, list(quadrants))}")]
    if quadrant and measure.get("quadrant", quadrant) != quadrant:
        message = f"is not the quadrant of the indicator's definition; write {quadrant}"
        return [spot.problem("quadrant", measure["quadrant"], message)]
    return []


def _impact_problems(spot: Spot, names: list[str], asked: list[str]) -> list[Problem]:
    """Measures of an action that its priority does not ask for."""
    message = "is not among the measures of its priority; add it there, or leave it out"
    hints = {name: f". {nearest(name, asked)}" if asked else "" for name in names if name not in asked}
    return [spot.problem("measures", name, message + hint) for name, hint in hints.items()]


def _repeated(placed: _Placed, key: str) -> list[Problem]:
    """Tables that give again what names an earlier one."""
    problems = []
    seen: dict[str, Spot] = {}
    for spot, table in placed:
        name = table.get(key)
        if name in seen:
            problems.append(spot.problem(key, name, f"is given before, in {seen[name].place}; give each once"))
        elif name is not None:
            seen[name] = spot
    return problems


def _plan(stem: str, sound: Mapping[str, Any], areas: Mapping[str, str]) -> Plan:
    """The plan of keys without a problem."""
    values = _tuples(sound) | {"areas": tuple(areas[name] for name in sound["areas"])}
    return Plan(id=stem, **values | {"priorities": tuple(_priority(stem, one) for one in sound["priorities"])})


def _priority(plan: str, sound: Mapping[str, Any]) -> Priority:
    values = _tuples(sound)
    values["actions"] = tuple(Action(**_tuples(one)) for one in sound.get("actions", ()))
    values["measures"] = tuple(Measure(**one) for one in sound.get("measures", ()))
    return Priority(plan=plan, **values)


def _tuples(sound: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in sound.items()}
