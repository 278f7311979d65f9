"""Lines over time as a projector shows them: larger text, thicker lines, as high as the screen has room."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from indicators.charts import theme
from indicators.charts.annotations import TargetLine
from indicators.charts.trend import trend_chart

if TYPE_CHECKING:
    from indicators.catalogue.indicators import Break
    from indicators.figures import Series

#: How many times thicker lines and points are than on a page.
_THICKER = 1.6
#: Text is never smaller than this share of its usual size.
_LEAST_SHARE = 0.8
#: Pixels: the least height of a plot in which a line can be followed.
_LEAST_HEIGHT = 200


def projected_chart(
    series: Sequence["Series"],
    *,
    comparators: Sequence["Series"] = (),
    targets: Sequence[TargetLine] = (),
    breaks: Sequence["Break"] = (),
    height: int,
    narrow: bool = False,
) -> go.Figure:
    """The lines as `trend_chart` draws them, for reading from the back of a room; the plot is `height` pixels high, and
    its text as much larger or smaller.

    On a narrow screen they are drawn as on any page. Headline and source stand around the figure.
    """
    size = _scaled(height)
    words: dict[str, Any] = {"title": "", "subtitle": "", "source_note": ""}
    chart = trend_chart(
        series,
        comparators=comparators,
        targets=targets,
        breaks=breaks,
        narrow=narrow,
        size=None if narrow else size,
        **words,
    )
    if narrow:
        return chart
    spec = chart.to_dict()
    for trace in spec["data"]:
        _thicken(trace.get("line", {}), "width")
        _thicken(trace.get("marker", {}), "size")
    return go.Figure(spec)


def _scaled(height: int) -> theme.Sizes:
    """The sizes for a plot of a height; a window is as much wider as it is higher."""
    usual = theme.PROJECTED_SIZES
    height = max(_LEAST_HEIGHT, height)
    share = max(_LEAST_SHARE, height / usual.plot_height)
    others = {name: round(getattr(usual, name) * share) for name in ("font", "note", "assumed_width", "label_width")}
    return replace(usual, plot_height=height, **others)


def _thicken(look: dict[str, Any], name: str) -> None:
    """Make a line or point thicker, where it is as thick everywhere."""
    if isinstance(look.get(name), int | float):
        look[name] *= _THICKER
