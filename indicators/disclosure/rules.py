"""The board's settings for small numbers in public, from `disclosure.toml` beside its other data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicators.areas import nearest
from indicators.definitions import Indicator
from indicators.disclosure.rule import Rule
from indicators.errors import DataProblems, Problem, UsageError
from indicators.measures import Catalogue
from indicators.toml_files import read_toml

FILE = "disclosure.toml"
_NUMBERS = ("threshold", "margin", "rounding")
#: The shortest period that may be published, and the fewest days that it has.
SHORTEST = {"month": 28, "quarter": 89, "year": 360}
_LISTS = ("publishers",)
#: Keys that say nothing any more: what an indicator counts stands in its definition.
_FORMER = ("things",)
_TYPES: dict[str, type] = {
    **dict.fromkeys(_NUMBERS, int),
    "remainders": bool,
    "shortest_period": str,
    **dict.fromkeys((*_LISTS, *_FORMER), list),
}
_TYPE_WORDS = {int: "a whole number", bool: "true or false", list: "a list of texts in quotes", str: "text in quotes"}


@dataclass(frozen=True)
class Settings:
    """What a board decides about small numbers; without a file everything is protected and nothing taken as known.

    `remainders`: those whom a percentage leaves out are protected too. `publishers`: whose figures anybody can look
    up. `shortest_period`: what happened in less (months, quarters) is not published at all, so that years which hold a
    small quarter can be.
    """

    rule: Rule = field(default_factory=Rule)
    remainders: bool = True
    publishers: frozenset[str] = frozenset()
    shortest_period: str = "month"

    @property
    def shortest_days(self) -> int:
        """The fewest days of a period in which what happened may be published; 0 where every period may be."""
        return SHORTEST[self.shortest_period] if self.shortest_period != "month" else 0

    def is_about_people(self, indicator: Indicator) -> bool:
        """Whether a small count of an indicator may tell something about somebody: its definition says so."""
        return indicator.is_about_people

    def public_sources(self, catalogue: Catalogue) -> frozenset[str]:
        """The ids of the sources that anybody can look up."""
        return frozenset(item.id for item in catalogue.sources.values() if item.publisher in self.publishers)

    @property
    def text(self) -> str:
        """The settings in one line, the same for the same settings: part of the key of what is kept."""
        lists = (f"{name}={','.join(sorted(getattr(self, name)))}" for name in _LISTS)
        shortest = f"shortest_period={self.shortest_period}"
        return "; ".join([str(self.rule), f"remainders={self.remainders}", shortest, *lists])


def load_settings(folder: Path) -> Settings:
    """The settings of a data folder, the safest ones where it has no file; DataProblems names all that is wrong."""
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise DataProblems([Problem(FILE, "", "", f"cannot be read: {error.strerror}")]) from error
    raw, problems = read_toml(FILE, content)
    problems = [*problems, *_problems(raw)]
    if problems:
        raise DataProblems(problems)
    lists = {name: frozenset(raw.get(name, ())) for name in _LISTS}
    shortest = raw.get("shortest_period", Settings.shortest_period)
    return Settings(_rule(raw), raw.get("remainders", True), shortest_period=shortest, **lists)


def former_keys(folder: Path) -> list[str]:
    """What stands in the file of a data folder and says nothing any more, in a sentence each."""
    if not (folder / FILE).exists():
        return []
    raw, _ = read_toml(FILE, (folder / FILE).read_bytes())
    return [
        f"{FILE}, key '{key}': is not heeded any more; what is counted stands in each definition (counts). Delete it."
        for key in _FORMER
        if key in raw
    ]


def _problems(raw: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the keys, and then with the rule that they make."""
    problems = []
    for key, value in raw.items():
        wanted = _TYPES.get(key)
        if wanted is None:
            problems.append(Problem(FILE, f"key '{key}'", "", f"is not known. {nearest(key, list(_TYPES))}"))
        elif type(value) is not wanted or (wanted is list and not all(isinstance(item, str) for item in value)):
            problems.append(Problem(FILE, f"key '{key}'", str(value), f"is not {_TYPE_WORDS[wanted]}"))
        elif key == "shortest_period" and value not in SHORTEST:
            problems.append(Problem(FILE, f"key '{key}'", value, "is not one of " + ", ".join(SHORTEST)))
    if not problems:
        try:
            _rule(raw)
        except UsageError as error:
            problems.append(Problem(FILE, "", "", str(error)))
    return problems


def _rule(raw: Mapping[str, Any]) -> Rule:
    """The rule; the margin follows the threshold where the file does not name one."""
    threshold, rounding = (raw.get(name, getattr(Rule, name)) for name in ("threshold", "rounding"))
    if "margin" in raw:
        return Rule(threshold, raw["margin"], rounding)
    return Rule.of_threshold(threshold, rounding)
