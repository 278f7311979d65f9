"""A control chart as it comes back: figures, limits, and words for what they show."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.signals.special_causes import SPECIAL_CAUSES, Codes

#: What to say where `has_limits` is False.
NO_LIMITS = "limits cannot be drawn"

#: Words by code.
READINGS = ("common", "improvement", "concern", "neutral")
ASSURANCES = ("none", "consistent_pass", "consistent_fail", "inconsistent")

Words = NDArray[np.str_]
_COLUMNS = ("value", "mean", "lower", "upper", "near_lower", "near_upper", "has_limits", "special_cause", "reading")


@dataclass(frozen=True, eq=False, kw_only=True)
class ControlChart:
    """A control chart of one series, or of many; read-only arrays shaped like the values that were given.

    Limits are NaN where `has_limits` is False. Codes are places in `SPECIAL_CAUSES`, `READINGS` and
    `ASSURANCES`; the properties named without `_codes` give the words.
    """

    value: NDArray[np.float64]
    mean: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    near_lower: NDArray[np.float64]
    near_upper: NDArray[np.float64]
    has_limits: NDArray[np.bool_]
    special_cause_codes: Codes
    reading_codes: Codes
    variation_codes: Codes
    assurance_codes: Codes

    @cached_property
    def special_cause(self) -> Words:
        """What flags each point: `none`, `outside`, `trend`, `two_in_three` or `shift`, the first that holds."""
        return np.array(SPECIAL_CAUSES)[self.special_cause_codes]

    @cached_property
    def reading(self) -> Words:
        """How to read each point: `common`, `improvement`, `concern`, or `neutral` without a polarity."""
        return np.array(READINGS)[self.reading_codes]

    @cached_property
    def variation(self) -> str | Words:
        """The reading of the last point with a figure; one a series where there are many."""
        return _worded(READINGS, self.variation_codes)

    @cached_property
    def assurance(self) -> str | Words:
        """The target against the last limits: `consistent_pass`, `consistent_fail`, `inconsistent` or `none`."""
        return _worded(ASSURANCES, self.assurance_codes)

    @property
    def points(self) -> pd.DataFrame:
        """One row a point with its value, mean, limits, special cause and reading; ValueError for many series."""
        if self.value.ndim != 1:
            raise ValueError("points are for one series; give control_chart one row of the values")
        return pd.DataFrame({column: getattr(self, column) for column in _COLUMNS})


def _worded(words: tuple[str, ...], codes: Codes) -> str | Words:
    return np.array(words)[codes] if np.ndim(codes) else words[int(codes)]
