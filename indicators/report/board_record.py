"""The challenges of a year with what came of them, for the board's own report.

Nobody checks the words of a challenge for publication, so a report for anybody has none of them, nor how many there
are.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from indicators.access import Audience
from indicators.board.challenges import Challenge, ChallengeEvent, challenge_histories, find_challenges
from indicators.catalogue.periods import day_text
from indicators.exports.exhibit import Exhibit
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece, unique_texts
from indicators.report.year import ReportYear

_NONE_YET = "none written down yet"


def challenges_piece(item: ContentsItem, year: ReportYear) -> Piece:
    """The challenges that were raised, moved or open in the year, each with its outcome and impact."""
    if year.audience is Audience.PUBLIC:
        words = f"Challenges are the {year.catalogue.terms.board}'s own record and are not part of what it publishes."
        return Piece(paragraphs=(words,), on_slides=False)
    challenges = year_challenges(year)
    if not challenges:
        return Piece(lacks=f"No challenge of {year.period.label} is stored.")
    histories = challenge_histories(year.store, [challenge.number for challenge in challenges])
    rows = [_challenge_row(challenge, histories[challenge.number], year) for challenge in challenges]
    exhibit = Exhibit(
        title=f"{item.heading} {year.period.label}",
        subtitle="Raised, moved or open in the year",
        source_note=f"the {year.catalogue.terms.board}'s log of challenges",
        as_at=year.as_at,
        table=pd.DataFrame(rows),
        audience=year.audience,
        alt=f"Table: {item.heading}, {len(rows)} of {year.period.label}.",
    )
    known = [challenge.indicator for challenge in challenges if challenge.indicator in year.catalogue.indicators]
    basis = Basis(indicators=unique_texts(known), periods=(year.period.label,))
    return Piece(paragraphs=(_counts_text(rows, challenges, year),), exhibit=exhibit, basis=basis)


def year_challenges(year: ReportYear) -> list[Challenge]:
    """The challenges that were raised by the end of the year and were open or moved in it; none for the public."""
    if year.audience is Audience.PUBLIC:
        return []
    everything, _ = find_challenges(year.store, limit=None)
    return sorted(filter(lambda challenge: _is_of_year(challenge, year), everything), key=lambda one: one.number)


def _is_of_year(challenge: Challenge, year: ReportYear) -> bool:
    """Whether a challenge was there in the year: not raised after it, and not settled before it."""
    is_settled_before = not challenge.is_open and challenge.last_at.date() < year.period.starts
    return challenge.raised_on <= year.period.ends and not is_settled_before


def _challenge_row(challenge: Challenge, steps: Sequence[ChallengeEvent], year: ReportYear) -> dict[str, str]:
    """How a challenge stood on the last day of the year, with the outcome and impact that were known by then."""
    known = list(_known_by(steps, year.period.ends))
    outcome = next((step.outcome for step in reversed(known) if step.outcome), _NONE_YET)
    impact = next((step.impact for step in reversed(known) if step.impact), _NONE_YET)
    area = year.catalogue.areas.get(challenge.area_code)
    return {
        "No.": str(challenge.number),
        "Question": f"{challenge.question} ({area.name})" if area else challenge.question,
        "To": challenge.agency,
        "Raised": day_text(challenge.raised_on),
        "How it stands": known[-1].state.words,
        "Outcome": outcome,
        "Impact": impact,
    }


def _known_by(steps: Sequence[ChallengeEvent], day: date) -> Iterator[ChallengeEvent]:
    return (step for step in steps if step.on <= day)


def _counts_text(rows: Sequence[dict[str, str]], challenges: Sequence[Challenge], year: ReportYear) -> str:
    """How many there were, and of how many an outcome and an impact are written down."""
    raised = sum(year.period.starts <= challenge.raised_on for challenge in challenges)
    done, felt = (sum(row[name] != _NONE_YET for row in rows) for name in ("Outcome", "Impact"))
    return (
        f"{len(rows)} challenges stood in {year.period.label}, {raised} of them raised in it. An outcome is written "
        f"down of {done}, an impact of {felt}."
    )
