"""The profile of an area as a paper of one page: Word, HTML and PDF from the same blocks."""

import math

import pandas as pd

from indicators.access import Audience
from indicators.assurance.profile import AreaProfile, ProfileRow
from indicators.assurance.profile_words import (
    change_words,
    difference_sentence,
    figure_words,
    finding_counts,
    has_like_areas,
    headline_words,
    missing_words,
    newer_words,
    period_words,
)
from indicators.board.challenges import Challenge
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text
from indicators.charts.spine import spine_png
from indicators.exports.file_names import file_name
from indicators.exports.paper import Block, CellPicture, Paper, Table, Text
from indicators.exports.paper_files import PaperFile, paper_files
from indicators.report.word import sparkline_png
from indicators.wording.made_up import as_at_words
from indicators.wording.numbers import count_text
from indicators.wording.positions import SPINE_KEY, SPINE_KEY_ENGLAND, position_words
from indicators.wording.verdicts import VERDICTS

_INDICATOR, _FIGURE, _PERIOD, _TREND = "Measure", "Figure", "Period", "Trend"
_POSITION, _POSITION_TOGETHER, _CHANGE = "Beside England and like areas", "Beside England", "Change"
#: Millimetres, together the width of a compact page: with the picture beside others and without it.
_WIDTHS = (41.0, 15.0, 38.0, 18.0, 42.0, 36.0)
_WIDTHS_WITHOUT = (50.0, 15.0, 64.0, 18.0, 43.0)
#: The same where figures of two areas may stand in one cell.
_WIDTHS_TOGETHER = (44.0, 34.0, 23.0, 17.0, 28.0, 44.0)
_WIDTHS_TOGETHER_WITHOUT = (44.0, 34.0, 44.0, 17.0, 51.0)
_LINE_WIDTH, _SPINE_WIDTH, _SPINE_WIDTH_TOGETHER = 13.0, 37.0, 23.0
#: Open challenges that are quoted, and letters of each; the others are counted.
_MOST_CHALLENGES, _MOST_LETTERS = 2, 90
#: The formats of a profile by the endings of their files, with what each is for.
_FORMATS = {
    "docx": "The profile on one A4 page, to change and to print",
    "pdf": "The profile on one A4 page, to print and to send",
    "html": "The profile as one page for a browser, which asks for nothing from outside",
}


def profile_paper(profile: AreaProfile, catalogue: Catalogue, *, is_made_up: bool) -> Paper:
    """The profile on one page, for the audience that it was made for."""
    blocks: list[Block] = [Text(f"{headline_words(profile)}.", is_lead=True)]
    if apart := difference_sentence(profile):
        blocks.append(Text(apart))
    blocks += [_quadrant_table(QUADRANTS[name], rows, profile) for name, rows in profile.rows.items() if rows]
    if profile.audience is Audience.BOARD:
        blocks.append(Text(_challenge_text(profile.challenges), "Open challenges"))
    blocks.append(Text(f"{finding_counts(profile)}.", "Findings, what audits, families and staff say"))
    missing = missing_words(profile)
    blocks.append(Text(missing[:1].upper() + missing[1:], "What is missing"))
    newest = f"Newest figures to {day_text(profile.newest)}" if profile.newest else ""
    return Paper(
        title=f"{profile.area.name}: area profile",
        subtitle=as_at_words(f"{newest}; made on {day_text(profile.as_at)}", is_made_up=is_made_up),
        blocks=tuple(blocks),
        audience=profile.audience,
        is_compact=True,
        notes=tuple(_notes(profile, catalogue)),
    )


def profile_files(area: str, audience: Audience) -> dict[str, PaperFile]:
    """The files of an area's profile by their endings."""
    return paper_files(_FORMATS, lambda ending: file_name(("profile",), (area,), (), ending, audience=audience))


def _quadrant_table(title: str, rows: tuple[ProfileRow, ...], profile: AreaProfile) -> Table:
    columns = {
        _INDICATOR: [row.indicator.short_title for row in rows],
        _FIGURE: [figure_words(row) for row in rows],
        _PERIOD: ["; ".join(filter(None, (period_words(row), newer_words(row, profile.verdicts)))) for row in rows],
        _TREND: ["" for _ in rows],
    }
    pictures = [(_TREND, tuple(map(_line_picture, rows)))]
    has_positions = any(row.position for row in rows)
    is_apart = has_like_areas(profile)
    if has_positions:
        head, width = (_POSITION, _SPINE_WIDTH) if is_apart else (_POSITION_TOGETHER, _SPINE_WIDTH_TOGETHER)
        columns[head] = [_position_cell(row) for row in rows]
        pictures.append((head, tuple(_spine_picture(row, width) for row in rows)))
    columns[_CHANGE] = [change_words(row) for row in rows]
    widths = (_WIDTHS, _WIDTHS_WITHOUT) if is_apart else (_WIDTHS_TOGETHER, _WIDTHS_TOGETHER_WITHOUT)
    return Table(title, pd.DataFrame(columns), tuple(pictures), widths[not has_positions])


def _position_cell(row: ProfileRow) -> str:
    """The words over the picture: of when it is, where that is not the period of the figure."""
    if row.position is None:
        return "–"
    return "" if row.position.period == row.figures[0].latest.period else f"{row.position.period}:"


def _line_picture(row: ProfileRow) -> CellPicture | None:
    """The line of the figures, for who looks; in words it is the figure and its change."""
    values = row.figures[0].latest.series.points["value"].tolist()
    if len(row.figures) > 1 or sum(not math.isnan(value) for value in values) < 2:
        return None
    png = sparkline_png([None if math.isnan(value) else value for value in values])
    return CellPicture(png, _LINE_WIDTH, f"Line of the last {count_text(len(values), 'period')}")


def _spine_picture(row: ProfileRow, width: float) -> CellPicture | None:
    if row.position is None:
        return None
    # The picture is cut to its cell: smaller, its marks could not be told apart.
    png = spine_png(row.position, width=width)
    return CellPicture(png, width, position_words(row.position))


def _challenge_text(challenges: tuple[Challenge, ...]) -> str:
    """How many challenges are open, and the first of them."""
    if not challenges:
        return "none."
    quoted = [
        f"“{_excerpt(one.question)}” to {_excerpt(one.agency)}, due {day_text(one.due)}"
        for one in sorted(challenges, key=lambda one: one.due)[:_MOST_CHALLENGES]
    ]
    more = len(challenges) - len(quoted)
    return f"{len(challenges)}. " + "; ".join(quoted) + (f"; and {more} more." if more else ".")


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - 1].rstrip() + "…"


def _notes(profile: AreaProfile, catalogue: Catalogue) -> list[str]:
    """What the picture's marks and the verdicts mean, and where the figures come from."""
    key = (SPINE_KEY if has_like_areas(profile) else SPINE_KEY_ENGLAND).format(area=profile.area.name)
    said = {verdict.word for row in profile.every_row for verdict in row.verdicts}
    words = "; ".join(f"{word}: {meaning}" for word, meaning in VERDICTS.items() if word in said)
    labels = dict.fromkeys(
        figure.series.points["source"].iloc[-1]
        for figure in profile.every_figure
        if len(figure.series.points) and figure.value is not None
    )
    sources = [source for label in labels if (source := catalogue.labelled_source(label))]
    publishers = dict.fromkeys(source.publisher for source in sources)
    return [
        f"Beside others: {key}. Counts are compared per 10,000 children, in the newest period that all have; where "
        "that is not the figure's own, it stands over the picture.",
        f"Change: {words}. Better and worse only where the measure has a good direction. [p] provisional; [c] "
        "withheld, [x] not available, [z] does not apply.",
        f"Figures of: {'; '.join(publishers)}. The dashboard names the source of each figure.",
    ]
