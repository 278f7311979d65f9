"""Which columns of a publisher's file the definitions know, and under which names they are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.definitions import Indicator
from indicators.errors import Problem, ReturnRefused
from indicators.months import MONTH_NAMES
from indicators.returns.published.reporting import MONTHS
from indicators.returns.received import Kind, Received, Recognised, plain_name
from indicators.vocabulary import National

KEYS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
#: The headings of the Local Authority Interactive Tool under the names of open data.
LAIT = {"short_desc": "filter_1", "years": "time_period", "la_number": "old_la_code", "la_and_regions": "la_name"}
_LAIT_VALUES = "values"
MOST_FILTERS = 4


@dataclass(frozen=True)
class Wanted:
    """A figure that a definition looks for in the file: the column's place there and its rows."""

    indicator: Indicator
    national: National
    place: int
    month: str = ""


def wanted_columns(
    kind: Kind, names: Sequence[str], indicators: Mapping[str, Indicator]
) -> tuple[list[Wanted], dict[str, str]]:
    """What the definitions look for in a file with these columns, and the columns that tell its lines apart.

    Of a file that lacks every such column the figures are taken whose own column only one source has: an early
    edition of one table. Should its lines be of several kinds after all, the check finds figures given twice.
    """
    found, filters = _matching(kind, names, indicators)
    if found:
        return found, filters
    found = [
        Wanted(indicator, replace(national, where=()), place.place)
        for indicator in indicators.values()
        for national in indicator.national
        for place in (_places(indicator, national, names) if national.columns and kind is Kind.WIDE else ())
    ]
    sources = {place: {item.national.source for item in found if item.place == place} for place in range(len(names))}
    return [item for item in found if len(sources[item.place]) == 1], {}


def _matching(
    kind: Kind, names: Sequence[str], indicators: Mapping[str, Indicator]
) -> tuple[list[Wanted], dict[str, str]]:
    """The tables of the definitions that a file has all the columns of."""
    found: list[Wanted] = []
    filters = {"short_desc": "filter_1"} if kind is Kind.LAIT else {}
    for indicator in indicators.values():
        for national in indicator.national:
            columns = filter_columns(national, names)
            if bool(national.items) is (kind is Kind.LAIT) and columns is not None:
                places = list(_places(indicator, national, names))
                found += places
                for column in columns if places else ():
                    filters.setdefault(column, f"filter_{len(filters) + 1}")
    if len(filters) > MOST_FILTERS:
        raise ReturnRefused("The definitions tell the lines of this file apart by too many columns (more than four).")
    return found, filters


def _places(indicator: Indicator, national: National, names: Sequence[str]) -> Iterator[Wanted]:
    if national.items:
        yield Wanted(indicator, national, names.index(_LAIT_VALUES))
    elif national.period == MONTHS:
        for month in MONTH_NAMES:
            if month.casefold() in names:
                yield Wanted(indicator, national, names.index(month.casefold()), month)
    else:
        known = [plain_name(column) for column in national.columns]
        yield from (Wanted(indicator, national, names.index(name)) for name in known if name in names)


def filter_columns(national: National, names: Sequence[str]) -> list[str] | None:
    """The column of the file for each condition; None where the file lacks one, and so is another file."""
    found = [
        next((plain_name(column) for column in one.columns if plain_name(column) in names), None)
        for one in national.where
    ]
    return None if None in found else found


def read_under(kind: Kind, names: Sequence[str], filters: Mapping[str, str]) -> list[str]:
    """The name that each column is read under: a key, a filter, or its place."""
    keys = LAIT if kind is Kind.LAIT else {}
    read = [filters.get(name) or keys.get(name) or (name if name in KEYS else "") for name in names]
    # A key or filter that is named twice is read where it stands first.
    return [name if name and name not in read[:place] else column_name(place) for place, name in enumerate(read)]


def column_name(place: int) -> str:
    """The name under which the column at a place, counted from 0, is read."""
    return f"column_{place + 1}"


def gone_columns(
    file: Received,
    wanted: Sequence[Wanted],
    names: Sequence[str],
    indicators: Mapping[str, Indicator],
    sources: set[str],
) -> list[Problem]:
    """Columns that the file should have, having others of the same source, and that bear an unknown name."""
    found = {(item.indicator.id, item.national.source) for item in wanted}
    return [
        Problem(
            file.name, "row 1", indicator.short_title,
            f"has no column in this file (known as {', '.join(national.columns)}). If it has a new name, add it to "
            f"[[national]] in definitions/{indicator.id}.toml",
            is_warning=True,
        )
        for indicator in indicators.values()
        for national in indicator.national
        if national.source in sources and (indicator.id, national.source) not in found and national.columns
        # A printed rate that an edition no longer prints is worked out from its counts.
        and not indicator.is_derived and filter_columns(national, names) is not None
    ]  # fmt: skip


def unknown_columns(file: Received, seen: Recognised) -> str:
    """What to say of a file in which no definition knows a column."""
    others = [name for name in seen.heading if plain_name(name) not in KEYS]
    return (
        f"{file.name} is {seen.kind}, but no definition looks for any of its columns: {', '.join(others[:12])}"
        f"{' …' if len(others) > 12 else ''}. To take it in, name its column under [[national]] in the indicator's "
        "file in data/definitions."
    )


def plain_words(text: str) -> str:
    """Words without case and surplus spaces, by which the contents of a file are compared."""
    return " ".join(text.casefold().split())
