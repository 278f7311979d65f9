"""Publishers' files: which of their columns the definitions know, read as the figures they hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from indicators.areas import Area
from indicators.definitions import Indicator
from indicators.errors import Problem, ReturnRefused
from indicators.months import MONTH_NAMES
from indicators.returns.received import Kind, Received, Recognised, plain_name
from indicators.returns.reporting import MONTHS, published_status, reporting_period
from indicators.store import Store
from indicators.vocabulary import National

_KEYS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
#: The headings of the Local Authority Interactive Tool under the names of open data.
_LAIT = {"short_desc": "filter_1", "years": "time_period", "la_number": "old_la_code", "la_and_regions": "la_name"}
_LAIT_VALUES = "values"
_MOST_FILTERS = 4
#: What stands in a file where a figure is missing, and the symbol that it is kept as.
SYMBOLS = {
    **{symbol: symbol for symbol in ("c", "x", "z", "u", "low", "k")},
    **{f"[{symbol}]": symbol for symbol in ("c", "x", "z", "u", "low", "k")},
    **{"..": "x", ":": "x", "-": "x", "n/a": "x", "na": "x", "null": "x", ".": "z", "*": "c", "~": "low", "#": "c"},
}


@dataclass(frozen=True)
class _Wanted:
    """A figure that a definition looks for in the file: the column's place there and its rows."""

    indicator: Indicator
    national: National
    place: int
    month: str = ""


def stage_wide(
    store: Store, file: Received, seen: Recognised, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]
) -> list[Problem]:
    """Read a publisher's file into `raw_fact`; gives warnings for columns that went missing.

    Raises ReturnRefused where no definition knows any of its columns, or none of its lines.
    """
    names = [plain_name(item) for item in seen.heading]
    wanted, filters = _wanted(seen.kind, names, indicators)
    if not wanted:
        raise ReturnRefused(_unknown_columns(file, seen))
    _refuse_repeated(file, seen, {*_KEYS, *_LAIT, *filters, *(names[item.place] for item in wanted)})
    _look_ups(store, wanted, filters, names, areas)
    columns = _read_under(seen.kind, names, filters)
    _read_lines(store, file, seen, columns)
    _periods(store, wanted)
    store.execute("load/wide_facts")
    sources = set(store.fetch("load/raw_sources")["source"])
    if not sources:
        # Read again for the words that tell the lines apart, whatever they are.
        store.append("wide_column", pd.DataFrame({"column_name": [""]}))
        _read_lines(store, file, seen, columns)
        raise ReturnRefused(_unknown_lines(store, file, wanted))
    return _gone_columns(file, wanted, names, indicators, sources)


def _read_lines(store: Store, file: Received, seen: Recognised, columns: Sequence[str]) -> None:
    if seen.text is None:
        store.register("positional_column", pd.DataFrame({name: pd.Series(dtype="str") for name in columns}))
        store.execute("load/wide_parquet", path=str(file.path))
    else:
        typed = dict.fromkeys(columns, "varchar")
        store.execute("load/wide_csv", path=str(seen.text.path), columns=typed, delimiter=seen.text.delimiter)


def _refuse_repeated(file: Received, seen: Recognised, used: set[str]) -> None:
    names = [plain_name(item) for item in seen.heading]
    repeated = sorted({name for name in names if names.count(name) > 1} & used)
    if repeated:
        raise ReturnRefused(f"{file.name} names a column twice: {', '.join(repeated)}. Keep the right one of them.")


def area_keys(areas: Mapping[str, Area]) -> pd.DataFrame:
    """By which codes, and for regions and countries by which names, publishers' files mean an area."""
    kinds = {"local_authority": "authority", "region": "region", "country": "country"}
    rows = [
        (kinds[area.level], key.casefold(), area.code)
        for area in areas.values()
        if area.level in kinds
        for key in (area.code, area.old_code, area.name if area.level != "local_authority" else "")
        if key
    ]
    return pd.DataFrame(rows, columns=["kind", "key", "area_code"])


def _wanted(
    kind: Kind, names: Sequence[str], indicators: Mapping[str, Indicator]
) -> tuple[list[_Wanted], dict[str, str]]:
    """What the definitions look for in a file with these columns, and the columns that tell its lines apart.

    Of a file that lacks every such column the figures are taken whose own column only one source has: an early
    edition of one table. Should its lines be of several kinds after all, the check finds figures given twice.
    """
    found, filters = _matching(kind, names, indicators)
    if found:
        return found, filters
    found = [
        _Wanted(indicator, replace(national, where=()), place.place)
        for indicator in indicators.values()
        for national in indicator.national
        for place in (_places(indicator, national, names) if national.columns and kind is Kind.WIDE else ())
    ]
    sources = {place: {item.national.source for item in found if item.place == place} for place in range(len(names))}
    return [item for item in found if len(sources[item.place]) == 1], {}


def _matching(
    kind: Kind, names: Sequence[str], indicators: Mapping[str, Indicator]
) -> tuple[list[_Wanted], dict[str, str]]:
    """The tables of the definitions that a file has all the columns of."""
    found: list[_Wanted] = []
    filters = {"short_desc": "filter_1"} if kind is Kind.LAIT else {}
    for indicator in indicators.values():
        for national in indicator.national:
            columns = _filter_columns(national, names)
            if bool(national.items) is (kind is Kind.LAIT) and columns is not None:
                places = list(_places(indicator, national, names))
                found += places
                for column in columns if places else ():
                    filters.setdefault(column, f"filter_{len(filters) + 1}")
    if len(filters) > _MOST_FILTERS:
        raise ReturnRefused("The definitions tell the lines of this file apart by too many columns (more than four).")
    return found, filters


def _places(indicator: Indicator, national: National, names: Sequence[str]) -> Iterator[_Wanted]:
    if national.items:
        yield _Wanted(indicator, national, names.index(_LAIT_VALUES))
    elif national.period == MONTHS:
        for month in MONTH_NAMES:
            if month.casefold() in names:
                yield _Wanted(indicator, national, names.index(month.casefold()), month)
    else:
        known = [plain_name(column) for column in national.columns]
        yield from (_Wanted(indicator, national, names.index(name)) for name in known if name in names)


def _filter_columns(national: National, names: Sequence[str]) -> list[str] | None:
    """The column of the file for each condition; None where the file lacks one, and so is another file."""
    found = [
        next((plain_name(column) for column in one.columns if plain_name(column) in names), None)
        for one in national.where
    ]
    return None if None in found else found


def _read_under(kind: Kind, names: Sequence[str], filters: Mapping[str, str]) -> list[str]:
    """The name that each column is read under: a key, a filter, or its place."""
    keys = _LAIT if kind is Kind.LAIT else {}
    read = [filters.get(name) or keys.get(name) or (name if name in _KEYS else "") for name in names]
    # A key or filter that is named twice is read where it stands first.
    return [name if name and name not in read[:place] else _column(place) for place, name in enumerate(read)]


def _column(place: int) -> str:
    return f"column_{place + 1}"


def _look_ups(
    store: Store,
    wanted: Sequence[_Wanted],
    filters: Mapping[str, str],
    names: Sequence[str],
    areas: Mapping[str, Area],
) -> None:
    rows = []
    for item in wanted:
        conditions = dict.fromkeys(f"filter_{number}" for number in range(1, _MOST_FILTERS + 1))
        if item.national.items:
            conditions["filter_1"] = [_plain_words(name) for name in item.national.items]
        for one, column in zip(item.national.where, _filter_columns(item.national, names) or (), strict=True):
            conditions[filters[column]] = [_plain_words(value) for value in one.values]
        # A figure's rule holds for one indicator: a day means another period for a flow.
        rule = f"{item.indicator.timing} {item.national.period}"
        rows.append((_column(item.place), names[item.place], item.indicator.id, item.national.source, rule, item.month))
        rows[-1] += tuple(conditions.values())
    wanted_columns = [f"wanted_{number}" for number in range(1, _MOST_FILTERS + 1)]
    columns = ["column_name", "published_name", "indicator", "source", "rule", "month", *wanted_columns]
    store.append("wide_column", pd.DataFrame(rows, columns=columns))
    store.append("area_key", area_keys(areas))
    store.append("symbol_spelling", pd.DataFrame(list(SYMBOLS.items()), columns=["spelling", "symbol"]))


def _periods(store: Store, wanted: Sequence[_Wanted]) -> None:
    rules = {(item.indicator.timing, item.national.period, item.month) for item in wanted}
    rows = []
    for row in store.fetch("load/wide_periods").itertuples():
        time_period, identifier = (cell if isinstance(cell, str) else "" for cell in row[1:3])
        for timing, rule, month in sorted(rules):
            try:
                period = reporting_period(time_period, identifier, rule, month=month, is_flow=timing == "flow")
            except ValueError:
                # The figure keeps the file's own words, and the check says that they are no period.
                continue
            told = (f"{timing} {rule}", month, period.label, published_status(time_period))
            rows.append((*(cell if isinstance(cell, str) else None for cell in row[1:3]), *told))
    columns = ["time_period", "time_identifier", "rule", "month", "period", "status"]
    store.append("reporting_period", pd.DataFrame(rows, columns=columns, dtype="object"))


def _gone_columns(
    file: Received,
    wanted: Sequence[_Wanted],
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
        and not indicator.is_derived and _filter_columns(national, names) is not None
    ]  # fmt: skip


def _unknown_columns(file: Received, seen: Recognised) -> str:
    others = [name for name in seen.heading if plain_name(name) not in _KEYS]
    return (
        f"{file.name} is {seen.kind}, but no definition looks for any of its columns: {', '.join(others[:12])}"
        f"{' …' if len(others) > 12 else ''}. To take it in, name its column under [[national]] in the indicator's "
        "file in data/definitions."
    )


def _unknown_lines(store: Store, file: Received, wanted: Sequence[_Wanted]) -> str:
    held = sorted(
        {str(word) for row in store.fetch("load/wide_filters").itertuples(index=False) for word in row if word}
    )
    known = sorted({value for item in wanted for one in item.national.where for value in one.values})
    if not held:
        return f"{file.name} has no line about an area of this dashboard. The areas are those of data/areas.csv."
    return (
        f"{file.name} has none of the lines that the definitions look for. Its lines are told apart by: "
        f"{', '.join(held[:8])}; known are: {', '.join(known[:8])}. If they have new names, add them to [[national]] "
        "in data/definitions."
    )


def _plain_words(text: str) -> str:
    return " ".join(text.casefold().split())
