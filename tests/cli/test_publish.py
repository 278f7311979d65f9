"""The command `publish`: the public site in the folder that is named, registered before it can be seen."""

import pytest

from indicators.cli.main import main
from indicators.store.database import open_store
from tests.helpers.site import site_store


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a data folder and its store."""
    folder = tmp_path_factory.mktemp("publish")
    site_store(folder)
    return folder


def run(place, out, *more):
    arguments = ["publish", "--out", str(out), *more]
    return main(["--store", str(place / "store.duckdb"), "--data", str(place / "data"), *arguments])


def publications(place):
    store = open_store(place / "store.duckdb")
    try:
        return int(store.query("last_publication").iloc[0]["publication"])
    finally:
        store.close()


@pytest.mark.long
def test_a_folder_of_others_is_refused_and_nothing_is_let_out(place, capsys):
    mine = place / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    assert run(place, mine) == 2
    assert "letter.txt. Nothing was changed. Move it elsewhere" in capsys.readouterr().err
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    assert run(place, place / "site", "--by", " ") == 2
    assert "Say who published it" in capsys.readouterr().err
    assert not (place / "site").exists()
    assert publications(place) == 0


@pytest.mark.slow
def test_the_site_is_there_and_what_it_lets_out_is_registered(place, capsys):
    assert run(place, place / "site") == 0
    said = capsys.readouterr()
    assert f"{place / 'site'} is ready: " in said.out
    assert "Writing the pages of the indicators" in said.err
    assert (place / "site" / "index.html").exists()
    assert publications(place) == 1
