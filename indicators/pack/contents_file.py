"""A report's contents as a TOML file: read and checked with every problem reported at once, and written."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from indicators.areas import find_area, nearest
from indicators.errors import DataProblems, Problem, UsageError
from indicators.exports.cells import printable
from indicators.measures import Catalogue
from indicators.measures.series import check_measure
from indicators.pack.contents import NEIGHBOURS, Contents, Item
from indicators.pack.contents_rules import CONTENTS, ITEMS, UNKNOWN
from indicators.plan_rules import Spot, inner_spots, sound_keys
from indicators.toml_files import read_toml

PLACE = "the contents of the report"
#: Keys that name things of the catalogue, each once.
_NAMED = ("indicators", "areas", "comparators", "sources")


def parse_contents(file: str, text: str | bytes, catalogue: Catalogue) -> Contents:
    """The contents that a file says; raises DataProblems naming all that is wrong with it."""
    raw, problems = read_toml(file, text)
    items: list[Item] = []
    if not problems:
        spot = Spot(file)
        sound, problems = sound_keys(spot, raw, CONTENTS)
        spots = inner_spots(spot, sound.get("items", []), UNKNOWN)
        for place, table in zip(spots, sound.get("items", []), strict=True):
            known, found = _item(place, table, catalogue)
            items.append(known)
            problems += found
        problems += _repeated(spots, items)
    if problems:
        raise DataProblems(problems, PLACE)
    return Contents(sound["title"], tuple(items))


def contents_text(contents: Contents) -> str:
    """The file that says these contents; the same contents give the same file."""
    lines = [f"title = {_toml(contents.title)}"]
    for item in contents.items:
        given = {key.name: getattr(item, key.name) for key in fields(Item) if getattr(item, key.name) != _default(key)}
        lines += ["", "[[items]]", *(f"{key} = {_toml(value)}" for key, value in given.items())]
    return "\n".join(lines) + "\n"


def _item(spot: Spot, raw: Mapping[str, Any], catalogue: Catalogue) -> tuple[Item, list[Problem]]:
    """One item of its sound keys, and what is wrong with the others."""
    table = ITEMS.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if table is None:
        return Item(kind=""), sound_keys(spot, {key: raw[key] for key in raw if key == "kind"}, UNKNOWN)[1]
    sound, problems = sound_keys(spot, raw, table)
    codes, found = _codes(spot, sound, catalogue)
    problems += [*found, *_reference_problems(spot, sound, catalogue)]
    if sound["kind"] == "chart":
        problems += _chart_problems(spot, sound, catalogue)
    named = {key: tuple(value) if isinstance(value, list) else value for key, value in sound.items()}
    return Item(**named | codes), problems


def _codes(
    spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The codes of areas that are named, and the names that are none."""
    codes: dict[str, tuple[str, ...]] = {}
    problems = []
    for key in ("areas", "comparators"):
        found = []
        for name in sound.get(key, ()):
            if key == "comparators" and name.casefold() == NEIGHBOURS:
                found.append(NEIGHBOURS)
                continue
            try:
                found.append(find_area(name, catalogue.areas).code)
            except UsageError:
                names = [area.name for area in catalogue.areas.values()]
                problems.append(spot.problem(key, name, f"is not an area. {nearest(name, names)}"))
        if key in sound:
            codes[key] = tuple(found)
    return codes, problems


def _reference_problems(spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """Indicators and sources that are not in the catalogue, and names that are given twice."""
    known: dict[str, Collection[str]] = {"indicators": catalogue.indicators, "sources": catalogue.sources}
    problems = [
        spot.problem(key, name, f"is not {word}. {nearest(name, list(known[key]))}")
        for key, word in (("indicators", "an indicator"), ("sources", "a source"))
        for name in sound.get(key, ())
        if name not in known[key]
    ]
    for key in _NAMED:
        names = sound.get(key, [])
        twice = dict.fromkeys(name for number, name in enumerate(names) if name in names[:number])
        problems += [spot.problem(key, name, "is named before; keep one") for name in twice]
    return problems


def _chart_problems(spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """A chart of nothing, of two things at once, or in a measure that its indicator has not."""
    if bool(sound.get("headlines")) == bool(sound.get("indicators")):
        return [spot.problem("", "", "needs either indicators = [...] or headlines = true")]
    problems = []
    for name in sound.get("indicators", ()):
        definition = catalogue.indicators.get(name)
        try:
            if definition:
                check_measure(definition, sound.get("measure", Item.measure))
        except UsageError as error:
            problems.append(spot.problem("measure", sound["measure"], f"does not fit: {error}"))
    return problems


def _repeated(spots: Iterable[Spot], items: list[Item]) -> list[Problem]:
    """Items that are given again just as before."""
    return [
        spot.problem("", "", "is the same as an earlier item; keep one, or give it another title")
        for number, (spot, item) in enumerate(zip(spots, items, strict=True))
        if item.kind and item in items[:number]
    ]


def _default(key: Any) -> Any:
    return None if key.default is MISSING else key.default


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        # JSON's strings are TOML's, but for one control character.
        return json.dumps(printable(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
