"""The words on a funnel plot: limits and average at the right, names at their dots, what the axes measure."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.charts import axes
from indicators.charts.labels import LINE_END
from indicators.charts.text import LINE_HEIGHT, escape, markup, sentence_case, text_width, wrap
from indicators.charts.theme import BLACK, CLEAR, LEADER, Sizes

if TYPE_CHECKING:
    from indicators.charts.funnel import Funnel

_GAP = 16
#: Pixels between a dot and its name.
_BESIDE = 22
#: Left, bottom, width and height in pixels of the plot.
Box = tuple[float, float, float, float]


def level_words(level: float) -> str:
    """A pair of limits by name: `95% limits`, `99.8% limits`."""
    return f"{level * 100:.3g}% limits"


def right_labels(
    funnel: "Funnel", upper: Mapping[float, float], span: tuple[float, float], size: Sizes
) -> list[dict[str, Any]]:
    """The average and the upper limit of each pair by name, at the right edge, for `place_labels`."""
    named = [(level_words(level), value) for level, value in upper.items()]
    named.append((f"{funnel.average_name} {funnel.words(funnel.average)}", funnel.average))
    notes = []
    for words, value in named:
        text = wrap(words, size.label_width, size.font)
        note = _note(markup(text), size.font, name=LINE_END, x=_place(span[1], span), y=value, xref="x", yref="y")
        note |= {"showarrow": True, "arrowhead": 0, "ax": _GAP, "ay": 0, "xanchor": "left", "align": "left"}
        note |= {"bordercolor": LEADER, "borderwidth": 0}
        note["width"] = max(text_width(part, size.font) for part in text) + 2
        notes.append(note)
    return notes


def name_notes(
    points: pd.DataFrame,
    named: Collection[str],
    scale: axes.Scale,
    span: tuple[float, float],
    size: Sizes,
    *,
    width: float,
) -> list[dict[str, Any]]:
    """The names of some areas beside their dots, each where it covers the fewest dots and other names."""
    start, end = (_place(value, span) for value in span)
    across = [(_place(value, span) - start) / (end - start) * width for value in points["exposure"]]
    up = [(value - scale.low) / (scale.high - scale.low) * size.plot_height for value in points["value"]]
    dots = list(zip(across, up, strict=True))
    notes, taken = [], []
    for row, dot in zip(points.itertuples(), dots, strict=True):
        if row.code not in named:
            continue
        wide = text_width(row.area, size.font, bold=True)
        box = min(_boxes(dot, wide, size), key=lambda box: _covered(box, dots, taken, width, size.plot_height))
        taken.append(box)
        notes.append(_name_note(row.area, _place(row.exposure, span), row.value, dot, box, size))
    return notes


def _boxes(dot: tuple[float, float], wide: float, size: Sizes) -> list[Box]:
    """Where a name may stand: right or left of its dot, a little or further above or below, nearest first."""
    high = size.font * LINE_HEIGHT
    return [
        (dot[0] + (_BESIDE if right else -_BESIDE - wide), dot[1] + rise - high / 2, wide, high)
        for rise in (0, 20, -20, 42, -42, 64, -64)
        for right in (True, False)
    ]


def _covered(
    box: Box, dots: Sequence[tuple[float, float]], taken: Sequence[Box], width: float, height: float
) -> tuple[int, int]:
    """How bad a place is: names it meets or edges it crosses, then dots that it covers."""
    left, bottom, wide, high = box
    out = left < 0 or left + wide > width or bottom < 0 or bottom + high > height
    meets = [
        left < other[0] + other[2]
        and other[0] < left + wide
        and bottom < other[1] + other[3]
        and other[1] < bottom + high
        for other in taken
    ]
    under = [left - 5 < x < left + wide + 5 and bottom - 5 < y < bottom + high + 5 for x, y in dots]
    return out + sum(meets), sum(under)


def _name_note(name: str, x: float, y: float, dot: tuple[float, float], box: Box, size: Sizes) -> dict[str, Any]:
    right = box[0] > dot[0]
    note = _note(f"<b>{escape(name)}</b>", size.font, name="area", x=x, y=y, xref="x", yref="y")
    note |= {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "standoff": 6, "arrowcolor": LEADER}
    note |= {"ax": _BESIDE if right else -_BESIDE, "ay": round(dot[1] - box[1] - box[3] / 2, 1)}
    return note | {"xanchor": "left" if right else "right", "bgcolor": "rgba(255,255,255,0.85)"}


def axis_words(funnel: "Funnel", size: Sizes, *, left: float) -> list[dict[str, Any]]:
    """What stands over the value axis and under the axis of sizes."""
    unit = "Per cent" if funnel.unit == "%" else sentence_case(funnel.unit)
    over = {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "xshift": -round(left) + 4, "yshift": 14}
    under = {"x": 1, "y": 0, "xanchor": "right", "yanchor": "top", "yshift": -round(size.font * 2.4)}
    return [
        _note(escape(unit), size.note, name="unit", xref="paper", yref="paper", **over),
        _note(escape(sentence_case(funnel.base)), size.note, name="base", xref="paper", yref="paper", **under),
    ]


def _place(value: float, span: tuple[float, float]) -> float:
    """Where a size stands on its axis: its power of ten where the axis, starting above 0, is one of ratios."""
    return math.log10(value) if span[0] > 0 else value


def _note(text: str, size: float, **settings: Any) -> dict[str, Any]:
    look = {"showarrow": False, "font": {"size": size, "color": BLACK}, "borderpad": 0, "arrowcolor": CLEAR}
    return {"text": text, **look, **settings}
