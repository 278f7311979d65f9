"""Lists of figures in our own columns, and the tables that people write as CSV: read as they stand, faults named."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from tests.helpers.returns import arrival_store, check_return, csv_of, long_csv, sent
from tests.helpers.tiny_rows import FACT

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

HEADING = list(FACT)
LONG = long_csv([{"area": "Rutland", "value": 4, "note": "counted by hand"}])
CELLS = [line.split(",") for line in LONG.splitlines()]


def one(checked):
    """The only figure of a file that nothing is wrong with."""
    assert (checked.counts["new"], checked.errors) == (1, ()), checked.problems
    row = checked.figures["new"].iloc[0]
    return row["indicator"], row["area_code"], row["value"], row["status"], row["symbol"], row["source"], row["note"]


EXPECTED = ("contacts", "E06000017", 4, "final", "", "report", "counted by hand")


@pytest.mark.long
@pytest.mark.parametrize(
    "content",
    [
        LONG,
        b"\xef\xbb\xbf" + LONG.encode(),
        LONG.encode("utf-16"),
        LONG.encode("utf-16-le"),
        LONG.replace("\n", "\r\n"),
        LONG.replace("\n", "\r"),
        LONG.rstrip(),
        csv_of(CELLS, ";"),
        csv_of(CELLS, "\t"),
        csv_of([list(reversed(row)) for row in CELLS]),
        LONG.replace("\n", "\n\n\n") + ",,,,,,,,,\n",
        LONG.replace("Rutland", " Rutland\u00a0").replace(",4,", ", 4.0 ,"),
        LONG.replace("2015/16", "2015-16"),
        csv_of([[cell for name, cell in zip(HEADING, row, strict=True) if name not in ("status", "symbol")]
                for row in CELLS]),
    ],
    ids=["plain", "mark", "utf-16", "utf-16 without mark", "windows", "old mac", "no last line end", "semicolons",
         "tabs", "columns turned", "empty lines", "spaces", "other spelling", "fewer columns"],
)  # fmt: skip
def test_it_is_read(read, content):
    checked = read(content)
    assert (checked.kind, one(checked)) == (FileKind.LONG, EXPECTED)


@pytest.mark.long
def test_windows_text_keeps_its_letters(read):
    assert one(read(LONG.replace("by hand", "in café – £5").encode("cp1252")))[-1] == "counted in café – £5"


@pytest.mark.long
def test_text_stays_text(read):
    note = "=cmd|' /C calc'!A0 <script>alert(1)</script> '); drop table observation; --"
    assert one(read(long_csv([{"area": "Rutland", "value": 4, "note": note}])))[-1] == note


@pytest.mark.long
def test_parquet_is_read_whatever_the_types_of_its_columns(read, tmp_path):
    table = pa.table(
        {"indicator": pa.array([b"contacts"], pa.binary()), "area": ["Rutland"], "period": ["2015/16"],
         "value": pa.array([4], pa.int32()), "source": pa.array(["report"]).dictionary_encode(),
         "note": ["counted by hand"], "extra": [[1, 2]], "more": [{"a": 1, "b": 2}]}
    )  # fmt: skip
    path = tmp_path / "a.parquet"
    pq.write_table(table, path)
    checked = read(path.read_bytes())
    assert one(checked) == EXPECTED
    assert [str(problem) for problem in checked.warnings] == ["return.csv, row 1: 'extra, more' is not used"]


@pytest.mark.long
def test_records_where_a_word_should_stand_are_told(read, tmp_path):
    path = tmp_path / "a.parquet"
    table = {"indicator": ["contacts"], "area": [{"x": 1}], "period": ["2015/16"], "value": [4.0], "source": ["report"]}
    pq.write_table(pa.table(table), path)
    (problem,) = read(path.read_bytes()).errors
    assert str(problem).startswith("return.csv, row 2, column 'area': '{'x': 1}' is not an area of areas.csv")


@pytest.mark.long
def test_a_column_that_is_not_known_is_told_and_left_out(read):
    (problem,) = read(LONG.replace("status", "'; drop table x; --").replace("final", "")).problems
    assert (str(problem), problem.is_warning) == ("return.csv, row 1: ''; drop table x; --' is not used", True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LONG.replace("note", "symbol"), "names a column twice: symbol. Keep one of them"),
        (LONG + "contacts,Rutland\n", "line 3: has not 10 cells like the heading; check its commas and quotes"),
        (LONG.replace("Rutland", '"Rutland'), "line 2: has a quotation mark that is not closed"),
        (LONG.replace("counted", "x" * 120_000), "has a line longer than 50,000 characters"),
        (LONG + "\n" * 300_000 + "contacts,Rutland,2014/15,1,,,,,report,\n", "is longer than 100,000 characters"),
    ],
)
def test_it_is_refused_with_the_line(read, content, words):
    with pytest.raises(ReturnRefused, match=words) as caught:
        read(content)
    assert len(str(caught.value)) < 300


@pytest.mark.long
def test_headings_alone_hold_no_figure(read):
    checked = read(LONG.splitlines()[0])
    assert (checked.sound, checked.counts["refused"], checked.problems) == (0, 0, ())


# A person's table as CSV

TABLE = "Agency;County council\n\nCode;Area;Period;Figure\ncontacts;Rutland;2015/16;4\n"


@pytest.mark.long
def test_a_table_of_a_person_names_its_agency(read):
    checked = read(TABLE)
    row = checked.figures["new"].iloc[0]
    assert (checked.kind, checked.agency.name, row["source"]) == (FileKind.SHEET, "County council", "county_return")


@pytest.mark.long
def test_the_agency_may_be_chosen_instead(read):
    assert read(TABLE.split("\n", 2)[2], agency="county").figures["new"]["source"].tolist() == ["county_return"]


@pytest.mark.long
def test_without_an_agency_the_sender_is_asked_for_once(read):
    checked = read(TABLE.split("\n", 2)[2])
    (problem,) = checked.errors
    assert problem.message == (
        "does not say who sends it: choose the agency under 'Who sent it?' (on the command line: --agency), or have "
        "its name written beside 'Agency'"
    )
    assert (checked.sound, checked.counts["refused"]) == (0, 1)


@pytest.mark.long
def test_empty_lines_of_a_person_s_table_are_no_rows(read):
    assert read(TABLE + ";;;\n" * 60_000).counts["new"] == 1


def test_too_many_rows_for_a_person_are_refused(read):
    with pytest.raises(ReturnRefused, match="has more than 50,000 rows and is not a list of figures that is known"):
        read("one,two\n" + "a,b\n" * 60_000)


@pytest.mark.examples(1)
@pytest.mark.parametrize("text", ["hello", "1", '""""', "\\", "a\nb\nc", "one,two\n3,4"])
def test_words_without_a_table_say_what_a_table_needs(read, text):
    checked = read(text)
    assert checked.sound == 0
    assert "holds no table of figures that can be seen: a row near the top must hold" in str(checked.errors[0])


@pytest.mark.long
def test_empty_lines_count_as_a_spreadsheet_counts_them(tmp_path):
    heading, good, wrong = long_csv([{"value": 1}, {"period": "2014/15", "value": "many"}]).splitlines()
    content = "\n".join([heading, "", good, "", "", wrong, ""])
    (problem,) = check_return(arrival_store(tmp_path), sent(tmp_path, content)).errors
    assert problem.place == "row 6, column 'value'"
