"""The commands for returns: what they print where, and how they end; each says what to do next."""

import csv
import io
import json

import openpyxl
import pytest

from indicators.cli.main import main
from tests.helpers.returns import AREAS, DEFINITIONS, TABLES, arrival_store, figures, long_csv, wide_csv
from tests.helpers.tiny_store import tiny_data

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

DUTIES = {"duties.csv": [{"indicator": "contacts"}]}
RUTLAND = ("contacts", "E06000017", "2015/16", "report")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A store, found by the environment together with its data folder."""
    path = arrival_store(tmp_path, [{"value": 901}], tables=TABLES | DUTIES)
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    return path


@pytest.fixture
def run(path, capsys):
    """A function that runs a command and gives its exit code, standard output and standard error."""

    def command(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, error = capsys.readouterr()
        assert "Traceback" not in error
        return code, out, error

    return command


@pytest.fixture
def came(tmp_path):
    """A file that came, of some content."""

    def write(content, name="return.csv"):
        (tmp_path / name).write_text(content, "utf-8")
        return tmp_path / name

    return write


SOUND = long_csv([{"area": "Rutland", "value": 4}, {"value": 905}])
MIXED = long_csv([{"area": "Rutland", "value": 4}, {"value": "many", "period": "2014/15"}])


def test_check_says_what_would_change_and_takes_nothing_in(run, came, path):
    before = path.read_bytes()
    code, out, error = run("check", came(SOUND))
    assert code == 0
    assert out.splitlines() == [
        "List of figures: 1 new, 1 revised.",
        "Revised:",
        "  Contacts, Leicestershire, 2015/16: 905 (before: 901, +4)",
        "New:",
        "  Contacts, Rutland, 2015/16: 4",
        "Everything in it can be taken in.",
    ]
    assert "Warning: return.csv, row 3, column 'value': '905' (Contacts, Leicestershire, 2015/16) revises 901" in error
    assert path.read_bytes() == before


@pytest.mark.long
def test_check_ends_with_1_where_something_has_to_be_mended(run, came):
    code, out, error = run("check", came(MIXED))
    assert code == 1
    assert "List of figures: 1 new, 1 refused." in out
    assert out.splitlines()[-1].startswith("Send it back until this is mended, or take in the sound rows alone")
    assert "To mend: return.csv, row 3, column 'value': 'many' is not a number; write digits only" in error


@pytest.mark.long
def test_check_writes_what_to_send_back(run, came, tmp_path):
    code, _, error = run("check", came(MIXED), "--annotated", tmp_path / "mend.csv")
    rows = list(csv.reader((tmp_path / "mend.csv").open(encoding="utf-8-sig", newline="")))
    assert (code, f"{tmp_path / 'mend.csv'} has every problem marked." in error) == (1, True)
    assert any("many" in cell for row in rows for cell in row)


@pytest.mark.long
def test_many_changes_are_counted_and_the_first_listed(run, came):
    rows = [{"area": "Rutland", "period": str(year), "value": 1} for year in range(1950, 2000)]
    out = run("check", came(long_csv(rows)))[1]
    assert "  and 30 more" in out
    assert out.count("  Contacts, Rutland") == 20


def test_load_takes_in_and_says_how_to_undo(run, came, path):
    code, out, _ = run("load", came(SOUND), "--by", "business office", "--yes")
    assert code == 0
    number = out.split("Taken in as return ")[1].split(".")[0]
    assert f"To undo: python -m indicators withdraw {number} --why ..." in out
    assert figures(path)[RUTLAND][0] == 4
    before = path.read_bytes()
    code, out, _ = run("load", came(SOUND), "--by", "business office", "--yes")
    assert (code, f"It was accepted before, as return {number}; there is nothing to do." in out) == (0, True)
    assert path.read_bytes() == before
    assert run("withdraw", number, "--why", "wrong quarter")[:2] == (
        0, f"Return {number} is withdrawn. The figures before it are current again.\n",
    )  # fmt: skip
    assert RUTLAND not in figures(path)


def test_load_with_mistakes_takes_in_nothing_unless_the_sound_rows_are_asked_for(run, came, path):
    before = path.read_bytes()
    code, out, error = run("load", came(MIXED), "--by", "business office", "--yes")
    assert (code, "Nothing was taken in. With --sound the sound rows are." in error) == (1, True)
    assert (path.read_bytes(), "Taken in" in out) == (before, False)
    code, out, _ = run("load", came(MIXED), "--by", "business office", "--yes", "--sound")
    assert (code, "Taken in as return" in out) == (0, True)
    assert figures(path)[RUTLAND][0] == 4


@pytest.mark.long
def test_load_asks_before_it_takes_in(run, came, path, monkeypatch):
    before = path.read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, error = run("load", came(SOUND), "--by", "business office")
    assert (code != 0, path.read_bytes()) == (True, before)
    assert "Take in 2 figures?" in out + error
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert run("load", came(SOUND), "--by", "business office")[0] == 0


@pytest.mark.long
def test_returns_are_listed_with_who_when_and_state(run, came):
    code, out, error = run("returns", "--format", "csv")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "No return was taken in yet. To take one in: python -m indicators load FILE --by ROLE" in error
    run("load", came(SOUND), "--by", "business office", "--yes")
    run("load", came(wide_csv([("Rutland", 2025, 7)]), "wide.csv"), "--by", "the chair", "--yes")
    newest, oldest = json.loads(run("returns", "--format", "json")[1])
    assert (newest["name"], newest["kind"], newest["by"]) == ("wide.csv", "open data of a department", "the chair")
    assert (oldest["name"], oldest["new"], oldest["revised"], oldest["state"]) == ("return.csv", 1, 1, "in force")
    run("withdraw", oldest["return"], "--why", "=wrong", "--by", "the chair")
    row = list(csv.DictReader(io.StringIO(run("returns", "--format", "csv")[1])))[1]
    assert (row["state"].startswith("withdrawn"), row["why"]) == (True, "'=wrong")
    assert max(map(len, run("returns")[1].splitlines())) <= 100
    everything = json.loads(run("returns", "--all", "--format", "json")[1])
    assert {"file of the data folder"} < {row["kind"] for row in everything}


@pytest.mark.long
def test_a_template_is_written_for_an_agency_and_period(run, tmp_path):
    out = tmp_path / "county.xlsx"
    code, said, _ = run("template", "--agency", "county", "--period", "2016/17 Q1", "--out", out)
    assert (code, said) == (0, f"{out} asks County council for 1 figure of 2016/17 Q1.\n")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert "contacts" in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.long
def test_a_template_filled_in_is_loaded_under_its_agency(run, tmp_path, path):
    out = tmp_path / "county.xlsx"
    run("template", "--agency", "county", "--period", "2016/17 Q1", "--out", out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    figure = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Figure")
    sheet.cell(figure.row + 1, figure.column).value = 310
    book.save(out)
    code, said, _ = run("load", out, "--by", "business office", "--yes")
    assert (code, "Workbook of County council for 2016/17 Q1: 1 new." in said) == (0, True)
    assert figures(path)["contacts", "E10000018", "2016/17 Q1", "county_return"][0] == 310


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "{gone}"], 2, "does not exist"),
        (["load", "{file}"], 2, "--by"),
        (["load", "{file}", "--by", " ", "--yes"], 2, "Say who accepts the return"),
        (["check", "{pdf}"], 1, "report.pdf is a PDF. Figures cannot be read from it"),
        (["check", "{empty}"], 1, "empty.csv is empty (0 bytes)"),
        (["load", "{pdf}", "--by", "x", "--yes"], 1, "is a PDF"),
        (["check", "{file}", "--agency", "nobody"], 2, "There is no agency 'nobody'. "),
        (["template", "--agency", "nobody", "--period", "2016/17", "--out", "{out}"], 2, "There is no agency 'nobody'"),
        (["template", "--agency", "county", "--period", "soon", "--out", "{out}"], 2, "'soon' is not a period"),
        (["template", "--agency", "county", "--period", "2001/02", "--out", "{out}"], 2, "owes no figures for 2001/02"),
        (["withdraw", "99", "--why", "x"], 2, "There is no return 99"),
        (["withdraw", "2", "--why", "x"], 2, "of data/. Change or remove it there"),
        (["withdraw", "one", "--why", "x"], 2, "not a valid integer"),
        (["withdraw", "1"], 2, "--why"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(run, came, path, tmp_path, arguments, code, said):
    places = {
        "gone": tmp_path / "gone.csv", "file": came(SOUND), "pdf": came("%PDF-1.7", "report.pdf"),
        "empty": came("", "empty.csv"), "out": tmp_path / "out.xlsx",
    }  # fmt: skip
    before = path.read_bytes()
    found = run(*(argument.format(**places) for argument in arguments))
    assert found[0] == code
    assert said in found[1] + found[2]
    assert path.read_bytes() == before
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.long
def test_a_return_survives_a_change_of_the_data_folder(run, came, path, tmp_path):
    run("load", came(long_csv([{"area": "Rutland", "value": 4}])), "--by", "business office", "--yes")
    tiny_data(tmp_path, [{"value": 950}], definitions=DEFINITIONS, tables=TABLES | DUTIES, files={"areas.csv": AREAS})
    assert run("build", "--quiet")[0] == 0
    found = figures(path)
    assert (found["contacts", "E10000018", "2015/16", "report"][0], found[RUTLAND][0]) == (950, 4)
