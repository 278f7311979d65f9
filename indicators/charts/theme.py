"""The look of every chart: the Government Analysis Function's style, fit for screen, projector and print.

Each area has a colour, a dash and a marker shape, so that nothing depends on colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import afcharts.pio_template  # noqa: F401  registers the template "afcharts"

from indicators.areas import BOARD, LEICESTERSHIRE, RUTLAND

if TYPE_CHECKING:
    from indicators.measures import Series

#: Arial and its metric twin, so that the widths we reckon with are the widths that are drawn.
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
BLACK = "#000000"
GRID = "#D6D6D6"
LEADER = "#6F6F6F"
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Style:
    """How one area's line is drawn."""

    colour: str
    dash: str
    symbol: str
    width: float = 3


#: The board's two areas look the same on every chart.
AREA_STYLES = {
    LEICESTERSHIRE: Style("#12436D", "solid", "circle"),
    RUTLAND: Style("#F46A25", "dash", "square"),
    BOARD: Style("#801650", "longdash", "diamond"),
}
OTHER_STYLES = (
    Style("#28A197", "dashdot", "triangle-up"),
    Style("#801650", "dot", "diamond"),
    Style("#3D3D3D", "longdash", "cross"),
    Style("#A285D1", "longdashdot", "star"),
    Style("#12436D", "solid", "circle"),
    Style("#F46A25", "dash", "square"),
)
#: Comparators stay in the background; no grey is lighter than 3:1 against white.
COMPARATOR_STYLES = (
    Style("#6F6F6F", "dot", "diamond", 2),
    Style("#8A8A8A", "dash", "triangle-down", 2),
    Style("#595959", "longdashdot", "x", 2),
    Style("#949494", "longdash", "cross", 2),
)


@dataclass(frozen=True)
class Sizes:
    """Pixels: fonts, the plot's height, the width of the whole to reckon with, room at the edges."""

    font: int
    note: int
    plot_height: int
    panel_height: int
    assumed_width: int
    label_width: int


#: A page column may be 700 px wide or 1100: what fits the smaller fits the larger.
WIDE = Sizes(font=16, note=14, plot_height=340, panel_height=200, assumed_width=760, label_width=190)
NARROW = Sizes(font=14, note=13, plot_height=260, panel_height=180, assumed_width=340, label_width=250)


def sizes(narrow: bool) -> Sizes:
    """The sizes for a phone or for everything else."""
    return NARROW if narrow else WIDE


def series_styles(series: Sequence["Series"], comparators: Sequence["Series"]) -> list[Style]:
    """One style a line, focus series first; by area while one indicator is shown, else by order."""
    one_indicator = len({line.indicator.id for line in series}) <= 1
    fixed = [AREA_STYLES.get(line.area.code) if one_indicator else None for line in series]
    taken = {style.colour for style in fixed if style}
    free = [style for style in OTHER_STYLES if style.colour not in taken] or list(OTHER_STYLES)
    if not one_indicator:
        free = [*list(AREA_STYLES.values())[:2], *OTHER_STYLES[:4]]
    styles, used = [], 0
    for style in fixed:
        styles.append(style or free[used % len(free)])
        used += style is None
    grey = [COMPARATOR_STYLES[place % len(COMPARATOR_STYLES)] for place in range(len(comparators))]
    return styles + grey


def base_layout(size: Sizes, *, height: int, margin: dict[str, float]) -> dict[str, Any]:
    """A layout with the template and its screen sizes; pixels in, a plain dict out.

    No margin is automatic: labels are placed for exactly this plot area.
    """
    return {
        "template": "afcharts",
        "height": height,
        "margin": {"pad": 0, **{side: round(value) for side, value in margin.items()}},
        "font": {"family": FONT, "size": size.font, "color": BLACK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT, "size": size.note, "color": BLACK}, "bordercolor": LEADER},
        "showlegend": False,
        "annotations": [],
        "shapes": [],
    }


def axis(**settings: Any) -> dict[str, Any]:
    """An axis without surprises: no zoom, no rotated labels, no automatic margin."""
    return {
        "automargin": False,
        "fixedrange": True,
        "tickangle": 0,
        "gridcolor": GRID,
        "zeroline": False,
        "ticklabelstandoff": 3,
        **settings,
    }
