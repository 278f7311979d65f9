"""The edition of a publisher's table in the words that name it: `data table C1, 2025 edition`."""

import re

_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_UPDATED = re.compile(r",? \(?last updated [^,;)]*\)?", re.IGNORECASE)


def edition_year(edition: str) -> int:
    """The year of an edition, the last that its name has: 2024 of `mid-2024`; 0 where it has none.

    When it was last updated does not count. `queries/views.sql` has the same as a macro.
    """
    years = _YEAR.findall(_UPDATED.sub("", edition))
    return int(years[-1]) if years else 0


def in_edition(text: str, former: int, year: int) -> str:
    """A text that names an edition, with another year for its own; when it was updated is not said of another."""
    return re.sub(rf"(?<!\d){former}(?!\d)", str(year), _UPDATED.sub("", text))
