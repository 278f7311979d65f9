"""Sentences about figures that cannot be trusted as they stand."""

from collections.abc import Callable

from indicators.periods import PeriodType, parse_period
from indicators.statements.told import Told


def trouble(told: Told) -> str:
    """Why a figure needs care, by the row's reason."""
    return _TROUBLES[told.row.reason](told)


def _one_source_differs(told: Told) -> str:
    return f"Two sources give different figures for {told.subject}, {told.row.period}: {told.value} and {told.compared}"


def _does_not_follow(told: Told) -> str:
    row = told.row
    counts = f" ({row.detail})" if row.detail else ""
    return f"{told.subject}, {row.period}: printed {told.compared}, but its own counts{counts} give {told.value}"


def _above_base(told: Told) -> str:
    row = told.row
    counts = f" ({row.detail})" if row.detail else ""
    return f"{told.subject}, {row.period}: the part counted is larger than the whole it is a part of{counts}"


def _break(told: Told) -> str:
    when = f" on {told.row.against}" if told.row.against else ""
    return f"{told.subject}: the way of counting changed{when}; compare with care"


def _late(told: Told) -> str:
    """`against` is the period that was due, or its last day."""
    due, last = told.row.against, told.row.period
    return f"{told.subject}: no figure {_reach(due)} has come; the last is for {last}"


def _reach(due: str) -> str:
    try:
        is_day = parse_period(due).type is PeriodType.SNAPSHOT
    except ValueError:
        return f"for {due or 'the period after'}"
    return f"up to {due}" if is_day else f"for {due}"


_TROUBLES: dict[str, Callable[[Told], str]] = {
    "one_source_differs": _one_source_differs,
    "does_not_follow": _does_not_follow,
    "above_base": _above_base,
    "break": _break,
    "late": _late,
}
