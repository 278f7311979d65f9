"""What a table of a plan's file may say: its keys, and what belongs in each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.plans import PRIORITY_KINDS
from indicators.vocabulary import QUADRANTS

#: Of a value that is wrong, a message shows so many characters.
_SHOWN = 100
ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Spot:
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

    def inner(self, word: str, number: int, label: Any) -> "Spot":
        """A table within it, named by its label where it has one and else by its number, from 1."""
        name = f"'{_cut(label)}'" if isinstance(label, str) and label else str(number)
        return Spot(self.file, (*self.path, f"{word} {name}"))


@dataclass(frozen=True)
class Key:
    """One key of a table: `fault` says what is wrong with a value, or nothing; `tables` is what a list of it holds."""

    fault: Callable[[Any], str]
    is_required: bool = True
    tables: "Table | None" = None


@dataclass(frozen=True)
class Table:
    """The keys of a table, the word for it, and the key that names one among several."""

    word: str
    label: str
    keys: Mapping[str, Key]


def sound_keys(spot: Spot, raw: Mapping[str, Any], table: Table) -> tuple[dict[str, Any], list[Problem]]:
    """The sound keys of a table and of those within it, and all that is wrong with the others."""
    problems = [
        spot.problem(key, "", f"is missing; write {key} = …")
        for key, rule in table.keys.items()
        if rule.is_required and key not in raw
    ]
    sound: dict[str, Any] = {}
    for key, value in raw.items():
        rule = table.keys.get(key)
        fault = rule.fault(value) if rule else f"is not known. {nearest(key, list(table.keys))}"
        if fault or not rule:
            problems.append(spot.problem(key, value if rule else "", fault))
        elif rule.tables:
            sound[key], found = _sound_tables(spot, value, rule.tables)
            problems += found
        else:
            sound[key] = value
    return sound, problems


def inner_spots(spot: Spot, tables: list[Mapping[str, Any]], table: Table) -> list[Spot]:
    """The spots of the tables of a list, in their order."""
    return [spot.inner(table.word, number, item.get(table.label)) for number, item in enumerate(tables, 1)]


def _sound_tables(spot: Spot, tables: list[dict[str, Any]], table: Table) -> tuple[list[dict[str, Any]], list[Problem]]:
    spots = inner_spots(spot, tables, table)
    read = [sound_keys(inner, item, table) for inner, item in zip(spots, tables, strict=True)]
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
    return text_fault(value) or ("" if ID.fullmatch(value) else wrong)


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


def _text(longest: int = 0) -> Key:
    return Key(partial(text_fault, longest=longest))


def _optional(fault: Callable[[Any], str]) -> Key:
    return Key(fault, is_required=False)


MEASURE = Table(
    "measure",
    "indicator",
    {"indicator": _text(), "quadrant": Key(partial(choice_fault, choices=QUADRANTS)), "asked": _text()},
)
ACTION = Table(
    "action",
    "id",
    {
        "id": Key(_id_fault),
        **dict.fromkeys(("action", "by", "who", "measured_by"), _text()),
        **dict.fromkeys(("objective", "progress", "impact"), _optional(text_fault)),
        "due": _optional(_day_fault),
        "measures": _optional(texts_fault),
    },
)
PRIORITY = Table(
    "priority",
    "id",
    {
        "id": Key(_id_fault),
        "title": _text(80),
        "kind": _optional(partial(choice_fault, choices=PRIORITY_KINDS)),
        "statement": _text(),
        **dict.fromkeys(("why", "wanted"), _optional(texts_fault)),
        **dict.fromkeys(("lead", "delivery"), _optional(text_fault)),
        "actions": Key(partial(tables_fault, path="priorities.actions"), is_required=False, tables=ACTION),
        "measures": Key(partial(tables_fault, path="priorities.measures"), is_required=False, tables=MEASURE),
    },
)
PLAN = Table(
    "plan",
    "title",
    {
        "title": _text(),
        "short_title": _text(32),
        "board": _text(),
        **dict.fromkeys(("starts", "ends"), Key(_day_fault)),
        "areas": Key(texts_fault),
        "source": _text(),
        "aims": _optional(texts_fault),
        "note": _optional(text_fault),
        "priorities": Key(partial(tables_fault, path="priorities"), tables=PRIORITY),
    },
)
