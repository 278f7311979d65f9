"""The rule that a release keeps to, how shown counts are rounded under it, and the refusal when it cannot be kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.errors import IndicatorsError, UsageError
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

    def is_small(self, counts: ArrayLike) -> NDArray[np.bool_]:
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
