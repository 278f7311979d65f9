"""Challenges and findings as lines of HTML, with the links to them and the reminder of overdue answers.
All text from data is escaped.
"""

from datetime import date
from html import escape
from urllib.parse import urlencode

from indicators.board.challenge_story import subject_text
from indicators.board.challenges import Challenge, count_challenges
from indicators.board.findings import Finding
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.pages.components.session import DashboardData
from indicators.wording.numbers import count_text


def finding_line_html(one: Finding, catalogue: Catalogue) -> str:
    """A finding as a line of a list, with the way to change it."""
    changed = f", version {one.version} of {day_text(one.at.date())}" if one.at else ""
    about = f" · about {_indicator_title(one, catalogue)}" if _indicator_title(one, catalogue) else ""
    told = f"{catalogue.areas[one.area_code].name}, {one.period}{about}. {catalogue.source_label(one.source)}{changed}"
    return (
        f'<li><span class="tag {one.strength}">{STRENGTHS[one.strength]}</span> {escape(one.statement)} '
        f'<span class="facts">{escape(told)} · <a href="findings?section=write&amp;finding={escape(one.id)}">'
        "Change it, or see its versions</a></span></li>"
    )


def _indicator_title(one: Finding, catalogue: Catalogue) -> str:
    return catalogue.indicators[one.indicator].short_title if one.indicator in catalogue.indicators else ""


#: The page of the log, as addresses name it.
LOG_ADDRESS = "log"
#: And as Streamlit finds it.
LOG_PAGE = "indicators/pages/log/page.py"


def challenge_address(number: int) -> str:
    """The link to one challenge."""
    return f"{LOG_ADDRESS}?challenge={number}"


def raise_address(**about: str) -> str:
    """The link to the form with what a challenge would be about: see `log_about.NAMES`."""
    return f"{LOG_ADDRESS}?{urlencode({'section': 'raise', **{name: value for name, value in about.items() if value}})}"


def state_tag(one: Challenge, today: date | None = None) -> str:
    """The state as a tag, and, where a day is given, whether an answer is overdue on it."""
    late = ""
    if today is not None and one.is_overdue(today):
        late = f' <span class="tag late">{overdue_words(one, today)}</span>'
    return f'<span class="tag state-{one.state}">{one.state.capitalize()}</span>{late}'


def overdue_words(one: Challenge, today: date) -> str:
    """How long an answer is overdue."""
    days = (today - one.due).days
    return "Overdue by a day" if days == 1 else f"Overdue by {days} days"


def reminder_html(data: DashboardData) -> str:
    """A line about the answers that are overdue, with the way to them; nothing where none is."""
    late = count_challenges(data.store, on=date.today()).overdue
    if not late:
        return ""
    return (
        f'<p class="moved"><strong>{count_text(late, "answer")} to the board overdue</strong> '
        f'<a href="{LOG_ADDRESS}?show=overdue">→ Challenge log</a></p>'
    )


def challenge_line_html(one: Challenge, catalogue: Catalogue, today: date) -> str:
    """A challenge in a list: its question as the link to it, and under it what matters about it."""
    subject = subject_text(one, catalogue)
    facts = [
        f"To {one.agency}",
        subject,
        f"seen as {snapshot_text(one.snapshot)}" if one.snapshot else "",
        f"raised {day_text(one.raised_at.date())}{f' at {one.meeting}' if one.meeting else ''}",
        f"due {day_text(one.due)}" if one.is_open else "",
    ]
    told = " · ".join(escape(fact) for fact in facts if fact)
    return (
        f'<li class="challenge"><span class="number">{one.number}</span><div><a href="{challenge_address(one.number)}">'
        f"{escape(question_excerpt(one.question))}</a> {state_tag(one, today)}"
        f'<span class="facts">{told}</span></div></li>'
    )


def challenge_lines_html(items: list[str]) -> str:
    """Lines of challenges as a list."""
    return f'<ol class="challenges">{"".join(items)}</ol>'


def question_excerpt(text: str, most: int = 160) -> str:
    """A question on one line, not longer than a list can bear."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
