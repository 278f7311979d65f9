"""What a definition may say of the publishers' files that hold its figures: the tables `[[national]]`."""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.vocabulary import NATIONAL_PERIODS, Filter, National

_KEYS = ("source", "period", "columns", "items", "where", "with")
_FILTER_KEYS = {"columns", "values"}
#: What only a flow can be counted over; a day means, for a flow, the year that ends on it.
_YEARS = ("financial_year", "months")


def national_tables(tables: Sequence[Mapping[str, Any]]) -> tuple[National, ...]:
    """The tables of a definition, which `national_problems` found sound."""
    return tuple(
        National(
            source=table["source"],
            period=table["period"],
            columns=tuple(table.get("columns", ())),
            items=tuple(table.get("items", ())),
            where=tuple(Filter(tuple(one["columns"]), tuple(one["values"])) for one in table.get("where", ())),
            with_columns=tuple(table.get("with", ())),
        )
        for table in tables
    )


def national_problems(file: str, tables: Sequence[Any], *, timing: str) -> list[Problem]:
    """Everything wrong in the tables `[[national]]` of one definition, whose timing is `flow` or `snapshot`."""
    problems = []
    for number, table in enumerate(tables, 1):
        place = f"key 'national', table {number}"
        if isinstance(table, dict):
            told = [*_key_problems(table), *_period_problems(table, timing), *_name_problems(table)]
            told += [item for one in _filters(table) for item in _filter_problems(one)]
        else:
            told = [(str(table), "is not a table; write [[national]] with source, period and columns under it")]
        problems += [Problem(file, place, value, message) for value, message in told]
    return problems


#: What stands there and what is wrong with it.
_Told = list[tuple[str, str]]


def _key_problems(table: Mapping[str, Any]) -> _Told:
    told = [(key, f"is not a key of it. {nearest(key, list(_KEYS))}") for key in table if key not in _KEYS]
    if not _is_text(table.get("source")):
        told.append((str(table.get("source", "")), "names no source; write source = with an id of sources.csv"))
    if not isinstance(table.get("where", []), list):
        told.append(
            (str(table["where"]), "is not a list of filters; write where = [{columns = [...], values = [...]}]")
        )
    return told


def _period_problems(table: Mapping[str, Any], timing: str) -> _Told:
    period = table.get("period", "")
    if period not in NATIONAL_PERIODS:
        return [(str(period), "is not a period of it; write one of " + ", ".join(NATIONAL_PERIODS))]
    if timing == "snapshot" and period in _YEARS:
        return [(period, "is for flows, and this is a snapshot; write the day, such as 31 March")]
    return []


def _name_problems(table: Mapping[str, Any]) -> _Told:
    given = [key for key in ("columns", "items") if key in table]
    told = [
        (str(table[key]), f"is not a list of names; write {key} = with texts in quotes in [ ]")
        for key in (*given, "with")
        if key in table and not _is_texts(table[key])
    ]
    if "with" in table and "items" in table:
        told.append(("with", "is for the columns of a wide file; leave it out beside items"))
    if table.get("period") == "months" and given:
        told.append((given[0], "is not for months, whose columns are April to March; leave it out"))
    elif len(given) == 2:
        told.append(("", "has both columns and items; keep columns for a wide file, items for a long one"))
    elif not given and table.get("period") != "months":
        told.append(("", "has neither columns nor items; write columns = with the names that the column has had"))
    return told


def _filters(table: Mapping[str, Any]) -> list[Any]:
    where = table.get("where", [])
    return where if isinstance(where, list) else []


def _filter_problems(one: Any) -> _Told:
    if not isinstance(one, dict) or one.keys() != _FILTER_KEYS or not all(map(_is_texts, one.values())):
        return [(str(one), "is no filter; write {columns = [...], values = [...]} with texts in quotes")]
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))
