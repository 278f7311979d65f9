"""Mass files taken in against DuckDB's own reading of them, and a store whose writer is killed again and again.

`python -m benchmarks.returns STORE FILE` is one run of ours: it previews and accepts a file, and prints its seconds;
with `all` as third argument it does so for every authority of England.
"""

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import building
from benchmarks.rates import Rate, share
from benchmarks.timing import Line, in_turns
from indicators.returns.accept import accept_return
from indicators.returns.preview import preview_return
from indicators.returns.recognise import new_submission
from tests.helpers.killing import figures_held, kills

LAIT_ROWS, WIDE_ROWS = 641_070, 1_000_000
REPETITIONS = 5
KILLS = 200
#: How many times as long as DuckDB alone, and how many GiB of memory, a mass file may take.
RATIO, MEMORY = 3, 1.5
_ROLE = "benchmark"
_STEPS = ("check and preview", "accept")

#: What DuckDB needs at the least: the file read, then its rows in a table of a store.
_DUCKDB_ALONE = """
import sys, time, json, duckdb
store, file = sys.argv[1:]
started = time.perf_counter()
with duckdb.connect(store) as connection:
    connection.execute("create table figures as select * from " + repr(file) + " limit 0")
    connection.execute("insert into figures select * from " + repr(file))
print(json.dumps({"all": time.perf_counter() - started}))
"""

#: Writes a file of made-up lines; COPY takes no parameter for its name.
_MAKING = """
import sys, duckdb
places, query, areas, authorities, rows, file = sys.argv[1:]
with duckdb.connect() as connection:
    connection.execute(places, {"areas": areas, "authorities": authorities})
    connection.execute(query.format(file=file.replace("'", "''")), {"rows": int(rows)})
"""

#: Lines of the extract: as many short names, authorities and years as it has, three of the names known here.
_LAIT = """
copy (
    select
        case number when 0 then 'CPP_Total_NumRef' when 1 then 'CPP_Num' when 2 then 'LACnum' else 'Item' || number end
        as "Short Desc",
        'Item number ' || number as "Data item",
        cast(year as varchar) as "Years",
        place.name as "LA and Regions",
        cast(hash(number, year, place.name) % 9000 as varchar) as "Values",
        place.old_code as "LA Number",
        'Region' as "Region"
    from range(400) as numbers(number)
    cross join range(2016, 2026) as years(year)
    cross join place
    limit $rows
) to '{file}' (format parquet)
"""

#: Lines of the department's open data: one category that is known here among many.
_WIDE = """
copy (
    select
        year as time_period,
        'Reporting year' as time_identifier,
        place.level as geographic_level,
        'E92000001' as country_code,
        'England' as country_name,
        case when place.level = 'Regional' then place.code else 'E12000001' end as region_code,
        case when place.level = 'Regional' then place.name else 'Region' end as region_name,
        place.old_code as old_la_code,
        case when place.level = 'Local authority' then place.code end as new_la_code,
        case when place.level = 'Local authority' then place.name end as la_name,
        case number when 0 then 'Referrals and Re-referrals' else 'Category number ' || number end as category,
        1000 + hash(number, year, place.name) % 9000 as referral_count,
        hash(number, year, place.name, 1) % 900 as rereferral_count,
        (hash(number, year, place.name, 2) % 1000) / 10 as rereferral_percent,
        hash(number, year, place.name, 3) % 900 as no_further_action_count
    from range(600) as numbers(number)
    cross join range(2013, 2026) as years(year)
    cross join place
    limit $rows
) to '{file}' (header)
"""

#: The areas of the catalogue, and the authorities and regions that England has besides.
_PLACES = """
create table place as
select
    replace(name, ',', '') as name, code, try_cast(old_code as integer) as old_code,
    case level when 'country' then 'National' when 'region' then 'Regional' else 'Local authority' end as level
from read_csv($areas, all_varchar = true)
where level in ('country', 'region', 'local_authority')
union all
select
    replace(name, ',', '') as name, code, try_cast(old_code as integer) as old_code,
    case level when 'region' then 'Regional' else 'Local authority' end as level
from read_csv($authorities, all_varchar = true)
where code not in (select code from read_csv($areas, all_varchar = true))
"""


def mass_lines(work: Path, data: Path, national: Path | None) -> list[Line | Rate]:
    """Seconds and memory of taking in the extract of LAIT and a file of open data, against DuckDB alone."""
    store = work / "returns.duckdb"
    building.build_store(store, data)
    files = {f"open data, CSV of {WIDE_ROWS:,} lines": _made(work / "open_data.csv", _WIDE, WIDE_ROWS, data)}
    extract = next(Path(national).glob("lait*.parquet"), None) if national else None
    files["LAIT extract, parquet" if extract else f"LAIT's form, parquet of {LAIT_ROWS:,} lines"] = extract or _made(
        work / "lait.parquet", _LAIT, LAIT_ROWS, data
    )
    found: list[Line | Rate] = []
    for name, file in files.items():
        subjects = {
            "ours": _ours(work, store, file),
            "all": _ours(work, store, file, "all"),
            "floor": _floor(work, file),
        }
        times = in_turns(subjects, REPETITIONS)
        found += _lines(name, times["ours"], times["floor"])
        found += _lines(f"{name}, for all areas", times["all"], times["floor"])
    return found


def kill_rates(work: Path, data: Path, seed: int) -> list[Rate]:
    """How often a store whose writer was killed held all of a return or none, and took it in when asked again."""
    store = work / "killed" / "returns.duckdb"
    building.build_store(store, data)
    before = figures_held(store)
    file = work / "killed.csv"
    file.write_text(_list_of_figures(), "utf-8")
    all_or_none = killed = 0
    for was_killed, held in kills(store, new_submission(file), KILLS, seed=seed):
        killed += was_killed
        all_or_none += held in (before, before + _list_of_figures().count("\n") - 1)
    return [
        share("killed while a return was written: all or none there", all_or_none, of=KILLS, least=1.0),
        share("  of these before it was done", killed, of=KILLS),
    ]


def _list_of_figures() -> str:
    days = [f"{day} {month} {year}" for year in range(1950, 1970) for month in ("May", "July") for day in range(1, 32)]
    rows = [f"contacts,Rutland,{day},{number},lscb_2016_profile" for number, day in enumerate(days)]
    return "\n".join(["indicator,area,period,value,source", *rows]) + "\n"


def _made(file: Path, query: str, rows: int, data: Path) -> Path:
    """A made-up file in a publisher's form; a kept one is used again."""
    if not file.exists():
        # In a process of its own: one started later would count the memory of this one as its own peak.
        lists = [str(data / name) for name in ("areas.csv", "authorities.csv")]
        building.run([sys.executable, "-c", _MAKING, _PLACES, query, *lists, str(rows), str(file)])
    return file


def _ours(work: Path, store: Path, file: Path, *areas: str) -> Callable[[int], dict[str, list[float]]]:
    def measure(repetition: int) -> dict[str, list[float]]:
        copy = work / "ours-return.duckdb"
        shutil.copyfile(store, copy)
        return _measured([sys.executable, "-m", "benchmarks.returns", str(copy), str(file), *areas], copy)

    return measure


def _floor(work: Path, file: Path) -> Callable[[int], dict[str, list[float]]]:
    def measure(repetition: int) -> dict[str, list[float]]:
        store = work / "floor-return.duckdb"
        return _measured([sys.executable, "-c", _DUCKDB_ALONE, str(store), str(file)], store)

    return measure


def _measured(command: list[str], store: Path) -> dict[str, list[float]]:
    try:
        done = building.run(command)
    finally:
        store.unlink(missing_ok=True)
    seconds = json.loads(done.output.splitlines()[-1])
    return {name: [found] for name, found in seconds.items()} | {"peak": [done.peak / 1024]}


def _lines(name: str, ours: Mapping[str, list[float]], floor: Mapping[str, list[float]]) -> list[Line | Rate]:
    peaks = ours["peak"]
    return [
        Line(f"{name}: checked, previewed, accepted", ours["all"], floor["all"], RATIO),
        *(Line(f"  of that {step}", ours[step]) for step in _STEPS),
        Rate(
            what=f"{name}: peak memory in GiB",
            result=statistics.median(peaks),
            interval=(min(peaks), max(peaks)),
            counted=f"{len(peaks)} runs",
            is_share=False,
            most=MEMORY,
            remark=f"DuckDB alone {statistics.median(floor['peak']):.2f}; in place of an interval least and most",
        ),
    ]


def _take_in(store: Path, file: Path, *, all_areas: bool) -> dict[str, float]:
    """Preview and accept a file as the page does; gives the seconds of each step and of all."""
    moments = [time.perf_counter()]
    came = new_submission(file)
    checked = preview_return(store, came, all_areas=all_areas)
    moments.append(time.perf_counter())
    accept_return(store, came, by=_ROLE, all_areas=all_areas, sound_only=True, previewed=checked.counts)
    moments.append(time.perf_counter())
    steps = zip(_STEPS, moments, moments[1:], strict=False)
    return {name: end - start for name, start, end in steps} | {"all": moments[-1] - moments[0]}


if __name__ == "__main__":
    print(json.dumps(_take_in(Path(sys.argv[1]), Path(sys.argv[2]), all_areas="all" in sys.argv[3:])))
