"""Boards of one and of three authorities: every page opens, and a board knows nothing of another's places."""

import re

import pytest

from indicators.cli.main import main
from indicators.loading.build import build
from indicators.loading.new_board import make_board_folder
from tests.helpers.packs import word_text
from tests.helpers.pages import sent_words
from tests.pages.conftest import NAMES

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

ALONE = ["Solihull"]
THREE = ["Leicester", "Leicestershire", "Rutland"]
OURS = re.compile(r"[^.\n]{0,40}\b(?:Leicestershire|Rutland)\b")
#: The board by a word that its file does not use, and the pages that quote a plan, whose words are its own.
BOARD = re.compile(r"[^.\n]{0,40}\b(?:[Tt]he board\b|board[’']s)")
QUOTING = ("priority", "assurance", "topics", "scorecard")
#: The pages that show the board's areas side by side.
SIDE_BY_SIDE = ("home", "challenge", "explore", "compare", "scorecard", "areas", "topics", "about")


def made(folder, areas):
    """The data folder of a board and its store."""
    data = make_board_folder(areas, folder / "data", term="panel").folder
    build(folder / "store.duckdb", data)
    return folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return made(tmp_path_factory.mktemp("alone"), ALONE)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return made(tmp_path_factory.mktemp("three"), THREE)


def open_on(folder, opened, monkeypatch, name):
    monkeypatch.setenv("INDICATORS_STORE", str(folder / "store.duckdb"))
    monkeypatch.setenv("INDICATORS_DATA", str(folder / "data"))
    return opened(name)


@pytest.mark.examples(4)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_of_one_authority_opens_without_a_word_of_the_shipped_board(alone, opened, monkeypatch, name):
    app = open_on(alone, opened, monkeypatch, name)
    assert [error.value for error in app.error] == []
    words = sent_words(app)
    assert OURS.findall(words) == []
    assert name in QUOTING or BOARD.findall(words) == []


@pytest.mark.slow
def test_a_question_is_put_by_the_body_as_its_file_calls_it(alone, opened, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(alone / "store.duckdb"))
    monkeypatch.setenv("INDICATORS_DATA", str(alone / "data"))
    labels = [one.label for one in opened("log", section="raise").text_area]
    assert "What does the panel ask?" in labels


@pytest.mark.examples(2)
@pytest.mark.parametrize("name", SIDE_BY_SIDE)
def test_three_authorities_stand_side_by_side(three, opened, monkeypatch, name):
    words = sent_words(open_on(three, opened, monkeypatch, name))
    assert [area for area in THREE if area not in words] == []


@pytest.mark.long
def test_a_public_pack_of_one_authority_is_made_of_its_figures_alone(alone, tmp_path):
    place = ["--store", str(alone / "store.duckdb"), "--data", str(alone / "data")]
    assert main([*place, "pack", "--period", "2024/25", "--out", str(tmp_path), "--no-pictures"]) == 0
    (pack,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    words = word_text(pack)
    assert "Solihull" in words
    assert OURS.findall(words) == []


@pytest.mark.long
def test_the_profile_of_three_together_is_made(three, tmp_path):
    place = ["--store", str(three / "store.duckdb"), "--data", str(three / "data")]
    assert main([*place, "profile", "--area", "all", "--out", str(tmp_path)]) == 0
    assert list(tmp_path.rglob("*.docx"))
