"""The catalogue: one indicator a TOML file, checked at load with every problem reported at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from indicators.areas import nearest
from indicators.errors import DataProblems, Problem, UsageError

QUADRANTS = {
    "quantitative_data": "Quantitative data",
    "qualitative_evidence": "Qualitative evidence",
    "service_users": "Engagement with service users",
    "front_line_staff": "Engagement with front-line staff",
}
STAGES = {
    "universal": "Universal",
    "early_help": "Early help",
    "child_in_need": "Child in need",
    "child_protection": "Child protection",
    "looked_after": "Looked after",
    "leaving_care": "Leaving care",
    "cross_cutting": "Cross-cutting",
}
KINDS = ("count", "proportion", "rate", "mean", "value")
POLARITIES = ("high_is_good", "low_is_good", "no_judgement")
CHOICES: dict[str, tuple[str, ...]] = {
    "quadrant": tuple(QUADRANTS),
    "stage": tuple(STAGES),
    "kind": KINDS,
    "timing": ("flow", "snapshot"),
    "frequency": ("month", "quarter", "year", "snapshot", "other"),
    "polarity": POLARITIES,
}
#: What one numerator is multiplied by, kind by kind.
USUAL_PER = {"proportion": 100.0, "rate": 10_000.0, "mean": 1.0}


@dataclass(frozen=True)
class Break:
    """The first day of a new way of counting; figures either side do not compare."""

    date: date
    note: str
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is measured, how to read it, and what to ask; `numerator` and `denominator` are ids."""

    id: str
    title: str
    short_title: str
    quadrant: str
    stage: str
    kind: str
    timing: str
    frequency: str
    unit: str
    polarity: str
    owner: str
    why: str
    questions: tuple[str, ...]
    review_date: date
    caveats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""
    per: float = 1.0
    rate_population: str = ""
    preferred_sources: tuple[str, ...] = ()
    kindred: str = ""
    meaningful_change: float = 10.0
    headline: int | None = None
    breaks: tuple[Break, ...] = ()

    @property
    def is_derived(self) -> bool:
        """Whether the figure is computed from two other indicators."""
        return bool(self.numerator)

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids whose figures this one is made of, itself first."""
        return (self.id, *(part for part in (self.numerator, self.denominator, self.rate_population) if part))


_TYPES: dict[str, type | tuple[type, ...]] = {
    **{name: str for name in ("id", "title", "short_title", "unit", "owner", "why", "numerator", "denominator")},
    **{name: str for name in ("rate_population", "kindred", *CHOICES)},
    **{name: list for name in ("questions", "caveats", "topics", "preferred_sources", "breaks")},
    **{name: (int, float) for name in ("per", "meaningful_change")},
    "decimals": int,
    "headline": int,
    "review_date": date,
}
_TYPE_WORDS = {str: "text in quotes", list: "a list in [ ]", int: "a whole number", date: "a date, 2027-04-01"}
_OPTIONAL = {field.name for field in fields(Indicator) if field.default is not field.default_factory}
_REQUIRED = tuple(name for name in _TYPES if name not in _OPTIONAL)


def load_definitions(folder: Path) -> dict[str, Indicator]:
    """Every definition in a folder by id, in file order; raises DataProblems naming all that is wrong."""
    texts = {path.name: path.read_text("utf-8-sig") for path in sorted(folder.glob("*.toml"))}
    return parse_definitions(texts)


def parse_definitions(texts: Mapping[str, str]) -> dict[str, Indicator]:
    """Definitions from file names and their texts; raises DataProblems naming all that is wrong."""
    problems: list[Problem] = []
    indicators: dict[str, Indicator] = {}
    for name, text in texts.items():
        file = f"definitions/{name}"
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.append(Problem(file, "", "", f"is not TOML: {error}"))
            continue
        found = _file_problems(file, raw)
        problems += found
        if not found:
            indicators[raw["id"]] = _indicator(raw)
    problems += _reference_problems(indicators, {name.removesuffix(".toml") for name in texts})
    if problems:
        raise DataProblems(problems)
    return indicators


def find_indicator(text: str, indicators: Mapping[str, Indicator]) -> Indicator:
    """The indicator of an id; raises UsageError with the nearest ids."""
    if text in indicators:
        return indicators[text]
    raise UsageError(f"There is no indicator '{text}'. {nearest(text, list(indicators))}")


def search(text: str, indicators: Mapping[str, Indicator]) -> list[Indicator]:
    """Indicators whose title, id or topics hold every word of a text, title matches first."""
    words = text.casefold().split()
    hits = []
    for indicator in indicators.values():
        title = f"{indicator.title} {indicator.short_title}".casefold()
        everything = " ".join((title, indicator.id, *indicator.topics, STAGES[indicator.stage])).casefold()
        if all(word in everything for word in words):
            hits.append((not all(word in title for word in words), indicator.title, indicator))
    return [indicator for *_, indicator in sorted(hits, key=lambda hit: hit[:2])]


def _file_problems(file: str, raw: dict[str, Any]) -> list[Problem]:
    """Everything wrong inside one file: missing, unknown and mistyped keys, values not allowed."""
    problems = [Problem(file, f"key '{key}'", "", "is missing") for key in _REQUIRED if key not in raw]
    for key, value in raw.items():
        place = f"key '{key}'"
        if key not in _TYPES:
            problems.append(Problem(file, place, "", f"is not known. {nearest(key, list(_TYPES))}"))
        elif not isinstance(value, _TYPES[key]) or isinstance(value, bool):
            wanted = _TYPE_WORDS.get(_TYPES[key], "a number")
            problems.append(Problem(file, place, str(value), f"is not {wanted}"))
        elif key in CHOICES and value not in CHOICES[key]:
            problems.append(Problem(file, place, value, "is not one of " + ", ".join(CHOICES[key])))
    if not problems:
        problems += _rule_problems(file, raw)
    return problems


def _rule_problems(file: str, raw: dict[str, Any]) -> list[Problem]:
    """Rules between keys of one file."""
    problems = []
    stem = Path(file).stem
    if raw["id"] != stem:
        problems.append(Problem(file, "key 'id'", raw["id"], f"is not the file's name; write {stem}"))
    if bool(raw.get("numerator")) != bool(raw.get("denominator")):
        problems.append(Problem(file, "key 'numerator'", "", "and 'denominator' go together; name both or none"))
    if raw.get("numerator") and raw["kind"] not in USUAL_PER:
        problems.append(Problem(file, "key 'kind'", raw["kind"], "is not derived; use proportion, rate or mean"))
    if not 0 <= raw.get("decimals", 0) <= 4:
        problems.append(Problem(file, "key 'decimals'", str(raw["decimals"]), "is not between 0 and 4"))
    for key in ("title", "short_title", "unit", "owner", "why"):
        if not raw[key].strip():
            problems.append(Problem(file, f"key '{key}'", "", "is empty"))
    for key in ("questions", "caveats", "topics", "preferred_sources"):
        if not all(isinstance(item, str) for item in raw.get(key, [])):
            problems.append(Problem(file, f"key '{key}'", "", "is not a list of texts"))
    for item in raw.get("breaks", []):
        if not isinstance(item, dict) or not {"date", "note"} <= item.keys() <= {"date", "note", "area"}:
            problems.append(Problem(file, "key 'breaks'", str(item), "needs date and note, and may name an area"))
        elif not isinstance(item["date"], date):
            problems.append(Problem(file, "key 'breaks'", str(item["date"]), "is not a date, 2015-08-01"))
    return problems


def _reference_problems(indicators: dict[str, Indicator], ids: set[str]) -> list[Problem]:
    """References to indicators that do not exist; `ids` are all files, sound or not."""
    problems = []
    for indicator in indicators.values():
        for key in ("numerator", "denominator", "rate_population", "kindred"):
            wanted = getattr(indicator, key)
            file = f"definitions/{indicator.id}.toml"
            if wanted and wanted not in ids:
                message = f"is not an indicator. {nearest(wanted, sorted(ids))}"
                problems.append(Problem(file, f"key '{key}'", wanted, message))
            elif key in ("numerator", "denominator") and wanted in indicators and indicators[wanted].is_derived:
                problems.append(Problem(file, f"key '{key}'", wanted, "is itself derived; name a counted one"))
    return problems


def _indicator(raw: dict[str, Any]) -> Indicator:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    values["breaks"] = tuple(Break(**item) for item in raw.get("breaks", ()))
    values.setdefault("per", USUAL_PER.get(raw["kind"], 1.0))
    return Indicator(**values)
