"""Which areas are the board's: as its file names them, or as they follow from `areas.csv`; what is wrong is said."""

from datetime import date

import pytest

from indicators.catalogue.areas import Area, BoardTerms, board_areas, placed_areas
from indicators.catalogue.board import checked_board
from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import DataProblems
from indicators.loading.build import build
from indicators.wording.areas import board_place, short_area_words, together_words
from tests.helpers.tiny_store import tiny_data, tiny_store

AREAS = {
    area.code: area
    for area in (
        Area("E1", "Ashby", region_code="R1"),
        Area("E2", "Birley", region_code="R1"),
        Area("E3", "Corby Vale", region_code="R2"),
        Area("AB", "Ashby and Birley", "combined", parts=("E1", "E2")),
        Area("ABC", "Ashby, Birley and Corby Vale", "combined", parts=("E1", "E2", "E3")),
        Area("R1", "North East", "region"),
        Area("N1", "Anyland", "country"),
    )
}


def test_without_words_of_its_own_the_board_is_the_smallest_combined_area():
    board = board_areas(AREAS)
    assert (board.own, board.combined, board.together) == (("E1", "E2"), ("AB", "ABC"), "AB")
    assert (board.region, board.nation, board.profiled) == ("R1", "N1", ("E1", "E2", "AB"))


def test_one_authority_is_its_own_whole_and_has_nothing_together():
    board = board_areas(AREAS, own=["E2"])
    assert (board.whole, board.together, board.profiled) == ("E2", "", ("E2",))


def test_three_of_two_regions_are_held_against_the_nation_alone():
    board = board_areas(AREAS, own=["E1", "E2", "E3"])
    assert (board.together, board.comparators) == ("ABC", ("N1",))


def test_areas_know_their_place():
    placed = placed_areas(AREAS, board_areas(AREAS, own=["E2", "E1"]), {"E1": "#00703C"})
    assert [(code, placed[code].place) for code in ("E2", "E1", "AB", "ABC", "E3")] == [
        ("E2", 0), ("E1", 1), ("AB", 0), ("ABC", 1), ("E3", -1),
    ]  # fmt: skip
    assert [code for code, area in placed.items() if area.is_own] == ["E1", "E2"]
    assert [code for code, area in placed.items() if area.is_together] == ["AB"]
    assert placed["E1"].colour == "#00703C"
    assert (placed["R1"].phrase, placed["N1"].phrase) == ("the North East", "Anyland")


FILE = 'name = "The board"\nareas = ["Rutland"]\n[colours]\nRutland = "#00703C"\n'


@pytest.mark.slow
def test_a_file_chooses_areas_order_and_colours(tmp_path):
    catalogue = load_catalogue(tiny_store(tmp_path, [{}], files={"board.toml": FILE}))
    assert catalogue.board.own == ("E06000017",)
    assert catalogue.areas["E06000017"].colour == "#00703C"
    assert not catalogue.areas["E10000018"].is_own
    assert board_place(catalogue) == "Rutland"
    assert catalogue.terms == BoardTerms(name="The board")


@pytest.mark.slow
def test_a_file_says_what_the_board_its_group_and_its_roles_are_called(tmp_path):
    file = 'name = "B"\nterm = "safeguarding panel"\ngroup = "Data Group (DG)"\nroles = ["Panel chair", "Analyst"]\n'
    terms = load_catalogue(tiny_store(tmp_path, [{}], files={"board.toml": file})).terms
    assert (terms.board, terms.group) == ("safeguarding panel", "Data Group (DG)")
    assert terms.readers == ("Panel chair", "Analyst", "Member of the Data Group")


@pytest.mark.slow
def test_words_for_several_areas(tmp_path):
    file = 'name = "B"\nareas = ["Leicestershire", "Rutland"]\n'
    catalogue = load_catalogue(tiny_store(tmp_path, [{}], files={"board.toml": file}))
    both = catalogue.areas["LR"]
    assert (together_words(both), short_area_words(both, catalogue)) == ("both areas together", "both areas")
    assert board_place(catalogue) == "Leicestershire and Rutland"


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('areas = ["Rutlnd"]', "key 'areas': 'Rutlnd' is not an area of areas.csv. Did you mean Rutland"),
        ('areas = ["Rutland", "E06000017"]', "'E06000017' is given before; write each area once"),
        ('areas = ["England"]', "'England' is not a local authority in areas.csv: its level there is country"),
        ('combined = ["Rutland"]', "'Rutland' is not a combined area in areas.csv"),
        ('region = "Rutland"', "'Rutland' is not a region in areas.csv"),
        ("areas = []", "key 'areas'"),
        ('term = "the board"', "'the board' is not the word for the board within a sentence; write a word or a few"),
        ('term = "<b>"', "'<b>' is not the word for the board"),
        ('term = ""', "key 'term'"),
        ("term = 5", "key 'term': '5' is not the word"),
        ('group = " "', "key 'group'"),
        ('roles = ["Chair", "chair "]', "key 'roles'"),
        ("roles = []", "are not roles; write each once"),
        ('colours = {Rutland = "red"}', "is not a colour for each area"),
        ('colours = {Atlantis = "#123456"}', "'Atlantis' is not an area of areas.csv"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_and_nothing_is_taken_in(text, told, tmp_path):
    data = tiny_data(tmp_path, [{}], files={"board.toml": f'name = "B"\n{text}\n'})
    with pytest.raises(DataProblems) as error:
        build(tmp_path / "store.duckdb", data)
    assert told in str(error.value)
    assert not (tmp_path / "store.duckdb").exists()


def test_all_that_is_wrong_is_said_at_once():
    _, problems = checked_board(
        'name = "B"\nareas = ["Nowhere"]\nregion = "Elsewhere"\n', today=date(2026, 12, 1), areas=AREAS
    )
    assert [problem.value for problem in problems] == ["Nowhere", "Elsewhere"]


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"level": "combined", "parts": "X+E06000017"}, "names the area itself as its part"),
        ({"level": "combined", "parts": "LR+E06000016"}, "names the part LR, which is no local authority"),
        ({"level": "combined", "parts": "E06000016+E06000016"}, "names a part twice"),
        ({"level": "combined"}, "is empty; write the codes of its councils"),
        ({"parts": "E06000017"}, "is only for a combined area"),
    ],
)
def test_a_combined_area_is_made_of_other_councils(row, told, tmp_path):
    data = tiny_data(tmp_path, [{}], tables={"areas.csv": [{"code": "X", "name": "Xshire", **row}]})
    with pytest.raises(DataProblems) as error:
        build(tmp_path / "store.duckdb", data)
    assert told in str(error.value)
