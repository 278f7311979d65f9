"""The data folder of another board, made from what is known of the country: sound, its own, and nothing of ours."""

import csv
import re
from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.clock import clock_set_to
from indicators.disclosure.decisions import NOT_YET, publishable_texts
from indicators.errors import UsageError
from indicators.figures import read_figures
from indicators.loading.build import build
from indicators.loading.new_board import _Country, make_board_folder
from indicators.settings import DATA
from indicators.store.database import open_for_reading

#: What is about the shipped board alone; its other names are also those of like areas.
OURS = re.compile(r"\b(?:Leicestershire|Rutland|LLR|E06000017|E10000018)\b")
#: Tables of the whole country.
EVERYBODYS = ("authorities.csv",)


def texts_of(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file() and file.name not in EVERYBODYS
    }


@pytest.fixture(scope="module")
def solihull(tmp_path_factory):
    return make_board_folder(["solihull"], tmp_path_factory.mktemp("new") / "solihull").folder


@pytest.fixture(scope="module")
def solihull_store(solihull, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "store.duckdb"
    build(path, solihull)
    return path


@pytest.mark.slow
def test_nothing_of_the_shipped_board_is_in_it(solihull):
    found = {name: OURS.findall(text) for name, text in texts_of(solihull).items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert len(list((solihull / "definitions").glob("*.toml"))) > 400


@pytest.mark.slow
def test_it_builds_and_the_board_is_its_one_authority(solihull_store):
    with open_for_reading(solihull_store) as store:
        catalogue = load_catalogue(store)
        board = catalogue.board
        assert (board.own, board.combined, board.together, board.whole) == (("E08000029",), (), "", "E08000029")
        assert board.profiled == board.own
        assert catalogue.terms.board == "partnership"
        assert [catalogue.areas[code].name for code in board.comparators] == ["West Midlands", "England"]
        assert len(catalogue.neighbours["E08000029"]) == 10
        assert [plan.id for plan in catalogue.plans.values()] == ["solihull_2012_13"]


def test_its_figures_are_the_published_ones(solihull_store):
    with open_for_reading(solihull_store) as store:
        rows = read_figures(store, load_catalogue(store), ["looked_after_31_march"], ["E08000029"])
    shown = rows[rows["rank"] == 0].set_index("period")["value"]
    # As the department's file has it.
    assert shown["31 March 2025"] == 489
    assert len(shown) >= 5


@pytest.mark.slow
def test_several_authorities_have_an_area_together(tmp_path):
    made = make_board_folder(["E06000016", "Leicestershire", "Rutland"], tmp_path / "three", name="The three")
    build(tmp_path / "store.duckdb", made.folder)
    with open_for_reading(tmp_path / "store.duckdb") as store:
        catalogue = load_catalogue(store)
        together = catalogue.areas[catalogue.board.together]
        assert together.name == "Leicester, Leicestershire and Rutland"
        assert together.parts == catalogue.board.own
        assert [plan.id for plan in catalogue.plans.values()] == ["joint_2023_25"]
        own = read_figures(store, catalogue, ["contacts", "looked_after_31_march"], list(catalogue.board.shown))
        newest = own[(own["ends"] == own["ends"].max()) & (own["rank"] == 0)].set_index("area_code")["value"]
        assert newest[together.code] == sum(newest[code] for code in together.parts)


@pytest.mark.slow
def test_authorities_of_two_regions_have_none_in_common(tmp_path):
    made = make_board_folder(["Solihull", "Rutland"], tmp_path / "two")
    build(tmp_path / "store.duckdb", made.folder)
    with open_for_reading(tmp_path / "store.duckdb") as store:
        board = load_catalogue(store).board
    assert (board.region, board.nation) == ("", "E92000001")


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        (["Solihul"], "There is no area 'Solihul'. Did you mean Solihull"),
        (["East Midlands"], "There is no area 'East Midlands'"),
        (["Solihull", "E08000029"], "Solihull is named twice"),
        ([], "Name the authorities"),
    ],
)
def test_what_is_no_set_of_authorities_is_refused_in_words(areas, told, tmp_path):
    with pytest.raises(UsageError, match=re.escape(told)):
        make_board_folder(areas, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_stays_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something already"):
        make_board_folder(["Solihull"], tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


#: What only a board that has had its own reports, figures and decisions can say.
_OF_ANOTHERS_REPORTS = re.compile(
    r"\bthe report\b|annual report|No figure has been received|[Tt]wo councils|\bboth councils\b|our councils|"
    r"when it was printed|Printed for|decided_by",
)


@pytest.mark.slow
def test_what_another_boards_reports_and_decisions_say_stays_behind(solihull):
    texts = {name: text for name, text in texts_of(solihull).items() if name.startswith("definitions/")}
    found = {name: _OF_ANOTHERS_REPORTS.findall(text) for name, text in texts.items()}
    allowed = {
        # A question to any board, of a report that it asks for.
        name: ["the report"]
        for name in ("definitions/cse_strategy_reports.toml", "definitions/da_strategy_reports.toml")
    }
    assert {name: words for name, words in found.items() if words and words != allowed.get(name)} == {}
    own = (solihull / "areas.csv").read_text("utf-8")
    with (DATA / "authorities.csv").open(encoding="utf-8-sig") as lines:
        # One of them is a word too.
        others = [row["name"] for row in csv.DictReader(lines) if row["name"] not in own and row["name"] != "Reading"]
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, others))})\b")
    assert {name: named.findall(text) for name, text in texts.items() if named.search(text)} == {}
    # What is true of the measure anywhere came with it.
    assert "one child can be the subject of several" in texts["definitions/contacts.toml"]


@pytest.mark.slow
def test_what_goes_public_is_the_boards_own_decision(solihull_store):
    with open_for_reading(solihull_store) as store:
        catalogue = load_catalogue(store)
        assert {item.public for item in catalogue.indicators.values()} == {None}
        texts = [text for text in publishable_texts(store, catalogue) if text.place.startswith("definitions/")]
    assert len(texts) > 800
    assert {text.public for text in texts} == {NOT_YET}


@pytest.mark.slow
def test_nobody_is_behind_on_the_first_day(tmp_path):
    with clock_set_to(date(2027, 2, 10)):
        folder = make_board_folder(["Solihull"], tmp_path / "new").folder
    with (folder / "duties.csv").open(encoding="utf-8") as lines:
        starts = {(row["every"], row["starts"]) for row in csv.DictReader(lines)}
    assert starts == {("month", "February 2027"), ("quarter", "2026/27 Q4"), ("year", "2026/27")}


@pytest.mark.slow
@pytest.mark.parametrize("term", ["safeguarding children partnership board", "forum"])
def test_a_board_of_any_word_can_be_built(term, tmp_path):
    made = make_board_folder(["Solihull"], tmp_path / "new", name="Solihull Forum", term=term)
    build(tmp_path / "store.duckdb", made.folder)
    with open_for_reading(tmp_path / "store.duckdb") as store:
        indicators = load_catalogue(store).indicators.values()
    assert f"{term[:1].upper()}{term[1:]}'s business office" in {item.owner for item in indicators}
    assert f"The {term}'s headline measures" in (made.folder / "scorecards" / "headlines.toml").read_text("utf-8")


@pytest.mark.slow
def test_what_is_said_of_areas_like_its_own_stays_behind(tmp_path):
    """Leicestershire is like both of these, so that its figures come along, but nothing that is said of it."""
    made = make_board_folder(["Bristol", "north somerset", "South Gloucestershire"], tmp_path / "out")
    assert [area.name for area in made.areas] == ["Bristol", "North Somerset", "South Gloucestershire"]
    written = texts_of(made.folder)
    assert "Leicestershire" in written["areas.csv"]
    said = {name: re.sub(r'area = "[^"]*"', "", text) for name, text in written.items() if "definitions/" in name}
    assert [name for name, text in said.items() if OURS.search(text)] == []
    owners = {line for text in said.values() for line in text.splitlines() if line.startswith("owner = ")}
    assert [owner for owner in owners if re.search(r"(?i)subgroup|Leicester|\bicon\b|partnership's (?!business)", owner)
            and "children and young people" not in owner.casefold()] == []  # fmt: skip
    assert "Bristol City Council" in written["agencies.csv"]
    assert "Bristol, City of" not in written["agencies.csv"] + written["areas.csv"] + written["board.toml"]


@pytest.mark.parametrize("name", ["Bristol", "Bristol, City of", "E06000023", "bristol city council", " Bristol "])
def test_an_authority_is_met_by_what_people_call_it(name):
    country = _Country(DATA)
    assert [area.name for area in country.find_authorities([name])] == ["Bristol"]
