"""Yearly counts of authorities to try the rules on: whole releases from a folder, or what is shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.catalogue.periods import parse_period
from indicators.frames import map_values

#: One row an authority and year (that in which the year ends); `count` is NaN where a symbol stands.
COLUMNS = ("release", "area_code", "year", "count")


@dataclass(frozen=True)
class Release:
    """Where a count stands: in an open data file of every authority, and among the shipped facts.

    `only` narrows a file's rows to those with a word in a column.
    """

    name: str
    pattern: str
    column: str
    indicator: str
    sources: tuple[str, ...]
    only: Mapping[str, str]


RELEASES = (
    Release("referrals", "c1_*.csv", "referral_count", "referrals", ("dfe_cin_referrals_2025",), {}),
    Release("plans at 31 March", "d5_*.csv", "CPP_At31", "cp_plans_31_march", ("dfe_cp_plans_2025",), {}),
    Release("plans started", "d3_*.csv", "CPP_start", "cp_plans_started", ("dfe_cp_plans_started_2025",), {}),
    Release(
        "looked-after children",
        "cla_number*.csv",
        "children_count",
        "looked_after_31_march",
        ("dfe_cla_2025", "dfe_cla_2021"),
        {"population_type": "Children looked after on 31 March each year"},
    ),
)


def national_counts(folder: Path) -> pd.DataFrame:
    """The four releases of a folder, all authorities, with the columns `COLUMNS`.

    FileNotFoundError names the file that is missing.
    """
    return pd.concat([_national(folder, release) for release in RELEASES], ignore_index=True)


def shipped_counts(data: Path) -> pd.DataFrame:
    """The same for the authorities that the data folder holds."""
    areas = pd.read_csv(data / "areas.csv", dtype=str)
    codes = areas[areas["level"] == "local_authority"].set_index("name")["code"]
    files = [pd.read_csv(file, dtype=str) for file in sorted((data / "facts").glob("dfe_*.csv"))]
    facts = pd.concat(files, ignore_index=True)
    facts = facts[facts["area"].isin(codes.index)]
    return pd.concat([_shipped(facts, codes, release) for release in RELEASES], ignore_index=True)


def _national(folder: Path, release: Release) -> pd.DataFrame:
    file = next(iter(sorted(folder.glob(release.pattern))), None)
    if file is None:
        raise FileNotFoundError(f"{folder} holds no file named like {release.pattern}")
    rows = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    for column, word in {"geographic_level": "Local authority", **release.only}.items():
        rows = rows[rows[column] == word]
    return _counts(release, rows["new_la_code"], rows["time_period"], rows[release.column])


def _shipped(facts: pd.DataFrame, codes: pd.Series, release: Release) -> pd.DataFrame:
    rows = facts[(facts["indicator"] == release.indicator) & facts["source"].isin(release.sources)]
    # Where two editions give a year, the first that is named counts.
    rows = rows.sort_values("source", key=lambda source: source.map(release.sources.index), kind="stable")
    years = map_values(rows["period"], lambda text: parse_period(text).ends.year)
    found = _counts(release, rows["area"].map(codes), years, rows["value"])
    return found.drop_duplicates(["area_code", "year"], ignore_index=True)


def _counts(release: Release, areas: pd.Series, years: pd.Series, counts: pd.Series) -> pd.DataFrame:
    columns = (release.name, areas.to_numpy(str), years.astype(int).to_numpy(), pd.to_numeric(counts, errors="coerce"))
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True))).reset_index(drop=True)
