"""Lists and workbooks as people send them: what becomes of every cell that is not quite a figure, over shipped data."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import ReturnRefused
from indicators.returns.accept import accept_return
from indicators.returns.preview import next_step, preview_rows
from indicators.returns.recognise import new_submission
from indicators.store.database import open_store
from tests.helpers.returns import check_return

LISTS = Path(__file__).parents[1] / "faults" / "lists"
AGENCY = "Rutland County Council"
LEICESTERSHIRE = "Leicestershire County Council"


@pytest.fixture
def check(shipped_store, tmp_path):
    """`check(file or rows)`: what a file, or a table of rows, would change over the shipped data."""

    def give(content, *, name="return.csv", agency=AGENCY, heading="Code,Area,Period,Figure,Numerator,Denominator"):
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_text(f"{heading}\n" + "\n".join(content), "utf-8")
        return check_return(shipped_store, new_submission(path), agency=agency)

    return give


@pytest.fixture
def long(shipped_store, tmp_path):
    """`long(rows)`: what a list of figures with the store's own columns would change over the shipped data."""

    def give(rows, columns="indicator,area,period,value,numerator,denominator,symbol,source"):
        path = tmp_path / "list.csv"
        path.write_text(f"{columns}\n" + "\n".join(rows), "utf-8")
        return check_return(shipped_store, new_submission(path))

    return give


@pytest.fixture
def book(tmp_path):
    """`book(rows, change)`: a workbook with a table of rows, changed before it is saved."""

    def make(rows, change=lambda sheet: None, *, heading=("Code", "Area", "Period", "Figure")):
        made = openpyxl.Workbook()
        made.active.title = "Return"
        for row in (("Agency", AGENCY), (), heading, *rows):
            made.active.append(row)
        change(made.active)
        made.save(tmp_path / "return.xlsx")
        return tmp_path / "return.xlsx"

    return make


def new(checked):
    """The values of a return's new figures by indicator and period, or their symbols."""
    frame = checked.figures["new"]
    return {
        (row.indicator, row.area_code, f"{row.ends:%Y-%m-%d}"): row.symbol or row.value for row in frame.itertuples()
    }


def told(problems, *words):
    """The one problem that holds all of some words."""
    found = [problem for problem in problems if all(word in str(problem) for word in words)]
    assert len(found) == 1, [str(problem) for problem in problems]
    return found[0]


# --- Counts are whole numbers


@pytest.mark.slow
def test_dust_on_a_count_is_rounded_and_told_with_what_was_written(check, shipped_store):
    checked = check(LISTS / "float_dust.csv")
    assert list(new(checked).values()) == [2, 2]
    assert told(checked.warnings, "cell D2", "'1.9999999999999998' is taken as 2").is_warning
    store = open_store(shipped_store)
    shown = [row["figure"] for row in preview_rows(checked.figures["new"], load_catalogue(store))]
    store.close()
    assert sorted(shown) == ["2", "2 (written 1.9999999999999998)"]


@pytest.mark.long
def test_dust_in_a_workbook_a_list_and_the_parts_of_a_percentage(check, long, book):
    checked = check(book([("cse_referrals", "Rutland", "2016/17 Q1", 0.1 + 0.2 + 2.7)]))
    assert list(new(checked).values()) == [3]
    rows = ["re_referrals,Leicestershire,2016/17 Q1,,2.9999999999996,3.0000000000004,,return_leicestershire_council"]
    checked = long([*rows, "referrals,Leicestershire,2016/17 Q2,7.0000000001,,,,return_leicestershire_council"])
    frame = checked.figures["new"].set_index("indicator")
    assert tuple(frame.loc["re_referrals", ["numerator", "denominator"]]) == (3, 3)
    assert frame.loc["referrals", "value"] == 7
    for column in ("value", "numerator", "denominator"):
        told(checked.warnings, f"column '{column}'", "is taken as")


@pytest.mark.slow
def test_what_is_no_whole_number_is_refused_at_its_cell(check, long):
    checked = check(LISTS / "fractional_count.csv")
    assert (checked.counts["new"], checked.counts["refused"]) == (0, 4)
    for cell, text in (("D2", "12.5"), ("D3", "0.5"), ("D4", "5.5"), ("D5", "5.4")):
        assert not told(checked.errors, f"cell {cell}: '{text}' is not a whole number").is_warning
    checked = long(["re_referrals,Rutland,2016/17 Q1,,1.5,12.5,,return_rutland_council"])
    told(checked.errors, "column 'numerator': '1.5' is not a whole number")
    told(checked.errors, "column 'denominator': '12.5' is not a whole number")


@pytest.mark.long
def test_full_time_equivalents_rates_and_averages_keep_their_decimals(long):
    checked = long(
        [
            "social_worker_case_holders,Rutland,30 September 2026,15.6,,,,return_rutland_council",
            "referral_rate,Rutland,2025/26,412.75,,,,return_rutland_council",
            "cse_specialist_caseload,Rutland,30 September 2026,,12,1.5,,return_rutland_council",
        ]
    )
    assert checked.errors == ()
    assert checked.counts["new"] == 3


@pytest.mark.long
def test_values_of_a_list_of_figures(check):
    checked = check(LISTS / "long_values.csv")
    assert new(checked) == {
        ("referrals", "E06000017", "2016-06-30"): 1090,
        ("referrals", "E06000017", "2016-09-30"): 0,
    }
    for row, text in ((4, "12.5"), (5, "nan"), (6, "1_000")):
        told(checked.errors, f"row {row}, column 'value': '{text}'")


@pytest.mark.long
def test_there_is_no_minus_nought(check):
    values = check(LISTS / "negative_zero.csv").figures["new"]["value"]
    assert [str(value) for value in values] == ["0.0", "0.0"]


# --- Spellings


def in_every_file(check, long, book, indicator, texts):
    """The same figures of one quarter after the other as a table, a workbook and a list of figures."""
    quarters = [f"201{6 + number // 4}/1{7 + number // 4} Q{number % 4 + 1}" for number in range(len(texts))]
    rows = [(indicator, "Rutland", quarter, text) for quarter, text in zip(quarters, texts, strict=True)]
    return (
        check([f'{indicator},Rutland,{quarter},"{text}"' for _, _, quarter, text in rows]),
        check(book(rows)),
        long([f'{indicator},Rutland,{quarter},"{text}",,,,return_rutland_council' for _, _, quarter, text in rows]),
    )


@pytest.mark.slow
def test_a_hidden_number_is_confidential_in_every_file(check, long, book):
    texts = ["<5", "< 5", "1-4", "*"]
    for checked in in_every_file(check, long, book, "cse_referrals", texts):
        assert (list(new(checked).values()), checked.errors) == (["c"] * 4, ())
        for text in texts:
            told(checked.warnings, f"'{text}' is read as the symbol c")


@pytest.mark.long
def test_what_stands_for_nothing_is_one_symbol_in_every_file(check, long, book):
    texts = ["n/a", "N/A", "None", "null"]
    for checked in in_every_file(check, long, book, "cse_referrals", texts):
        assert list(new(checked).values()) == ["x"] * 4
        for text in texts:
            told(checked.warnings, f"'{text}' is read as the symbol x")


@pytest.mark.slow
def test_what_might_be_several_numbers_is_refused_in_every_file(check, long, book):
    texts = ["1.234,5", "1_000", "12,5", "nan", "1e999", "0x10"]
    for checked in in_every_file(check, long, book, "contacts", texts):
        assert (checked.counts["new"], checked.counts["refused"]) == (0, 6)
        for text in texts:
            told(checked.errors, f"'{text}'")


@pytest.mark.slow
def test_a_percentage_is_no_count_in_a_list_either(long):
    told(long(["contacts,Rutland,2016/17 Q1,97%,,,,return_rutland_council"]).errors, "'97%' is a percentage, but this")


@pytest.mark.long
def test_hyphens_that_do_not_break_and_spaces_that_nobody_sees(check):
    checked = check(LISTS / "nonbreaking_hyphen_period.csv")
    assert new(checked) == {
        ("referrals", "LR", "2016-06-30"): 90,
        ("referrals", "E06000017", "2016-09-30"): 91,
        ("referrals", "E06000017", "2016-12-31"): 92,
        ("referrals", "E06000017", "2017-06-30"): 92,
        ("referrals", "E06000017", "2017-09-30"): 92,
    }
    told(checked.errors, "cell B5: 'Leicestershire & Rutland' is not an area")
    told(checked.errors, "cell B6: 'Rutland UA' is not an area")


@pytest.mark.long
@pytest.mark.parametrize("area", ["Rutland\u200b", "\u00a0Rutland ", "E06000017\ufeff"])
def test_the_same_in_a_list_of_figures(long, area):
    periods = ("2016\u201117 Q3", "2016\u221217 Q4", "2017\u201318 Q1", "2017/18\u00a0Q2")
    checked = long([f"referrals,{area},{period},92,,,,return_rutland_council" for period in periods])
    ends = ("2016-12-31", "2017-03-31", "2017-06-30", "2017-09-30")
    assert new(checked) == {("referrals", "E06000017", day): 92 for day in ends}


# --- Numbers that nobody can have counted


@pytest.mark.long
def test_a_number_beyond_all_counting_is_refused_at_the_cell(check, long):
    texts = ["20000000000000000", "20160401123456", "201604011234", "1e12", "150000000"]
    periods = [f"{year}/{year + 1 - 2000} Q1" for year in range(2016, 2021)]
    checked = check(
        [f"contacts,Rutland,{period},{text}" for period, text in zip(periods, texts, strict=True)]
        + ["referrals,Rutland,2016/17 Q1,90"]
    )
    assert (checked.counts["new"], checked.counts["refused"]) == (1, 5)
    alone = long(
        f"contacts,Rutland,{period},{text},,,,return_rutland_council"
        for period, text in zip(periods, texts, strict=True)
    )
    parts = long(
        f"re_referrals,Rutland,{period},,{text},{text},,return_rutland_council"
        for period, text in zip(periods, texts, strict=True)
    )
    for row in range(2, 2 + len(texts)):
        told(checked.errors, f"cell D{row}: '", "is larger than anything that is counted here")
        told(alone.errors, f"row {row}, column 'value'", "is larger than anything")
        told(parts.errors, f"row {row}, column 'numerator'", "is larger than anything")


@pytest.mark.slow
def test_a_moment_in_place_of_a_figure_is_named(check):
    checked = check(LISTS / "timestamp_as_figure.csv")
    told(checked.errors, "cell D2: '20160401123456'", "it reads as 1 April 2016 12:34:56")
    assert checked.sound == 0
    assert check(LISTS / "huge_number.csv").counts == {
        "new": 1, "revised": 0, "unchanged": 0, "older": 0, "refused": 1,
    }  # fmt: skip


@pytest.mark.long
def test_a_date_in_place_of_a_figure_is_doubted(check):
    told(check(["contacts,Rutland,2016/17 Q1,20160401"]).warnings, "cell D2: '20,160,401'", "too large")


# --- Years, percentages, scale, rows that nobody sees


@pytest.mark.long
def test_a_years_figure_under_a_months_name_is_doubted(check, long):
    checked = check(LISTS / "year_became_month.csv")
    told(checked.warnings, "cell C2: 'Dec-11'", "319 stands there", "write 2011/12 as text")
    told(checked.warnings, "cell C3: 'Nov-10'", "344 stands there", "write 2010/11 as text")
    assert len([problem for problem in checked.warnings if "month's name" in problem.message]) == 2
    checked = long(
        [
            "referrals,Leicestershire,Sep 2008,3600,,,,return_leicestershire_council",
            "contacts,Leicestershire,1 December 2011,15000,,,,return_leicestershire_council",
        ]
    )
    told(checked.warnings, "row 2, column 'period': 'Sep 2008'", "write 2008/09 as text")
    told(checked.warnings, "row 3, column 'period': '1 December 2011'", "write 2011/12 as text")


@pytest.mark.long
def test_a_date_cell_that_a_workbook_shows_as_a_month_is_doubted(check, book):
    from datetime import date

    def shown_as_month(sheet):
        sheet["C4"].number_format = "mmm-yy"

    checked = check(book([("eha_completed", "Rutland", date(2011, 12, 1), 150)], shown_as_month))
    told(checked.warnings, "sheet 'Return', cell C4", "write 2011/12 as text")


@pytest.mark.long
@pytest.mark.parametrize(
    ("written", "year"),
    [("2011-12-01", "2011/12"), ("01/11/2010", "2010/11"), ("2010-11-01 00:00:00", "2010/11"),
     ("11/12/2026", "2011/12"), ("2026-11-12", "2011/12")],
)  # fmt: skip
def test_a_years_figure_under_a_days_name_is_doubted(check, written, year):
    """Referrals have months of their own, but no figure of one day."""
    told(check([f"referrals,Rutland,{written},319"]).warnings, f"cell C2: '{written}'", "day's name", f"write {year}")


@pytest.mark.long
def test_a_date_cell_that_a_workbook_shows_as_a_day_is_doubted(check, book):
    from datetime import date

    checked = check(book([("referrals", "Rutland", date(2011, 12, 1), 319)]))
    told(checked.warnings, "sheet 'Return', cell C4", "write 2011/12 as text", "if the day is meant")


@pytest.mark.long
def test_days_of_what_is_counted_on_a_day_are_not_doubted(check):
    checked = check(["looked_after_31_march,Rutland,1 December 2011,32"])
    assert not [problem for problem in checked.warnings if "name" in problem.message]


@pytest.mark.long
def test_true_months_are_not_doubted(check):
    months = ["October 2011", "November 2011", "December 2011", "January 2012"]
    checked = check([f"referrals,Rutland,{month},{26 + place}" for place, month in enumerate(months)])
    assert checked.counts["new"] == 4
    assert not [problem for problem in checked.warnings if "month's name" in problem.message]


@pytest.mark.slow
def test_a_fraction_beside_percentages_is_doubted(check):
    checked = check(LISTS / "percent_mixed.xlsx")
    told(checked.warnings, "sheet 'Return', cell D5: '0.97'", "97 stands for 2016/17 Q3", "write 97")


@pytest.mark.long
def test_a_fraction_after_percentages_is_doubted(check):
    checked = check(LISTS / "percent_as_fraction.csv")
    for cell, text, write in (("D2", "0.94", "94"), ("D3", "0.99", "99"), ("D4", "1", "100"), ("D5", "0.85", "85")):
        told(checked.warnings, f"cell {cell}: '{text}'", f"write {write};")


@pytest.mark.slow
def test_a_nought_in_place_of_a_missing_figure_is_doubted(check):
    told(check(["contacts,Leicestershire,2016/17,0"]).warnings, "cell D2: '0'", "is a true zero, where 12,773 stood")


@pytest.mark.long
def test_small_percentages_are_not_doubted(check):
    checked = check(["repeat_cp_plans,Rutland,2025/26,0", "social_worker_agency_rate,Rutland,30 September 2026,12.5"])
    assert not [problem for problem in checked.warnings if "%" in problem.message]


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("contacts,Leicestershire,2016/17,127730", ("127,730", "10 times as large as 12,773 of 2015/16")),
        ("contacts,Rutland,2016/17 Q1,2250", ("2,250", "times as large as 901 of 2015/16, month for month")),
        ("contacts,Leicestershire,2016/17,1277", ("1,277", "times as small as 12,773 of 2015/16")),
        ("contacts,Leicestershire,2015/16 Q4,12773", ("12,773", "times as large as")),
        ("cp_reviews_in_timescale,Rutland,2016/17 Q1,9.7", ("9.7", "10 times as small as", "write 97;")),
    ],
)
def test_a_nought_too_many_or_too_few_is_doubted(check, row, words):
    checked = check([row], agency=LEICESTERSHIRE)
    told(checked.warnings, "cell D2", *words)
    assert next_step(checked) == "Everything in it can be taken in."


@pytest.mark.long
def test_a_quarter_beside_quarters_of_the_same_return_is_doubted(check):
    quarters = [f"eha_completed,Rutland,2016/17 Q{number},{value}" for number, value in enumerate((31, 290, 27, 33), 1)]
    told(check(quarters).warnings, "cell D3: '290'", "write 29;")


@pytest.mark.long
@pytest.mark.parametrize("noughts", [("Q1", "Q2"), ("Q2", "Q4")])
def test_a_figure_beside_noughts_is_doubted(check, noughts):
    rows = [f"eha_completed,Rutland,2012/13 {quarter},0" for quarter in noughts]
    checked = check([*rows, "eha_completed,Rutland,2012/13 Q3,90"])
    told(checked.warnings, "cell D4: '90'", "is far above 0 of 2012/13")
    assert "near 0" not in " ".join(problem.message for problem in checked.warnings)


@pytest.mark.long
def test_without_a_past_the_other_areas_are_looked_at(check):
    checked = check(["eha_completed,Leicestershire,2016/17,1300", "eha_completed,Rutland,2016/17,900"])
    told(checked.warnings, "cell D3: '900'", "children for children")


def test_a_figure_that_a_comma_cuts_in_two_is_refused(check, tmp_path):
    rows = [
        "contacts,Rutland,2026/27 Q2,1,012",
        "referrals,Rutland,2026/27 Q2,90,,",
        'lado_referrals,Rutland,2026/27 Q2,"1,012"',
        "re_referrals_count,Rutland,2026/27 Q2,4,5",
    ]
    path = tmp_path / "list.csv"
    path.write_text("Code,Area,Period,Figure\n" + "\n".join(rows), "utf-8")
    checked = check(path)
    (problem,) = [one for one in checked.problems if "beyond the last heading" in one.message]
    assert (problem.place, problem.value, problem.is_warning) == ("cells E2, E5", "012, 5", False)
    came = checked.figures["new"]
    assert dict(zip(came["indicator"], came["value"], strict=True)) == {"referrals": 90, "lado_referrals": 1_012}


@pytest.mark.parametrize("note", ['"see mail', '"see mail\nwith a line', '"late" reply'])
@pytest.mark.parametrize("last", ["", ',"late"'])
def test_a_quotation_mark_that_is_not_closed_takes_no_line_with_it(check, tmp_path, note, last):
    rows = [f"contacts,Rutland,2026/27 Q2,225,{note}", "referrals,Rutland,2026/27 Q2,90,", f"{'x,' * 3}1{last}", ""]
    path = tmp_path / "list.csv"
    path.write_text("Code,Area,Period,Figure,Note\n" + "\n".join(rows), "utf-8")
    with pytest.raises(ReturnRefused, match="line 2 for a quotation mark that is not closed"):
        check(path)


@pytest.mark.slow
def test_hidden_rows_and_columns_are_named(check, book):
    checked = check(LISTS / "hidden_row.xlsx")
    told(checked.warnings, "sheet 'Return', cell D5: '91' stands in a row that is hidden")
    assert checked.counts["new"] == 3

    def hide(sheet):
        sheet.column_dimensions["F"].hidden = True
        sheet.row_dimensions.group(5, 5, hidden=True)

    rows = [
        ("re_referrals", "Rutland", "2016/17 Q1", None, 9, 40),
        ("re_referrals", "Rutland", "2016/17 Q2", None, 8, 41),
    ]
    heading = ("Code", "Area", "Period", "Figure", "Numerator", "Denominator")
    checked = check(book(rows, hide, heading=heading))
    told(checked.warnings, "cell F4: '40' stands in a column that is hidden")
    told(checked.warnings, "cell E5: '8' stands in a row that is hidden")


@pytest.mark.long
@pytest.mark.parametrize(("column", "text"), [("B", "Rutland"), ("C", "2016/17 Q1")])
def test_a_hidden_column_that_says_what_a_figure_is_of_is_named(check, book, column, text):
    def hide(sheet):
        sheet.column_dimensions[column].hidden = True

    checked = check(book([("referrals", "Rutland", "2016/17 Q1", 90)], hide))
    told(checked.warnings, f"cell {column}4: '{text}' stands in a column that is hidden")


@pytest.mark.slow
@pytest.mark.parametrize(("cells", "text"), [("A3:B3", "Code"), ("D3:E3", "Figure")])
def test_a_heading_over_merged_cells_is_named_as_what_it_is(check, book, cells, text):
    first, last = cells.split(":")
    rows = [("referrals", "Rutland", "2016/17 Q1", 90, 91)]
    checked = check(
        book(rows, lambda sheet: sheet.merge_cells(cells), heading=("Code", "Area", "Period", "Figure", ""))
    )
    told(checked.errors, f"cells {first}, {last}: '{text}' stands over more than one column in merged cells", "unmerge")
    assert checked.sound == 0


# --- What came before, and figures of others


@pytest.mark.long
def test_a_correction_that_no_longer_fits_what_came_before_is_told(shipped_store, tmp_path):
    path = tmp_path / "store.duckdb"
    shutil.copyfile(shipped_store, path)
    first, second = (new_submission(LISTS / "resubmission" / name) for name in ("1_first.csv", "2_correction.csv"))
    number = accept_return(path, first, by="business office", agency=AGENCY).return_id
    checked = check_return(path, second, agency=AGENCY)
    told(
        checked.errors,
        "cell D2: '50' (Referrals to social care, Rutland, 2016/17 Q1) is below its part 60 (Re-referrals",
        f"which return {number} gave",
        "the part cannot be larger than the whole",
        "send both in one file",
    )
    part = tmp_path / "part.csv"
    part.write_text("Code,Area,Period,Figure\nre_referrals_count,Rutland,2016/17 Q1,101\n", "utf-8")
    told(
        check_return(path, new_submission(part), agency=AGENCY).errors,
        "'101'",
        "is above its denominator 100 (Referrals to social care",
    )
    both = tmp_path / "both.csv"
    both.write_text(
        "Code,Area,Period,Figure\nreferrals,Rutland,2016/17 Q1,50\nre_referrals_count,Rutland,2016/17 Q1,30\n", "utf-8"
    )
    checked = check_return(path, new_submission(both), agency=AGENCY)
    assert (checked.errors, checked.counts["revised"]) == ((), 2)


@pytest.mark.long
def test_figures_of_none_of_the_boards_areas_are_checked_and_taken(check, shipped_store, tmp_path):
    checked = check(LISTS / "england_only_list.csv")
    assert (checked.counts["new"], checked.errors) == (1, ())
    path = tmp_path / "store.duckdb"
    shutil.copyfile(shipped_store, path)
    done = accept_return(path, new_submission(LISTS / "england_only_list.csv"), by="business office", agency=AGENCY)
    assert done.checked.counts["new"] == 1


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("heading", "row", "cell"),
    [
        ("Code,Title,Area,Period,Figure", "contacts,Referrals to social care,Rutland,2016/17,225", "cell B2"),
        ("Code,Indicator,Area,Period,Figure", "contacts,referrals,Rutland,2016/17,225", "cell B2"),
        ("Code,Area code,Area,Period,Figure", "contacts,E06000017,Leicestershire,2016/17,225", "cell C2"),
    ],
)  # fmt: skip
def test_a_code_and_a_name_that_are_not_one_are_refused(heading, row, cell, check):
    checked = check([row], heading=heading)
    told(checked.errors, cell, "of the same row; name the one that is meant")
    assert checked.sound == 0


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Code,Title,Area,Period,Figure", "contacts,Contacts,Rutland,2016/17,225"),
        ("Code,Title,Area,Period,Figure", "contacts,What the old template called it,Rutland,2016/17,225"),
        ("Code,Title,Area,Period,Figure", ",Contacts,Rutland,2016/17,225"),
        ("Code,Area code,Area,Period,Figure", "contacts,E06000017,RUTLAND,2016/17,225"),
    ],
)
def test_a_code_and_a_name_that_agree_or_of_which_one_is_not_known_are_taken(heading, row, check):
    assert check([row], heading=heading).errors == ()


@pytest.mark.examples(2)
@pytest.mark.parametrize("above", ["\n\n", "\r\n  \r\n", "\ufeff\n\n"])
@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Code,Area,Period,Figure", "contacts,Rutland,2016/17,many"),
        ("indicator,area,period,value,source", "contacts,Rutland,2016/17,many,return_rutland_council"),
    ],
)
def test_empty_lines_above_the_headings_are_passed_over_and_rows_keep_their_numbers(check, above, heading, row):
    checked = check([row, row.replace("many", "225").replace("2016/17", "2017/18")], heading=above + heading)
    assert checked.counts["new"] == 1
    (problem,) = checked.errors
    assert problem.place in ("cell D4", "row 4, column 'value'")


def test_a_file_of_empty_lines_has_no_heading(check):
    with pytest.raises(ReturnRefused, match="has no heading in its first row"):
        check([], heading="\n" * 60)


@pytest.mark.examples(3)
@pytest.mark.parametrize(
    ("value", "number_format", "figure"),
    [
        # What the sender sees is what is read.
        (3, '[<6]"c";0', "c"), (9, '[<6]"c";0', 9), (7, '[>=10]0;[<10]"c"', "c"), (3, '"c"', "c"), (3, r"\c", "c"),
        (4, '[<=5]"[c]";General', "c"), (5, '#,##0;-#,##0;"-"', 5), (0, '#,##0;-#,##0;"-"', 0), (5, '0 "cases"', 5),
        (5, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 5), (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 0),
        (0, '0;-0;"c"', "c"), (0, '0;-0;"x"', "x"), (4, '"<"0', "c"), (12, "General", 12),
        (-3, '0;"c"', "c"), (12, '"£"#,##0', 12), (12, "[Red]#,##0", 12),
    ],
)  # fmt: skip
def test_a_format_that_shows_a_symbol_for_a_number_is_read_as_the_symbol(check, book, value, number_format, figure):
    def change(sheet):
        sheet["D4"].number_format = number_format

    checked = check(book([("contacts", "Rutland", "2016/17", value)], change))
    (row,) = checked.figures["new"].itertuples()
    assert (row.symbol or row.value) == figure


def test_a_format_that_shows_nothing_of_a_number_leaves_the_figure_out_and_says_so(check, book):
    def change(sheet):
        sheet["D4"].number_format = ";;;"

    checked = check(book([("contacts", "Rutland", "2016/17", 3), ("contacts", "Rutland", "2017/18", 225)], change))
    assert list(new(checked).values()) == [225]
    told(checked.warnings, "cell D4", "1 figure is not filled in")


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (0.25, "0%", ("'25%'", "is a percentage, but this is a number of cases")),
        (12, '0"%"', ("'12%'", "is a percentage, but this is a number of cases")),
        (4, '0"c"', ("'4c'", "is not a number")),
        (12, '0" approx"', ("'12approx'", "is not exact")),
    ],
)
def test_words_that_a_format_shows_beside_a_number_are_read_with_it(check, book, value, number_format, words):
    def change(sheet):
        sheet["D4"].number_format = number_format

    told(check(book([("contacts", "Rutland", "2016/17", value)], change)).errors, "cell D4", *words)


@pytest.mark.parametrize(
    "title", ["Targets", "Forecast for next year", "targets 2017/18", "Previous year:", "Examples"]
)
def test_what_stands_under_the_title_of_no_figures_is_not_read(check, title):
    rows = ["contacts,Rutland,2016/17,225", f"{title},,,", "contacts,Rutland,2017/18,999", "Actual,,,"]
    checked = check(rows, heading="Indicator,Area,Period,Figure\n")
    assert list(new(checked).values()) == [225]
    (problem,) = checked.errors
    assert f"stands under “{title}”" in str(problem)


def test_a_row_of_one_indicator_that_is_not_filled_in_ends_no_list(check):
    rows = ["Planned moves of school,,,", "contacts,Rutland,2016/17,225"]
    assert list(new(check(rows, heading="Indicator,Area,Period,Figure\n")).values()) == [225]


@pytest.mark.parametrize(
    ("figure", "note", "is_taken"), [("1", "090", False), ("12", "773.0", False), ("1", "see 090", True)]
)
def test_a_number_that_a_comma_has_cut_in_two_is_not_read(check, figure, note, is_taken):
    checked = check([f"contacts,Rutland,2016/17,{figure},{note}"], heading="Indicator,Area,Period,Figure,Note\n")
    assert bool(checked.counts["new"]) == is_taken
    assert [f"'{figure},{note}'" in str(problem) for problem in checked.errors] == [True] * (not is_taken)
