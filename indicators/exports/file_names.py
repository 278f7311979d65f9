"""File names that say what is inside and are safe on every system."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from indicators.access import Audience

_LONGEST = 120
_MOST_NAMED = 3


def file_name(
    indicators: Sequence[str],
    areas: Sequence[str],
    periods: Sequence[str],
    extension: str,
    *,
    audience: Audience = Audience.PUBLIC,
    known_on: date | None = None,
) -> str:
    """For example `contacts_leicestershire_rutland_2013-14_to_2015-16.png`.

    Lower-case ASCII letters, digits, `-` and `_` only; at most 120 characters. `periods` are in time order. Figures
    as they were known on a day say so at the end (`_as-known-on-2016-11-21`), files for the board at the beginning
    (`official-sensitive_`).
    """
    span = dict.fromkeys(_slug(period) for period in (*periods[:1], *periods[-1:]))
    known = f"_as-known-on-{known_on.isoformat()}" if known_on else ""
    ending = f"{known}.{_slug(extension)}"
    when = "_to_".join(slug for slug in span if slug)[: _LONGEST - len(ending)].rstrip("-_")
    parts = [_named(indicators, "indicators"), _named(areas, "areas")]
    marked = f"{_slug(audience.mark.partition(':')[0])}_" if audience.mark else ""
    room = max(0, _LONGEST - len(marked) - len(ending) - len(when) - 1)
    stem = "_".join(part for part in parts if part)[:room].strip("-_")
    return marked + ("_".join(part for part in (stem, when) if part) or "figures") + ending


def _named(names: Sequence[str], many: str) -> str:
    """The names joined, or how many they are."""
    if len(names) > _MOST_NAMED:
        return f"{len(names)}-{many}"
    return "_".join(slug for slug in map(_slug, names) if slug)


def _slug(text: str) -> str:
    # An apostrophe joins: ashbys, not ashby-s.
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")[:50]
