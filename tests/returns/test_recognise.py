"""A file's kind is recognised by its content, whatever its name; what is none of ours is told in plain words."""

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns.recognise import LARGEST_WORKBOOK, file_form, new_submission, plain_heading
from tests.helpers.returns import arrival_store, check_return, csv_of, long_csv, sent, wide_csv
from tests.helpers.workbooks import HEADING, ROW, workbook

LONG = long_csv([{"area": "Rutland", "value": 4}])
WIDE = wide_csv([("Rutland", 2025, 7)])
NEIGHBOURS = "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n857,Rutland,855,Close,856,Close\n"
LAIT = "short_desc,years,la_number,la_and_regions,values\nCPP_Total_NumRef,2025,857,Rutland,5\n"


def kind(tmp_path, content, name="return.csv"):
    return file_form(sent(tmp_path, content, name), tmp_path).kind


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LONG, FileKind.LONG),
        (WIDE, FileKind.WIDE),
        (LAIT, FileKind.LAIT),
        (NEIGHBOURS, FileKind.NEIGHBOURS),
        (csv_of([HEADING, ROW]), FileKind.SHEET),
        (b"\xef\xbb\xbf" + WIDE.encode(), FileKind.WIDE),
        (WIDE.replace("time_identifier", "Time Identifier ").replace("time_period", '"TIME_PERIOD"'), FileKind.WIDE),
        # Last year's edition had no such column.
        (WIDE.replace("time_identifier,", "kind,"), FileKind.WIDE),
        (LONG.replace("value,", "").replace(",4,", ","), FileKind.LONG),
        ("Some words that a person wrote\n", FileKind.SHEET),
    ],
)
@pytest.mark.parametrize("name", ["return.csv", "figures.xlsx", "photo.png", "no extension"])
def test_text_is_known_by_its_headings_and_not_by_its_name(tmp_path, content, expected, name):
    assert kind(tmp_path, content, name) == expected


def test_a_workbook_is_known_whatever_it_is_called(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADING, ROW])
    assert kind(tmp_path, path.read_bytes(), "figures.csv") == FileKind.WORKBOOK


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["indicator", "area", "period", "value", "source"], FileKind.LONG),
        (["time_period", "time_identifier", "referral_count"], FileKind.WIDE),
        (["short_desc", "years", "values", "la_number"], FileKind.LAIT),
    ],
)
def test_parquet_is_known_by_its_columns(tmp_path, columns, expected):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({name: ["x"] for name in columns}), path)
    assert file_form(new_submission(path), tmp_path, parquet_heading=columns).kind == expected


def test_parquet_of_other_columns_is_refused_with_their_names(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"city": ["x"], "rain": [1]}), path)
    with pytest.raises(ReturnRefused, match="columns that are not known: city, rain. Known are the department's"):
        check_return(arrival_store(tmp_path), new_submission(path))


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"%PDF-1.7", "is a PDF. Figures cannot be read from it"),
        (b"BZh91AY&SY", r"is compressed \(bzip2\)\. Unpack it"),
        (b"\xfd7zXZ\0", r"is compressed \(xz\)\. Unpack it"),
        (b"\x28\xb5\x2f\xfd", r"is compressed \(zstd\)\. Unpack it"),
        (b"7z\xbc\xaf'\x1c", r"is compressed \(7z\)"),
        (b"Rar!\x1a", r"is compressed \(rar\)"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"GIF89a", "is a picture"),
        (b"{\\rtf1", "is a word processor's document"),
        (b"MZ\x90", "is a program. It was not opened"),
        (b"\x7fELF\x02", "is a program. It was not opened"),
        (b"ARROW1\0\0", "is an Arrow file"),
        (b"SQLite format 3\0", "is a database"),
        (b"<html><table>", "is a web page or program data"),
        (b'\xef\xbb\xbf {"rows": []}', "is a web page or program data"),
        (b'[{"area": "Rutland"}]', "is a web page or program data"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path, start, words):
    with pytest.raises(ReturnRefused, match=f"^return.csv {words}"):
        kind(tmp_path, start + b"x" * 100)


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(ReturnRefused, match=r"^return\.csv is empty \(0 bytes\)\. Ask for the file again"):
        sent(tmp_path, b"")


def test_a_file_that_is_gone_or_a_folder_is_refused(tmp_path):
    with pytest.raises(ReturnRefused, match="^gone.csv cannot be read: No such file"):
        new_submission(tmp_path / "gone.csv")
    with pytest.raises(ReturnRefused, match="cannot be read: Is a directory"):
        new_submission(tmp_path, "a folder")


def test_a_workbook_beyond_10_mb_is_refused_unopened(tmp_path):
    with pytest.raises(ReturnRefused, match="is larger than 10 MB. Send only the sheet"):
        kind(tmp_path, b"PK\x03\x04" + bytes(LARGEST_WORKBOOK))


def test_the_fingerprint_is_of_the_content_alone(tmp_path):
    one, other = sent(tmp_path, LONG), sent(tmp_path, LONG, "other name.csv")
    assert one.sha256 == other.sha256 == hashlib.sha256(LONG.encode()).hexdigest()
    assert other.name == "other name.csv"


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Time Period", "time_period"), ("\ufeffSN_1", "sn_1"), (" % of all ", "of_all"), ("new_LA_code", "new_la_code")],
)
def test_plain_names_have_no_case_marks_or_spaces(heading, name):
    assert plain_heading(heading) == name
