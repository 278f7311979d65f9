"""The report as a `Paper`, from which its web page, its open document and its PDF are made: contents, headings in
order, every chart as a picture with its table under it, notes, symbols and sources.
"""

import io
from collections.abc import Callable, Iterator, Sequence

from PIL import Image

from indicators.access import Audience
from indicators.exports.exhibit import Exhibit, exhibit_lines, single_line
from indicators.exports.images import DPI
from indicators.exports.paper import Block, Bullets, CellPicture, Chart, Heading, Paper, Table, Text
from indicators.report.pictures import Picture
from indicators.report.sections import AUDIENCE_NOTES, Piece, Section
from indicators.report.tables import AREA, INDICATOR
from indicators.report.word import sparkline_png
from indicators.report.workbook import numbered_exhibit

#: From so many columns a table is easier to read across the page.
_MANY_COLUMNS = 7
#: Millimetres: the size of a line drawn in a cell.
_SPARKLINE_WIDTH = 22.0
#: Dots an inch of a chart.
_DOTS = 200
#: A chart's own colours are a dozen; the rest are the soft edges of its lines.
_COLOURS = 128


def report_paper(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    *,
    audience: Audience,
    known_text: str,
    picture: Callable[[Piece], Picture],
) -> Paper:
    """The paper; `picture` gives the picture of each chart, `without_words`.

    A chart without one has its table, and says why.
    """
    blocks: list[Block] = [Text(f"{known_text}. {AUDIENCE_NOTES[audience]}")]
    for section in sections:
        is_across = any(_is_wide(piece.exhibit) for piece in section.pieces if piece.exhibit and not piece.has_chart)
        blocks.append(Heading(section.heading, 2, is_across))
        for piece in section.pieces:
            blocks += _piece_blocks(piece, picture)
    return Paper(title=title, subtitle=subtitle, blocks=tuple(blocks), audience=audience, has_contents=True)


def _is_wide(exhibit: Exhibit) -> bool:
    return len(exhibit.table.columns) >= _MANY_COLUMNS


def _piece_blocks(piece: Piece, picture: Callable[[Piece], Picture]) -> Iterator[Block]:
    if piece.heading:
        yield Heading(piece.heading, 3)
    if piece.is_list:
        yield Bullets(piece.paragraphs)
    else:
        yield from map(Text, piece.paragraphs)
    if piece.lacks:
        yield Text(piece.lacks)
    if piece.exhibit is None:
        return
    drawn = picture(piece) if piece.has_chart else Picture()
    if drawn.png:
        yield Chart(numbered_exhibit(piece), drawn.png, table_caption=f"The figures of {piece.label}")
        return
    yield _table(piece)
    yield from (Text(line, is_note=True) for line in exhibit_lines(piece.exhibit))
    if piece.has_chart:
        yield Text(f"There is no picture of this chart. {drawn.reason}", is_note=True)


def _table(piece: Piece) -> Table:
    """The piece's table under its number, with the small lines of its last column."""
    exhibit = numbered_exhibit(piece)
    caption = ". ".join(
        part for part in (single_line(exhibit.title), single_line(exhibit.subtitle).rstrip(".")) if part
    )
    heads = [str(name) for name in exhibit.table.columns]
    # Cells that carry marks are text, and are figures all the same.
    marked = () if exhibit.data is None else tuple(name for name in heads if name not in (INDICATOR, AREA))
    if not piece.trends:
        return Table(caption, exhibit.table, figure_columns=marked)
    drawn = tuple(
        CellPicture(sparkline_png(line), _SPARKLINE_WIDTH) if sum(value is not None for value in line) > 1 else None
        for line in piece.trends
    )
    return Table(caption, exhibit.table, pictures=((heads[-1], drawn),), figure_columns=marked[:-1])


def without_words(drawn: Picture) -> bytes:
    """The picture of a chart as PNG without the words over and under the chart, which the paper says in text.

    It has `_DOTS` an inch and `_COLOURS`, sharp on screen and paper; with all of them the page is three times as large
    and takes twice as long to print.
    """
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(drawn.png)) as picture:
        part = picture.convert("RGB").crop(
            (0, round(picture.height * drawn.over), picture.width, round(picture.height * (1 - drawn.under)))
        )
        size = (round(part.width * _DOTS / DPI), round(part.height * _DOTS / DPI))
        part = part.resize(size, Image.Resampling.LANCZOS).quantize(_COLOURS, dither=Image.Dither.NONE)
        part.save(buffer, "PNG", dpi=(_DOTS, _DOTS))
    return buffer.getvalue()
