"""Symbols that stand where there is no figure, and statuses of figures that may still change.

Source: the Government Analysis Function's guidance on symbols in published tables.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Symbol:
    """Why there is no figure.

    `rank` orders them: a figure made of several has the symbol of the highest rank; those up to `z` speak of one part
    only. `meaning` stands on the screen, `predicate` goes on after an indicator's name in a sentence of the report,
    `file_meaning` stands under tables in files, `template_meaning` is shown by Excel when the cell of a template is
    entered (at most a line). Where one is empty the symbol does not occur there.
    """

    code: str
    rank: int
    meaning: str
    predicate: str = ""
    file_meaning: str = ""
    template_meaning: str = ""


@dataclass(frozen=True)
class Status:
    """Whether a figure may still change; `mark` stands behind it in tables."""

    code: str
    mark: str = ""
    file_meaning: str = ""
    template_meaning: str = ""


#: By their codes, in the order in which they are explained.
SYMBOLS = {
    one.code: one
    for one in (
        Symbol(
            code="c",
            rank=6,
            # Not "too small": some are withheld because others are, and the words would tell the two apart.
            meaning="confidential: withheld to protect people",
            predicate="is withheld to protect people",
            file_meaning="confidential: the figure is withheld to protect people",
            template_meaning="hidden, as the number is small",
        ),
        Symbol(
            code="x",
            rank=4,
            meaning="not available",
            predicate="is not available",
            file_meaning="unavailable",
            template_meaning="not available",
        ),
        Symbol(
            code="z",
            rank=3,
            meaning="not applicable",
            predicate="does not apply",
            file_meaning="not applicable",
            template_meaning="does not apply",
        ),
        Symbol(
            code="u",
            rank=5,
            meaning="low reliability",
            predicate="is not reliable enough to give",
            file_meaning="low reliability",
            template_meaning="given, but of low reliability",
        ),
        Symbol(
            code="low",
            rank=1,
            meaning="rounds to zero",
            file_meaning="rounds to zero but is not zero",
            template_meaning="not zero, but rounds to 0",
        ),
        # Of publishers alone; `low` in their older files.
        Symbol(code="k", rank=2, meaning="rounds to zero"),
    )
}
STATUSES = {
    one.code: one
    for one in (
        Status(code="final", template_meaning="will not change"),
        Status(
            code="provisional", mark="[p]", file_meaning="provisional: may change", template_meaning="may still change"
        ),
        Status(
            code="revised",
            mark="[r]",
            file_meaning="revised since it was first published",
            template_meaning="replaces one sent before",
        ),
    )
}
#: Statuses that are said beside a figure.
MARKED_STATUSES = tuple(code for code, status in STATUSES.items() if status.mark)
