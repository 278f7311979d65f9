"""Rounding as the publications do: half up, on the decimal number that a reader would compute."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Far above the error of one division and far below any digit that is shown.
_NUDGE = 1e-9


def round_half_up(values: ArrayLike, decimals: int | NDArray[np.integer] = 0) -> NDArray[np.float64]:
    """Values rounded half up (away from zero), NaN kept: 115/368 in per cent is 31.3, not 31.2."""
    numbers = np.asarray(values, dtype=float)
    scale = 10.0**decimals
    return np.sign(numbers) * np.floor(np.abs(numbers) * scale + 0.5 + _NUDGE) / scale


def decimal_text(value: float, decimals: int = 0) -> str:
    """A number rounded half up, with thousands separators and a true minus sign."""
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(repr(float(value))) + Decimal(_NUDGE if value >= 0 else -_NUDGE)
    rounded = exact.quantize(step, ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    return f"−{text}" if rounded < 0 else text
