"""Checks of what people type into the board's forms: lengths, days, periods, and ids that must exist.
Every problem is noted with its field; none stops the others.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.catalogue.periods import day_text, parse_usual_spelling, same_day_next_year
from indicators.catalogue.plans import Priority
from indicators.errors import FieldProblem

#: Characters that a question, an answer, an outcome or a finding may have.
LONGEST_TEXT = 4_000
#: Characters that a role, a meeting, an agency or a source may have.
LONGEST_NAME = 200
#: What to write where no role stands for who records something.
OFFICE_ROLE = "Write a role, such as business office."
#: A day to answer by is at most this far ahead.
MOST_YEARS_AHEAD = 5
#: What happened is written down at most so many years later: an earlier year is a slip of the hand.
MOST_YEARS_BACK = 20
#: Control characters, halves of characters, and what turns the reading direction of others' text around.
_DROPPED = ("Cc", "Cs")
_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = ("Cf", "Mn", "Zs")


def tidy_line(text: str) -> str:
    """A text on one line: spaces trimmed, control characters gone, empty where nothing can be seen; HTML stays text."""
    return " ".join(tidy_lines(text).split())


def tidy_lines(text: str) -> str:
    """The same with its line breaks kept, at most one empty line in a row."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    allowed = "".join(mark for mark in plain if mark == "\n" or _is_allowed(mark))
    lines = [" ".join(line.split()) for line in allowed.split("\n")]
    shown = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    tidy = "\n".join(shown).strip()
    return tidy if any(unicodedata.category(mark) not in _INVISIBLE for mark in tidy.replace("\n", "")) else ""


def _is_allowed(mark: str) -> bool:
    return unicodedata.category(mark) not in _DROPPED and mark not in _BIDIRECTIONAL


class FormFields:
    """The fields of a form as they are taken, and what is wrong with them in `problems`."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []

    def wrong(self, field: str, message: str) -> None:
        """Note what is wrong with a field, in a sentence that begins with its name."""
        self.problems.append(FieldProblem(field, message))

    def name(self, field: str, text: str, what: str, *, needed: str = "") -> str:
        """A short text on one line; `what` is the field in words, `needed` what to write where it is empty."""
        return self._limited(field, tidy_line(text), what, LONGEST_NAME, needed)

    def text(self, field: str, text: str, what: str, *, needed: str = "") -> str:
        """A text of several lines; `needed` says what to write where it may not be empty."""
        return self._limited(field, tidy_lines(text), what, LONGEST_TEXT, needed)

    def happened(self, day: date | None, *, today: date) -> date | None:
        """The day something happened: not in the future, and not decades ago; None, for today, stays None."""
        if day is not None and day > today:
            self.wrong("on", f"The day {day_text(day)} is in the future. Choose {day_text(today)} or an earlier day.")
        elif day is not None and today.year - day.year > MOST_YEARS_BACK:
            self.wrong("on", f"The day {day_text(day)} is more than {MOST_YEARS_BACK} years ago. Choose a later day.")
        return day

    def due(self, day: date | None, *, today: date, earliest: date | None = None) -> date | None:
        """A day to answer by: not before the question was put (`earliest`, else today), and not years away."""
        if day is None:
            self.wrong("due", "The due date is empty. Choose the day by which an answer is wanted.")
            return None
        latest = today
        for _ in range(MOST_YEARS_AHEAD):
            latest = same_day_next_year(latest)
        if earliest is not None and day < earliest < today:
            self.wrong("due", f"The due date {day_text(day)} is before the question was put, on {day_text(earliest)}.")
        elif day < (earliest or today):
            self.wrong("due", f"The due date {day_text(day)} is past. Choose {day_text(today)} or a later day.")
        elif day > latest:
            self.wrong(
                "due",
                f"The due date {day_text(day)} is more than {MOST_YEARS_AHEAD} years ahead. "
                f"Choose {day_text(latest)} or an earlier day.",
            )
        return day

    def period(self, field: str, label: str) -> str:
        """The label of a period as the board writes it, whatever usual spelling came."""
        try:
            return parse_usual_spelling(label).label
        except ValueError as error:
            self.wrong(field, f"The period '{excerpt(label)}' {error}.")
            return label

    def one_of(self, field: str, text: str, what: str, known: Iterable[str]) -> str:
        """One of some words."""
        words = tuple(known)
        if text not in words:
            self.wrong(field, f"{what} '{excerpt(text)}' is not known. Choose one of: {', '.join(words)}.")
        return text

    def _limited(self, field: str, text: str, what: str, longest: int, needed: str) -> str:
        if needed and not text:
            self.wrong(field, f"{what} is empty. {needed}")
        if len(text) > longest:
            self.wrong(
                field,
                f"{what} has {len(text):,} characters; at most {longest:,} are kept. Shorten it and send it again.",
            )
        return text


def excerpt(text: str, longest: int = 60) -> str:
    """The beginning of a text that may be of any length, for a message."""
    line = tidy_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def subject_problems(
    catalogue: Catalogue,
    *,
    plan: str = "",
    priorities: Iterable[str] = (),
    quadrant: str = "",
    indicator: str = "",
    area_code: str = "",
) -> list[FieldProblem]:
    """What does not exist of the ids that are given; empty ones are not looked for."""
    known = catalogue.priorities
    references = [
        ("indicator", "The indicator", indicator, catalogue.indicators),
        ("area_code", "The area", area_code, catalogue.areas),
        ("plan", "The plan", plan, catalogue.plans),
        ("quadrant", "The quadrant", quadrant, QUADRANTS),
        *(("priority", "The priority", name, known) for name in priorities),
    ]
    unknown = [
        _unknown_problem(*reference) for reference in references if reference[2] and reference[2] not in reference[3]
    ]
    foreign = [known[name] for name in priorities if plan and name in known and known[name].plan != plan]
    return unknown + [_other_plan_problem(priority, plan) for priority in foreign]


def plan_of_priority(catalogue: Catalogue, priority: str) -> str:
    """The plan that a priority belongs to, empty for one that is not known."""
    return catalogue.priorities[priority].plan if priority in catalogue.priorities else ""


def _unknown_problem(field: str, what: str, value: str, known: Mapping[str, Any]) -> FieldProblem:
    text = excerpt(value)
    remedy = nearest_names(text, list(known)) if known else "There is none yet; leave it out."
    return FieldProblem(field, f"{what} '{text}' is not known. {remedy}")


def _other_plan_problem(priority: Priority, plan: str) -> FieldProblem:
    return FieldProblem(
        "priority", f"The priority '{priority.id}' belongs to the plan '{priority.plan}', not '{plan}'."
    )
