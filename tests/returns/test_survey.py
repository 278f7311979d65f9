"""A published file is looked into before any definition knows it, and a choice of its lines is tried."""

from datetime import date

import pytest

from indicators.errors import ReturnRefused, UsageError
from indicators.loading.editions import FileKind
from indicators.loading.new_definition import draft_indicator
from indicators.returns.suggestions import (
    completed_draft,
    completed_source,
    default_words,
    latest_edition,
    national_draft,
    open_categories,
    source_name,
    suggestion,
)
from indicators.returns.survey import own_figures, survey_file, trial_reading
from indicators.returns.vocabulary import stored_vocabulary
from tests.helpers.returns import csv_of, sent, wide_csv, wide_rows

COLUMNS = ("age", "breakdown", "leavers", "percent")
#: Age, where they live, area, year, number and percentage.
LEAVERS = [
    (area, year, age, home, number, percent)
    for year, shift in ((2024, 0), (2025, 1))
    for area, base in (("Leicestershire", 350), ("Rutland", 24), ("England", 9000), ("Kent", 80))
    for age in ("17 to 18 years", "19 to 21 years")
    for home, number, percent in (("Suitable", base + shift, 90 + shift), ("Unsuitable", "c", "c"))
]
FILE = csv_of(wide_rows(LEAVERS, COLUMNS))


@pytest.fixture
def survey(store, tmp_path):
    return lambda content, name="leavers.csv": survey_file(store, sent(tmp_path, content, name))


@pytest.fixture
def trial(store, tmp_path):
    """`trial(content, column, words)`: what a definition of these would read from a file."""

    def read(content, column, words, **said):
        file = sent(tmp_path, content)
        found = survey_file(store, file)
        given = {"title": "Homes", "why": "They matter.", "owner": "council", "questions": ("Where?",), **said}
        known = stored_vocabulary(store)
        draft = completed_draft(
            found, found.column(column), words, given, source="new", indicators={}, today=date(2026, 12, 1)
        )
        return own_figures(trial_reading(store, file, draft_indicator(draft)), known.areas)

    return read


@pytest.mark.long
def test_columns_words_and_figures_of_our_areas_are_counted(survey):
    found = survey(FILE)
    assert (found.kind, found.lines, found.areas) == (FileKind.WIDE, 24, ("Leicestershire", "Rutland", "England"))
    assert [(item.name, item.figures) for item in found.columns] == [("leavers", 16), ("percent", 16)]
    assert [(item.name, sorted(item.words)) for item in found.categories] == [
        ("age", ["17 to 18 years", "19 to 21 years"]), ("breakdown", ["Suitable", "Unsuitable"]),
    ]  # fmt: skip
    assert found.combination_count == 4
    first = found.combinations[0]
    assert (first.words, first.figures, first.latest) == (("17 to 18 years", "Suitable"), (4, 4), "2025 Reporting year")
    assert first.examples == {"Leicestershire": ("351", "91"), "Rutland": ("25", "91")}
    assert found.feeds == ()


@pytest.mark.long
def test_a_file_that_is_known_says_which_indicators_it_feeds(survey):
    assert survey(wide_csv([("Rutland", 2025, 7), ("England", 2025, 70)])).feeds == ("referrals",)


@pytest.mark.long
def test_what_a_choice_reads_is_what_stands_in_the_file(trial):
    words = {"age": ("19 to 21 years",), "breakdown": ("Suitable",)}
    figures = trial(FILE, "percent", words)
    assert figures.to_dict("list") == {
        "Period": ["2024/25", "2023/24"],
        **dict.fromkeys(("Leicestershire", "Rutland", "England"), ["91", "90"]),
    }
    withheld = trial(FILE, "leavers", words | {"breakdown": ("Unsuitable",)})
    assert withheld["Rutland"].tolist() == ["c", "c"]


@pytest.mark.long
def test_without_words_the_table_is_told_by_its_other_columns(survey, trial):
    content = wide_csv([("Rutland", 2025, 12.5, 30)], ["turnover_percent", "cases"])
    draft = completed_draft(
        survey(content), survey(content).column("turnover_percent"), {}, {}, source="s", indicators={},
        today=date(2026, 12, 1),
    )  # fmt: skip
    assert (draft.national.where, draft.national.with_columns) == ((), ("cases",))
    assert (draft.kind, draft.unit, draft.decimals) == ("proportion", "%", 1)
    assert trial(content, "turnover_percent", {})["Rutland"].tolist() == ["12.5"]


def test_a_snapshot_is_supposed_where_the_words_name_the_day(survey):
    content = wide_csv([("Rutland", 2025, "Looked after on 31 March", 30)], ["population_type", "children_count"])
    found = survey(content)
    supposed = suggestion(found, found.columns[0], {"population_type": ("Looked after on 31 March",)})
    assert (supposed.timing, supposed.period, supposed.frequency) == ("snapshot", "31 March", "snapshot")
    assert (supposed.stage, supposed.kind, supposed.counts) == ("looked_after", "count", "children")


@pytest.mark.slow
def test_the_total_is_chosen_where_there_is_one(survey):
    rows = [("Rutland", 2025, sex, 3) for sex in ("Total", "Male", "Female")]
    found = survey(wide_csv(rows, ["sex", "children"]))
    assert default_words(found) == {"sex": ("Total",)}
    assert open_categories(found, default_words(found)) == []
    assert [item.name for item in open_categories(survey(FILE), {})] == ["age", "breakdown"]


@pytest.mark.long
def test_the_interactive_tool_is_chosen_from_by_its_short_names(survey, trial):
    heading = "short_desc,years,la_number,la_and_regions,values\n"
    content = heading + "NewMeasure,2024,857,Rutland,5\nNewMeasure,2025,857,Rutland,6\nOther,2025,857,Rutland,1\n"
    found = survey(content)
    assert [(item.name, item.words) for item in found.categories] == [("short_desc", ("NewMeasure", "Other"))]
    assert trial(content, "values", {"short_desc": ("NewMeasure",)})["Rutland"].tolist() == ["6", "5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (wide_csv([("Kent", 2025, 7)]), "has no line about Leicestershire or Rutland, by code"),
        ("", "is empty"),
        ("time_period,time_identifier,new_la_code,x\n", "has no line about"),
        ("indicator,area,period,value,source\ncontacts,Rutland,2025/26,3,report\n", "names its indicators itself"),
        ("Indicator,Area,Figure\ncontacts,Rutland,3\n", "has no column of area codes (E06 and six digits, say)"),
        ("area_code,la_name\nE06000017,Rutland\n", "has no column of years or periods"),
        ("old_la_code,la_name,SN_1,SN_2\n857,Rutland,855,856\n", "is the model of statistical neighbours"),
        ("col_name,col_type,label\ncategory,Filter,Category\n", "is the description of the columns"),
        (wide_csv([("Rutland", 2025, "some words")], ["remarks_text"]), "but no column of figures"),
        (wide_csv([("Rutland", 2025, 1)], [f"a{n}" for n in range(400)])
         .replace("Rutland,1", "Rutland" + ",1" * 400), "has 410 columns; at most 300"),
        (b"%PDF-1.7", "is a PDF"),
        (b"PK\x03\x04 broken", "without a publisher's headings"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_from_is_answered_in_words(survey, content, words):
    with pytest.raises(ReturnRefused, match=".*" + words.replace("(", ".").replace(")", ".")):
        survey(content)


@pytest.mark.long
def test_a_misspelt_column_or_word_is_answered_with_the_nearest(survey):
    found = survey(FILE)
    with pytest.raises(UsageError, match="no column of figures 'leaver'. Did you mean leavers"):
        found.column("leaver")
    with pytest.raises(UsageError, match="age has words, not figures"):
        found.column("age")
    with pytest.raises(UsageError, match="tells no lines apart by 'brakdown'. Did you mean breakdown"):
        found.category("brakdown")
    with pytest.raises(UsageError, match="has no 'Suitible' on lines about our areas. Did you mean Suitable"):
        found.word(found.category("breakdown"), "Suitible")


@pytest.mark.slow
def test_a_source_is_made_up_from_the_file_but_never_its_day(survey):
    found = survey(FILE)
    name, row = completed_source(found, {}, file="la_care_leavers_2013_to_2025.csv", indicators={})
    assert name == "dfe_la_care_leavers_2025"
    assert row is not None
    assert (row.publisher, row.edition, row.published, row.licence) == (
        "Department for Education",
        "2025",
        "",
        "OGL v3",
    )
    assert latest_edition(found) == "2025"
    assert source_name("Office for National Statistics", "births.csv", "2024") == "ons_births_2024"


FINGERTIPS = """\
Indicator ID,Area Code,Area Name,Sex,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator
90284,E10000018,Leicestershire,Persons,2022/23,75.3,71,80,1200,159362
90284,E06000017,Rutland,Persons,2022/23,60.0,40,80,45,7500
90284,E06000017,Rutland,Male,2022/23,61.0,40,80,23,3770
"""


@pytest.mark.slow
def test_another_publishers_file_names_the_columns_of_area_period_and_interval(survey):
    found = survey(FINGERTIPS)
    assert found.keys == {
        "area_column": "Area Code", "period_column": "Time period", "lower": "Lower CI 95.0 limit",
        "upper": "Upper CI 95.0 limit", "numerator": "Count", "denominator": "Denominator",
    }  # fmt: skip
    assert [item.name for item in found.categories] == ["Indicator ID", "Sex"]
    assert [item.name for item in found.columns] == ["Value", "Count", "Denominator"]
    words = {"Sex": ("Persons",), "Indicator ID": ("90284",)}
    rate = national_draft(found, found.column("Value"), words, source="s", period="financial_year", kind="rate")
    assert rate.more == found.keys
    share = national_draft(found, found.column("Value"), words, source="s", period="financial_year", kind="proportion")
    assert set(share.more) == {"area_column", "period_column", "lower", "upper"}
