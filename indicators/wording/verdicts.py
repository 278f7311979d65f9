"""One verdict for a figure: whether it has changed, in one word that everybody quotes, and one reason.

`signals` decides by levels and reasons; here they get their words. A verdict belongs to one step: a figure and the
earlier one that it is held against.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.signals.judgements import FLAGGED_LEVELS

CLEAR, UNUSUAL, NO_CLEAR = "clear change", "unusual change", "no clear change"
TOO_FEW, NOT_COMPARABLE = "too few to tell", "cannot be compared"
#: What each verdict means, the one that asks most for a question first; pages explain them in these words.
VERDICTS = {
    UNUSUAL: "more than chance explains, and more than such figures usually move",
    CLEAR: "more than chance explains",
    NO_CLEAR: "chance alone can explain it, or it is too small to matter",
    TOO_FEW: "the numbers are so small that even a doubling could be luck",
    NOT_COMPARABLE: "there is nothing before it that it can fairly be held against",
}
#: The rules that say whether a figure has changed: each is of figures of its own.
_CHANGES = ("change", "pooled")
_OF_LEVELS = {"unusual": UNUSUAL, "real": CLEAR, "ordinary": NO_CLEAR}
#: Why there is nothing to hold a figure against, by the reason of a judgement; small numbers are no such reason.
_NOT_COMPARABLE = {
    "no_earlier": "there is no earlier figure",
    "gap": "the figure before it is missing or withheld",
    "break": "the way of counting changed in between",
    "season": "there is no figure yet for the same quarter a year before, and the quarter before is another season",
    "no_counts": "the numbers behind the figure are not known",
    "symbol": "a figure is withheld or missing",
}


def verdict_word(level: str, reason: str = "") -> str:
    """The one word for a change, by the level and the reason of its judgement; empty where it was not judged."""
    if level == "too_few":
        return NOT_COMPARABLE if reason in _NOT_COMPARABLE else TOO_FEW
    return _OF_LEVELS.get(level, "")


def verdict_reason(level: str, reason: str = "", doubling_years: float = math.nan) -> str:
    """Why, in a few words without a full stop; empty where it was not judged.

    Of numbers that are too few also after how many years a doubling would be seen, where that is known.
    """
    if reason in _NOT_COMPARABLE and level == "too_few":
        return _NOT_COMPARABLE[reason]
    word = verdict_word(level, reason)
    doubling = doubling_text(doubling_years) if word == TOO_FEW else ""
    return VERDICTS.get(word, "") + (f"; {doubling}" if doubling else "")


def doubling_text(years: float) -> str:
    """What a series of few cases could show, and when: `a doubling would be seen after about 4 years`.

    Infinity says that no wait would do; empty where it is not known (NaN).
    """
    if math.isnan(years):
        return ""
    if math.isinf(years):
        return "with so few before it, even a lasting doubling could not be told"
    return f"a doubling would be seen after about {'a year' if years == 1 else f'{years:.0f} years'}"


@dataclass(frozen=True)
class Verdict:
    """What a figure's change amounts to, and the period of the figure that it was held against.

    `doubling_years` says of numbers that are too few after how many years a doubling would be seen.
    `level`, `reason` and `direction` (`up`, `down`, `same` or empty) are those of the judgement; a figure that was not
    judged has none.
    """

    level: str = ""
    reason: str = ""
    against: str = ""
    direction: str = ""
    doubling_years: float = math.nan

    @property
    def word(self) -> str:
        """The one word of it: `clear change`, …; empty where it was not judged."""
        return verdict_word(self.level, self.reason)

    @property
    def why(self) -> str:
        """The reason, in a few words without a full stop."""
        return verdict_reason(self.level, self.reason, self.doubling_years)

    @property
    def is_change(self) -> bool:
        """Whether anybody may say that the figure rose or fell."""
        return self.level in FLAGGED_LEVELS


@dataclass(frozen=True)
class Verdicts:
    """The verdict of each judged figure, by indicator, area code and period."""

    by_figure: Mapping[tuple[str, str, str], Verdict]

    def of(self, indicator: str, area_code: str, period: str) -> Verdict:
        """The verdict of one figure; one without a word where it was not judged."""
        return self.by_figure.get((indicator, area_code, period), Verdict())

    def compared(self, latest: LatestFigure) -> tuple[LatestFigure, Verdict]:
        """A latest figure beside the one that its verdict holds it against, and the verdict.

        A quarter is so held against the same quarter a year before where that is what was judged. Where the earlier
        figure is not in the series, nothing is compared.
        """
        verdict = self.of(latest.series.indicator.id, latest.series.area.code, latest.period)
        if not verdict.against or verdict.against == latest.previous_period:
            return latest, verdict
        points = latest.series.points
        before = points.loc[(points["period"] == verdict.against) & points["value"].notna(), "value"]
        if before.empty or latest.value is None:
            return latest.without_comparison(), verdict
        return latest.compared_with(verdict.against, float(before.iloc[-1])), verdict


def change_verdicts(judged: pd.DataFrame) -> Verdicts:
    """The verdicts of a frame of judgements: those of the rules `change` and, for years taken together,
    `pooled`."""
    rows: list[Any] = list(frame_rows(judged[judged["rule"].isin(_CHANGES)]))
    return Verdicts(
        {
            (row.indicator, row.area_code, row.period): Verdict(
                row.level, row.reason, row.against, row.direction, row.doubling_years
            )
            for row in rows
        }
    )
