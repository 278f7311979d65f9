"""A line the size of a word; the words it stands beside say what it shows."""

import math
from collections.abc import Sequence

_EDGE = 4.0
_LINE, _MARK = "#595959", "#000000"


def sparkline_svg(
    values: Sequence[float | None], *, provisional_last: bool = False, width: int = 96, height: int = 24
) -> str:
    """Inline SVG of values in time order; None and NaN leave gaps, the last figure is marked.

    Hidden from screen readers. The height runs from the lowest to the highest value, not from zero.
    """
    known = [value for value in values if value is not None and not math.isnan(value)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">'
    )
    if not known:
        return head + "</svg>"
    low, span = min(known), max(known) - min(known)

    def place(position: int, value: float) -> tuple[float, float]:
        across = position / (len(values) - 1) if len(values) > 1 else 1.0
        up = (value - low) / span if span else 0.5
        return _EDGE + across * (width - 2 * _EDGE), height - _EDGE - up * (height - 2 * _EDGE)

    runs: list[list[tuple[float, float]]] = [[]]
    for position, value in enumerate(values):
        if value is None or math.isnan(value):
            runs.append([])
        else:
            runs[-1].append(place(position, value))
    runs = [run for run in runs if run]
    body = "".join(_run(run) for run in runs[:-1]) + _run(runs[-1], last=True)
    x, y = runs[-1][-1]
    fill = "#ffffff" if provisional_last else _MARK
    mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{_MARK}" stroke-width="1.5"/>'
    return f"{head}{body}{mark}</svg>"


def _run(points: list[tuple[float, float]], *, last: bool = False) -> str:
    """A stretch without gaps; a lone point is a dot, unless it is the one that is marked anyway."""
    if len(points) == 1:
        x, y = points[0]
        return "" if last else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.5" fill="{_LINE}"/>'
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{_LINE}" stroke-width="1.5"/>'
