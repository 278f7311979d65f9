"""What version 0.5 left behind is opened by this one: its store, data folder, drafts, pack contents and templates.

`tests/earlier/0.5.zip` was made by that version: a tiny data folder and the store built from it, with a challenge, a
draft of another, contents of a report pack kept under a name, and the template of an agency.
"""

from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from indicators.board.challenges import (
    NewChallengeEvent,
    Step,
    challenge_history,
    find_challenges,
    move_challenge,
)
from indicators.board.drafts import all_drafts
from indicators.catalogue.catalogue import load_catalogue
from indicators.cli.main import main
from indicators.loading.build import StoreState, ensure_store
from indicators.report.contents import load_contents, saved_contents_names
from indicators.store.database import open_for_reading
from tests.helpers.tiny_store import current

ARCHIVE = Path(__file__).parents[1] / "earlier" / "0.5.zip"


@pytest.fixture
def earlier(tmp_path):
    """The folder that version 0.5 left behind, with its store brought up to date."""
    with ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path)
    ensured = ensure_store(tmp_path / "store.duckdb", tmp_path / "data")
    assert ensured.state in (StoreState.CURRENT, StoreState.BUILT), ensured
    return tmp_path


@pytest.mark.slow
def test_the_store_keeps_its_figures_and_its_challenges(earlier):
    with open_for_reading(earlier / "store.duckdb") as store:
        figures = sorted(value for value in current(store)["value"] if value == value)
        (challenge,), total = find_challenges(store, limit=None)
    assert {717.0, 12773.0} <= set(figures)
    assert (challenge.question, challenge.agency, total) == ("Why did contacts fall?", "police", 1)
    # Steps had no day of their own: they happened when they were written down.
    assert challenge.raised_on == challenge.raised_at.date()
    day = challenge.raised_on + timedelta(days=1)
    step = NewChallengeEvent(step=Step.ANSWER, by="police", words="Fewer calls came.", on=day, meeting="SEG")
    move_challenge(earlier / "store.duckdb", challenge.number, step)
    with open_for_reading(earlier / "store.duckdb") as store:
        assert [step.on for step in challenge_history(store, challenge.number)] == [challenge.raised_on, day]


@pytest.mark.slow
def test_drafts_and_contents_of_packs_are_there(earlier):
    path = earlier / "store.duckdb"
    (draft,) = all_drafts(path)
    assert (draft.form, draft.fields) == ("raise", {"question": "Half a quest"})
    assert saved_contents_names(path) == ["Our report"]
    with open_for_reading(path) as store:
        contents = load_contents("Our report", path, load_catalogue(store))
    assert (contents.title, [item.kind for item in contents.items]) == ("Our report", ["chart"])


@pytest.mark.slow
def test_a_template_comes_back_as_a_return(earlier, capsys):
    book = openpyxl.load_workbook(earlier / "template.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == "Figure"]
    heading = next(cell for cell in cells if cell.column > 1)
    heading.parent.cell(heading.row + 1, heading.column).value = 1234
    book.save(earlier / "sent.xlsx")
    where = ["--store", str(earlier / "store.duckdb"), "--data", str(earlier / "data")]
    assert main(["load", str(earlier / "sent.xlsx"), "--by", "business office", "--yes", *where]) == 0
    assert "Taken in as return" in capsys.readouterr().out
    with open_for_reading(earlier / "store.duckdb") as store:
        assert 1234.0 in set(current(store)["value"])
