"""How high a row must be for its wrapped text; Excel grows rows by itself, LibreOffice and printers do not."""

import math
from collections.abc import Iterable

#: Points that a line of 11 point text takes, and the most that a row can have.
_LINE, _MOST = 15.0, 400.0
#: Wrapped lines break between words, so they are not quite full.
_FILLED = 0.9


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for texts in columns of some widths (in characters)."""
    lines = [
        sum(max(1, math.ceil(len(part) / (width * _FILLED))) for part in text.split("\n"))
        for text, width in cells
        if width > 0
    ]
    return min(_LINE * max(lines, default=1), _MOST)
