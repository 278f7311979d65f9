"""A data folder of any size: what is shipped, with made-up indicators, areas and months added to it."""

import math
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

ROWS_A_FILE = 1_000_000
SOURCE = "synthetic"
_QUADRANTS = ("quantitative_data", "qualitative_evidence", "service_users", "front_line_staff")
_STAGES = ("universal", "early_help", "child_in_need", "child_protection", "looked_after", "leaving_care")

_DEFINITION = """\
id = "{name}"
title = "Made-up monthly count number {number}"
short_title = "Made-up count {number}"
quadrant = "{quadrant}"
stage = "{stage}"
topics = ["made up"]
kind = "count"
timing = "flow"
frequency = "month"
unit = "cases"
decimals = 0
polarity = "no_judgement"
owner = "The benchmark"
why = "It is there to make the store large."
questions = ["Is the page as quick as before?", "And the build?"]
caveats = []
review_date = 2030-04-01
"""

_FIGURES = """
create or replace table figures as
with keys as (
    select numbers.number, places.name as area, months.starts
    from range($first, $last) as numbers(number)
    cross join places
    cross join (
        select unnest(generate_series($newest - to_months($months - 1), $newest, interval 1 month)) as starts
    ) as months
),
drawn as (select *, hash(number, area, starts) as chance from keys)
select
    'm' || lpad(cast(number as varchar), 3, '0') || '_made_up' as indicator,
    area,
    strftime(starts, '%B %Y') as period,
    case when chance % 100 > 0 then chance % 900 end as value,
    null as numerator,
    null as denominator,
    case when starts > $newest - interval 3 month then 'provisional' else 'final' end as status,
    case when chance % 100 = 0 then 'c' end as symbol,
    $source as source,
    null as note
from drawn
limit $rows
"""


@dataclass(frozen=True)
class Size:
    """Indicators and areas in all, shipped ones among them, and the made-up monthly figures for them."""

    indicators: int
    areas: int
    rows: int


LARGE = Size(indicators=950, areas=150, rows=10_000_000)
NEWEST_MONTH = date(2026, 3, 1)


def write_folder(folder: Path, shipped: Path, size: Size) -> None:
    """Write a data folder of a size: a copy of the shipped one with made-up files beside its own."""
    shutil.copytree(shipped, folder)
    made_up = size.indicators - len(list((shipped / "definitions").glob("*.toml")))
    for number in range(made_up):
        _write_definition(folder / "definitions", number)
    _append(folder / "sources.csv", f"{SOURCE},Made-up figures,The benchmark,2026-04-01,,,,none")
    with duckdb.connect() as connection:
        _add_areas(connection, folder / "areas.csv", size.areas)
        _write_facts(connection, folder / "facts", made_up, size.rows)


def facts_file(folder: Path) -> Path:
    """The first of the made-up facts files of a folder."""
    return folder / "facts" / f"{SOURCE}_000.csv"


def _write_definition(folder: Path, number: int) -> None:
    name = f"m{number:03}_made_up"
    quadrant, stage = _QUADRANTS[number % len(_QUADRANTS)], _STAGES[number % len(_STAGES)]
    text = _DEFINITION.format(name=name, number=number, quadrant=quadrant, stage=stage)
    (folder / f"{name}.toml").write_text(text, "utf-8")


def _add_areas(connection: duckdb.DuckDBPyConnection, file: Path, wanted: int) -> None:
    """Fill areas.csv up; leaves the areas that have figures of their own in the table `places`."""
    read = "from read_csv(?, all_varchar = true)"
    [(shipped,)] = connection.execute(f"select count(*) {read}", [str(file)]).fetchall()
    for number in range(shipped, wanted):
        _append(file, f"E069{number:05},Made-up area {number:03},local_authority,E12000004,,,")
    connection.execute(f"create table places as select name {read} where level != 'combined'", [str(file)])


def _write_facts(connection: duckdb.DuckDBPyConnection, folder: Path, indicators: int, rows: int) -> None:
    """Facts for all indicators and places over as many months as it takes, a million rows a file."""
    [(places,)] = connection.execute("select count(*) from places").fetchall()
    months = math.ceil(rows / (indicators * places))
    step = math.ceil(ROWS_A_FILE / (places * months))
    left = rows
    for file, first in enumerate(range(0, indicators, step)):
        params = {"first": first, "last": min(first + step, indicators), "rows": left, "months": months}
        connection.execute(_FIGURES, {**params, "newest": NEWEST_MONTH, "source": SOURCE})
        [(written,)] = connection.execute("select count(*) from figures").fetchall()
        left -= written
        connection.table("figures").write_csv(str(folder / f"{SOURCE}_{file:03}.csv"))


def _append(file: Path, line: str) -> None:
    text = file.read_text("utf-8")
    file.write_text(text + ("" if text.endswith("\n") else "\n") + line + "\n", "utf-8")
