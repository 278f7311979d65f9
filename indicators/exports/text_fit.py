"""How large a table's text may be for its rows to fit on a page, and how wide its columns are."""

import math
from collections.abc import Callable, Sequence

#: Points, the largest first; the smallest is used even where it does not fit.
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
_POINT = 0.3528
#: Arial, in parts of its size: the width of a letter and a line's share of what wrapping wastes, and a line's height.
_LETTER, _LINE = 0.56, 1.2
#: Millimetres a paragraph and a row need besides their lines.
_BETWEEN, _BORDER = 0.5, 0.6


def text_size(rows: Sequence[Sequence[Sequence[str]]], *, widths: Sequence[float], room: float) -> float:
    """The largest of `SIZES` at which rows of cells of paragraphs fit in a height; millimetres all.

    `widths` are those of the text in each column. Goes by the average width of a letter, so it is an estimate.
    """
    fitting = (size for size in SIZES if sum(_height(row, widths, size) for row in rows) <= room)
    return next(fitting, SIZES[-1])


def column_widths(
    columns: Sequence[Sequence[str]], *, room: float, narrowest: float, width_of: Callable[[str], float]
) -> list[float]:
    """Widths that fill `room`: each column takes its longest word, and the more besides the longer its texts are.

    `columns` hold the texts of each, its head among them; `width_of` is what a text takes on one line of a cell.
    """
    least = [max([narrowest, *map(width_of, " ".join(texts).split())]) for texts in columns]
    more = [max(0.0, max(map(width_of, texts)) - width) for texts, width in zip(columns, least, strict=True)]
    spare = room - sum(least)
    if spare <= 0 or not sum(more):
        return [width * room / sum(least) for width in least]
    return [width + spare * wish / sum(more) for width, wish in zip(least, more, strict=True)]


def _height(row: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> float:
    return _BORDER + max(
        (_cell_height(texts, width, size) for texts, width in zip(row, widths, strict=True)), default=0.0
    )


def _cell_height(texts: Sequence[str], width: float, size: float) -> float:
    letters = width / (size * _POINT * _LETTER)
    return sum(math.ceil(len(text) / letters) * size * _POINT * _LINE + _BETWEEN for text in texts if text)
