"""The time between rare events in words: how often they come, when the last did, and what that is worth."""

from indicators.rounding import decimal_text
from indicators.signals.judgements import SIGNIFICANCE_LEVEL
from indicators.signals.rare_event_series import FEWEST_EVENTS, RareEvents
from indicators.signals.rare_events import RareEventChart
from indicators.wording.numbers import count_text

#: A shorter time since the last event is not worth a word.
_DAYS_OF_NOTE = 60


def rare_events_statement(found: RareEvents, name: str) -> str:
    """What the times between events say, in a few sentences; `name` is the series as the page calls it."""
    months = count_text(len(found.months), "month")
    if found.chart is None:
        return (
            f"{name}: {len(found.days):,} in {months}; the time from one to the next is drawn from {FEWEST_EVENTS} on."
        )
    often = decimal_text(found.events_a_year, 1)
    said = [f"{name}: {len(found.days):,} in {months}, about {often} a year.", _latest_text(found, found.chart)]
    if found.chart.has_run:
        said.append(
            "For a while they have come more often, or more seldom, than before, by more than chance explains: the "
            "times stay on one side of the usual."
        )
    return " ".join((*said, *_silence_text(found)))


def _latest_text(found: RareEvents, chart: RareEventChart) -> str:
    """The last time between two events beside what is usual."""
    latest, usual = found.times[-1], chart.centre
    step = f"The last came {_days(latest)} after the one before; usual are about {_days(usual)}"
    side = "sooner" if latest < usual else "later"
    if chart.outside[-1]:
        return f"{step}, and it lies beyond the limits."
    if found.latest_p_value <= SIGNIFICANCE_LEVEL:
        return f"{step}: {side} than chance explains, though within the limits."
    return f"{step}: no sooner or later than chance can explain."


def _silence_text(found: RareEvents) -> list[str]:
    """How long none has come since, where that is worth a word."""
    if found.silence < _DAYS_OF_NOTE:
        return []
    is_long = found.silence_p_value <= SIGNIFICANCE_LEVEL
    worth = "longer than chance explains" if is_long else "no longer than chance can explain"
    return [f"None has come in the {_days(found.silence)} since, {worth}."]


def _days(number: float) -> str:
    return count_text(max(1, round(number)), "day")
