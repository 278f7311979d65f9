"""How often something happened, how sure that is, and whether it is as often as it should be."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.timing import in_columns
from indicators.signals.confidence_intervals import count_interval, proportion_interval


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One figure with its 95% interval and the range in which it should lie.

    `result`, `interval`, `least` and `most` are shares where `is_share`, else numbers a cycle. A target is
    missed for certain where the whole interval lies outside it. `ceiling` is the most that any test could reach.
    """

    what: str
    result: float
    interval: tuple[float, float]
    counted: str
    is_share: bool
    least: float | None = None
    most: float | None = None
    ceiling: float = math.inf
    remark: str = ""

    @property
    def verdict(self) -> str:
        """Whether the target holds, in words; nothing where there is none."""
        if self.least is None and self.most is None:
            return ""
        if self._holds(self.result, self.result):
            return "holds"
        # Another seed gives other figures: one near a target would come out either way.
        if self._holds(*self.interval):
            return "too close to tell"
        if self.least is not None and self.ceiling < self.least and self.interval[1] >= self.ceiling:
            return "out of any test's reach"
        return "does not hold"

    def _holds(self, low: float, high: float) -> bool:
        """Whether something between these is within the target; NaN, that is nothing counted, is not."""
        return (self.least is None or high >= self.least) and (self.most is None or low <= self.most)

    @property
    def cells(self) -> tuple[str, ...]:
        """What a table shows of it, in the order of `HEADER`."""
        low, high = (self._text(limit) for limit in self.interval)
        return (
            self.what,
            self._text(self.result),
            self.counted,
            f"{low} to {high}",
            self._target(),
            self.verdict,
            self.remark,
        )

    def _text(self, number: float) -> str:
        return f"{number:.1%}" if self.is_share else f"{number:.2f}"

    def _target(self) -> str:
        least, most = (
            "" if limit is None else f"{limit * 100:g}%" if self.is_share else f"{limit:g}"
            for limit in (self.least, self.most)
        )
        if least and most:
            return f"{least} to {most}"
        return f"at least {least}" if least else f"at most {most}" if most else ""


HEADER = ("", "found", "counted", "95% interval", "target", "", "")


def rate_table(rates: Sequence[Rate]) -> str:
    """The rates as text in columns."""
    return in_columns([HEADER, *(rate.cells for rate in rates)])


def share(what: str, part: int, *, of: int, **rest: Any) -> Rate:
    """How large a part of something is; Wilson's interval, as if each case were on its own."""
    low, high = proportion_interval(part, of)
    result = part / of if of else float("nan")
    return Rate(
        what=what,
        result=result,
        interval=(float(low), float(high)),
        counted=f"{part:,} of {of:,}",
        is_share=True,
        **rest,
    )


def per_cycle(what: str, counts: Sequence[int], **rest: Any) -> Rate:
    """How many there were a cycle; a Poisson interval, widened where cycles differ more than chance has it."""
    total, cycles = sum(counts), len(counts)
    mean = total / cycles
    dispersion = max(1.0, statistics.variance(counts) / mean) if mean and cycles > 1 else 1.0
    low, high = (float(limit) * dispersion for limit in count_interval(total / dispersion, exposure=cycles))
    counted = f"{total:,} in {cycles:,}"
    return Rate(what=what, result=mean, interval=(low, high), counted=counted, is_share=False, **rest)


def surplus(what: str, counts: Sequence[int], *, over: Sequence[int], **rest: Any) -> Rate:
    """How many more there were a cycle than in the other counts of the same cycle; a normal interval."""
    differences = [ours - theirs for ours, theirs in zip(counts, over, strict=True)]
    mean = statistics.fmean(differences)
    half = 1.96 * statistics.stdev(differences) / len(differences) ** 0.5
    counted = f"{sum(counts):,} and {sum(over):,}"
    return Rate(what=what, result=mean, interval=(mean - half, mean + half), counted=counted, is_share=False, **rest)
