"""One family of errors that users meet as plain sentences, never as a traceback, and the problems that they list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

_LONGEST_PRINTED = 80
_Value = TypeVar("_Value")


def printable_text(text: str) -> str:
    """A text fit for a message: short, and with what cannot be seen made visible."""
    visible = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text[:_LONGEST_PRINTED])
    return visible + "…" if len(text) > _LONGEST_PRINTED else visible


class IndicatorsError(Exception):
    """A message for the user; the command line shows it alone and exits with `exit_code`."""

    exit_code = 1


class UsageError(IndicatorsError):
    """The request names something that does not exist or asks for something impossible."""

    exit_code = 2


class AccessRefused(UsageError):
    """Whoever acts may not do this; the message says who may."""


class StoreError(IndicatorsError):
    """The store cannot be opened, read or written; the message says what to do."""


class BackupRefused(IndicatorsError):
    """A file that cannot be restored; the message says what is wrong with it, and that nothing was changed."""


class ImageExportUnavailable(IndicatorsError):
    """No browser was found, or it failed, when a chart was to be drawn as a picture."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one file: where, what stands there, and what to write instead.

    In a workbook `sheet` and `cell` (`E7`) name the place too. A warning is worth a look and stops nothing.
    """

    file: str
    place: str
    value: str
    message: str
    sheet: str = ""
    cell: str = ""
    is_warning: bool = False
    #: How many problems it stands for: of many alike, or of too many, the first are listed and the others counted.
    stands_for: int = 1

    def as_warning(self) -> "Problem":
        """The same, as something worth a look only."""
        return replace(self, is_warning=True)

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: '{self.value}' {self.message}" if self.value else f"{where}: {self.message}"


class ReturnRefused(IndicatorsError):
    """A file that cannot be taken in at all; the message says what it is and what to send instead."""


class DataProblems(IndicatorsError):
    """Everything found wrong in `data/` or in another place, reported together."""

    def __init__(self, problems: Sequence[Problem], place: str = "the data folder"):
        self.problems = tuple(problems)
        self.place = place
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        # Made again in another process from what it was made of, not from its words.
        return type(self), (self.problems, self.place)


def problem_count(problems: Sequence[Problem]) -> int:
    """How many problems some stand for."""
    return sum(problem.stands_for for problem in problems)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field of a form, as a sentence that begins with the field's name."""

    field: str
    message: str


class RecordRefused(IndicatorsError):
    """What was to be written down cannot be; `problems` are all the reasons, field by field."""

    exit_code = 2

    def __init__(self, problems: Sequence[FieldProblem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


class ChallengeMoved(RecordRefused):
    """Somebody else has moved the challenge on since the form was opened; the message says what, who and when."""


class FindingMoved(RecordRefused):
    """Somebody else has rewritten or withdrawn the finding since the form was opened."""


class ScorecardMoved(RecordRefused):
    """Somebody else has changed or withdrawn the scorecard since it was opened."""


class ReportSetMoved(RecordRefused):
    """Somebody else has changed the set of the report since the page was drawn; the message says what, who and when."""


def not_none(value: _Value | None) -> _Value:
    """A value that is always there by then; ValueError where the program is wrong in taking it so."""
    if value is None:
        raise ValueError("a value is missing that the program takes to be there")
    return value
