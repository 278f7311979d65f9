"""The data folder of a demonstration: a copy of the shipped one in which agencies owe more, and what the department
published after the demonstration's first day is left out, to come as its editions.
"""

import csv
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from indicators.catalogue.periods import Period, add_months, financial_year_of, parse_period
from indicators.demo.duties import (
    AGENCIES,
    BOTH,
    LEICESTERSHIRE,
    MONTHLY,
    MONTHLY_LEVELS,
    QUARTERLY,
    RUTLAND,
    WITH_LEICESTER,
)
from indicators.demo.plan import MADE_UP_LICENCE, PLAN, PLAN_SOURCE, plan_text

MADE_UP = "Made up for a demonstration"
AREA_NAMES = {
    LEICESTERSHIRE: "Leicestershire",
    RUTLAND: "Rutland",
    BOTH: "Leicestershire and Rutland",
    WITH_LEICESTER: "Leicester, Leicestershire and Rutland",
}
#: The department's tables that come each autumn, with the month and day on which they do.
AUTUMN = {
    "dfe_cin_2025": (10, 30),
    "dfe_cin_referrals_2025": (10, 30),
    "dfe_cin_s47_2025": (10, 30),
    "dfe_cp_plans_started_2025": (10, 30),
    "dfe_cp_plans_2025": (10, 30),
    "dfe_cla_2025": (11, 20),
}
#: A figure of the department by indicator, name of the area and the year in which its period ends.
Published = dict[tuple[str, str, int], str]


def write_folder(
    shipped: Path, folder: Path, quarters: tuple[Period, ...], opening: date, returned: Mapping[str, date]
) -> Published:
    """Make the folder and give all figures of the department's autumn tables, those left out too.

    `returned` is the day of each agency's newest return.
    """
    shutil.copytree(shipped, folder)
    (folder / "plans" / f"{PLAN}.toml").write_text(plan_text(quarters), "utf-8")
    _write_duties(folder / "duties.csv", quarters)
    published = _cut_facts(folder / "facts", opening)
    newest = max((year for _, _, year in published if _is_known(year, opening)), default=opening.year - 1)
    _write_sources(folder / "sources.csv", newest, returned)
    return published


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_duties(path: Path, quarters: tuple[Period, ...]) -> None:
    first = quarters[0]
    year = financial_year_of(first.starts)
    starts = {"quarter": first.label, "year": year.label}
    owed: dict[tuple[str, str, str], dict[str, str]] = {}
    for indicator, levels in QUARTERLY.items():
        for agency, area in levels:
            name = AREA_NAMES[area]
            owed[agency, indicator, name] = _duty(agency, indicator, name, "quarter", starts["quarter"])
    for agency, area in MONTHLY_LEVELS:
        name = AREA_NAMES[area]
        owed[agency, MONTHLY, name] = _duty(agency, MONTHLY, name, "month", f"{first.starts:%B %Y}")
    for row in _rows(path):
        key = (row["agency"], row["indicator"], row["area"])
        if row["every"] in starts and key not in owed:
            owed[key] = row | {"starts": starts[row["every"]]}
    _write_rows(path, sorted(owed.values(), key=lambda row: AGENCIES.index(row["agency"])))


def _duty(agency: str, indicator: str, area: str, every: str, starts: str) -> dict[str, str]:
    return {"agency": agency, "indicator": indicator, "area": area, "every": every, "starts": starts, "ends": ""}


def _cut_facts(folder: Path, opening: date) -> Published:
    """Take what was published after a day out of the files of facts."""
    published: Published = {}
    for path in sorted(folder.glob("*.csv")):
        rows, left = _rows(path), []
        for row in rows:
            period = parse_period(row["period"]) if row["source"] in AUTUMN else None
            if period is not None:
                published[row["indicator"], row["area"], period.ends.year] = row["value"] or f"[{row['symbol']}]"
            if period is None or _is_known(period.ends.year, opening):
                left.append(row)
        _write_rows(path, left)
    return published


def _is_known(year: int, opening: date) -> bool:
    """Whether figures up to March of a year had been published by a day."""
    return date(year, 12, 1) <= opening


def _write_sources(path: Path, year: int, returned: Mapping[str, date]) -> None:
    days = {f"return_{agency}": day for agency, day in returned.items()}
    rows = []
    for row in _rows(path):
        if row["source"] in AUTUMN:
            month, day = AUTUMN[row["source"]]
            row = row | {name: re.sub(r"\b2025\b", str(year), row[name]) for name in ("edition", "place", "url")}
            row |= {"title": f"{MADE_UP}: {row['title']}", "date": date(year, month, day).isoformat()}
            row["edition"] = str(year)
        elif row["source"] in days:
            row = row | {"title": f"{MADE_UP}: {row['title']}", "licence": MADE_UP_LICENCE}
            row |= {"date": days[row["source"]].isoformat()}
        rows.append(row)
    blank = dict.fromkeys(rows[0], "")
    rows.append(blank | PLAN_SOURCE | {"title": f"{MADE_UP}: {PLAN_SOURCE['title']}"})
    _write_rows(path, rows)


def editions_between(opening: date, closing: date) -> Iterator[tuple[date, int, str]]:
    """The day, the year and the source of each autumn edition that comes after one day and by another."""
    for year in range(opening.year, closing.year + 1):
        for source, (month, day) in AUTUMN.items():
            if opening < date(year, month, day) <= closing:
                yield date(year, month, day), year, source


def last_quarters(number: int, today: date) -> tuple[Period, ...]:
    """The quarters that were over before a day, the last of them last."""
    month = (today.month - 1) // 3 * 3 + 1
    starts = add_months(date(today.year, month, 1), -3 * number)
    quarter = financial_quarter(starts)
    quarters = [quarter]
    while len(quarters) < number:
        quarters.append(quarters[-1].next())
    return tuple(quarters)


def financial_quarter(starts: date) -> Period:
    """The quarter that starts on a day."""
    year = financial_year_of(starts)
    return parse_period(f"{year.label} Q{((starts.month - 4) % 12) // 3 + 1}")


def months_of(quarter: Period) -> list[Period]:
    """The three months of a quarter."""
    return [parse_period(f"{add_months(quarter.starts, offset):%B %Y}") for offset in range(3)]


def year_ends(quarters: tuple[Period, ...]) -> list[Period]:
    """The financial years that end with one of some quarters."""
    return [financial_year_of(quarter.ends) for quarter in quarters if quarter.ends.month == 3]


def days_after(day: date, days: int) -> date:
    """A working day so many days after another; a weekend is moved to the Monday."""
    moved = day + timedelta(days=days)
    return moved + timedelta(days=max(0, 7 - moved.weekday()) if moved.weekday() >= 5 else 0)
