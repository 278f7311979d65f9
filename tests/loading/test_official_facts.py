"""The official figures in data/: shape, known values, and agreement with the compilation they came from."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
# The compilation may lie in a folder beside the project; without it, its test is skipped.
COMPILED = next(ROOT.parent.glob("*/facts/national_indicators.csv"), None)

COLUMNS = [
    "indicator", "area", "period", "value", "numerator",
    "denominator", "status", "symbol", "source", "note",
]  # fmt: skip
FILES = {
    "populations.csv": 260,
    "facts/dfe_children_in_need.csv": 4352,
    "facts/dfe_looked_after.csv": 617,
    "facts/dfe_social_work_workforce.csv": 2160,
}
DERIVED_AS_PRINTED = {
    "re_referrals": 65,
    "repeat_cp_plans": 65,
    "cp_plans_two_years_share": 65,
    "looked_after_rate": 25,
}
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
]  # fmt: skip


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def facts():
    return [row for name in FILES for row in rows_of(DATA / name)]


@pytest.fixture(scope="module")
def areas():
    return {row["code"]: row for row in rows_of(DATA / "areas.csv")}


def figure(facts, indicator, area, period, source=None):
    found = [
        row["value"] or row["symbol"]
        for row in facts
        if (row["indicator"], row["area"], row["period"]) == (indicator, area, period)
        and source in (None, row["source"])
    ]
    assert len(found) == 1, (indicator, area, period, found)
    return found[0]


@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_files_have_the_columns_and_rows_of_the_publication(name, count):
    rows = rows_of(DATA / name)
    assert list(rows[0]) == COLUMNS
    assert len(rows) == count


def test_a_figure_is_a_value_its_counts_or_both_else_a_symbol(facts):
    for row in facts:
        assert bool(row["numerator"]) == bool(row["denominator"]), row
        assert bool(row["value"] or row["numerator"]) != bool(row["symbol"]), row
        assert row["symbol"] in {"", "c", "x", "z", "u", "low"}
        if row["value"]:
            assert float(row["value"]) >= 0


def test_one_row_per_indicator_area_period_and_source(facts):
    keys = Counter((r["indicator"], r["area"], r["period"], r["source"]) for r in facts)
    assert [key for key, n in keys.items() if n > 1] == []


def test_areas_stand_in_the_order_of_the_board(areas):
    names = [row["name"] for row in areas.values()]
    assert list(areas)[:7] == [
        "E10000018", "E06000017", "LR", "E06000016", "LLR", "E12000004", "E92000001",
    ]  # fmt: skip
    assert names[7:] == sorted(names[7:])
    assert len(names) == len(set(names)) == 22
    for row in areas.values():
        assert all(part in areas for part in row["parts"].split("+") if part)
        assert (row["level"] == "combined") == bool(row["parts"])


def test_every_fact_names_a_known_area_and_indicator(facts, areas):
    names = {row["name"] for row in areas.values()}
    assert {row["area"] for row in facts} <= names
    assert {r["indicator"] for r in facts} <= {p.stem for p in DATA.glob("definitions/*.toml")}


def test_neighbours_are_those_of_the_2025_model(areas):
    expected = {
        "E10000018": "916 803 937 802 850 865 933 938 811 891",
        "E06000017": "865 815 893 895 850 823 916 855 869 811",
    }
    rows = rows_of(DATA / "neighbours.csv")
    for area, old_codes in expected.items():
        ranked = sorted((int(r["rank"]), r["neighbour"]) for r in rows if r["area"] == area)
        assert [rank for rank, _ in ranked] == list(range(1, 11))
        assert " ".join(areas[code]["old_code"] for _, code in ranked) == old_codes
    assert {r["area"] for r in rows} == set(expected)


@pytest.mark.parametrize(
    ("indicator", "area", "period", "expected"),
    [
        ("cp_plans_31_march", "Rutland", "31 March 2016", "27"),
        ("cp_plans_31_march", "Leicestershire", "31 March 2016", "345"),
        ("cp_plans_31_march", "England", "31 March 2010", "39100"),
        ("looked_after_31_march", "Leicestershire", "31 March 2016", "469"),
        ("looked_after_31_march", "Rutland", "31 March 2025", "32"),
        ("looked_after_rate", "Rutland", "31 March 2025", "40"),
        ("referrals", "Leicestershire", "2015/16", "4461"),
        ("referrals", "Rutland", "2009/10", "342"),
        ("referrals", "Rutland", "April 2021", "11"),
        ("referrals", "Rutland", "January 2022", "c"),
        ("re_referrals", "England", "2024/25", "22.6"),
        ("repeat_cp_plans", "England", "2024/25", "24.5"),
        ("repeat_cp_plans_count", "Rutland", "2015/16", "c"),
        ("cp_plans_two_years", "Rutland", "31 March 2016", "0"),
        ("cp_plans_two_years", "Hampshire", "31 March 2024", "u"),
        ("population_0_17", "Leicestershire", "30 June 2024", "147439"),
        ("social_worker_cases", "Rutland", "30 September 2017", "171"),
        ("social_worker_case_holders", "Rutland", "30 September 2017", "10.1"),
        ("social_worker_agency_rate", "Rutland", "30 September 2021", "0"),
        ("social_worker_turnover_rate", "Rutland", "October 2016 to September 2017", "32.2"),
    ],
)
def test_known_figures(facts, indicator, area, period, expected):
    assert figure(facts, indicator, area, period) == expected


@pytest.mark.parametrize(("area", "hidden"), [("Leicestershire", 0), ("Rutland", 4)])
def test_months_add_up_to_their_year_where_none_is_hidden(facts, area, hidden):
    by_period = {
        r["period"]: r["value"] or r["symbol"] for r in facts if (r["indicator"], r["area"]) == ("referrals", area)
    }
    hidden_seen = 0
    for start in range(2012, 2022):
        months = [by_period[f"{m} {start}"] for m in MONTHS[3:]]
        months += [by_period[f"{m} {start + 1}"] for m in MONTHS[:3]]
        hidden_seen += months.count("c")
        if "c" not in months:
            year = by_period[f"{start}/{(start + 1) % 100:02d}"]
            assert sum(map(int, months)) == int(year)
    assert hidden_seen == hidden


def test_former_codes_continue_one_series(facts):
    for area in ("North Yorkshire", "Somerset"):
        periods = [r["period"] for r in facts if (r["indicator"], r["area"]) == ("referrals", area)]
        assert periods == [f"{y}/{(y + 1) % 100:02d}" for y in range(2012, 2025)]


def test_printed_results_stand_beside_their_counts(facts):
    counts = Counter(r["indicator"] for r in facts if r["indicator"] in DERIVED_AS_PRINTED)
    assert counts == DERIVED_AS_PRINTED


@pytest.mark.slow
def test_definitions_are_whole_and_refer_to_each_other():
    definitions = {p.stem: tomllib.loads(p.read_text(encoding="utf-8")) for p in DATA.glob("definitions/*.toml")}
    used = {row["indicator"] for name in FILES for row in rows_of(DATA / name)}
    for name in used:
        definition = definitions[name]
        assert definition["id"] == name
        assert len(definition["title"]) <= 80
        assert len(definition["short_title"]) <= 32
        assert 2 <= len(definition["questions"]) <= 4
        for link in ("numerator", "denominator", "rate_population", "kindred"):
            assert definition.get(link, name) in definitions


# The figures as compiled: measure there -> (indicator here, how a period is written).
MEASURES = {
    "referrals": ("referrals", "year"),
    "referrals_by_month": ("referrals", "month"),
    "re_referrals_within_12_months": ("re_referrals_count", "year"),
    "section_47_enquiries": ("section_47_enquiries", "year"),
    "initial_child_protection_conferences": ("initial_cp_conferences", "year"),
    "child_protection_plans_started": ("cp_plans_started", "year"),
    "repeat_child_protection_plans_started": ("repeat_cp_plans_count", "year"),
    "child_protection_plans_at_31_march": ("cp_plans_31_march", "31 March {}"),
    "child_protection_plans_2_years_or_more": ("cp_plans_two_years", "31 March {}"),
    "children_in_need_at_31_march": ("children_in_need_31_march", "31 March {}"),
    "looked_after_at_31_march": ("looked_after_31_march", "31 March {}"),
    "population_0_to_17_mid_year": ("population_0_17", "30 June {}"),
    "social_worker_cases": ("social_worker_cases", "30 September {}"),
    "social_worker_case_holders_fte": ("social_worker_case_holders", "30 September {}"),
    "social_worker_agency_rate_fte_percent": ("social_worker_agency_rate", "30 September {}"),
    "social_worker_turnover_rate_fte_percent": ("social_worker_turnover_rate", "to September"),
}
FORMER_CODES = {"E10000023": "E06000065", "E10000027": "E06000066"}


def period_of(row, style):
    ending = int(row["year_ending"])
    if style == "year":
        return f"{ending - 1}/{str(ending)[2:]}"
    if style == "month":
        month = int(row["month"])
        return f"{MONTHS[month - 1]} {ending - 1 if month >= 4 else ending}"
    if style == "to September":
        return f"October {ending - 1} to September {ending}"
    return style.format(ending)


@pytest.mark.skipif(COMPILED is None, reason="the compilation is not on this machine")
def test_every_compiled_figure_is_here_and_nothing_else(facts, areas):
    """Of the measures that were compiled; the files have others of the same tables beside them."""
    compiled_indicators = {indicator for indicator, _ in MEASURES.values()}
    here = {}
    for row in facts:
        if row["indicator"] in compiled_indicators:
            key = row["indicator"], row["area"], row["period"]
            assert key not in here, key
            here[key] = row["value"] or row["symbol"]
    compiled = {}
    for row in rows_of(COMPILED):
        indicator, style = MEASURES[row["measure"]]
        area = areas[FORMER_CODES.get(row["area_code"], row["area_code"])]["name"]
        assert area == row["area_name"]
        compiled[indicator, area, period_of(row, style)] = row["value"]
    assert len(compiled) == 3769
    assert here == compiled
