"""Lines of a publisher's file that are about an area of the catalogue and are left out: how many, and why."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.areas import Area
from indicators.errors import Problem
from indicators.returns.lines import numbered

#: Reasons that are told one by one.
_MOST = 30
#: Areas that are named.
_MOST_AREAS = 6


def left_out_problems(
    left_out: pd.DataFrame, name: str, *, heading: Sequence[str], read: Sequence[str], areas: Mapping[str, Area]
) -> list[Problem]:
    """Each reason with its lines, from the query `load/wide_left_out`; `read` are the names of the columns there.

    They are errors: what the file says of these areas does not go in, and nobody shall believe that it did.
    """
    problems = [_problem(row, name, heading, read, areas) for row in left_out.head(_MOST).itertuples()]
    more = left_out.iloc[_MOST:]
    if len(more):
        lines = int(more["lines"].sum())
        problems.append(Problem(name, "", "", f"has {lines:,} more lines that are left out, for {len(more):,} reasons"))
    return problems


def _problem(row, name: str, heading: Sequence[str], read: Sequence[str], areas: Mapping[str, Area]) -> Problem:
    column, value, words = _words(row, heading, read)
    many = "This line is" if row.lines == 1 else f"These {row.lines:,} lines are"
    about = _listed([areas[code].name for code in row.areas if code in areas], "areas")
    place = numbered([int(line) for line in row.first_lines], "") if row.lines <= len(row.first_lines) else (
        numbered([int(line) for line in row.first_lines], "") + f" and {row.lines - len(row.first_lines):,} more"
    )  # fmt: skip
    return Problem(name, f"{place}, column '{column}'", value, f"{words} {many} left out, about {about}")


def _words(row, heading: Sequence[str], read: Sequence[str]) -> tuple[str, str, str]:
    """The column that shows why, what stands there, and what that means."""
    if row.why == "period":
        return "time_identifier", row.what, f"{row.period_words}."
    if row.why == "part":
        column = heading[list(read).index(row.what)].strip()
        return column, _listed(list(row.words), "others"), (
            "is a part, and the file has no line with 'Total' there for the same area and period."
        )  # fmt: skip
    if row.why == "level":
        return "geographic_level", row.what, (
            "is another level than a local authority's, and the file has no line of the authority itself."
        )  # fmt: skip
    if row.why == "split":
        named = _listed(list(row.names), "others")
        return "new_la_code", row.what, f"is the code of a former authority ({named}) that was not the one of today."
    named = _listed(list(row.names), "others")
    if not row.what:
        return "new_la_code", named, "has no code in this file; areas are met by code alone."
    return "new_la_code", row.what, f"is not the code that data/areas.csv has for {named}; areas are met by code alone."


def _listed(names: Sequence[str], others: str) -> str:
    """Some names in a line, the first of them where there are many."""
    shown = [str(one) for one in names[:_MOST_AREAS]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more {others}"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
