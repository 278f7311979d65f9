"""Parts from the pages in a report: drawn anew from the figures of the audience, told when gone, and nothing of the
record in a report for anybody but what somebody has released.
"""

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from indicators.board.challenges import NewChallenge, raise_challenge
from indicators.board.findings import FindingText, add_finding
from indicators.board.report_sets import ReportPart, add_report_part
from indicators.board.scorecards import add_scorecard
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.scorecards import ScorecardMeasure
from indicators.disclosure.edition import board_edition, public_edition
from indicators.errors import UsageError
from indicators.pages.report.views import draw_view
from indicators.report.contents import Contents, ContentsItem, contents_text
from indicators.report.make import make_pack
from indicators.report.record import contents_with_set
from indicators.store.database import open_for_reading
from tests.helpers.packs import YEAR, contents_of, files_of, manifest_of, slide_charts, tiny, word_text

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

BY = "Business office"
SECRET = "Rutland has 3 children whom nobody visits."
TEXT = FindingText(
    quadrant="service_users", stage="child_in_need", area_code="E06000017", period="2015/16", strength="weakness",
    statement="Children say plans come late.", source="Panel", by=BY, indicator="contacts", is_public=True,
)  # fmt: skip
RATE = "explore?indicator=contacts&area=Rutland&measure=value&periods=year&from=2013/14&to=2015/16&add=none&chart=time"
VIEWS = {
    RATE: "Contacts of Rutland",
    "explore?indicator=nonsense&area=Rutland": "No indicator",
    "explore?indicator=contacts&area=Atlantis": "No area",
    "compare?stage=Child+protection&year=2019/20&unit=percentages": "Later",
    "nowhere?x=y": "No page",
    "assurance?plan=lr&as_at=0001-01-01": "Long ago",
    "log?challenge=7": "No challenge",
    "findings?finding=none": "No finding",
}


@pytest.fixture
def store(tmp_path):
    path = tiny(tmp_path / "store", populations=[{"area": "Rutland", "value": 8028}], plans={"lr": {}})
    with open_for_reading(path) as opened:
        seen = figure_snapshot(opened, load_catalogue(opened), "contacts", "E06000017")
    asked = NewChallenge(
        question=SECRET, agency="Police", due=date(2026, 12, 24), by=BY, indicator="contacts", area_code="E06000017",
        snapshot=seen,
    )  # fmt: skip
    raise_challenge(path, asked, today=date(2026, 12, 1))
    return path


def report_set(path, parts, name="Annual report"):
    for address, title in parts.items():
        made = add_report_part(path, ReportPart(address, title), by=BY, title=name)
    with open_for_reading(path) as opened:
        return contents_with_set(None, made, opened)


def missing(folder):
    """What a pack says that it lacks, pictures and their PDF apart."""
    apart = ("has no picture", "report.pdf is left out")
    return [words for words in manifest_of(folder)["missing"] if not any(one in words for one in apart)]


def pack(edition, contents, out):
    with closing(edition.store):
        return make_pack(edition, contents, YEAR, out, pictures=False, draw_view=draw_view).folder


@pytest.mark.long
def test_a_view_is_drawn_as_it_was_and_what_is_gone_is_said_while_the_rest_is_made(store, tmp_path):
    contents = report_set(store, VIEWS)
    assert [item.kind for item in contents.items] == ["view"] * len(VIEWS) + ["sources", "notes"]
    folder = pack(board_edition(store), contents, tmp_path)
    (drawn,) = slide_charts(folder).values()
    assert drawn == {"Rutland": {"2013/14": 690, "2014/15": 717, "2015/16": 901}}
    assert missing(folder) == [
        "No indicator: the indicator 'nonsense' is not there any more.",
        "No area: the area 'Atlantis' is not there any more.",
        "Later: it is of 2019/20, which is after the year of the report.",
        "No page: the dashboard has no page 'nowhere' whose views can stand in a report.",
        "No challenge: the challenge is not there any more.",
        "No finding: the finding is not there any more.",
    ]
    assert "Contacts of Rutland" in word_text(folder)
    # As a file of contents, it says the same again.
    with closing((edition := board_edition(store)).store):
        assert contents_of(contents_text(contents), edition.catalogue) == contents


def test_figures_after_the_reports_year_are_cut_off(store, tmp_path):
    contents = report_set(store, {RATE: "Contacts of Rutland"})
    with closing((edition := board_edition(store)).store):
        year = replace(YEAR, ends=date(2015, 3, 31), starts=date(2014, 4, 1))
        folder = make_pack(edition, contents, year, tmp_path, pictures=False, draw_view=draw_view).folder
    (drawn,) = slide_charts(folder).values()
    assert drawn == {"Rutland": {"2013/14": 690, "2014/15": 717}}


@pytest.mark.long
def test_words_of_people_are_for_the_board_unless_somebody_released_them(store, tmp_path):
    released, not_released = (
        add_finding(store, text)
        for text in (TEXT, replace(TEXT, statement="Staff know of 3 children.", is_public=False))
    )
    parts = {
        "log?challenge=1": f"Challenge: {SECRET}",
        "assurance?plan=lr": "The map",
        f"findings?section=write&finding={released}": "Released",
        f"findings?section=write&finding={not_released}": "Staff know of 3",
        RATE: "Contacts of Rutland",
    }
    contents = report_set(store, parts)
    board = pack(board_edition(store), contents, tmp_path)
    told = word_text(board)
    assert f"“{SECRET}”" in told
    assert "“Staff know of 3 children.”" in told
    assert "Contacts, Rutland, as the board saw it" in slide_charts(board)
    public = pack(public_edition(store), contents, tmp_path)
    assert "“Children say plans come late.”" in word_text(public)
    assert contents.title in told
    # What somebody called the set and the finding is nobody's decision.
    assert not {contents.title, "Released"} & set(word_text(public).split("\n"))
    without = {address: title for address, title in parts.items() if title in ("Released", "Contacts of Rutland")}
    same = report_set(store, without, "Another")
    assert files_of(pack(public_edition(store), same, tmp_path / "same")) == files_of(public)
    for words in ("visits", "Staff know", "The map", "log?", "challenge", "assurance"):
        assert words not in word_text(public)
        assert all(words.encode() not in content for content in files_of(public).values())
    assert missing(public) == []


def test_a_report_of_the_boards_words_alone_is_refused_to_anybody(store, tmp_path):
    contents = Contents("X", (ContentsItem(kind="view", title="Y", address="log?challenge=1"),))
    with closing((edition := public_edition(store)).store), pytest.raises(UsageError, match="for members only"):
        make_pack(edition, contents, YEAR, tmp_path, pictures=False)
    assert list(tmp_path.glob("report-pack*")) == []


def test_other_hidden_figures_give_the_same_parts(tmp_path):
    """The same view of figures that nobody may see, drawn from two boards."""
    parts = {
        RATE.replace("add=none", "add=intervals&add=limits"): "Contacts of Rutland",
        RATE.replace("periods=year", "periods=quarter"): "By quarter",
        "home?quadrant=quantitative_data": "A quadrant",
        "challenge?stage=child_in_need": "The list",
        "scorecard?set=own_ours_1": "Scorecard",
        "disagreements?area=Rutland": "Two sources",
    }
    packs = []
    for number, hidden in enumerate((3, 4)):
        rows = [{"area": "Rutland", "period": period, "value": 31} for period in ("2013/14", "2015/16")]
        rows += [{"area": "Rutland", "period": "2014/15", "value": hidden}]
        rows += [{"period": period, "value": 200} for period in ("2013/14", "2014/15", "2015/16")]
        rows += [{"area": "Rutland", "period": "2013/14", "value": 40, "source": "national"}]
        path = tiny(tmp_path / str(number), rows, populations=[{"area": "Rutland", "value": 8028}])
        add_scorecard(path, title="Ours", measures=[ScorecardMeasure("contacts")], by=BY)
        packs.append(pack(public_edition(path), report_set(path, parts), tmp_path / f"out{number}"))
    first, second = packs
    one, other = files_of(first), files_of(second)
    (drawn,) = slide_charts(first).values()
    assert drawn["Rutland"] == {"2013/14": 40, "2014/15": None, "2015/16": 31}
    assert {name for name in one if name != "manifest.json" and one[name] != other[name]} == set()
    assert missing(first) == missing(second)
