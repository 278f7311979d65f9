"""The command `pack`: for anybody unless a role asks for the board's own, with contents by name or file."""

import pytest

from indicators.cli.main import main
from indicators.report.contents import Contents, ContentsItem, save_contents
from indicators.store.database import open_store
from tests.helpers.packs import facts, manifest_of, tiny

SHORT = 'title = "Short"\n[[items]]\nkind = "profile"\nindicators = ["contacts"]\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a data folder, its store, and contents as a file and under a name."""
    folder = tmp_path_factory.mktemp("command")
    store = tiny(folder, [*facts(), {"area": "Rutland", "period": "2012/13", "value": 3}])
    (folder / "short.toml").write_text(SHORT, "utf-8")
    items = (ContentsItem(kind="profile", title="Kept", indicators=("contacts",)),)
    save_contents(store, "for next year", Contents("Kept", items))
    return folder


def run(place, *more, out="packs"):
    arguments = ["pack", "--period", "2015/16", "--out", str(place / out), "--no-pictures", *more]
    return main(["--store", str(place / "store.duckdb"), "--data", str(place / "data"), *arguments])


@pytest.mark.long
def test_a_pack_is_for_anybody_unless_told_otherwise(place, capsys):
    assert run(place, "--contents", str(place / "short.toml")) == 0
    said = capsys.readouterr()
    folder = place / "packs" / "report-pack_2015-16_public"
    assert f"{folder} is ready" in said.out
    assert "Writing the workbook" in said.err
    assert manifest_of(folder)["audience"] == "public"
    store = open_store(place / "store.duckdb")
    try:
        # What was let out is remembered.
        assert store.query("last_publication").iloc[0]["publication"] == 1
    finally:
        store.close()


@pytest.mark.slow
def test_the_boards_figures_need_a_role_that_may_have_them(place, capsys):
    for role, said in (("", "Without a role nobody may"), ("Passer-by", "'Passer-by' may not")):
        assert run(place, "--audience", "board", "--by", role, out="board") == 2
        assert f"{said} take figures away that are not public" in capsys.readouterr().err
    assert not (place / "board").exists()
    # Who runs commands on the store is the business office, unless told otherwise.
    assert run(place, "--audience", "board", "--contents", "for next year", out="board") == 0
    assert manifest_of(place / "board" / "report-pack_2015-16_board")["title"] == "Kept"


@pytest.mark.long
def test_contents_that_are_nowhere_are_told_with_those_that_are(place, capsys):
    assert run(place, "--contents", "nowhere") == 2
    assert "Kept under a name: for next year." in capsys.readouterr().err


@pytest.mark.slow
def test_everything_wrong_in_contents_is_told(place, capsys):
    (place / "wrong.toml").write_text(SHORT.replace("contacts", "contact") + "years = 0\n", "utf-8")
    assert run(place, "--contents", str(place / "wrong.toml")) == 1
    said = capsys.readouterr().err
    assert "wrong.toml, item 1, key 'indicators': 'contact' is not an indicator. Did you mean contacts" in said
    assert "2 problems in the contents of the report" in said


def test_a_period_that_is_no_year_is_refused(place, capsys):
    assert main(["pack", "--period", "2015/16 Q1", "--out", str(place / "x")]) == 2
    assert "is no financial year; a report is about one, such as 2015/16" in capsys.readouterr().err
