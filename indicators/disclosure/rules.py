"""The rule for small counts (threshold, margin, rounding) and the board's settings for it, from `disclosure.toml` in
the data folder.

Without that file everything is protected and nothing is taken as publicly known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Strict

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.file_keys import FileTable, check_keys, is_list_of_texts, must, one_of
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.toml_files import read_toml
from indicators.errors import DataProblems, IndicatorsError, Problem, UsageError
from indicators.rounding import round_half_up

#: Thresholds, margins and rounding bases beyond this are slips of the pen.
_LARGEST = 100


@dataclass(frozen=True)
class Rule:
    """What is small, how closely a withheld figure may be narrowed down, and how shown counts are rounded.

    Counts of 1 to `threshold` are small. Of every withheld count the largest and the smallest whole number that
    it can be, given everything printed, differ by at least `margin`. Shown counts are rounded to multiples of
    `rounding`; 1 leaves them as they are. UsageError names everything that is wrong with them.
    """

    threshold: int = 5
    margin: int = 4
    rounding: int = 1

    def __post_init__(self) -> None:
        problems = [
            f"{name} is {number!r}; write a whole number from 1 to {_LARGEST}"
            for name, number in vars(self).items()
            if type(number) is not int or not 1 <= number <= _LARGEST
        ]
        # A shown count that became 0 would read as a true zero.
        if not problems and self.rounding > 2 * (self.threshold + 1):
            problems.append(
                f"rounding is {self.rounding}, which makes a shown {self.threshold + 1} into 0; "
                f"write at most {2 * (self.threshold + 1)}"
            )
        if problems:
            raise UsageError("The rule for small numbers cannot be used: " + "; ".join(problems) + ".")

    @classmethod
    def of_threshold(cls, threshold: int, rounding: int = 1) -> "Rule":
        """The rule under which nobody can narrow a withheld figure further than the threshold itself does."""
        return cls(threshold, max(threshold - 1, 1) if type(threshold) is int else 1, rounding)

    def is_unsafe(self, counts: ArrayLike) -> NDArray[np.bool_]:
        """Which counts are small: 1 to the threshold, not the true zeros; a missing count (NaN) is not."""
        numbers = np.asarray(counts)
        return (numbers >= 1) & (numbers <= self.threshold)

    def rounded(self, counts: ArrayLike) -> NDArray[np.float64]:
        """Shown counts as multiples of the base, half up; NaN is kept.

        Rounding only blurs: what is withheld is chosen and audited on the counts as they are.
        """
        return round_half_up(np.asarray(counts, dtype=float) / self.rounding) * self.rounding


class DisclosureRefused(IndicatorsError):
    """Nothing may be published, since a copy that was made shows what must be withheld, or gives it away.

    `names` say which figures these are. What cannot be protected is left out, so this tells a fault of the program.
    """

    def __init__(self, names: Sequence[str]):
        self.names = tuple(names)
        super().__init__(
            "Nothing is published: these figures must be withheld, and the file that was made shows them or gives "
            f"them away: {'; '.join(self.names)}. This is a fault of the dashboard; please tell whoever looks after it."
        )


SETTINGS_FILE = "disclosure.toml"
#: The shortest period that may be published, and the fewest days that it has.
SHORTEST_PERIODS = {"month": 28, "quarter": 89, "year": 360}
_LISTS = ("publishers",)
#: Keys that say nothing any more: what an indicator counts stands in its definition.
_OBSOLETE = ("things",)
_WORDS = {
    "unexpected_keyword_argument": "is not known.",
    "int_type": "is not a whole number",
    "bool_type": "is not true or false",
    "string_type": "is not text in quotes",
}
_Number = Annotated[int, Strict()]
_Texts = Annotated[tuple[str, ...], must(is_list_of_texts, "is not a list of texts in quotes")]


@dataclass(frozen=True, kw_only=True)
class SettingsFile(FileTable):
    """The settings as their file has them; without a margin it follows the threshold."""

    threshold: _Number = Rule.threshold
    margin: _Number | None = None
    rounding: _Number = Rule.rounding
    remainders: Annotated[bool, Strict()] = True
    shortest_period: Annotated[str, one_of(SHORTEST_PERIODS)] = "month"
    publishers: _Texts = ()
    things: _Texts = ()

    @property
    def rule(self) -> Rule:
        """The rule that the numbers make; UsageError where they make none."""
        if self.margin is None:
            return Rule.of_threshold(self.threshold, self.rounding)
        return Rule(self.threshold, self.margin, self.rounding)


@dataclass(frozen=True)
class DisclosureSettings:
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
        return SHORTEST_PERIODS[self.shortest_period] if self.shortest_period != "month" else 0

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


def load_disclosure_settings(folder: Path) -> DisclosureSettings:
    """The settings of a data folder, the safest ones where it has no file; DataProblems names all that is wrong."""
    try:
        content = (folder / SETTINGS_FILE).read_bytes()
    except FileNotFoundError:
        return DisclosureSettings()
    except OSError as error:
        raise DataProblems([Problem(SETTINGS_FILE, "", "", f"cannot be read: {error.strerror}")]) from error
    raw, problems = read_toml(SETTINGS_FILE, content)
    written, faults = check_keys(SettingsFile, raw, _WORDS)
    problems += [Problem(SETTINGS_FILE, f"key '{one.path[0]}'", str(one.value), one.message) for one in faults]
    if written and not problems:
        try:
            return DisclosureSettings(
                written.rule, written.remainders, frozenset(written.publishers), written.shortest_period
            )
        except UsageError as error:
            problems.append(Problem(SETTINGS_FILE, "", "", str(error)))
    raise DataProblems(problems)


def obsolete_keys(folder: Path) -> list[str]:
    """What stands in the file of a data folder and says nothing any more, in a sentence each."""
    if not (folder / SETTINGS_FILE).exists():
        return []
    raw, _ = read_toml(SETTINGS_FILE, (folder / SETTINGS_FILE).read_bytes())
    return [
        f"{SETTINGS_FILE}, key '{key}': is not heeded any more; what is counted stands in each "
        f"definition (counts). Delete it."
        for key in _OBSOLETE
        if key in raw
    ]
