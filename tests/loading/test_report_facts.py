"""The board's annual report 2015/16: its two tables, figure by figure, and the files that rest on it."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
REPORT = "lscb_annual_report_2015_16.csv"
QUADRANTS = {"quantitative_data", "qualitative_evidence", "service_users", "front_line_staff"}
REQUIRED = {
    *("id", "title", "short_title", "quadrant", "stage", "topics", "kind", "timing", "frequency", "unit"),
    *("decimals", "polarity", "owner", "why", "questions", "review_date"),
}
STAGES = {
    *("universal", "early_help", "child_in_need", "child_protection"),
    *("looked_after", "leaving_care", "cross_cutting"),
}

# "*" marks a provisional figure and "n/a" a missing one, as the report prints them.
PROFILE = """
contacts               Rutland          690   717   901*
referrals              Rutland          241   255   369*
single_assessments     Rutland          n/a   201   313*
contacts_to_referral   Rutland          35    36    41*
contacts_to_early_help Rutland          15    11    Q4:21*
cp_plans_31_march      Rutland          34    27    29*
looked_after_31_march  Rutland          34    34    39*
cse_referrals          Rutland          n/a   3     8*
missing_from_care      Rutland          n/a   3     13*
contacts               Leicestershire   15228 14632 12773*
referrals              Leicestershire   5895  4635  3953*
single_assessments     Leicestershire   n/a   3797  2412*
contacts_to_referral   Leicestershire   39    32    32*
contacts_to_early_help Leicestershire   13    14    21*
cp_plans_31_march      Leicestershire   439   393   347*
looked_after_31_march  Leicestershire   455   470   470*
cse_referrals          Leicestershire   n/a   184   303*
missing_from_care      Leicestershire   n/a   470   709*
"""
CSE_PERIODS = ("2014/15", "2015/16", "2015/16 Q1", "2015/16 Q2", "2015/16 Q3", "2015/16 Q4")
CSE = {"Leicestershire": (184, 303, 49, 75, 89, 90), "Rutland": (2, 8, 2, 2, 2, 2)}
TARGETS = {
    ("early_help_timeliness", "Leicestershire"): 95,
    ("childrens_centre_engagement", "Leicestershire"): 100,
    ("cse_referrals_boys", "Leicestershire and Rutland"): 20,
    ("board_attendance", "Leicestershire and Rutland"): 75,
}


def rows(path):
    with open(DATA / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def definitions():
    files = (DATA / "definitions").glob("*.toml")
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


FACTS = rows(f"facts/{REPORT}")
BY_KEY = {(row["indicator"], row["area"], row["period"], row["source"]): row for row in FACTS}


def profile_cells():
    """(indicator, area, period, value or None, status) for each cell of the profile table."""
    for line in PROFILE.strip().splitlines():
        indicator, area, *cells = line.split()
        years = ("2013/14", "2014/15", "2015/16")
        if indicator.endswith("31_march"):
            years = ("31 March 2014", "31 March 2015", "31 March 2016")
        for year, cell in zip(years, cells, strict=True):
            quarter, _, printed = cell.rpartition(":")
            value = None if printed == "n/a" else float(printed.rstrip("*"))
            yield (
                indicator,
                area,
                f"{year} {quarter}".strip(),
                value,
                "provisional" if "*" in cell else "final",
            )


@pytest.mark.parametrize(("indicator", "area", "period", "value", "status"), list(profile_cells()))
def test_profile_table(indicator, area, period, value, status):
    row = BY_KEY[indicator, area, period, "lscb_2016_profile"]
    assert (row["status"] or "final") == status
    assert (row["numerator"], row["denominator"]) == ("", "")
    if value is None:
        assert (row["value"], row["symbol"]) == ("", "x")
    else:
        assert (float(row["value"]), row["symbol"]) == (value, "")


def test_profile_table_has_no_other_cells():
    assert sum(row["source"] == "lscb_2016_profile" for row in FACTS) == 54
    assert ("contacts_to_early_help", "Rutland", "2015/16", "lscb_2016_profile") not in BY_KEY


@pytest.mark.parametrize("area", CSE)
def test_cse_table(area):
    for period, value in zip(CSE_PERIODS, CSE[area], strict=True):
        row = BY_KEY["cse_referrals", area, period, "lscb_2016_cse"]
        assert (row["value"], row["status"] or "final", row["symbol"]) == (str(value), "final", "")
    assert sum(CSE[area][2:]) == CSE[area][1], "the quarters add up to the year"


def test_both_cse_figures_for_rutland_are_kept():
    wanted = ("cse_referrals", "Rutland", "2014/15")
    found = {key[3]: row["value"] for key, row in BY_KEY.items() if key[:3] == wanted}
    assert found == {"lscb_2016_profile": "3", "lscb_2016_cse": "2"}


def test_number_and_keys_of_observations():
    assert len(FACTS) >= 120
    assert len(BY_KEY) == len(FACTS)


def test_each_observation_is_a_value_or_a_symbol():
    for row in FACTS:
        assert bool(row["value"]) != bool(row["symbol"]), row
        assert re.fullmatch(r"\d+(\.\d+)?|", row["value"]), row
        assert row["symbol"] in {"", "x"}, row
        assert row["status"] in {"final", "provisional", "revised"}, row


def test_periods_are_written_in_one_of_the_agreed_ways():
    names = "January|February|March|April|May|June|July|August|September|October|November|December"
    month = rf"({names}) \d{{4}}"
    year = r"\d{4}/\d\d"
    agreed = rf"{year}( Q[1-4])?|{month}|\d\d? {month}|\d{{4}}|Academic year {year}|{month} to {month}"
    for row in FACTS + [row for row in rows("findings.csv") if row["period"]]:
        assert re.fullmatch(agreed, row["period"]), row


def test_targets():
    found = {(row["indicator"], row["area"]): row for row in rows("targets.csv")}
    for key, value in TARGETS.items():
        assert float(found[key]["value"]) == value
        assert (found[key]["direction"], found[key]["from"]) == ("at_least", "2015-04-01")


def test_findings():
    findings = [row for row in rows("findings.csv") if row["source"].startswith("lscb_2016_")]
    assert len(findings) >= 25
    assert {row["quadrant"] for row in findings} == QUADRANTS
    assert len({row["statement"] for row in findings}) == len(findings)
    assert len({row["finding"] for row in findings}) == len(findings)
    for row in findings:
        assert len(row["statement"]) <= 160, row
        assert row["stage"] in STAGES, row
        assert row["strength"] in {"strength", "mixed", "weakness", "gap"}, row


@pytest.mark.slow
def test_definitions_parse_and_are_complete():
    for stem, definition in definitions().items():
        assert definition["id"] == stem
        assert definition.keys() >= REQUIRED, (stem, REQUIRED - definition.keys())
        assert definition.keys() & {"caveats", "local_caveats"}, stem
        assert definition["quadrant"] in QUADRANTS, stem
        assert definition["stage"] in STAGES, stem
        assert len(definition["short_title"]) <= 32, stem
        assert len(definition["title"]) <= 80, stem
        assert 2 <= len(definition["questions"]) <= 4, stem


@pytest.mark.slow
def test_short_titles_and_home_page_places_are_distinct():
    known = definitions().values()
    assert len({each["short_title"] for each in known}) == len(known)
    places = [(each["quadrant"], each["headline"]) for each in known if "headline" in each]
    assert len(set(places)) == len(places)


@pytest.mark.long
def test_every_indicator_named_is_defined():
    known = definitions().keys()
    files = (f"facts/{REPORT}", "targets.csv", "findings.csv", "events.csv")
    named = {row["indicator"] for path in files for row in rows(path)}
    references = ("numerator", "denominator", "rate_population", "kindred")
    for definition in definitions().values():
        named |= {definition[key] for key in references if key in definition}
    assert named - {""} <= known, named - known


@pytest.mark.slow
def test_no_sentence_repeats_in_the_definitions():
    whys = [definition["why"] for definition in definitions().values()]
    assert len(set(whys)) == len(whys)
