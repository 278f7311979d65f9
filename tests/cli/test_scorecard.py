"""The command `scorecard`: the sets it lists, what it refuses, and the files it makes."""

import pytest

from indicators.board.scorecards import add_scorecard
from indicators.catalogue.scorecards import ScorecardMeasure
from indicators.cli.main import main
from tests.helpers.tiny_store import tiny_store_file

SET = 'title = "Front door"\n[[groups]]\nmeasures = ["contacts", "gone"]\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a store, a set in a file, a broken file, and a set that the office made."""
    folder = tmp_path_factory.mktemp("command")
    path = tiny_store_file(folder, [{"value": 901}, {"period": "2014/15", "value": 880}])
    (folder / "data" / "scorecards").mkdir()
    (folder / "data" / "scorecards" / "front.toml").write_text(SET, "utf-8")
    (folder / "data" / "scorecards" / "bad.toml").write_text("title = ", "utf-8")
    add_scorecard(path, title="Our own", measures=[ScorecardMeasure("contacts")], by="business office")
    return folder


def run(place, *more):
    return main(["--store", str(place / "store.duckdb"), "--data", str(place / "data"), "scorecard", *more])


@pytest.mark.slow
def test_sets_are_listed_and_a_broken_file_is_named(place, capsys):
    assert run(place) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["front: Front door", "own_our_own_1: Our own"]
    assert "Left out: scorecards/bad.toml: is not TOML" in said.err


@pytest.mark.long
def test_what_cannot_be_made_is_said_plainly(place, capsys):
    assert run(place, "--set", "front") == 2
    assert "Say where the files are put" in capsys.readouterr().err
    assert run(place, "--set", "frnt", "--out", str(place / "a")) == 2
    assert "There is no scorecard 'frnt'. Did you mean front" in capsys.readouterr().err
    assert run(place, "--set", "f\u202e\n" + "x" * 500, "--out", str(place / "a")) == 2
    assert "There is no scorecard 'f\\u202e\\n" in (said := capsys.readouterr().err)
    assert len(said) < 400
    assert run(place, "--set", "front", "--out", str(place / "data" / "areas.csv" / "in")) == 2
    assert "areas.csv/in (Not a directory). Nothing was changed there." in capsys.readouterr().err
    assert run(place, "--set", "front", "--out", str(place / "a"), "--audience", "board", "--by", "Passer-by") == 2
    assert not (place / "a").exists()


@pytest.mark.slow
def test_the_files_are_made_for_anybody_and_what_is_gone_is_named(place, capsys):
    run(place, "--set", "front", "--out", str(place / "b"), "--area", "Leicestershire")
    said = capsys.readouterr()
    names = sorted(path.name for path in (place / "b").iterdir())
    assert names[:2] == ["scorecard_front-door_leicestershire.docx", "scorecard_front-door_leicestershire.html"]
    assert "The set names what is not here any more and is left out: gone." in said.err
    text = (place / "b" / names[1]).read_text("utf-8")
    assert "901" in text
    assert "880" in text
