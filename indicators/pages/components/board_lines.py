"""Challenges and findings as lines of HTML, with the links to them and the reminder of overdue answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from markupsafe import Markup

from indicators import clock
from indicators.board.challenge_story import subject_text
from indicators.board.challenges import Challenge, ChallengeOrder, count_challenges, find_challenges
from indicators.board.findings import Finding
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STRENGTHS
from indicators.catalogue.periods import day_text, quarter_of
from indicators.pages.components.session import DashboardData
from indicators.store.database import Store
from indicators.web import render
from indicators.wording.numbers import count_text


def finding_line_html(item: Finding, catalogue: Catalogue) -> Markup:
    """A finding as a line of a list, with the way to change it."""
    changed = f", version {item.version} of {day_text(item.at.date())}" if item.at else ""
    about = f" · about {_indicator_title(item, catalogue)}" if _indicator_title(item, catalogue) else ""
    facts = (
        f"{catalogue.areas[item.area_code].name}, {item.period}{about}. {catalogue.source_label(item.source)}{changed}"
    )
    return render("components/finding_line.html", finding=item, strength=STRENGTHS[item.strength], facts=facts)


def _indicator_title(finding: Finding, catalogue: Catalogue) -> str:
    return catalogue.indicators[finding.indicator].short_title if finding.indicator in catalogue.indicators else ""


#: Overdue answers that a reminder names one by one.
_MOST_NAMED = 4
#: Letters of an outcome or impact that a list can bear.
_MOST_OF_END = 140
#: The page of the log, as addresses name it.
LOG_ADDRESS = "log"
#: And as Streamlit finds it.
LOG_PAGE = "indicators/pages/log/page.py"
#: Where Returns says how many figures are overdue, and which.
OVERDUE_ADDRESS = "returns?section=expected"


def challenge_address(number: int) -> str:
    """The link to one challenge."""
    return f"{LOG_ADDRESS}?challenge={number}"


def raise_address(**about: str) -> str:
    """The link to the form with what a challenge would be about: see `SUBJECT_PARAMETERS` of the log's form."""
    return f"{LOG_ADDRESS}?{urlencode({'section': 'raise', **{name: value for name, value in about.items() if value}})}"


def state_tag(challenge: Challenge, today: date | None = None) -> Markup:
    """The state as a tag, and, where a day is given, whether an answer is overdue on it."""
    overdue = overdue_words(challenge, today) if today is not None and challenge.is_overdue(today) else ""
    return render("components/state_tag.html", state=challenge.state, overdue=overdue)


def overdue_words(challenge: Challenge, today: date) -> str:
    """How long an answer is overdue."""
    days = (today - challenge.due).days
    return "Overdue by a day" if days == 1 else f"Overdue by {days} days"


def reminder_html(data: DashboardData, link: str = "Challenge log") -> Markup:
    """A line about the answers that are overdue, with the way to them under a name; nothing where none is."""
    today = clock.today()
    late = count_challenges(data.store, on=today).overdue
    if not late:
        return Markup()
    # A few are named, so that each is one press away.
    shown = late <= _MOST_NAMED
    named = find_challenges(data.store, overdue_on=today, order=ChallengeOrder.DUE)[0] if shown else []
    return render(
        "components/reminder.html",
        answers=count_text(late, "answer"),
        named=[(one.number, one.agency, challenge_address(one.number)) for one in named],
        address=f"{LOG_ADDRESS}?show=overdue",
        link=link,
    )


def latest_questions_html(store: Store) -> Markup:
    """How many challenges were put in the last quarter that is over, with the way to what came of them; where none was,
    those of the newest quarter that has any, and nothing where none was ever put.
    """
    last = quarter_of(quarter_of(clock.today()).starts - timedelta(days=1))
    days = [stamp.date() for stamp in store.query("challenge_days")["raised_on"]]
    if not days:
        return Markup()
    quarter = last if any(last.starts <= day <= last.ends for day in days) else quarter_of(days[0])
    _, total = find_challenges(store, raised_from=quarter.starts, raised_to=quarter.ends, limit=1)
    return render(
        "components/latest_questions.html",
        challenges=count_text(total, "challenge"),
        quarter=quarter.label,
        address=f"{LOG_ADDRESS}?{urlencode({'show': 'all', 'raised': quarter.label})}",
    )


def challenge_line_html(one: Challenge, catalogue: Catalogue, today: date) -> Markup:
    """A challenge in a list: its question as the link to it, and under it what matters about it."""
    subject = subject_text(one, catalogue)
    facts = [
        f"To {one.agency}",
        subject,
        f"seen as {snapshot_text(one.snapshot)}" if one.snapshot else "",
        f"raised {day_text(one.raised_on)}{f' at {one.meeting}' if one.meeting else ''}",
        f"due {day_text(one.due)}" if one.is_open else f"{one.state} {day_text(one.last_on)}",
    ]
    ends = (("Outcome", one.outcome), ("Impact", one.impact))
    return render(
        "components/challenge_line.html",
        number=one.number,
        address=challenge_address(one.number),
        question=question_excerpt(one.question),
        state_tag=state_tag(one, today),
        facts=[fact for fact in facts if fact],
        ends=[(label, question_excerpt(text, _MOST_OF_END)) for label, text in ends if text],
    )


def challenge_lines_html(lines: Sequence[Markup]) -> Markup:
    """Lines of challenges as a list."""
    return render("components/challenge_lines.html", lines=lines)


def question_excerpt(text: str, most: int = 160) -> str:
    """A question on one line, not longer than a list can bear."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
