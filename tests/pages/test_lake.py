"""The pages of a board in a lake: the same texts as from a file, and plain words where it does not answer."""

import re

import pytest

from indicators.board.challenges import raise_challenge
from indicators.cli.main import main
from indicators.disclosure.edition import public_edition
from indicators.lake_address import store_place
from indicators.operations.move import move_store
from indicators.pages.components import identity
from tests.helpers.challenges import TODAY, asked
from tests.helpers.postgres import new_lake, postgres_server

PAGES = ("home", "challenge", "log", "explore", "compare", "disagreements", "returns", "priority", "about")
#: What a browser is known by is drawn anew for each.
_TOKEN = re.compile(r'data-drafts-token="[^"]+"')


@pytest.fixture
def server():
    return postgres_server()


@pytest.fixture
def both(own_tiny, server, tmp_path, monkeypatch):
    """`both("home")`: the texts of a page from a file with a challenge, and from the lake that it was carried into."""
    file = own_tiny.path
    raise_challenge(file, asked(), today=TODAY)
    address = new_lake(server, tmp_path)
    place = store_place(address)
    move_store(file, place)

    def texts(name):
        shown = []
        for store in (str(file), address):
            monkeypatch.setenv("INDICATORS_STORE", store)
            app = own_tiny(name)
            texts = [str(getattr(element, "value", "")) for element in [*app.main, *app.sidebar]]
            texts += [element.proto.body for element in app.get("html")]
            shown.append([_TOKEN.sub("", text) for text in texts])
        return shown

    texts.file, texts.place, texts.address, texts.opened = file, place, address, own_tiny
    return texts


@pytest.mark.long
def test_every_page_says_the_same_from_a_file_and_from_a_lake(both):
    for page in PAGES:
        ours, theirs = both(page)
        assert len(theirs) > 0, page
        assert ours == theirs, page


@pytest.mark.long
def test_signals_and_public_figures_are_the_same(both, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))

    def printed(store, *arguments):
        capsys.readouterr()
        assert main(["--store", str(store), "--data", str(tmp_path / "data"), *arguments]) == 0
        return capsys.readouterr().out

    for arguments in (("signals", "--format", "csv"), ("observations", "--format", "csv"), ("challenges",)):
        assert printed(both.address, *arguments) == printed(both.file, *arguments)
    ours, theirs = (public_edition(path, data=tmp_path / "data") for path in (both.place, both.file))
    assert ours.version == theirs.version
    areas, names = list(theirs.catalogue.areas), list(theirs.catalogue.indicators)
    shown = [edition.store.query("series", indicators=names, areas=areas) for edition in (ours, theirs)]
    assert len(shown[0]) > 0
    assert shown[0].equals(shown[1])
    printed(both.address, "publish", "--out", str(tmp_path / "a"), "--by", "business office")
    printed(both.file, "publish", "--out", str(tmp_path / "b"), "--by", "business office")
    sites = [{path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.html")} for name in "ab"]
    assert sites[0] == sites[1] != {}


@pytest.mark.long
def test_a_page_of_a_lake_that_does_not_answer_says_so(both, server, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", both.address)
    server.stop()
    try:
        app = both.opened("home")
        text = " ".join([*(error.value for error in app.error), *(code.value for code in app.code)])
        assert "does not answer" in text
        assert "sesame" not in text
    finally:
        server.start()
    assert not both.opened("home").error


@pytest.mark.slow
def test_a_page_with_an_address_that_cannot_be_read_says_so(opened, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", "ducklake:postgresql://u:sesame@h/lake?data=/d")
    # Of the first page of a day, which removes old entries of the access log, and of one after it.
    identity._remove_old.cache_clear()
    app = opened("home")
    text = " ".join([*(error.value for error in app.error), *(code.value for code in app.code)])
    assert "is missing" in text
    assert "sesame" not in text
    assert not app.exception
