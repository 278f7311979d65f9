"""Whether a target is met, beyond what chance can do."""

import math

STATES = ("met", "missed", "unclear")
DIRECTIONS = ("at_least", "at_most")


def target_state(value: float, lower: float, upper: float, target: float, direction: str) -> str:
    """`met` or `missed` where the whole interval is on one side of the target, otherwise `unclear`.

    All figures share one unit; on the target itself counts as met. Without limits (NaN), as for a plain count,
    the value alone is compared; without a value the answer is `unclear`. ValueError for another `direction`.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"a target is {' or '.join(DIRECTIONS)}, not {direction}")
    if math.isnan(value) or math.isnan(target):
        return "unclear"
    low, high = (value, value) if math.isnan(lower) or math.isnan(upper) else (lower, upper)
    if direction == "at_most":
        low, high, target = -high, -low, -target
    if low >= target:
        return "met"
    return "missed" if high < target else "unclear"
