"""The letter of a challenge: what the board asks of an agency, the figure and chart as the board saw them, by when the
answer is wanted, and how to give it.

It is for the board and the agency alone: people's own words and unprotected figures are in it. Chart and figure are
those that were frozen when the challenge was raised, so the letter of a year ago can be made again.
"""

from collections.abc import Sequence
from datetime import date

from indicators.access import Audience
from indicators.board.challenge_story import subject_text
from indicators.board.challenges import WAITS_FOR_AGENCY, Challenge, ChallengeState, Step
from indicators.board.snapshot import has_snapshot_series, snapshot_series, snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.charts.trend import trend_chart
from indicators.errors import ImageExportUnavailable
from indicators.exports.exhibit import Exhibit, newest_day_text
from indicators.exports.file_names import file_name
from indicators.exports.images import plain_png
from indicators.exports.paper import Block, Bullets, Chart, Heading, Paper, Table, Text
from indicators.exports.paper_files import PaperFile, paper_files
from indicators.figures import Series
from indicators.report.charts import chart_table
from indicators.wording.headlines import alt_text, chart_subtitle
from indicators.wording.numbers import count_text, value_text
from indicators.wording.statements import period_phrase

#: Letters in a line of a page, and how wide the chart is (millimetres) above a question of at most so many lines: the
#: letter is to fit one page, and the question stands in it whole.
_LINE = 92
_CHART_WIDTHS = ((12, 150.0), (20, 118.0), (26, 88.0))
_NARROWEST_CHART = 70.0
#: Lines of a question that is set larger.
_LEAD_LINES = 6
#: Points that a table shows where no browser draws the chart.
_MOST_ROWS = 8


def challenge_letter(challenge: Challenge, catalogue: Catalogue, *, on: date, made_up: str = "") -> Paper:
    """The letter as it goes out on a day; `made_up` is the notice of figures that are made up, if they are.

    Where no browser draws the chart, the newest of its figures stand in a table in its place.
    """
    about, board = subject_text(challenge, catalogue), catalogue.terms.board
    return Paper(
        title=f"Challenge {challenge.number}: a question to {challenge.agency}",
        subtitle=f"About {about}" if about else "",
        blocks=(
            Text(challenge.agency, label="To"),
            Text(f"{challenge.raised_by}, for the {board}", label="From"),
            Text(f"{day_text(on)}. {_raised_words(challenge)}", label="Date"),
            Heading(f"What the {board} asks"),
            Text(challenge.question, is_lead=_line_count(challenge.question) <= _LEAD_LINES),
            *_state_blocks(challenge, board, on),
            *_figure_blocks(challenge, catalogue),
            *_answer_blocks(challenge, board),
        ),
        audience=Audience.BOARD,
        notes=(made_up,) if made_up else (),
    )


def _raised_words(challenge: Challenge) -> str:
    at = f" at {challenge.meeting}" if challenge.meeting else ""
    return f"The question was raised on {day_text(challenge.raised_on)}{at}."


def _line_count(text: str) -> int:
    return sum(1 + len(line) // _LINE for line in text.splitlines())


def _state_blocks(challenge: Challenge, board: str, on: date) -> list[Block]:
    """By when an answer is wanted, or that none is any more."""
    day = day_text(challenge.last_on)
    words = " ".join(challenge.last_words.split())
    said = f": “{words}”" if words else "."
    blocks: list[Block] = []
    if challenge.last_step is Step.ESCALATE:
        blocks.append(Text(f"The {board} escalated this question on {day}{said}"))
    elif challenge.last_step is Step.REOPEN:
        blocks.append(Text(f"The {board} asks again since {day}{said}"))
    if challenge.state in WAITS_FOR_AGENCY:
        late = (on - challenge.due).days
        overdue = f" It is {count_text(late, 'day')} overdue." if late > 0 else ""
        return [*blocks, Text(f"{day_text(challenge.due)}.{overdue}", label="Please answer by")]
    if challenge.state is ChallengeState.ANSWERED:
        return [Text(f"Answered on {day}; the {board} has yet to say whether it is satisfied.", label="Answer")]
    closed = f"{challenge.state.capitalize()} on {day}. Nothing more is asked."
    ends = (("What came of it", challenge.outcome), ("What changed for children", challenge.impact))
    return [Text(closed, label="Answer"), *(Text(text, label=label) for label, text in ends if text)]


def _figure_blocks(challenge: Challenge, catalogue: Catalogue) -> list[Block]:
    """The figure and chart as they were frozen; nothing where the question is about no figure."""
    snapshot = challenge.snapshot
    if not snapshot or not has_snapshot_series(snapshot):
        return []
    taken = day_text(date.fromisoformat(snapshot["taken_at"][:10]))
    signal = snapshot.get("signal")
    name = f"{snapshot['indicator']['title']}, {snapshot['area']['name']}"
    blocks: list[Block] = [
        Heading(f"The figure as the {catalogue.terms.board} saw it on {taken}"),
        Text(f"{name}: {_figure_words(challenge, catalogue)}."),
    ]
    if signal:
        blocks.append(Text(f"{signal['sentence']}.", label="What was found"))
    return [*blocks, *_chart_blocks(challenge, catalogue)]


def _figure_words(challenge: Challenge, catalogue: Catalogue) -> str:
    """The frozen figure and the one before it, each with its period; whether that is a change only its signal says."""
    figure, series = challenge.snapshot.get("figure"), snapshot_series(challenge.snapshot, catalogue.areas)
    if not figure or figure["previous"] is None:
        return snapshot_text(challenge.snapshot)
    before = f"{value_text(figure['previous'], series)} {period_phrase(figure['previous_period'])}"
    return f"{figure['text']} {period_phrase(figure['period'])}; {before}"


def _chart_blocks(challenge: Challenge, catalogue: Catalogue) -> list[Block]:
    lines = frozen_lines(challenge, catalogue)
    if not any(len(line.known) for line in lines):
        return []
    exhibit = frozen_exhibit(challenge, lines)
    lines_of_question = _line_count(challenge.question)
    width = next((width for most, width in _CHART_WIDTHS if lines_of_question <= most), _NARROWEST_CHART)
    try:
        return [Chart(exhibit, png=plain_png(exhibit), width=width, has_table=False)]
    except ImageExportUnavailable:
        return [Table(f"{exhibit.title}: {exhibit.subtitle}", exhibit.table.tail(_MOST_ROWS))]


def frozen_lines(challenge: Challenge, catalogue: Catalogue) -> list[Series]:
    """The lines that were frozen with a challenge, that of its own area first."""
    snapshot = challenge.snapshot
    others = (other for other in snapshot.get("beside", ()) if has_snapshot_series(other))
    return [snapshot_series(one, catalogue.areas) for one in (snapshot, *others)]


def frozen_exhibit(challenge: Challenge, lines: Sequence[Series]) -> Exhibit:
    """The chart of the frozen lines with its words; never of today's figures."""
    figure = challenge.snapshot.get("figure")
    words = {
        "title": lines[0].indicator.short_title,
        "subtitle": chart_subtitle(lines),
        "source_note": figure["source"] if figure else "",
    }
    return Exhibit(
        **words,
        as_at=newest_day_text(day for line in lines for day in line.known["ends"].dt.date),
        table=chart_table(lines),
        audience=Audience.BOARD,
        alt=alt_text(lines, title=words["title"], table=f"Challenge {challenge.number} in the challenge log"),
        figure=trend_chart(lines, breaks=lines[0].breaks, **words),
    )


def _answer_blocks(challenge: Challenge, board: str) -> list[Block]:
    """How to answer; nothing where no answer is wanted."""
    if challenge.state not in WAITS_FOR_AGENCY:
        return []
    return [
        Heading("How to answer"),
        Bullets(
            (
                "Say what lies behind it: need, practice, or how it is counted.",
                "Say what you have done or will do, who does it, and by when.",
                f"Say what will change for children, and how the {board} will see that it has.",
                f"Send it to the business office of the {board} with the number of this challenge, {challenge.number}. "
                "Name no child, and nobody who could be known from it.",
            )
        ),
    ]


_FORMATS = {
    "docx": "The letter on one page as a Word document, with the figure and chart as they were when it was raised",
    "pdf": "The same page to print or to attach",
    "eml": "A mail that opens as a draft, with the letter attached: write the address and send it",
}


def letter_files(number: int) -> dict[str, PaperFile]:
    """The files of the letter of a challenge by their endings: Word, PDF and a mail that has both with it."""
    return paper_files(
        _FORMATS,
        lambda ending: file_name((f"challenge-{number}", "letter"), (), (), ending, audience=Audience.BOARD),
        attached=("docx", "pdf"),
    )
