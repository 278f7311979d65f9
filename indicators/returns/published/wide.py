"""Publishers' files read as the figures they hold, one row each, still as text."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.areas import Area
from indicators.definitions import Indicator
from indicators.errors import Problem, ReturnRefused
from indicators.returns.published.reporting import published_status, reporting_period
from indicators.returns.published.wide_columns import (
    KEYS,
    LAIT,
    MOST_FILTERS,
    Wanted,
    column_name,
    filter_columns,
    gone_columns,
    plain_words,
    read_under,
    unknown_columns,
    wanted_columns,
)
from indicators.returns.received import Received, Recognised, plain_name
from indicators.store import Store

#: What stands in a file where a figure is missing, and the symbol that it is kept as.
SYMBOLS = {
    **{symbol: symbol for symbol in ("c", "x", "z", "u", "low", "k")},
    **{f"[{symbol}]": symbol for symbol in ("c", "x", "z", "u", "low", "k")},
    **{"..": "x", ":": "x", "-": "x", "n/a": "x", "na": "x", "null": "x", ".": "z", "*": "c", "~": "low", "#": "c"},
}


def stage_wide(
    store: Store, file: Received, seen: Recognised, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]
) -> list[Problem]:
    """Read a publisher's file into `raw_fact`; gives warnings for columns that went missing.

    Raises ReturnRefused where no definition knows any of its columns, or none of its lines.
    """
    names = [plain_name(item) for item in seen.heading]
    wanted, filters = wanted_columns(seen.kind, names, indicators)
    if not wanted:
        raise ReturnRefused(unknown_columns(file, seen))
    _refuse_repeated(file, seen, {*KEYS, *LAIT, *filters, *(names[item.place] for item in wanted)})
    _look_ups(store, wanted, filters, names, areas)
    columns = read_under(seen.kind, names, filters)
    _read_lines(store, file, seen, columns)
    _periods(store, wanted)
    store.execute("load/wide_facts")
    sources = set(store.fetch("load/raw_sources")["source"])
    if not sources:
        # Read again for the words that tell the lines apart, whatever they are.
        store.append("wide_column", pd.DataFrame({"column_name": [""]}))
        _read_lines(store, file, seen, columns)
        raise ReturnRefused(_unknown_lines(store, file, wanted))
    return gone_columns(file, wanted, names, indicators, sources)


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


def _look_ups(
    store: Store,
    wanted: Sequence[Wanted],
    filters: Mapping[str, str],
    names: Sequence[str],
    areas: Mapping[str, Area],
) -> None:
    rows = []
    for item in wanted:
        conditions = dict.fromkeys(f"filter_{number}" for number in range(1, MOST_FILTERS + 1))
        if item.national.items:
            conditions["filter_1"] = [plain_words(name) for name in item.national.items]
        for one, column in zip(item.national.where, filter_columns(item.national, names) or (), strict=True):
            conditions[filters[column]] = [plain_words(value) for value in one.values]
        # A figure's rule holds for one indicator: a day means another period for a flow.
        rule = f"{item.indicator.timing} {item.national.period}"
        rows.append(
            (column_name(item.place), names[item.place], item.indicator.id, item.national.source, rule, item.month)
        )
        rows[-1] += tuple(conditions.values())
    numbered = [f"wanted_{number}" for number in range(1, MOST_FILTERS + 1)]
    columns = ["column_name", "published_name", "indicator", "source", "rule", "month", *numbered]
    store.append("wide_column", pd.DataFrame(rows, columns=columns))
    store.append("area_key", area_keys(areas))
    store.append("symbol_spelling", pd.DataFrame(list(SYMBOLS.items()), columns=["spelling", "symbol"]))


def _periods(store: Store, wanted: Sequence[Wanted]) -> None:
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


def _unknown_lines(store: Store, file: Received, wanted: Sequence[Wanted]) -> str:
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
