"""A line of a few figures as a tiny picture, drawn without a browser; the words beside it say what it shows."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

#: Dots: drawn large and made smaller, so that the line is smooth.
_WIDTH, _HEIGHT, _EDGE, _FINER = 240, 60, 10, 4
_DPI = 200
_LINE, _MARK = "#595959", "#000000"


def spark_png(values: Sequence[float | None]) -> bytes:
    """Figures in time order as PNG, 30 by 8 mm, the last one marked; the height runs from the least to the most.

    Figures that are missing leave gaps. The same figures give the same bytes.
    """
    picture = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), "white")
    pen = ImageDraw.Draw(picture)
    points = _points(values)
    for one, other in zip(points, points[1:], strict=False):
        if one and other:
            pen.line([*one, *other], fill=_LINE, width=2 * _FINER)
    for place, point in enumerate(points):
        if point:
            is_last = place == len(points) - 1
            radius = (5 if is_last else 2) * _FINER
            box = (point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)
            pen.ellipse(box, fill=_MARK if is_last else _LINE)
    buffer = io.BytesIO()
    picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(buffer, "PNG", dpi=(_DPI, _DPI))
    return buffer.getvalue()


def _points(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    """Where each figure stands, in fine dots; None for one that is missing."""
    known = [value for value in values if value is not None]
    low, span = min(known, default=0.0), max(known, default=0.0) - min(known, default=0.0)
    step = (_WIDTH - 2 * _EDGE) / max(1, len(values) - 1)
    found: list[tuple[float, float] | None] = []
    for place, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        share = (value - low) / span if span else 0.5
        across, up = _EDGE + place * step, _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)
        found.append((across * _FINER, up * _FINER))
    return found
