"""Labels at the ends of lines: nudged apart as little as possible, in the order of their values."""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.charts.text import LINE_HEIGHT
from indicators.charts.theme import CLEAR

#: Marks the annotations that `place_labels` may move.
LINE_END = "line-end"


def spread(centres: Sequence[float], sizes: Sequence[float], *, low: float, high: float, gap: float = 2) -> list[float]:
    """Centres moved apart so that boxes of these sizes keep `gap` between them, in the order given by value.

    The squared movement is the least possible (pool adjacent violators). Boxes stay within `low` to `high`
    while they fit there; when they do not, they overflow both ends alike. Equal centres keep their order.
    """
    order = sorted(range(len(centres)), key=lambda place: centres[place])
    if not order:
        return []
    offsets = [0.0]
    for before, after in zip(order, order[1:], strict=False):
        offsets.append(offsets[-1] + (sizes[before] + sizes[after]) / 2 + gap)
    pooled = _rising([centres[place] - offset for place, offset in zip(order, offsets, strict=True)])
    floor = low + sizes[order[0]] / 2
    ceiling = high - sizes[order[-1]] / 2 - offsets[-1]
    if ceiling < floor:
        floor = ceiling = (floor + ceiling) / 2
    moved = [0.0] * len(order)
    for place, base, offset in zip(order, pooled, offsets, strict=True):
        moved[place] = min(max(base, floor), ceiling) + offset
    return moved


def _rising(values: Sequence[float]) -> list[float]:
    """The nearest sequence (least squares) that never falls."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            previous, many = blocks.pop()
            mean, count = (mean * count + previous * many) / (count + many), count + many
        blocks.append((mean, count))
    return [mean for mean, count in blocks for _ in range(count)]


def place_labels(layout: Mapping[str, Any], plot_height: float) -> None:
    """Move the line-end annotations of a layout (plain dicts, changed in place) apart, panel by panel.

    `plot_height` is what is left of the picture between its top and bottom margin, in pixels.
    """
    panels: dict[str, list[dict[str, Any]]] = {}
    for note in layout.get("annotations", ()):
        if note.get("name") == LINE_END:
            panels.setdefault(note["yref"], []).append(note)
    for yref, notes in panels.items():
        axis = layout["yaxis" + yref[1:]]
        bottom, top = axis.get("domain", (0, 1))
        height = plot_height * (top - bottom)
        low, high = axis["range"]
        centres = [(note["y"] - low) / (high - low) * height for note in notes]
        heights = [(note["text"].count("<br>") + 1) * note["font"]["size"] * LINE_HEIGHT for note in notes]
        # The space above the plot holds notes; a label may reach a little below it.
        places = spread(centres, heights, low=-12, high=height + 10)
        for note, centre, place in zip(notes, centres, places, strict=True):
            note["ay"] = round(centre - place, 1)
            note["arrowwidth"] = 1
            far = abs(centre - place) > note["font"]["size"] * 0.6
            note["arrowcolor"] = note["bordercolor"] if far else CLEAR
