"""What findings, scorecards and sets of the report share as records whose every change is a version of its own: ids
made of their first words, what one form has written already, a version that somebody has changed meanwhile, and who
wrote one and when, in words.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime

import pandas as pd

from indicators.catalogue.periods import day_text
from indicators.errors import FieldProblem, RecordRefused

#: Characters of a text that an id is made of.
_ID_CHARACTERS = 40


def free_record_id(text: str, used: Collection[str], *, otherwise: str, prefix: str = "") -> str:
    """The first words of a text in plain letters, with the first number that no record has: `audits_vary_1`.

    `otherwise` stands for a text without plain letters.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain)[:_ID_CHARACTERS].strip("_") or otherwise
    number = 1
    while f"{prefix}{words}_{number}" in used:
        number += 1
    return f"{prefix}{words}_{number}"


def versions_of_form(rows: pd.DataFrame, record: str) -> dict[str, int]:
    """By record, the version that a form has written already; `rows` are those with its token, `record` their key."""
    return dict(zip(rows[record], rows["version"].tolist(), strict=True))


def written_text(by: str, at: datetime) -> str:
    """Who wrote a version and when: `by Business office on 1 December 2026 at 09:30 (UTC)`."""
    return f"by {by} on {day_text(at.date())} at {at:%H:%M} (UTC)"


def refuse_other_version(
    version: int, seen: int | None, *, refusal: type[RecordRefused], field: str, message: str
) -> None:
    """Raise the refusal where the newest version is another than the one that was shown; None was shown to nobody."""
    if seen is not None and version != seen:
        raise refusal([FieldProblem(field, message)])
