"""Files that hold tables: archives as the department's site delivers them, compressed files, published workbooks."""

import gzip
import io
import stat
import tarfile
import zipfile

import openpyxl
import pytest

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns import containers
from indicators.returns.containers import file_parts, opened_table
from indicators.returns.recognise import new_submission
from tests.helpers.open_spreadsheets import Formula, open_spreadsheet
from tests.helpers.returns import csv_of, sent, wide_csv, wide_rows

FIGURES = [
    ("Rutland", 2025, "Referrals and Re-referrals", 7),
    ("Leicestershire", 2025, "Referrals and Re-referrals", 9),
]
WIDE = csv_of(wide_rows(FIGURES))
PLANS = wide_csv([("Rutland", 2025, 3)], ["CPP_At31"])
GUIDANCE = {"data-guidance/data-guidance.txt": "Children in need", "meta/c1.meta.csv_": "x"}


def archive(members, *, packing=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return content.getvalue()


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def titled(rows):
    """A sheet as "underlying data" comes: a title and a note above the headings, a source below the figures."""
    return [["Children in need, England"], ["Figures are rounded"], *rows, [], ["Source: children in need census"]]


@pytest.fixture
def names(tmp_path):
    return lambda content: [part.name for part in file_parts(sent(tmp_path, content, "release.zip"))]


@pytest.fixture
def refusal(tmp_path):
    """What is said of a file that cannot be opened, in its archive or as a return."""

    def words(content, name="release.zip", part=""):
        file = new_submission(sent(tmp_path, content, name).path, part=part)
        with pytest.raises(ReturnRefused) as caught:
            open_it(file)
        return str(caught.value)

    def open_it(file):
        file_parts(file)
        with opened_table(file):
            pass

    return words


@pytest.mark.slow
def test_an_archive_of_one_table_is_that_table(read, names):
    content = archive({"data/c1.csv": WIDE, **GUIDANCE})
    checked = read(content)
    assert names(content) == []
    assert (checked.counts["new"], checked.errors, checked.file.name) == (2, (), "c1.csv")


def test_of_several_tables_one_is_chosen(store, tmp_path, read, names, refusal):
    content = archive({"data/c1.csv": WIDE, "data/d3.csv": PLANS, **GUIDANCE})
    assert names(content) == ["data/c1.csv", "data/d3.csv"]
    assert "holds 2 tables (data/c1.csv, data/d3.csv). Say which" in refusal(content)
    assert "none is called 'c2.csv'. There are: " in refusal(content, part="c2.csv")
    for part, name in (("data/d3.csv", "d3.csv"), ("d3.csv", "d3.csv"), ("D3", "d3.csv")):
        file = new_submission(sent(tmp_path, content, "release.zip").path, part=part)
        with opened_table(file) as table:
            assert (table.name, table.path.read_text("utf-8")) == (name, PLANS)
        assert not table.path.exists()


def test_a_table_taken_in_from_an_archive_is_the_same_without_it(tmp_path):
    with opened_table(sent(tmp_path, archive({"data/c1.csv": WIDE}), "a.zip")) as table:
        assert table.sha256 == sent(tmp_path, WIDE).sha256


@pytest.mark.slow
def test_a_compressed_file_is_read_as_what_it_is(read):
    checked = read(gzip.compress(WIDE.encode(), mtime=0), agency="")
    assert (checked.counts["new"], checked.kind) == (2, FileKind.WIDE)


@pytest.mark.slow
def test_underlying_data_below_a_title_is_read_and_keeps_its_rows(read):
    odd = [*wide_rows([*FIGURES, ("Rutland", 2024, "Referrals and Re-referrals", "many")])]
    for content in (book(Cover=[["Contents"]], C1=titled(odd)), open_spreadsheet(C1=titled(odd))):
        checked = read(content)
        assert (checked.counts["new"], checked.kind) == (2, FileKind.WIDE)
        (problem,) = checked.errors
        assert problem.place == "row 6, column 'referral_count'"
        assert "sheet 'C1'" in problem.file


@pytest.mark.slow
@pytest.mark.parametrize("make", [book, open_spreadsheet], ids=["xlsx", "ods"])
def test_a_formula_without_a_result_is_named_and_nothing_is_taken_in(refusal, make):
    """No reader can know what it gives, and the figure would be lost without a word."""
    rows = titled(wide_rows([*FIGURES, ("Rutland", 2024, "Referrals and Re-referrals", Formula("=H4+1"))]))
    rows[0].append(Formula("=1+1"))
    words = refusal(make(C1=rows), "c1.xlsx")
    assert "sheet 'C1', L6: a formula without a result. Open the file in a spreadsheet program, save it" in words


@pytest.mark.slow
def test_a_csv_with_a_title_above_is_read_and_keeps_its_rows(read):
    odd = csv_of(wide_rows([*FIGURES, ("Rutland", 2024, "Referrals and Re-referrals", "many")]))
    for above in ("Children in need\n\n", "Children in need,,,\nSource: census,,,\n"):
        checked = read(above + odd)
        assert checked.counts["new"] == 2
        assert checked.errors[0].place == "row 6, column 'referral_count'"


def test_of_several_published_sheets_one_is_chosen(tmp_path, names):
    plans = wide_rows([("Rutland", 2025, 3)], ["CPP_At31"])
    content = book(Notes=[["x"]], C1=titled(wide_rows(FIGURES)), D3=plans)
    assert names(content) == ["C1", "D3"]
    with opened_table(new_submission(sent(tmp_path, content, "a.xlsx").path, part="d3")) as table:
        assert table.name == "a.xlsx, sheet 'D3'"
        assert table.path.read_text("utf-8") == PLANS


@pytest.mark.slow
def test_a_workbook_in_an_archive_is_a_persons_or_a_publishers(read):
    own = book(
        Return=[["Indicator", "Area", "Period", "Figure", "Source"], ["contacts", "Rutland", "2015/16", 5, "report"]]
    )
    assert read(archive({"return.xlsx": own})).counts["new"] == 1
    assert read(archive({"data/c1.xlsx": book(C1=titled(wide_rows(FIGURES)))})).counts["new"] == 2


@pytest.mark.slow
def test_names_in_an_archive_are_never_paths(tmp_path, read):
    before = {path for path in tmp_path.parent.rglob("*") if "sent" not in path.parts}
    for name in ("../../outside.csv", "/etc/outside.csv", "C:\\outside.csv", "data\\..\\outside.csv"):
        assert read(archive({name: WIDE})).file.name.endswith("outside.csv")
    link = zipfile.ZipInfo("data/c1.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr(link, "/etc/passwd")
    with opened_table(sent(tmp_path, content.getvalue(), "a.zip")) as table:
        assert table.path.read_text("utf-8") == "/etc/passwd"
    assert {path for path in tmp_path.parent.rglob("*") if "sent" not in path.parts} == before


def encrypted(content):
    """The same archive with the flag of encryption on each part."""
    data = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def tarred(text):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as made:
        item = tarfile.TarInfo("c1.csv")
        item.size = len(text)
        made.addfile(item, io.BytesIO(text.encode()))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive({"data/c1.csv": "0" * 30_000_000}), "to far more than a table would"),
        (gzip.compress(b"0" * 30_000_000), "to far more than a table would"),
        (archive({f"{number}.csv": "" for number in range(3_000)}), "is a ZIP archive of 3,000 files; at most 2,000"),
        (archive({f"{number}.csv": "x" for number in range(300)}), "is a ZIP archive of 300 tables; at most 200"),
        (archive({"inner.zip": archive({"c1.csv": WIDE})}), "holds another archive (inner.zip); archives within"),
        (archive({"c1.csv": archive({"c1.csv": WIDE})}), "c1.csv in release.zip is a ZIP archive too"),
        (gzip.compress(archive({"c1.csv": WIDE})), "is compressed once more"),
        (gzip.compress(gzip.compress(WIDE.encode())), "is compressed once more"),
        (gzip.compress(tarred(WIDE)), "is a tar archive. Unpack it"),
        (gzip.compress(WIDE.encode())[:-20], "is compressed (gzip) and is damaged or was cut short"),
        (encrypted(archive({"c1.csv": WIDE})), "is protected by a password. Unpack it with the password"),
        (archive({"report.pdf": "%PDF", "notes.docx": "x"}), "without a table: it holds report.pdf, notes.docx"),
        (archive({}), "without a table: it holds nothing"),
        (archive({"c1.csv": WIDE}, packing=zipfile.ZIP_LZMA), "packed in a way that is not opened"),
        (archive({"c1.csv": ""}), "c1.csv is empty (0 bytes)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_hostile_and_odd_archives_are_answered_in_words(refusal, content, words):
    assert words in refusal(content)


def test_a_part_that_does_not_unpack_to_what_was_packed_is_damaged(refusal):
    content = archive({"c1.csv": WIDE}, packing=zipfile.ZIP_STORED).replace(b"Rutland", b"Rutlund", 1)
    assert "c1.csv in release.zip is damaged or was cut short" in refusal(content)


def test_more_than_may_be_unpacked_is_refused_whatever_it_says_of_itself(refusal, monkeypatch):
    monkeypatch.setattr(containers, "MOST_UNPACKED_BYTES", 100)
    assert "unpacks to more than" in refusal(archive({"c1.csv": WIDE}))


def test_a_file_that_is_one_table_has_no_parts(refusal):
    assert "is one table; there is nothing called 'x' in it" in refusal(WIDE, name="c1.csv", part="x")
