"""Long files of other publishers, one figure a row, read through a definition that names their columns; and counts of a
line that a figure is made of.
"""

import pytest

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns.check import compare_return
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, csv_of, sent, wide_rows

HEADING = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note,Recent Trend,"
    "Compared to England value or percentiles,Time period Sortable,Time period range"
)
AREAS = {
    "England": ",,E92000001,England,England",
    "East Midlands": "E92000001,England,E12000004,East Midlands region,Regions",
    "Rutland": "E12000004,East Midlands region,E06000017,Rutland,Counties & UAs",
    "Leicestershire": "E12000004,East Midlands region,E10000018,Leicestershire,Counties & UAs",
    "Kent": "E12000008,South East region,E10000016,Kent,Counties & UAs",
}
FINGERTIPS = {
    "source": "national", "period": "financial_year", "area_column": ["Area Code"], "period_column": ["Time period"],
    "columns": ["Value"], "numerator": ["Count"], "denominator": ["Denominator"], "lower": ["Lower CI 95.0 limit"],
    "upper": ["Upper CI 95.0 limit"], "note": ["Value note"],
    "where": [{"columns": ["Indicator ID"], "values": ["90284"]}, {"columns": ["Sex"], "values": ["Persons"]},
              {"columns": ["Age"], "values": ["<15 yrs", "0-14 yrs"]}],
}  # fmt: skip
DEATHS = {name: FINGERTIPS[name] for name in ("source", "area_column", "period_column", "columns")} | {
    "period": "calendar_year",
    "where": [{"columns": ["Indicator ID"], "values": ["92196"]}, {"columns": ["Age"], "values": ["<1 yr"]}],
}
POLICE = {
    "source": "national", "period": "calendar_year", "area_column": ["Place"], "period_column": ["When"],
    "columns": ["Offences"],
}  # fmt: skip
LATE = {"source": "plans", "period": "academic_year", "columns": ["late_percent"], "numerator": ["late"],
        "denominator": ["pupils"]}  # fmt: skip
SOON = {"source": "plans", "period": "financial_year", "numerator": ["days_10 + days_15"], "denominator": ["held"]}
RATE = {"kind": "rate", "unit": "per 10,000", "decimals": 1, "rate_population": None}
SHARE = {"kind": "proportion", "unit": "%", "decimals": 1, "rate_population": None}


def own(title, kind, table):
    return kind | {"title": title, "short_title": title, "counts": "people", "national": [table]}


DEFINITIONS = {
    "admissions": own("Admissions", RATE, FINGERTIPS), "deaths": own("Infant deaths", RATE, DEATHS),
    "offences": own("Offences", {"rate_population": None}, POLICE), "late": own("Late", SHARE, LATE),
    "soon": own("In time", SHARE, SOON),
}  # fmt: skip


@pytest.fixture(scope="module")
def long_store(tmp_path_factory):
    store = open_store(arrival_store(tmp_path_factory.mktemp("long"), definitions=DEFINITIONS), reads_files=True)
    yield store
    store.close()


@pytest.fixture
def read_long(long_store, tmp_path):
    return lambda content: compare_return(long_store, sent(tmp_path, content))


def line(area="Rutland", period="2022/23", value="75", low="70", high="80", count="75", base="10000", **rest):
    told = {"id": "90284", "sex": "Persons", "age": "<15 yrs", "kind": "", "category": "", "note": ""} | rest
    return (
        f"{told['id']},Admissions,{AREAS[area]},{told['sex']},{told['age']},{told['kind']},{told['category']},{period},"
        f'{value},{low},{high},"{count}",{base},{told["note"]},Increasing,Worse,20220000,1y'
    )


def long_file(*lines):
    return "\n".join([HEADING, *lines]) + "\n"


def found(checked):
    return {
        (row.indicator, row.area_code): (row.value, row.numerator, row.denominator)
        for row in checked.figures["new"].itertuples()
    }


@pytest.mark.slow
def test_figures_of_every_level_come_with_their_counts_and_published_interval(read_long):
    england = line("England", value="75.30912", low="74.76962", high="75.85155", count="74,588", base="9904245")
    others = [
        line("Kent"),
        line("Leicestershire", sex="Male"),
        line("England", kind="Deprivation", category="Worst tenth"),
    ]
    checked = read_long(long_file(england, line(), line("East Midlands", count="", base=""), *others))
    assert (checked.kind, checked.errors, checked.counts["refused"]) == (FileKind.PUBLISHED, (), 0)
    values = found(checked)
    assert values["admissions", "E92000001"] == (75.30912, 74588, 9904245)
    assert values["admissions", "E06000017"] == (75, 75, 10000)
    assert values["admissions", "E12000004"][0] == 75
    assert len(values) == 3
    notes = set(checked.figures["new"]["note"])
    assert notes == {"Published 95% interval: 74.76962 to 75.85155", "Published 95% interval: 70.0 to 80.0"}


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("note", "symbol"),
    [("Value suppressed for disclosure control due to small count", "c"), ("Value missing in source data", "x"),
     ("Not applicable to this area", "z"), ("Value not published for data quality reasons", "u")],
)  # fmt: skip
def test_a_missing_value_is_the_symbol_of_its_remark(read_long, note, symbol):
    gone = {"value": "", "low": "", "high": "", "count": "", "base": ""}
    checked = read_long(long_file(line("England"), line(**gone, note=note), line("Leicestershire", **gone)))
    assert set(zip(checked.figures["new"]["area_code"], checked.figures["new"]["symbol"], strict=True)) == {
        ("E92000001", ""), ("E06000017", symbol),
    }  # fmt: skip


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("changes", "words"),
    [({"value": "7.5", "low": "7", "high": "8"}, "is not 75 of 10,000 per 10,000, which the line gives as its counts"),
     ({"low": "76"}, "does not lie in its own published interval, 76 to 80"),
     ({"period": "2022"}, "is one year, and the definition says financial years"),
     ({"age": "0-14 yrs", "period": "2020/21 - 21/23"}, "is no period; several years together are written")],
)  # fmt: skip
def test_what_does_not_go_together_in_a_line_is_left_out_and_told(read_long, changes, words):
    checked = read_long(long_file(line("England"), line(**changes)))
    assert [row[1] for row in found(checked)] == ["E92000001"]
    assert any(words in str(error) for error in checked.errors), checked.errors


@pytest.mark.slow
def test_another_indicator_of_the_same_form_is_named_and_refused(read_long):
    with pytest.raises(ReturnRefused) as caught:
        read_long(long_file(line(id="20101", age="18-24 yrs").replace(",Admissions,", ",Homeless young people,")))
    told = str(caught.value)
    assert "homeless young people" in told
    assert "not in the catalogue" in told
    assert "python -m indicators add return.csv" in told


@pytest.mark.slow
def test_years_together_are_one_period_of_their_months(read_long):
    lines = [
        line(id="92196", age="<1 yr", period=text, count="", base="", value=str(value), low="", high="")
        for text, value in (("2019 - 21", 4.5), ("2018 - 20", 4.6))
    ]
    checked = read_long(long_file(*lines))
    assert {(row.period_type, f"{row.starts:%Y-%m-%d}", f"{row.ends:%Y-%m-%d}", row.value) for row in
            checked.figures["new"].itertuples()} == {
        ("months", "2019-01-01", "2021-12-31", 4.5), ("months", "2018-01-01", "2020-12-31", 4.6),
    }  # fmt: skip


@pytest.mark.long
def test_a_form_that_only_a_definition_knows(read_long):
    checked = read_long("Place;When;Offences\nE06000017;2022;41\nE92000001;2022 Q1;900\nE23000021;2022;5\n")
    assert (checked.kind, checked.errors) == (FileKind.PUBLISHED, ())
    assert {key[1]: value[0] for key, value in found(checked).items()} == {"E06000017": 41, "E92000001": 900}


@pytest.mark.long
def test_counts_of_a_line_become_those_of_its_figure(read_long):
    columns = ("late_percent", "late", "pupils")
    lines = [
        ("Rutland", "202425", 12.5, 5, 40),
        ("Leicestershire", "202425", "c", "c", 40),
        ("England", "202425", 9, "z", 80),
    ]
    checked = read_long(csv_of(wide_rows(lines, columns, "Academic year")))
    assert checked.errors == ()
    assert found(checked)["late", "E06000017"] == (12.5, 5, 40)
    assert {row.area_code: row.symbol for row in checked.figures["new"].itertuples()}["E10000018"] == "c"
    assert found(checked)["late", "E92000001"][0] == 9


@pytest.mark.long
def test_an_edition_that_lost_its_printed_rates_is_worked_out_from_its_counts(read_long):
    lines = [("Rutland", "202425", 5, 40), ("Leicestershire", "202425", "c", 40)]
    checked = read_long(csv_of(wide_rows(lines, ("late", "pupils"), "Academic year")))
    assert {(row.numerator, row.denominator) for row in checked.figures["new"].itertuples() if not row.symbol} == {
        (5, 40)
    }
    assert {row.symbol for row in checked.figures["new"].itertuples()} == {"", "c"}
    assert (checked.errors, [one for one in checked.problems if one.value == "Late"]) == ((), [])


@pytest.mark.long
def test_columns_that_are_added_up(read_long):
    lines = [("Rutland", 2025, 3, 2, 10), ("England", 2025, 30, "c", 100)]
    checked = read_long(csv_of(wide_rows(lines, ("days_10", "days_15", "held"))))
    assert {row.area_code: (row.symbol or row.numerator) for row in checked.figures["new"].itertuples()} == {
        "E06000017": 5, "E92000001": "c",
    }  # fmt: skip
