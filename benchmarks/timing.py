"""Times of two things taken in turns, and what they say about each other."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One comparison: seconds of ours and of the floor, pair by pair, and the most that ours may take.

    Without a floor, `target` is in seconds; without a target, the line is for information.
    """

    what: str
    ours: Sequence[float]
    floor: Sequence[float] = ()
    target: float | None = None
    remark: str = ""

    @property
    def result(self) -> float:
        """The median of the pairs' ratios, or of ours in seconds where there is no floor."""
        return statistics.median(self.ratios if self.floor else self.ours)

    @property
    def ratios(self) -> list[float]:
        """Ours to the floor, pair by pair: what slowed the machine for a while slowed both."""
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def verdict(self) -> str:
        """Whether the target holds, in words; nothing where there is none."""
        if self.target is None:
            return ""
        return "holds" if self.result <= self.target else "does not hold"


def in_turns(subjects: Mapping[str, Callable[[int], Mapping[str, Sequence[float]]]], repetitions: int) -> dict:
    """Times by subject and measurement; each repetition asks every subject once, another one first each time.

    A subject is called with the number of the repetition and gives seconds by measurement. Repetition -1
    warms up and is thrown away.
    """
    names = list(subjects)
    times: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    for repetition in range(-1, repetitions):
        start = repetition % len(names)
        for name in names[start:] + names[:start]:
            measured = subjects[name](repetition)
            if repetition >= 0:
                for measurement, seconds in measured.items():
                    times[name].setdefault(measurement, []).extend(seconds)
    return times


def table(lines: Sequence[Line]) -> str:
    """The lines as text in columns: medians, and in brackets the middle half of the times."""
    return in_columns([("", "ours", "floor", "ratio", "target", "", ""), *(_cells(line) for line in lines)])


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as text, each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    ratio = target = ""
    if line.floor:
        ratio = f"{line.result:.2f}{_spread(line.ratios, 1, '.2f')}"
    if line.target is not None:
        target = f"at most {line.target:g}" + ("" if line.floor else " s")
    return line.what, _time(line.ours), _time(line.floor), ratio, target, line.verdict, line.remark


def _time(seconds: Sequence[float]) -> str:
    if not seconds:
        return ""
    median = statistics.median(seconds)
    if median < 2:
        return f"{median * 1000:.0f} ms{_spread(seconds, 1000, '.0f')}"
    return f"{median:.2f} s{_spread(seconds, 1, '.2f')}"


def _spread(numbers: Sequence[float], scale: float, form: str) -> str:
    if len(numbers) < 3:
        return ""
    low, _, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return f" ({low * scale:{form}} to {high * scale:{form}})"
