"""What an agency is asked for in a period, and that its workbook, filled in, comes back as just those figures."""

import openpyxl
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import parse_usual_spelling
from indicators.errors import UsageError
from indicators.loading.editions import FileKind
from indicators.returns.accept import accept_return
from indicators.returns.due import duties_of, requested_figures, write_request
from indicators.returns.recognise import new_submission
from indicators.returns.vocabulary import Agency, stored_vocabulary
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, check_return, figures

COUNTY = Agency("county", "County council", "county_return")
DUTIES = [
    {"indicator": "contacts"},
    {"indicator": "contacts", "area": "Rutland"},
    {"indicator": "referrals", "starts": "2017/18 Q1"},
    {"indicator": "plans", "ends": "2016/17 Q4"},
    {"indicator": "repeat", "every": "year", "starts": "2016/17"},
    {"indicator": "contacts", "area": "Leicester", "agency": "city"},
]
FACTS = [
    {"period": "2015/16 Q4", "value": 300},
    {"period": "2015/16", "value": 1200},
    {"period": "2015/16 Q3", "value": 290},
    {"area": "Rutland", "period": "2015/16 Q4", "value": "", "symbol": "c"},
    {"indicator": "plans", "period": "31 March 2016", "value": 345, "status": "provisional"},
    {"period": "2016/17 Q1", "value": 310},
]
TABLES = {
    "duties.csv": DUTIES,
    "agencies.csv": [
        {"agency": "county", "name": "County council", "source": "county_return"},
        {"agency": "city", "name": "City council", "source": "report"},
    ],
}


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, FACTS, tables=TABLES)


@pytest.fixture
def store(path):
    opened = open_store(path)
    yield opened
    opened.close()


def rows(store, period):
    return requested_figures(store, load_catalogue(store), COUNTY, parse_usual_spelling(period))


@pytest.mark.long
def test_each_duty_of_the_period_is_a_row_by_title_and_area(store):
    assert [(row.indicator, row.area) for row in rows(store, "2016/17 Q1")] == [
        ("contacts", "Leicestershire"), ("contacts", "Rutland"), ("plans", "Leicestershire"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "indicators"),
    [
        ("2015/16 Q4", []),
        ("2016/17 Q4", ["contacts", "contacts", "plans"]),
        ("2017/18 Q1", ["contacts", "contacts", "referrals"]),
        ("2016/17", ["repeat"]),
        ("April 2016", []),
        ("31 March 2017", []),
    ],
)
def test_a_duty_holds_from_its_first_period_to_its_last(store, period, indicators):
    assert sorted(row.indicator for row in rows(store, period)) == indicators


@pytest.mark.slow
def test_the_figure_before_stands_beside_each(store):
    told = {(row.indicator, row.area): (row.last_period, row.last_figure) for row in rows(store, "2016/17 Q1")}
    assert told == {
        ("contacts", "Leicestershire"): ("2015/16 Q4", "300"),
        ("contacts", "Rutland"): ("2015/16 Q4", "[c]"),
        ("plans", "Leicestershire"): ("31 March 2016", "345 [p]"),
    }
    (first, *_) = rows(store, "2016/17 Q2")
    assert (first.last_period, first.last_figure) == ("2016/17 Q1", "310")


@pytest.mark.long
def test_what_may_be_written_follows_from_the_kind(store):
    (share,) = rows(store, "2016/17")
    assert (share.is_share, share.asks_denominator, share.is_whole) == (True, True, False)
    (count, *_) = rows(store, "2016/17 Q1")
    assert (count.is_share, count.asks_denominator, count.is_whole) == (False, False, True)


def test_of_others_nothing_is_asked(store):
    assert set(duties_of(store.query("duties"), "city", parse_usual_spelling("2016/17 Q1"))["area_code"]) == {
        "E06000016"
    }


def test_nothing_owed_is_told_with_what_to_write(store, tmp_path):
    with pytest.raises(UsageError, match=r"County council owes no figures for 2015/16 Q1\. .*write a period such as"):
        write_request(store, load_catalogue(store), COUNTY, parse_usual_spelling("2015/16 Q1"), out=tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_agencies_are_found_by_name_or_id(store):
    known = stored_vocabulary(store)
    assert known.agency(" county  COUNCIL ") == known.agency("county") == COUNTY
    with pytest.raises(UsageError, match="There is no agency 'county counsil'. Did you mean County council"):
        known.agency("county counsil")


@pytest.fixture
def template(store, tmp_path):
    """The workbook for a quarter, and its cells under a heading."""
    out = tmp_path / "county.xlsx"
    assert write_request(store, load_catalogue(store), COUNTY, parse_usual_spelling("2016/17 Q1"), out=out) == 3

    def fill(**columns):
        book = openpyxl.load_workbook(out)
        sheet = book.worksheets[0]
        heading = next(row for row in sheet.iter_rows() if "Figure" in [cell.value for cell in row])
        places = {cell.value: cell.column for cell in heading}
        for name, values in columns.items():
            for row, value in enumerate(values, heading[0].row + 1):
                sheet.cell(row, places[name]).value = value
        book.save(out)
        return new_submission(out)

    return fill


@pytest.mark.long
def test_a_template_filled_in_is_the_return_of_its_agency_and_period(path, template):
    file = template(Figure=[320, None, 350], Symbol=[None, "c", None], Status=["provisional", None, None])
    checked = check_return(path, file)
    assert (checked.kind, checked.agency, checked.period) == (FileKind.WORKBOOK, COUNTY, "2016/17 Q1")
    assert (checked.counts["new"], checked.errors) == (3, ())
    accept_return(path, file, by="business office")
    found = {key[:3]: value for key, value in figures(path).items() if key[3] == "county_return"}
    assert found == {
        ("contacts", "E10000018", "2016/17 Q1"): (320, "provisional", ""),
        ("contacts", "E06000017", "2016/17 Q1"): (None, "final", "c"),
        ("plans", "E10000018", "30 June 2016"): (350, "final", ""),
    }


@pytest.mark.long
def test_a_template_sent_back_empty_has_no_figure(path, template):
    checked = check_return(path, template())
    assert (checked.sound, checked.errors) == (0, ())
    assert "3 figures are not filled in" in str(checked.warnings[0])


@pytest.mark.long
def test_mistakes_in_a_template_are_told_by_sheet_and_cell(path, template):
    (problem,) = check_return(path, template(Figure=["many", 5, 6])).errors
    assert (problem.sheet, problem.value) == ("Return", "many")
    assert problem.cell == "E7"
    assert problem.place == "sheet 'Return', cell E7"


@pytest.mark.long
def test_a_revision_in_a_template_is_asked_about_at_its_cell(path, template):
    accept_return(path, template(Figure=[320, 5, 350]), by="business office")
    checked = check_return(path, template(Figure=[321, 5, 350]))
    (problem,) = checked.warnings
    assert (checked.counts["revised"], checked.counts["unchanged"]) == (1, 2)
    assert "revises 320 of return" in problem.message
    assert problem.sheet == "Return"
