"""What the country publishes of our children: the shipped figures are those of the files, and each says what it is."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from indicators.catalogue.indicators import parse_definitions
from indicators.catalogue.topics import TOPICS, topics_of
from indicators.loading.data_folder import toml_files

DATA = Path(__file__).parents[2] / "data"
#: The files of figures that came with the national breadth.
FILES = (
    "dfe_absence_social_care", "dfe_assessment_factors", "dfe_care_leavers", "dfe_children_in_need",
    "dfe_local_authority_tool", "dfe_looked_after", "dfe_looked_after_health", "dfe_looked_after_placements",
    "dfe_social_work_workforce",
)  # fmt: skip
LEICS, RUTLAND, EAST, ENGLAND = "Leicestershire", "Rutland", "East Midlands", "England"
#: Copied by hand from the published files: indicator, area, period, and value, symbol or numerator and denominator.
PUBLISHED = [
    ("factor_neglect", LEICS, "2023/24", "389"),
    ("factor_neglect", LEICS, "2024/25", "676"),
    ("factor_neglect", RUTLAND, "2024/25", "32"),
    ("factor_neglect", ENGLAND, "2024/25", "90370"),
    ("factor_cse", LEICS, "2024/25", "80"),
    ("factor_cse", ENGLAND, "2024/25", "12400"),
    ("factor_cce", LEICS, "2022/23", "0"),
    ("factor_cce", ENGLAND, "2020/21", "x"),
    ("factor_going_missing", RUTLAND, "2024/25", "c"),
    ("factor_domestic_abuse_parent", LEICS, "2024/25", "1403"),
    ("factor_physical_abuse_unknown", ENGLAND, "2019/20", "70740"),
    ("factors_assessments", LEICS, "2024/25", "5008"),
    ("factors_assessments", RUTLAND, "2024/25", "217"),
    ("absence_cin", LEICS, "Academic year 2024/25", "16.4"),
    ("absence_cla", RUTLAND, "Academic year 2024/25", "23"),
    ("absence_cpp", ENGLAND, "Academic year 2024/25", "21.8"),
    ("absence_persistent_cin", LEICS, "Academic year 2024/25", "42.6 = 453 / 1064"),
    ("absence_persistent_cpp", ENGLAND, "Academic year 2024/25", "55.4 = 14870 / 26840"),
    ("absence_severe_cla", RUTLAND, "Academic year 2024/25", "c"),
    ("absence_cin", ENGLAND, "Academic year 2019/20", "x"),
    ("looked_after_12_months", LEICS, "2024/25", "479"),
    ("looked_after_dental_count", LEICS, "2020/21", "143"),
    ("looked_after_convicted_count", LEICS, "2024/25", "17"),
    ("looked_after_sdq_average", LEICS, "2024/25", "14.7"),
    ("care_leavers_suitable_17_18_count", ENGLAND, "2024/25", "13380"),
    ("placement_stability_count", ENGLAND, "31 March 2025", "19680"),
    ("looked_after_ceased", ENGLAND, "2024/25", "34450"),
    ("looked_after_ceased", LEICS, "2015/16", "254"),
    ("social_workers_in_post", RUTLAND, "30 September 2025", "21.9"),
    ("social_worker_vacancy_rate", ENGLAND, "30 September 2025", "14.2"),
    ("referrals_no_further_action", ENGLAND, "2024/25", "6.5 = 41340 / 632830"),
    ("cp_conferences_in_15_days", ENGLAND, "2024/25", " = 58670 / 72100"),
    ("looked_after_missing", LEICS, "2024/25", "7"),
    ("placed_over_20_miles", RUTLAND, "31 March 2025", "34"),
    ("hospital_admissions_injuries", RUTLAND, "2023/24", "59.9"),
    ("permanent_exclusions", RUTLAND, "Academic year 2023/24", "0.13247"),
    ("ehcp_20_weeks", LEICS, "2024", "4.3"),
    ("ehcp_total", EAST, "31 January 2025", "47444"),
    ("first_time_entrants", LEICS, "2024", "75"),
    ("cautioned_or_sentenced", LEICS, "2024/25", "13.9"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    """Every shipped figure of the files, by indicator, area and period."""
    found = {}
    for name in FILES:
        with (DATA / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault((row["indicator"], row["area"], row["period"]), []).append(row)
    return found


@pytest.fixture(scope="module")
def indicators():
    return parse_definitions(toml_files(DATA / "definitions"))


def _as_text(row):
    if row["numerator"]:
        return f"{row['value']} = {row['numerator']} / {row['denominator']}"
    return row["value"] or row["symbol"]


@pytest.mark.parametrize(("indicator", "area", "period", "published"), PUBLISHED)
def test_a_figure_is_the_published_one(rows, indicator, area, period, published):
    assert [_as_text(row) for row in rows[indicator, area, period]] == [published]


def test_rutland_s_exploitation_reads_as_the_file_has_it(rows):
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(2017, 2025)]
    series = [_as_text(row) for year in years for row in rows["factor_cse", RUTLAND, year]]
    assert series == ["15", "20", "14", "13", "c", "14", "7", "22"]


def test_the_tool_s_sum_of_regions_is_not_england_s_rate(rows, indicators):
    assert ("first_time_entrants", ENGLAND, "2024") not in rows
    assert indicators["first_time_entrants"].national == (), "a load of the tool's file would bring it back"


def test_a_figure_comes_once_from_a_source(rows):
    for found in rows.values():
        assert max(Counter(row["source"] for row in found).values()) == 1


def test_topics_have_what_assessments_record(indicators):
    def titles(topic):
        return {item.id for item in indicators.values() if TOPICS[topic] in topics_of(item)}

    assert {"factor_cse", "factor_cse_share", "factor_cce", "factor_gangs", "factor_trafficking"} <= titles(
        "exploitation"
    )
    assert {"factor_going_missing", "factor_going_missing_share", "looked_after_missing"} <= titles("missing")
    assert {"factor_neglect", "factor_neglect_share"} <= titles("neglect")
    assert {f"factor_domestic_abuse_{who}" for who in ("child", "parent", "person")} <= titles("domestic_abuse")


def test_each_concern_is_a_count_and_a_share_of_assessments(indicators):
    counts = {name for name in indicators if name.startswith("factor_") and not name.endswith("_share")}
    assert len(counts) == 39
    for name in counts:
        share = indicators[f"{name}_share"]
        assert (share.numerator, share.denominator) == (name, "factors_assessments")
        assert not indicators[name].judged, (
            "the share answers for it: asked twice, it fills the list when the whole grows"
        )
        assert indicators[name].rate_population == "population_0_17"
        assert {item.date for item in share.breaks} == {item.date for item in indicators[name].breaks}


def test_what_is_not_judged_is_part_of_something_or_has_no_counts(indicators):
    parts = {part for item in indicators.values() for part in (item.numerator, item.denominator)}
    silent = {name: item for name, item in indicators.items() if not item.judged and name not in parts}
    printed = {
        name
        for name, item in silent.items()
        if item.kind != "count" and not item.numerator and not any(table.numerator for table in item.national)
    }
    rest = set(silent) - printed
    shares = {name for name in rest if re.search("_(person|unknown)_share$|_(other|private_fostering)_share$", name)}
    assert len(shares) == 10, "boxes that are seldom used, or say nothing"
    assert rest - shares == {"children_in_need_any_time", "social_worker_starters"}


def test_titles_are_told_apart(indicators):
    for title in ("title", "short_title"):
        again = [
            name for name, times in Counter(getattr(item, title) for item in indicators.values()).items() if times > 1
        ]
        assert again == []
