"""A figure beside England and like areas on one line, small enough for a cell; words beside it say what it shows.

The band runs from the lowest to the highest like area, the diamond is their middle, the upright line England, the dot
the area with its interval. Screen and paper draw the same marks.
"""

import io
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from indicators.charts.theme import GRID

if TYPE_CHECKING:
    from indicators.signals.position import Position

_EDGE = 7.0
_BAND, _DARK = GRID, "#3D3D3D"
#: The dot's colour by what was judged; the words beside it say the same.
_COLOURS = {"": "#12436D", "better": "#0F5E57", "worse": "#801650"}
#: The picture for paper: dots an inch and a millimetre, its height in millimetres, dots of paper to one of the screen,
#: and how much finer it is drawn before it is scaled down.
_DPI, _DOTS, _PAPER_HEIGHT, _PAPER_SCALE, _FINER = 300, 300 / 25.4, 4.4, 2.36, 3


@dataclass(frozen=True)
class _Marks:
    """Places from left to right, as shares of the width; None for what is not there."""

    dot: float
    interval: tuple[float, float] | None
    band: tuple[float, float] | None
    middle: float | None
    england: float | None
    colour: str


def _marks(position: "Position") -> _Marks:
    interval = None if isnan(position.lower) else (position.lower, position.upper)
    band = (position.like[0], position.like[-1]) if position.like else None
    numbers = [position.value, *(interval or ()), *(band or ())]
    numbers += [number for number in (position.england, position.median) if number is not None]
    low, span = min(numbers), max(numbers) - min(numbers)

    def share(number: float) -> float:
        return (number - low) / span if span else 0.5

    return _Marks(
        dot=share(position.value),
        interval=interval and (share(interval[0]), share(interval[1])),
        band=band and (share(band[0]), share(band[1])),
        middle=None if position.median is None else share(position.median),
        england=None if position.england is None else share(position.england),
        colour=_COLOURS[position.difference.reading if position.difference else ""],
    )


def spine_svg(position: "Position", *, width: int = 160, height: int = 22) -> str:
    """The picture as SVG; the page gives its words."""
    marks, middle = _marks(position), height / 2

    def across(share: float) -> str:
        return f"{_EDGE + share * (width - 2 * _EDGE):.1f}"

    body = ""
    if marks.band:
        left, right = map(across, marks.band)
        wide = max(float(right) - float(left), 1.0)
        body += f'<rect x="{left}" y="{middle - 4:.1f}" width="{wide:.1f}" height="8" fill="{_BAND}"/>'
    if marks.england is not None:
        x = across(marks.england)
        body += f'<path d="M{x} 1V{height - 1}" stroke="{_DARK}" stroke-width="2"/>'
    if marks.middle is not None:
        x = float(across(marks.middle))
        body += (
            f'<path d="M{x - 5:.1f} {middle}L{x:.1f} {middle - 5}L{x + 5:.1f} {middle}L{x:.1f} {middle + 5}Z" '
            f'fill="#ffffff" stroke="{_DARK}" stroke-width="1.5"/>'
        )
    if marks.interval:
        left, right = map(across, marks.interval)
        body += (
            f'<path d="M{left} {middle}H{right}M{left} {middle - 3}V{middle + 3}M{right} {middle - 3}V{middle + 3}" '
            f'stroke="{marks.colour}" stroke-width="1.5" fill="none"/>'
        )
    body += f'<circle cx="{across(marks.dot)}" cy="{middle}" r="4.5" fill="{marks.colour}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">{body}</svg>'
    )


def spine_png(position: "Position", *, width: float = 40.0) -> bytes:
    """The picture as PNG for paper, so many millimetres wide; the same position gives the same bytes."""
    marks, scale = _marks(position), _PAPER_SCALE * _FINER
    size = round(width * _DOTS), round(_PAPER_HEIGHT * _DOTS)
    across_all, height = (length * _FINER for length in size)
    middle = height / 2
    picture = Image.new("RGBA", (across_all, height), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)

    def across(share: float) -> float:
        return _EDGE * scale + share * (across_all - 2 * _EDGE * scale)

    if marks.band:
        left, right = map(across, marks.band)
        pen.rectangle((left, middle - 4 * scale, max(right, left + scale), middle + 4 * scale), fill=_BAND)
    if marks.england is not None:
        x = across(marks.england)
        pen.line((x, scale, x, height - scale), fill=_DARK, width=round(2 * scale))
    if marks.middle is not None:
        x, wide = across(marks.middle), 5 * scale
        corners = [(x - wide, middle), (x, middle - wide), (x + wide, middle), (x, middle + wide)]
        pen.polygon(corners, fill="white", outline=_DARK, width=round(1.5 * scale))
    if marks.interval:
        left, right = map(across, marks.interval)
        pen.line((left, middle, right, middle), fill=marks.colour, width=round(1.5 * scale))
        for x in (left, right):
            pen.line((x, middle - 3 * scale, x, middle + 3 * scale), fill=marks.colour, width=round(1.5 * scale))
    x, wide = across(marks.dot), 4.5 * scale
    pen.ellipse((x - wide, middle - wide, x + wide, middle + wide), fill=marks.colour)
    buffer = io.BytesIO()
    smaller = picture.resize(size, Image.Resampling.LANCZOS)
    smaller.save(buffer, "PNG", dpi=(_DPI, _DPI))
    return buffer.getvalue()
