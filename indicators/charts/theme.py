"""The look and the text of every chart: the Government Analysis Function's style, fit for screen, projector and
print.

Each area has a colour, a dash and a marker shape, so that nothing depends on colour alone. Text is measured, wrapped
and escaped here, so that data never acts as Plotly's markup.
"""

import html
import itertools
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import afcharts.pio_template  # noqa: F401  registers the template "afcharts"

from indicators.catalogue.areas import Area
from indicators.rounding import decimal_text

if TYPE_CHECKING:
    from indicators.figures import Series

#: Advance widths of Arial in thousandths of the font size; anything else counts as a wide letter.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 225),
    **dict.fromkeys(" ftI.,:;/!()[]\\-·", 300),
    **dict.fromkeys('r*"`{}', 345),
    **dict.fromkeys("ckvxyszJ", 500),
    **dict.fromkeys("abdeghnopqu0123456789?L+<=>–£$#_", 560),
    **dict.fromkeys("ABEKPSVXYFTZ&", 665),
    **dict.fromkeys("CDHNRUwGOQ−", 750),
    **dict.fromkeys("mMW%", 890),
    "@": 1015,
    "\u00a0": 300,
}
#: A line of Plotly text is this many times its font size high.
LINE_HEIGHT = 1.3
NO_BREAK = "\u00a0"


def escape(text: object) -> str:
    """Text from data, made safe for Plotly, which reads `<b>`, `<a>` and `%{...}` as instructions.

    Quotation marks stay as they are: Plotly decodes `&amp;`, `&lt;` and `&gt;` only.
    """
    return html.escape(str(text), quote=False).replace("%{", "%\u200b{")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels wide one line of unescaped text is, rounded up a little."""
    thousandths = sum(_WIDTHS.get(letter, 700) for letter in text)
    return thousandths / 1000 * size * (1.13 if bold else 1.05)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Unescaped text in lines no wider than `width` pixels; a word that is wider is cut into pieces."""
    lines: list[str] = []
    for word in _pieces(text.split(" "), width, size, bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _pieces(words: Iterable[str], width: float, size: float, bold: bool) -> Iterable[str]:
    for word in words:
        start = 0
        for end in range(1, len(word) + 1):
            if end - start > 1 and text_width(word[start:end], size, bold=bold) > width:
                yield word[start : end - 1]
                start = end - 1
        yield word[start:]


def markup(lines: Iterable[str]) -> str:
    """Lines as Plotly text, every one of them escaped."""
    return "<br>".join(escape(line) for line in lines)


def format_number(value: float, decimals: int) -> str:
    """A figure as people write it: `1,129`, `0.8`, `−5`."""
    value = float(value)
    if decimals == 0 and value.is_integer():  # the usual count, and a hundred times a chart
        return f"{int(value):,}".replace("-", "−")
    return decimal_text(value, decimals)


def format_figure(value: float, decimals: int, unit: str) -> str:
    """A figure with its per cent sign; every other unit stands in the caption over the axis."""
    return format_number(value, decimals) + ("%" if unit.startswith("%") else "")


def sentence_case(text: str) -> str:
    """A caption with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


#: Arial and its metric twin, so that the widths we reckon with are the widths that are drawn.
FONT_FAMILY = "Arial, Liberation Sans, Helvetica, sans-serif"
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


#: Comparators stay in the background; no grey is lighter than 3:1 against white.
COMPARATOR_STYLES = (
    Style("#6F6F6F", "dot", "diamond", 2),
    Style("#8A8A8A", "dash", "triangle-down", 2),
    Style("#595959", "longdashdot", "x", 2),
    Style("#949494", "longdash", "cross", 2),
)
#: The board's own areas look the same on every chart, by their order, and so do all of them together.
_OWN_STYLES = (
    Style("#12436D", "solid", "circle"),
    Style("#F46A25", "dash", "square"),
    Style("#28A197", "solid", "triangle-up"),
    Style("#3D3D3D", "solid", "cross"),
)
_TOGETHER_STYLE = Style("#801650", "longdash", "diamond")
#: The looks that lines without an area of their own take first.
AREA_STYLES = (*_OWN_STYLES[:2], _TOGETHER_STYLE)
_OTHER_COLOURS = ("#28A197", "#A285D1", "#3D3D3D", "#2073BC", "#8A5A00")
_OTHER_DASHES = ("dashdot", "dot", "longdashdot", "longdash", "dash")
_OTHER_SYMBOLS = ("triangle-up", "cross", "star", "diamond", "x")
#: A look for every other area: no two have both colour and dash.
OTHER_STYLES = tuple(
    Style(colour, dash, _OTHER_SYMBOLS[(place + turn) % len(_OTHER_SYMBOLS)])
    for turn, dash in enumerate(_OTHER_DASHES)
    for place, colour in enumerate(_OTHER_COLOURS)
)
#: A divisor by which the numbers in the codes of a board's statistical neighbours seldom leave the same rest.
_CODE_DIVISOR = 22


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
WIDE_SIZES = Sizes(font=16, note=14, plot_height=340, panel_height=200, assumed_width=760, label_width=190)
#: For a wall: read from the back of a room, on a screen of 1280 pixels and more.
PROJECTED_SIZES = Sizes(font=26, note=22, plot_height=360, panel_height=320, assumed_width=1180, label_width=330)
NARROW_SIZES = Sizes(font=14, note=13, plot_height=260, panel_height=180, assumed_width=340, label_width=250)


def sizes(narrow: bool) -> Sizes:
    """The sizes for a phone or for everything else."""
    return NARROW_SIZES if narrow else WIDE_SIZES


def area_style(area: Area) -> Style:
    """How an area looks in every chart, whatever else is in it: the board's own by their order, in the colour that it
    chose for it, others by the number in their code.
    """
    style = OTHER_STYLES[_style_number(area.code)]
    if area.is_own and area.place < len(_OWN_STYLES):
        style = _OWN_STYLES[area.place]
    elif area.is_together:
        style = _TOGETHER_STYLE
    elif (quiet := _comparator_style(area)) is not None:
        style = replace(quiet, width=Style.width)
    return replace(style, colour=area.colour) if area.colour else style


def _comparator_style(area: Area) -> Style | None:
    """The fixed look of what the board's areas are held against: the nation, the region, and areas like the first."""
    if area.place < 0 or area.level not in ("country", "region", "comparator"):
        return None
    place = {"country": 0, "region": 1}.get(area.level, 2 + area.place)
    return COMPARATOR_STYLES[place] if place < len(COMPARATOR_STYLES) else None


def area_styles(areas: Sequence[Area]) -> list[Style]:
    """The looks of areas that stand together; of two that look alike the second has the next free look."""
    styles: list[Style] = []
    codes = [area.code for area in areas]
    for area in areas:
        style = area_style(area)
        if style in styles and area.code not in codes[: len(styles)]:
            start = _style_number(area.code)
            turned = (*OTHER_STYLES[start:], *OTHER_STYLES[:start])
            style = next((free for free in turned if free not in styles), style)
        styles.append(style)
    return styles


def comparator_styles(areas: Sequence[Area]) -> list[Style]:
    """The quiet looks of what lines are held against: the nation always the same, others the greys that are left."""
    fixed = [_comparator_style(area) for area in areas]
    free = itertools.cycle([style for style in COMPARATOR_STYLES if style not in fixed] or COMPARATOR_STYLES)
    return [style or next(free) for style in fixed]


def _style_number(code: str) -> int:
    number = int(code[1:]) if code[1:].isdecimal() else zlib.crc32(code.encode())
    return number % _CODE_DIVISOR % len(OTHER_STYLES)


def series_styles(series: Sequence["Series"], comparators: Sequence["Series"]) -> list[Style]:
    """One style a line, focus series first; by area while one indicator is shown, else by order."""
    if len({line.indicator.id for line in series}) <= 1:
        own = area_styles([line.area for line in series])
    else:
        loud = (*_OWN_STYLES[:2], *OTHER_STYLES)
        own = [loud[number % len(loud)] for number in range(len(series))]
    return own + comparator_styles([line.area for line in comparators])


def base_layout(size: Sizes, *, height: int, margin: dict[str, float]) -> dict[str, Any]:
    """A layout with the template and its screen sizes; pixels in, a plain dict out.

    No margin is automatic: labels are placed for exactly this plot area.
    """
    return {
        "template": "afcharts",
        "height": height,
        "margin": {"pad": 0, **{side: round(value) for side, value in margin.items()}},
        "font": {"family": FONT_FAMILY, "size": size.font, "color": BLACK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": size.note, "color": BLACK}, "bordercolor": LEADER},
        "showlegend": False,
        "annotations": [],
        "shapes": [],
    }


#: What a layout of lines over time gains: one box for all lines of a period, instead of one for the nearest point.
HOVER_BY_PERIOD = {"hovermode": "x unified", "hoversubplots": "single"}


def axis_layout(**settings: Any) -> dict[str, Any]:
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
