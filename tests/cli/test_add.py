"""The command that adds an indicator: what it shows, what it refuses and how, and the way from a file to a figure."""

import gzip
import io
import zipfile

import pytest

from indicators.cli.main import main
from tests.helpers.returns import TABLES, arrival_store, csv_of, figures, wide_csv, wide_rows

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

COLUMNS = ("age", "breakdown", "leavers", "percent")
LEAVERS = csv_of(
    wide_rows(
        [
            (area, 2025, age, home, number, percent)
            for area, number, percent in (("Leicestershire", 350, 94), ("Rutland", 24, 96), ("England", 9000, 89))
            for age in ("17 to 18 years", "19 to 21 years")
            for home in ("Suitable", "Unsuitable")
        ],
        COLUMNS,
    )
)
WHAT = ("--column", "percent", "--where", "age=19 to 21 years", "--where", "breakdown=suitable")
SAID = (
    "--title", "Care leavers in suitable homes", "--short-title", "Suitable homes", "--why", "A home comes first.",
    "--question", "Where do the others live?", "--owner", "Children's social care",
)  # fmt: skip
WHEN = ("--published", "2025-11-20", "--by", "Performance analyst", "--yes")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A store, found by the environment together with its data folder."""
    path = arrival_store(tmp_path, [{"value": 901}], tables=TABLES)
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    return path


@pytest.fixture
def add(path, capsys, tmp_path):
    """`add(content, *options)`: the exit code, standard output and standard error of the command on a file."""

    def command(content, *options, name="leavers.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        capsys.readouterr()
        code = main(["add", str(file), *options])
        out, error = capsys.readouterr()
        assert "Traceback" not in error
        return code, out, error

    return command


def written(tmp_path):
    return {file.name for file in (tmp_path / "data" / "definitions").glob("*.toml")}


def test_without_a_column_it_shows_what_the_file_holds(add, tmp_path):
    before = written(tmp_path)
    code, out, _ = add(LEAVERS)
    assert code == 0
    assert "12 lines about Leicestershire, Rutland, England; 2025 Reporting year" in out
    assert "percent: 8 figures of our areas" in out
    assert "breakdown: Suitable; Unsuitable" in out
    assert "19 to 21 years | Suitable: 4 figures; 2025 Reporting year, leavers: Leicestershire 350, Rutland 24" in out
    assert "To add an indicator: python -m indicators add" in out
    assert "docs/adding-an-indicator.md" in out
    assert written(tmp_path) == before


@pytest.mark.long
def test_from_a_file_to_a_figure(add, path):
    code, out, error = add(LEAVERS, *WHAT, *SAID, *WHEN, "--load")
    assert (code, "3 figures of all areas" in out) == (0, True), error
    assert "2024/25: Leicestershire 94, Rutland 96, England 89" in out
    assert "and the source dfe_leavers_2025 into sources.csv" in out
    assert "Taken in as return" in out
    assert {key[1]: value[0] for key, value in figures(path).items() if key[0] == "suitable_homes"} == {
        "E10000018": 94, "E06000017": 96, "E92000001": 89,
    }  # fmt: skip


@pytest.mark.long
def test_without_load_it_says_what_comes_next_and_a_taken_id_is_refused(add, tmp_path):
    code, out, _ = add(LEAVERS, *WHAT, *SAID, *WHEN)
    assert code == 0
    assert "Next: python -m indicators build, then python -m indicators load" in out
    before = (tmp_path / "data" / "sources.csv").read_bytes()
    code, _, error = add(LEAVERS, *WHAT, *SAID, *WHEN, "--source", "dfe_leavers_2025")
    assert (code, "There is no source 'dfe_leavers_2025' in sources.csv" in error) == (2, False)
    assert "There is an indicator 'suitable_homes' already" in error
    assert (tmp_path / "data" / "sources.csv").read_bytes() == before


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--column", "precent"), "no column of figures 'precent'. Did you mean percent?"),
        (("--column", "percent", "--where", "breakdown"), "is no column with its words; write --where"),
        (("--column", "percent", "--where", "breakdown=Suitable"), '--where "age=WORDS", with one of: '),
        (WHAT, "these are needed too: --why TEXT; --question TEXT; --owner TEXT; --published DATE, the day"),
        ((*WHAT, *SAID, "--published", "2025-13-40"), "'2025-13-40' is not a day of publication; write 2025-11-20"),
        ((*WHAT, *SAID, "--published", "2025-11-20"), "Without a role nobody may add an indicator. Act as: "),
        ((*WHAT, *SAID, *WHEN, "--by", "Stranger"), "'Stranger' may not add an indicator. Act as: Business office"),
        ((*WHAT, *SAID, *WHEN, "--id", "Homes!"), "'Homes!' is no id; write small letters, digits and _"),
        ((*WHAT, *SAID, *WHEN, "--source", "nobody"), "There is no source 'nobody' in sources.csv"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(add, tmp_path, options, words):
    before = {file: file.read_bytes() for file in (tmp_path / "data").rglob("*.*") if file.is_file()}
    code, _, error = add(LEAVERS, *options)
    assert code != 0
    assert words in error
    after = {file: file.read_bytes() for file in (tmp_path / "data").rglob("*.*") if file.is_file()}
    assert {file: text for file, text in after.items() if file.name != ".adding.lock"} == before


def archive(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return content.getvalue()


@pytest.mark.long
def test_a_table_of_an_archive_and_a_compressed_file_are_added_from(add):
    content = archive({"data/leavers.csv": LEAVERS, "data/c1.csv": wide_csv([("Rutland", 2025, 7)])})
    code, out, error = add(content, name="release.zip")
    assert (code, 'Say which: --part "NAME"' in error, "data/leavers.csv" in out) == (2, True, True)
    code, out, _ = add(content, "--part", "leavers.csv", name="release.zip")
    assert (code, "percent: 8 figures of our areas" in out) == (0, True)
    code, out, _ = add(gzip.compress(LEAVERS.encode()), name="leavers.csv.gz")
    assert (code, "percent: 8 figures of our areas" in out) == (0, True)


def test_a_file_that_is_known_says_what_it_feeds(add):
    code, out, _ = add(wide_csv([("Rutland", 2025, 7)]))
    assert (code, "It is known already and gives figures of: " in out, "(referrals)" in out) == (0, True, True)


@pytest.mark.long
def test_of_an_archive_all_that_are_known_are_taken_in(path, tmp_path, capsys):
    plans = wide_csv([("Rutland", 2025, 3)], ["CPP_At31"])
    content = {"data/c1.csv": wide_csv([("Rutland", 2025, 7)]), "data/d3.csv": plans, "data/x.csv": LEAVERS}
    file = tmp_path / "release.zip"
    file.write_bytes(archive({**content, "data-guidance/data-guidance.txt": "notes"}))
    assert main(["check", str(file)]) == 0
    out, error = capsys.readouterr()
    assert ("data/c1.csv:" in out, "Left out: x.csv" in error, "holds 3 tables" in error) == (True, True, True)
    assert main(["load", str(file), "--by", "business office", "--yes"]) == 0
    taken = {(key[0], value[0]) for key, value in figures(path).items() if key[1] == "E06000017"}
    assert {("referrals", 7), ("plans", 3)} <= taken
    assert main(["load", str(file), "--part", "x.csv", "--by", "business office", "--yes"]) == 1
