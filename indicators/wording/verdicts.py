"""One verdict for a figure: whether it has changed, in one word that everybody quotes, and one reason.

`signals` decides by levels and reasons; here they get their words. A verdict belongs to one step: a figure and the
earlier one that it is held against.
"""

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


def verdict_reason(level: str, reason: str = "") -> str:
    """Why, in a few words without a full stop; empty where it was not judged."""
    if reason in _NOT_COMPARABLE and level == "too_few":
        return _NOT_COMPARABLE[reason]
    return VERDICTS.get(verdict_word(level, reason), "")


@dataclass(frozen=True)
class Verdict:
    """What a figure's change amounts to, and the period of the figure that it was held against.

    `level`, `reason` and `direction` (`up`, `down`, `same` or empty) are those of the judgement; a figure that was not
    judged has none.
    """

    level: str = ""
    reason: str = ""
    against: str = ""
    direction: str = ""

    @property
    def word(self) -> str:
        """The one word of it: `clear change`, …; empty where it was not judged."""
        return verdict_word(self.level, self.reason)

    @property
    def why(self) -> str:
        """The reason, in a few words without a full stop."""
        return verdict_reason(self.level, self.reason)

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
    """The verdicts of a frame of judgements: those of the rule `change`."""
    rows: list[Any] = list(frame_rows(judged[judged["rule"] == "change"]))
    return Verdicts(
        {
            (row.indicator, row.area_code, row.period): Verdict(row.level, row.reason, row.against, row.direction)
            for row in rows
        }
    )
