"""The catalogue: one indicator a TOML file, checked at load with every problem reported at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from indicators.areas import nearest
from indicators.definition_rules import reference_problems, rule_problems, sound_keys
from indicators.errors import DataProblems, Problem, UsageError
from indicators.national_rules import national_tables
from indicators.toml_files import read_toml, toml_files
from indicators.vocabulary import (
    CHOICES,
    KINDS,
    POLARITIES,
    QUADRANTS,
    STAGES,
    USUAL_PER,
    Break,
    Indicator,
    WordsDecision,
)

__all__ = [
    "CHOICES",
    "KINDS",
    "POLARITIES",
    "QUADRANTS",
    "STAGES",
    "USUAL_PER",
    "Break",
    "Indicator",
    "checked_definitions",
    "find_indicator",
    "load_definitions",
    "parse_definitions",
    "search",
    "what_is_not_said",
]


def load_definitions(folder: Path) -> dict[str, Indicator]:
    """Every definition in a folder by id, in file order; raises DataProblems naming all that is wrong."""
    return parse_definitions(toml_files(folder))


def parse_definitions(texts: Mapping[str, str | bytes]) -> dict[str, Indicator]:
    """Definitions from file names and their texts; raises DataProblems naming all that is wrong."""
    indicators, problems = checked_definitions(texts)
    if problems:
        raise DataProblems(problems)
    return indicators


def checked_definitions(texts: Mapping[str, str | bytes]) -> tuple[dict[str, Indicator], list[Problem]]:
    """The definitions that are sound in themselves, and all that is wrong with these and the others."""
    problems: list[Problem] = []
    definitions: dict[str, dict[str, Any]] = {}
    unsound = set()
    for name, text in texts.items():
        file, stem = f"definitions/{name}", name.removesuffix(".toml")
        definitions[stem], found = _read(file, text)
        problems += found
        if found:
            unsound.add(stem)
    indicators = {
        name: _indicator(sound, definitions.get(sound.get("numerator", ""), sound))
        for name, sound in definitions.items()
        if name not in unsound
    }
    return indicators, problems + reference_problems(definitions)


def _read(file: str, text: str | bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The sound keys of one file, and its problems."""
    raw, unread = read_toml(file, text)
    if unread:
        return {}, unread
    sound, problems = sound_keys(file, raw)
    return sound, [*problems, *rule_problems(file, sound)]


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


def what_is_not_said(indicators: Iterable[Indicator]) -> list[str]:
    """The ids of the indicators whose definition does not say what they count, though a figure may count somebody."""
    return [item.id for item in indicators if not item.counts and not item.is_derived]


def _indicator(raw: dict[str, Any], counted: Mapping[str, Any]) -> Indicator:
    """The indicator of some sound keys; `counted` are those of the definition that says what it counts."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    values["breaks"] = tuple(Break(**item) for item in raw.get("breaks", ()))
    values["national"] = national_tables(raw.get("national", ()))
    values["counts"] = counted.get("counts", "")
    if "public" in raw:
        values["public"] = WordsDecision(**raw["public"] | {"texts": tuple(raw["public"]["texts"])})
    values.setdefault("per", USUAL_PER.get(raw["kind"], 1.0))
    return Indicator(**values)
