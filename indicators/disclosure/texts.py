"""Words beside figures that tell a withheld number: caveats, notes, findings and events are left out with it."""

import json
import re
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from indicators.definitions import Indicator
from indicators.disclosure.release import Release
from indicators.toml_files import read_toml

_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
#: A whole number by itself: no part of a decimal, a year such as 2015/16, or a word.
_NUMBER = re.compile(r"(?<![\w/.,-])(\d[\d,]*|[a-z]+)(?![\w/-]|[.,]\d)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
#: What stands for the note of a break whose own would tell a number.
_BREAK = "The way of counting changed."


def hidden_numbers(release: Release) -> dict[str, frozenset[int]]:
    """By indicator, the numbers that its words must not tell: those of its own withheld counts and of its parts'."""
    own: dict[str, set[int]] = {}
    for cell in release.withheld:
        given = release.held.counts.get(cell)
        # Of small counts that are linked to nothing only that much is known here.
        numbers = {one.value for one in given} if given else range(1, release.settings.rule.threshold + 1)
        own.setdefault(cell.indicator, set()).update(numbers)
    about = {name: _about(item) for name, item in release.catalogue.indicators.items()}
    numbers = {name: frozenset().union(*(own.get(part, ()) for part in parts)) for name, parts in about.items()}
    return {name: found for name, found in numbers.items() if found}


def tells(text: str, numbers: Set[int]) -> bool:
    """Whether a text has one of some numbers in it, in digits or, up to twenty, in words."""
    found = (match[1].casefold() for match in _NUMBER.finditer(text))
    return any(_NUMBER_WORDS.get(word) in numbers or _as_number(word) in numbers for word in found)


def discreet(rows: pd.DataFrame, column: str, hidden: Mapping[str, Set[int]]) -> pd.DataFrame:
    """The rows whose text tells nothing that is hidden of the indicator that they are about."""
    told = [tells(text, hidden.get(name, ())) for name, text in zip(rows["indicator"], rows[column], strict=True)]
    return rows[~np.array(told, bool)]


def discreet_definition(body: str, numbers: Set[int]) -> str:
    """The text of a definition without the sentences, questions and caveats that tell one of some numbers."""
    keys = dict(read_toml("", body)[0])
    for name in ("questions", "caveats"):
        keys[name] = [text for text in keys.get(name, []) if not tells(text, numbers)]
    keys["why"] = _discreet_sentences(keys["why"], numbers) or keys["title"]
    if "breaks" in keys:
        keys["breaks"] = [
            {**item, "note": _discreet_sentences(item["note"], numbers) or _BREAK} for item in keys["breaks"]
        ]
    return "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _about(indicator: Indicator) -> tuple[str, ...]:
    return (*indicator.needs, *indicator.sum_of)


def _as_number(word: str) -> int | None:
    digits = word.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _discreet_sentences(text: str, numbers: Set[int]) -> str:
    return " ".join(sentence for sentence in _SENTENCE_END.split(text) if not tells(sentence, numbers))


def _toml(value: Any) -> str:
    """A value as TOML has it: its texts are those of JSON, but for the one control character that JSON lets through."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
