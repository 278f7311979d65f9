"""Publishers' files as downloaded: the columns that definitions know are read, whatever the edition did to the file."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns.check import compare_return
from indicators.returns.publishers.read import PUBLISHER_SYMBOLS
from indicators.returns.recognise import new_submission
from tests.helpers.returns import (
    CODES,
    KEYS,
    PLACES,
    arrival_store,
    check_return,
    csv_of,
    long_csv,
    sent,
    wide_csv,
    wide_rows,
)

CATEGORY = "Referrals and Re-referrals"


def found(checked):
    """The new figures: (indicator, area code, last day, source) -> the value, or the symbol."""
    return {
        (row.indicator, row.area_code, f"{row.ends:%Y-%m-%d}", row.source): row.symbol or row.value
        for row in checked.figures["new"].itertuples()
    }


def referrals(**areas):
    return {("referrals", CODES[name], "2025-03-31", "national"): value for name, value in areas.items()}


@pytest.mark.long
def test_every_level_of_area_is_found_by_its_own_code(read):
    checked = read(
        wide_csv([("England", 2025, 9), ("East Midlands", 2025, 8), ("Rutland", 2025, 7), ("Kent", 2025, 6)])
    )
    assert (checked.kind, checked.counts["new"]) == (FileKind.WIDE, 3)
    assert found(checked) == referrals(England=9, Rutland=7) | {("referrals", "E12000004", "2025-03-31", "national"): 8}


@pytest.mark.parametrize("blank", ["", "z", "x"])
def test_without_levels_a_line_that_names_no_authority_is_its_regions_or_countrys(read, blank):
    areas = ("England", "East Midlands", "Rutland", "East Midlands")
    head, *rows = wide_rows([(area, 2025, CATEGORY, 9 - number) for number, area in enumerate(areas)])
    rows[-1][head.index("region_code")] = "E12000005"
    level, places = head.index("geographic_level"), [head.index(f"{one}_la_code") for one in ("old", "new")]
    for row in rows:
        if row[level] != "Local authority":
            for place in [*places, head.index("la_name")]:
                row[place] = blank
    rows = [[cell for number, cell in enumerate(row) if number != level] for row in [head, *rows]]
    assert found(read(csv_of(rows))) == referrals(England=9, Rutland=7) | {
        ("referrals", "E12000004", "2025-03-31", "national"): 8
    }


def test_a_mark_behind_a_figure_is_its_status(read):
    years = {2022: "1,023 [r]", 2023: "7[p]", 2024: "9", 2025: "[c]"}
    checked = read(wide_csv([("Rutland", year, cell) for year, cell in years.items()]))
    assert checked.errors == ()
    assert {(row.ends.year, row.symbol or row.value, row.status) for row in checked.figures["new"].itertuples()} == {
        (2022, 1023, "revised"), (2023, 7, "provisional"), (2024, 9, "final"), (2025, "c", "final"),
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("column", ["referral_count", " REFERRALS "])
def test_a_column_is_known_by_every_name_that_it_had(read, column):
    assert found(read(wide_csv([("Rutland", 2013, 7)], ("category", column)))) == {
        ("referrals", "E06000017", "2013-03-31", "national"): 7
    }


@pytest.mark.long
def test_lines_that_the_definition_does_not_mean_are_left_out(read):
    lines = [("Rutland", 2025, CATEGORY.upper() + " ", 7), ("Rutland", 2025, "Something else", 8)]
    assert found(read(wide_csv(lines))) == referrals(Rutland=7)


@pytest.mark.slow
def test_the_order_of_columns_and_lines_does_not_matter(read):
    rows = wide_rows([("England", 2025, CATEGORY, 9), ("Rutland", 2025, CATEGORY, 7)])
    turned = [list(reversed(row)) for row in [rows[0], *reversed(rows[1:])]]
    assert found(read(csv_of(turned))) == found(read(csv_of(rows))) == referrals(England=9, Rutland=7)


def by_year(texts):
    """A file with a text a year for Rutland, from the year 2001."""
    return wide_csv([("Rutland", year, text) for year, text in enumerate(texts, 2001)])


@pytest.mark.slow
def test_marks_are_kept_as_symbols_and_numbers_as_programs_leave_them(read):
    kept = {
        "c": "c", "x": "x", "z": "z", "u": "u", "low": "low", "k": "k", "[c]": "c", "[low]": "low", "C": "c",
        " [X] ": "x", "..": "x", ":": "x", "-": "x", ".": "z", "*": "c", "~": "low", "#": "c", "N/A": "x",
        "1,234": 1234, " 7 ": 7, "7.0": 7, "0": 0, "1e3": 1000,
    }  # fmt: skip
    checked = read(by_year(kept))
    assert [found(checked)["referrals", "E06000017", f"{year}-03-31", "national"] for year in range(2001, 2024)] == [
        *kept.values()
    ]
    assert checked.errors == ()
    shares = read(wide_csv([("Rutland", 2025, "27.660000000000002")], ("category", "rereferral_percent")))
    assert found(shares)["repeat", "E06000017", "2025-03-31", "national"] == 27.66


@pytest.mark.long
def test_a_count_is_whole_in_publishers_files_too(read):
    checked = read(by_year(["276.6", "276.00000000000006"]))
    assert [str(problem).split(", and")[0] for problem in checked.errors] == [
        "return.csv, row 2, column 'referral_count': '276.6' is not a whole number"
    ]
    assert found(checked) == {("referrals", "E06000017", "2002-03-31", "national"): 276}


@pytest.mark.slow
def test_what_is_neither_number_nor_mark_is_told_with_its_place(read):
    texts = ["many", "1_000", "nan", "inf", "7*", "=1+1", "<b>7</b>"]
    checked = read(by_year(["9", *texts]))
    assert [(problem.place, problem.value) for problem in checked.errors] == [
        (f"row {row}, column 'referral_count'", text) for row, text in enumerate(texts, 3)
    ]
    words = ["is a formula" if text == "=1+1" else "is not a number; write digits only" for text in texts]
    assert all(problem.message.startswith(own) for problem, own in zip(checked.errors, words, strict=True))
    assert found(checked) == {("referrals", "E06000017", "2001-03-31", "national"): 9}


@pytest.mark.long
def test_an_empty_cell_is_no_figure_and_no_mistake(read):
    checked = read(wide_csv([("England", 2025, 9), ("Rutland", 2025, "")]))
    assert (found(checked), checked.errors) == (referrals(England=9), ())


@pytest.mark.long
def test_a_snapshot_is_of_the_day_that_the_definition_says(read):
    assert found(read(wide_csv([("Rutland", 2025, 7)], ("CPP_At31",)))) == {
        ("plans", "E06000017", "2025-03-31", "plans"): 7
    }


@pytest.mark.long
def test_months_stand_in_columns_of_their_own(read):
    checked = read(wide_csv([("Rutland", 2022, "By month", 1, 2)], ("category", "April", "March")))
    assert found(checked) == {
        ("referrals", "E06000017", "2021-04-30", "months"): 1,
        ("referrals", "E06000017", "2022-03-31", "months"): 2,
    }


@pytest.mark.long
def test_a_revised_year_is_told_by_its_own_mark(read):
    checked = read(wide_csv([("Rutland", "2018 (Rev)", 7), ("England", "2018 (prov)", 8)]))
    assert dict(zip(checked.figures["new"]["value"], checked.figures["new"]["status"], strict=True)) == {
        7: "revised", 8: "provisional",
    }  # fmt: skip


@pytest.mark.slow
def test_a_period_that_is_none_is_told_with_its_line(read):
    (problem,) = read(wide_csv([("Rutland", "soon", 7)])).errors
    assert (problem.place, problem.value) == ("row 2, column 'time_period'", "soon")
    assert problem.message.startswith("is not a year; publishers write 2025, 202425 or 2024-25")


@pytest.mark.long
def test_parts_by_sex_are_left_out_where_the_total_stands_beside_them(read):
    lines = [("Rutland", 2025, CATEGORY, sex, value) for sex, value in (("Total", 9), ("Boys", 5), ("Girls", 4))]
    assert found(read(wide_csv(lines, ("category", "sex", "referral_count")))) == referrals(Rutland=9)


@pytest.mark.slow
def test_a_column_that_went_missing_is_a_warning_with_what_to_do(read):
    checked = read(wide_csv([("Rutland", 2025, 7)]))
    (problem,) = checked.problems
    assert problem.is_warning
    assert "'Repeat referrals' has no column in this file (known as rereferral_percent). If it has a new" in str(
        problem
    )
    assert "[[national]] in definitions/repeat.toml" in str(problem)


def test_columns_that_nobody_knows_are_named(read):
    with pytest.raises(ReturnRefused, match=r"no definition looks for any of its columns: category, rain\. .*national"):
        read(wide_csv([("Rutland", 2025, 7)], ("category", "rain")))


@pytest.mark.slow
def test_lines_that_nobody_knows_are_named(read):
    with pytest.raises(ReturnRefused, match="told apart by: All contacts; known are: Referrals and Re-ref"):
        read(wide_csv([("Rutland", 2025, "All contacts", 7)]))


@pytest.mark.slow
def test_a_file_about_other_areas_is_told(read):
    with pytest.raises(ReturnRefused, match="has no line about an area of this dashboard"):
        read(wide_csv([("Kent", 2025, 7)]))


@pytest.mark.slow
def test_a_police_force_of_the_same_name_is_no_council(read):
    rows = wide_rows([("Leicestershire", 2025, CATEGORY, 7)])
    police = [cell.replace("E10000018", "E23000021") if cell != "855" else "" for cell in map(str, rows[1])]
    with pytest.raises(ReturnRefused, match="no line about an area"):
        read(csv_of([rows[0], police]))


def test_a_column_named_twice_is_refused(read):
    rows = wide_rows([("Rutland", 2025, CATEGORY, 7, 8)], ("category", "referral_count", "Referral count"))
    with pytest.raises(ReturnRefused, match="names a column twice: referral_count. Keep the right one"):
        read(csv_of(rows))


@pytest.mark.long
def test_the_extract_of_lait_is_read_from_parquet_and_csv(read, tmp_path):
    table = {
        "short_desc": ["CPP_Total_NumRef", "Other", "CPP_Total_NumRef", "CPP_Total_NumRef", "CPP_Total_NumRef"],
        "years": ["2025", "2025", "2024", "2025", "2025"],
        "la_number": [857.0, 857.0, 857.0, None, 886.0],
        "la_and_regions": ["Rutland", "Rutland", "Rutland", "England", "Kent"],
        "values": [5.0, 6.0, None, 7.0, 8.0],
    }
    path = tmp_path / "lait.parquet"
    pq.write_table(pa.table(table), path)
    text = csv_of(
        [list(table), *([("" if cell is None else cell) for cell in row] for row in zip(*table.values(), strict=True))]
    )
    expected = {
        ("referrals", "E06000017", "2025-03-31", "lait"): 5,
        ("referrals", "E92000001", "2025-03-31", "lait"): 7,
    }
    for checked in (read(path.read_bytes()), read(text)):
        assert (checked.kind, found(checked)) == (FileKind.LAIT, expected)


def slow_reading(text):
    """The referrals of a file, line by line as a person would look them up."""
    values = {}
    for row in csv.DictReader(io.StringIO(text)):
        code = {"National": row["country_code"], "Regional": row["region_code"]}.get(row["geographic_level"])
        code = code or row["new_la_code"]
        cell = row["referral_count"].strip()
        if code not in CODES.values() or row["category"] != CATEGORY or not cell:
            continue
        value = PUBLISHER_SYMBOLS.get(cell.lower()) or float(cell.replace(",", ""))
        values["referrals", code, f"{row['time_period'][:2]}{row['time_period'][-2:]}-03-31", "national"] = value
    return values


LINES = st.tuples(
    st.sampled_from(list(PLACES)),
    st.sampled_from(["2019", "202021", "2022"]),
    st.sampled_from([CATEGORY, "Other"]),
    st.sampled_from(["7", "1,234", "0", "12.0", "c", "z", "..", "", " 8 ", "low", "99999"]),
)


@pytest.mark.long
@given(st.lists(LINES, unique_by=lambda line: line[:3], max_size=12), st.permutations(range(len(KEYS) + 2)))
@settings(max_examples=10)
def test_the_reading_is_that_of_the_slow_twin(store, tmp_path_factory, lines, order):
    rows = wide_rows(lines)
    text = csv_of([[row[place] for place in order] for row in rows])
    expected = slow_reading(text)
    path = tmp_path_factory.mktemp("wide") / "a.csv"
    path.write_text(text, "utf-8")
    if not expected:
        with pytest.raises(ReturnRefused):
            compare_return(store, new_submission(path))
    else:
        checked = compare_return(store, new_submission(path))
        assert (found(checked), checked.errors) == (expected, ())


@pytest.mark.long
def test_a_list_of_figures_needs_no_definition(tmp_path):
    checked = check_return(arrival_store(tmp_path), sent(tmp_path, long_csv([{}])))
    assert (checked.kind, checked.counts["new"]) == (FileKind.LONG, 1)


@pytest.mark.long
def test_levels_by_either_of_their_names(read):
    content = wide_csv([("England", "2025", 600), ("East Midlands", "2025", 50), ("Rutland", "2025", 4)])
    named = content.replace("National", "Country").replace("Regional", "Region").replace("Local authority", "LA")
    assert found(read(named)) == found(read(content))
    assert read(named).counts["new"] == 3
