"""What callers give, as arrays of numbers; what cannot be used is refused in words."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def numbers(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """Values as floats, None as NaN; ValueError that names the place of a symbol or of an infinite number."""
    try:
        given = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(_not_a_number(values, name)) from None
    infinite = np.argwhere(np.isinf(given))
    if len(infinite):
        raise ValueError(f"{_place(name, infinite[0])} is infinite; give a number, or NaN where there is none")
    return given


def _not_a_number(values: ArrayLike, name: str) -> str:
    """Where the first value is that is no number; series of different lengths have none."""
    try:
        given = np.asarray(values, dtype=object)
    except ValueError:
        return f"{name} are series of different lengths; fill the shorter ones with NaN"
    for place in np.ndindex(given.shape):
        try:
            float(given[place] if given[place] is not None else np.nan)
        except (TypeError, ValueError):
            if np.ndim(given[place]):
                break
            return f"{_place(name, place)} is {given[place]!r}; give a number, or NaN for a symbol"
    return f"{name} are series of different lengths; fill the shorter ones with NaN"


def _place(name: str, place: tuple[int, ...] | NDArray[np.int64]) -> str:
    return f"{name}[{', '.join(str(position) for position in place)}]" if len(place) else name
