"""The race with other frameworks holds together: its pins, its parts, and the figures that the peers show."""

import ast
import re
from datetime import date

import pytest

from benchmarks.race import run
from benchmarks.race.figures import LIKE_AREAS, MEASURES, QUADRANTS, Board
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import QUADRANTS as OUR_QUADRANTS
from indicators.figures import read_figures, select_series
from indicators.pages.explore.choice import MEASURE_WORDS
from indicators.store.database import open_store
from tests.helpers.browser import ROOT
from tests.helpers.tiny_store import tiny_store_file

RACE = ROOT / "benchmarks" / "race"
AREAS = {"Leicestershire": "E10000018", "Rutland": "E06000017", "England": "E92000001"}
VALUES = {"Leicestershire": (700, 810, 901), "Rutland": (70, 60, 55), "England": (9000, 9100, 9300)}
FACTS = [
    {"indicator": "contacts", "area": area, "period": period, "value": value, "source": source}
    for area, values in VALUES.items()
    for period, printed in zip(("2013/14", "2014/15", "2015/16"), values, strict=True)
    # Given by two sources, and not alike: the newer one counts.
    for source, value in (("report", printed), ("national", printed + 4))
]
PEOPLE = [
    {"area": area, "period": f"30 June {year}", "value": children + year}
    for area, children in (("Leicestershire", 130_000), ("Rutland", 8_000), ("England", 11_000_000))
    for year in (2013, 2014, 2015)
]


def pins(path):
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith(("#", " "))]
    found = [re.fullmatch(r"([\w.-]+)==([\w.]+)( \\)?", line.split(" ;")[0]) for line in lines]
    assert all(found), [line for line, pin in zip(lines, found, strict=True) if not pin]
    return {pin[1].lower().replace("_", "-"): pin[2] for pin in found}


def test_the_peers_are_pinned_with_our_engine_and_our_drawing():
    """Where `make lock` has taken a newer one, write it into benchmarks/race/requirements.txt too."""
    peers, ours = pins(run.REQUIREMENTS), pins(ROOT / "requirements.txt")
    assert run.PEERS.keys() <= peers.keys()
    for name in ("duckdb", "pandas", "plotly"):
        assert peers[name] == ours[name]


def test_the_boards_import_the_peers_and_nothing_of_ours():
    boards = {path.stem.removesuffix("_board"): path for path in RACE.glob("*_board.py")}
    assert boards.keys() == run.PEERS.keys()
    for path in (*boards.values(), RACE / "figures.py"):
        tree = ast.parse(path.read_text("utf-8"))
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert not [name for name in modules if name.startswith(("indicators", "tests"))]
    assert list(QUADRANTS.items()) == list(OUR_QUADRANTS.items())
    assert {name: MEASURE_WORDS[name] for name in MEASURES} == MEASURES


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tiny_store_file(tmp_path_factory.mktemp("race"), FACTS, populations=PEOPLE)


@pytest.fixture(scope="module")
def board(store):
    return Board(store)


@pytest.fixture(scope="module")
def figures_of(store):
    opened = open_store(store)
    catalogue = load_catalogue(opened)
    figures = read_figures(opened, catalogue, ["contacts"], AREAS.values())
    yield lambda area, **choice: select_series(figures, catalogue, "contacts", area, **choice).known
    opened.close()


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("first", [None, "2014/15"])
def test_the_peers_show_our_figures(board, figures_of, measure, first):
    shown = board.lines("contacts", ["Leicestershire", "Rutland"], ["England", LIKE_AREAS], measure, first)
    names = ["Leicestershire", "Rutland", *(["England"] if measure != "value" else [])]
    assert list(dict.fromkeys(shown["line"])) == names
    for name in names:
        ours = figures_of(AREAS[name], measure=measure, since=first and date(2015, 3, 31))
        theirs = shown[shown["line"] == name]
        assert theirs["period"].tolist() == ours["period"].tolist()
        assert theirs["value"].tolist() == pytest.approx(ours["value"].tolist())


def test_home_has_the_latest_figure_of_each_area_and_its_change(board):
    [row] = board.quadrants()["Quantitative data"].query("Indicator == 'Contacts'").to_dict("records")
    assert (row["Leicestershire"], row["Rutland"]) == ("905 (2015/16, +91)", "59 (2015/16, -5)")


@pytest.mark.slow
def test_a_chart_names_its_lines_and_a_headline_what_moved(board):
    lines = board.lines("contacts", ["Leicestershire", "Rutland"])
    chart = board.chart("contacts", lines, "value")
    assert [note.text for note in chart.layout.annotations] == ["Leicestershire", "Rutland"]
    assert board.headline("contacts", lines) == (
        "Contacts rose in Leicestershire, from 704 in 2013/14 to 905 in 2015/16; "
        "fell in Rutland, from 74 in 2013/14 to 59 in 2015/16"
    )


def test_ours_is_measured_beside_the_fastest_peer_and_beside_each():
    seconds = {"ours": 1.1, "dash": 1.0, "vizro": 3.0, "panel": 2.0}
    lines = run.comparisons({name: dict.fromkeys(run.MEASURED, [took] * 3) for name, took in seconds.items()})
    targets = [line for line in lines if line.target is not None]
    assert [line.target for line in targets] == [1, 1.2, 1, 1, 1, 1]
    assert {line.remark for line in targets} == {"the fastest peer is Dash"}
    assert [line.verdict for line in targets[:2]] == ["does not hold", "holds"]
    assert len(lines) == len(targets) * (1 + len(run.PEERS))


def test_an_index_out_of_reach_is_said_plainly(tmp_path, monkeypatch):
    monkeypatch.setattr(run.sys, "executable", str(tmp_path / "none"))
    with pytest.raises(RuntimeError, match="The race cannot be run: Dash, Vizro, Panel could not be installed"):
        run.peers_python(tmp_path)
