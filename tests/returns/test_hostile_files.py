"""Facts files as people and programs write them: read right, or refused with the line and the remedy."""

import pytest

from indicators.errors import DataProblems
from indicators.loading.build import build
from indicators.store.database import IN_MEMORY
from tests.helpers.processes import child
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import current, tiny_data, tiny_store

HEADING = ",".join(FACT)
ROW = "contacts,Leicestershire,2015/16,901,,,final,,report,"
GOOD = f"{HEADING}\n{ROW}\n"


def read(tmp_path, content):
    """The figures that a facts file of some content gives."""
    store = tiny_store(tmp_path, files={"facts/a.csv": content})
    try:
        return current(store)
    finally:
        store.close()


def refusal(tmp_path, content):
    """What is told about a facts file of some content."""
    with pytest.raises(DataProblems) as caught:
        build(IN_MEMORY, tiny_data(tmp_path, files={"facts/a.csv": content}))
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.rstrip(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\n\n"),
        GOOD + ",,,,,,,,,\r\n,,,,,,,,,\n",
        GOOD.replace("901", " 901 ").replace("Leicestershire", " Leicestershire\u00a0"),
        GOOD.replace("final", " final").replace("report,", " report ,").replace("2015/16", "2015/16 "),
        GOOD.replace("901", "901.0").replace("final", ""),
        GOOD.replace("901", '"901"').replace("contacts", '"contacts"'),
        GOOD.replace("901", "9.01E+02"),
        ",".join(reversed(HEADING.split(","))) + "\n" + ",".join(reversed(ROW.split(","))) + "\n",
    ],
    ids=[
        *("plain", "no last newline", "windows", "old mac", "byte-order mark", "blank lines", "rows of commas"),
        *("spaces", "more spaces", "float", "quoted", "scientific", "columns the other way round"),
    ],
)
def test_it_is_read(tmp_path, content):
    (row,) = read(tmp_path, content).to_dict("records")
    assert (row["indicator"], row["area_code"], row["value"]) == ("contacts", "E10000018", 901)
    assert (row["status"], row["symbol"], row["source"], row["note"]) == ("final", "", "report", "")


def test_quotes_commas_and_new_lines_in_a_note_are_kept(tmp_path):
    content = GOOD.replace("report,", 'report,"said ""no"", then\nyes"')
    assert list(read(tmp_path, content)["note"]) == ['said "no", then\nyes']


def test_text_that_looks_like_nothing_is_text(tmp_path):
    assert list(read(tmp_path, GOOD.replace("report,", "report,NULL"))["note"]) == ["NULL"]


def test_a_line_that_looks_like_a_comment_is_a_line(tmp_path):
    assert "'#contacts' is not an indicator" in refusal(tmp_path, GOOD.replace("contacts", "#contacts"))


def test_floats_of_other_programs_are_kept(tmp_path):
    assert list(read(tmp_path, GOOD.replace("901", "276.00000000000003"))["value"]) == [276]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + "contacts,Rutland\n", "facts/a.csv, line 3: has not 10 cells like the heading"),
        (GOOD.replace("901", "1,234"), "facts/a.csv, row 2, column 'source': is not a source of sources.csv"),
        (GOOD + "   \n", "facts/a.csv, line 3: has not 10 cells like the heading"),
        (GOOD * 2, "'indicator' is not an indicator"),
        (GOOD.replace("901", '"901'), "facts/a.csv, line 2: has a quotation mark that is not closed"),
        (GOOD.replace("901", '"901"x'), "facts/a.csv, line 2: has a quotation mark that is not closed"),
        (
            GOOD.encode() + ROW.encode() + b"caf\xe9\n",
            "facts/a.csv, line 3: is not UTF-8; save the file as 'CSV UTF-8'",
        ),
        (GOOD.encode("utf-16"), "facts/a.csv: is not UTF-8"),
        (GOOD.replace("Leicestershire", "Leices\0tershire"), "'Leices\\x00tershire' is not an area of areas.csv"),
        (GOOD + "\0" * 1000 + "\n", "facts/a.csv, line 3: has not 10 cells like the heading"),
        (GOOD.replace(",", ";"), "facts/a.csv, row 1: has no commas between the columns"),
        (GOOD.replace(",", "\t"), "facts/a.csv, row 1: has no commas between the columns"),
        (GOOD.replace("period", "time"), "facts/a.csv, row 1: 'period' is missing from the heading"),
        (GOOD.replace("note", "notes"), "'notes' is not a known column. Did you mean note?"),
        (GOOD.replace("note", "note,note"), "facts/a.csv, row 1: names a column twice"),
        ("", "facts/a.csv, row 1: 'indicator' is missing from the heading"),
        (b"PK\x03\x04\xff\xfe" + bytes(100), "facts/a.csv: is not UTF-8"),
        (GOOD.replace("901", "9" * 400), "' is not a number"),
    ],
)
def test_it_is_refused(tmp_path, content, message):
    told = refusal(tmp_path, content)
    assert message in told
    assert len(told) < 4000


def test_a_fault_far_down_is_told_with_its_line(tmp_path):
    rows = "".join(
        f"contacts,Leicestershire,{day} {month} {year},1,,,,,report,\n"
        for year in range(1901, 2100)
        for month in ("January", "March", "May", "July")
        for day in range(1, 31)
    )
    assert "facts/a.csv, line 23882: has not 10 cells" in refusal(tmp_path, f"{HEADING}\n{rows}contacts\n")


@pytest.mark.parametrize("where", ["heading", "row", "note"])
def test_a_line_of_60_mb_is_refused(tmp_path, where):
    data = tiny_data(tmp_path)
    with (data / "facts" / "a.csv").open("w") as file:
        file.write("" if where == "heading" else GOOD + (ROW if where == "note" else ""))
        for _ in range(60):
            file.write(("x," if where == "row" else "xx") * 500_000)
    with pytest.raises(DataProblems) as caught:
        build(IN_MEMORY, data)
    told = str(caught.value)
    assert "'indicator' is missing from the heading" in told or "has a line longer than 50,000" in told
    assert len(told) < 4000


@pytest.mark.parametrize("rows", [10, 5000])
def test_nothing_after_an_unclosed_quote_is_lost_in_silence(tmp_path, rows):
    """One thread, as on a small machine, reads in another way than several."""
    days = [f"{day} {month} 2015" for month in ("January", "March", "May") for day in range(1, 32)]
    lines = [ROW.replace("2015/16", days[number % 93]).replace("901", str(number)) for number in range(rows)]
    content = "\n".join([HEADING, ROW, ROW.replace("2015/16", "2014/15") + '"unclosed', *lines, ""])
    code = (
        "import sys; from pathlib import Path; from indicators.loading.build import update\n"
        "from indicators.store import database; opened = database.open_for_writing(database.IN_MEMORY)\n"
        "opened._connection.execute('set threads = 1'); update(opened, Path(sys.argv[1]))"
    )
    data = tiny_data(tmp_path, files={"facts/a.csv": content})
    with child(code, data) as reader:
        ended, error = reader.end()
    assert ended == 1
    assert "DataProblems: facts/a.csv, line 3: has a quotation mark that is not closed" in error


def test_a_stray_quotation_mark_inside_a_cell_is_text(tmp_path):
    assert list(read(tmp_path, GOOD.replace("report,", 'report,a 5" screen'))["note"]) == ['a 5" screen']


def test_a_folder_with_odd_characters_is_read(tmp_path):
    folder = tmp_path / "b [1] * year=2015"
    folder.mkdir()
    assert list(read(folder, GOOD)["value"]) == [901]
