"""What the made-up board asks about a figure, in words that follow from the figure as it was on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A move of less than this share is called none.
_SMALL_MOVE = 0.05


@dataclass(frozen=True, kw_only=True)
class FigureQuestion:
    """A question about a figure: of what (in the plural), and what is asked where it rose, where it fell, or else."""

    subject: str
    asks: str
    if_risen: str = ""
    if_fallen: str = ""


def question_text(question: FigureQuestion, frozen: Mapping[str, Any]) -> str:
    """The question with its figure, held against the same quarter a year before where there is one.

    `frozen` is a `figure_snapshot` of quarters. A share says of how many it is.
    """
    figure = frozen["figure"]
    subject, asks = question.subject, question.asks
    if not figure or figure["value"] is None:
        return f"There is no figure of this yet: {subject}. {asks}"
    if figure["denominator"] is not None:
        part, whole = round(figure["numerator"]), round(figure["denominator"])
        return f"{part} of {whole} {subject} in {figure['period']}, {whole - part} did not. {asks}"
    newest, period = figure["value"], figure["period"]
    before = _year_before(frozen)
    if before is None:
        return f"{subject} were {figure['text']} in {period}. {asks}"
    old, old_period = before
    if abs(newest - old) <= _SMALL_MOVE * old:
        return f"{subject} were {figure['text']} in {period} and {old:,.0f} in {old_period}. {asks}"
    verb, special = ("rose", question.if_risen) if newest > old else ("fell", question.if_fallen)
    return f"{subject} {verb} from {old:,.0f} in {old_period} to {figure['text']} in {period}. {special or asks}"


def _year_before(frozen: Mapping[str, Any]) -> tuple[float, str] | None:
    """The figure of the same quarter a year before, with its period."""
    rows = [dict(zip(frozen["columns"], point, strict=True)) for point in frozen["points"]]
    day = str(frozen["figure"]["ends"])[:10]
    wanted = f"{int(day[:4]) - 1}{day[4:]}"
    for row in rows:
        if str(row["ends"])[:10] == wanted and row["value"] is not None:
            return float(row["value"]), str(row["period"])
    return None
