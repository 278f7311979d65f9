"""Returns: a file is checked, taken in and undone; what came, what is expected, what is asked for."""

import io
import re
import zipfile
from datetime import date
from html import unescape
from urllib.parse import parse_qs, parse_qsl

import pytest

from indicators.pages.components.board_lines import OVERDUE_ADDRESS
from indicators.returns.due import count_overdue_figures
from indicators.store.database import open_store
from indicators.store.rewrite import rewrite
from tests.helpers.form_filling import address, fill
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

HEADING = "indicator,area,period,value,numerator,denominator,status,symbol,source,note"
SOURCE = "return_rutland_council"
LIST = f"{HEADING}\ncontacts,Rutland,2016/17 Q1,210,,,,,{SOURCE},\ncontacts,Rutland,2016/17 Q2,,,,,c,{SOURCE},\n"


@pytest.fixture
def taking(tmp_path, monkeypatch, opened):
    """`submission_section("returns")`: as `own_store`, on a store of one figure that knows the council's returns."""
    tables = {
        "sources.csv": [{"source": SOURCE, "title": "Return of the council"}],
        "agencies.csv": [{"agency": "rutland_council", "name": "Rutland County Council", "source": SOURCE}],
        "duties.csv": [{"agency": "rutland_council", "area": "Rutland"}],
    }
    opened.path = tiny_store_file(tmp_path, [{"area": "Rutland"}], tables=tables)
    monkeypatch.setenv("INDICATORS_STORE", str(opened.path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    return opened


def uploaded(app, content, name="list.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return app.run()


def button(app, words):
    return next(item for item in app.button if item.label.startswith(words))


def contacts(path, period="2016-06-30"):
    store = open_store(path)
    try:
        found = store.query("series", indicators=["contacts"], areas=["E06000017"])
        return found[found["ends"] == period]["value"].tolist()
    finally:
        store.close()


def test_before_a_file_is_chosen_the_page_says_what_can_be_taken_in(opened):
    app = opened("returns")
    assert any("the workbook that an agency filled in" in text.value for text in app.markdown)


def test_a_list_is_checked_taken_in_and_undone(taking):
    app = uploaded(taking("returns"), LIST)
    assert "List of figures: 2 new." in html(app)
    assert contacts(taking.path) == []
    app = button(app, "Take in all 2 figures").click().run()
    assert "is taken in as return" in app.success[0].value
    assert contacts(taking.path) == [210]
    app = button(app, "Withdraw").click().run()
    assert "is withdrawn" in app.success[0].value
    assert contacts(taking.path) == []


@pytest.mark.long
def test_a_single_figure_is_counted_as_one(taking):
    one, symbol = LIST.splitlines()[1:]
    app = uploaded(taking("returns"), f"{HEADING}\n{one}\n")
    assert button(app, "Take in").label == "Take in the one figure"
    app = uploaded(app, f"{HEADING}\n{one}\n{symbol.replace('2016/17 Q2', 'Easter')}\n")
    assert button(app, "Take in").label == "Take in the 1 sound figure, leave 1 out"


@pytest.mark.long
def test_what_is_wrong_with_a_whole_file_says_so_and_where_to_choose(taking):
    app = uploaded(taking("returns"), "Indicator,Area,Period,Figure\nContacts,Rutland,2016/17 Q1,3\n")
    assert "<td>the file</td><td></td><td>does not say who sends it: choose the agency under" in html(app)


@pytest.mark.long
def test_the_same_file_again_has_nothing_to_do_and_a_revision_stands_beside_what_it_revises(taking):
    app = button(uploaded(taking("returns"), LIST), "Take in").click().run()
    app = uploaded(app, LIST)
    assert "It was accepted before, as return" in html(app)
    assert not any(item.label.startswith("Take in") for item in app.button)
    page = html(uploaded(app, LIST.replace(",210,", ",214,")))
    assert "1 revised, 1 as they were known" in page
    assert "<td>214</td><td>210</td><td>+4</td>" in page


def test_wrong_rows_are_told_with_what_to_write_and_sound_ones_can_be_taken_alone(taking):
    nasty = "<script>alert(1)</script>"
    wrong = LIST + f"contcts,Rutland,2016/17 Q1,1,,,,,{SOURCE},\ncontacts,Rutland,2016/17 Q3,many,,,,,{SOURCE},\n"
    app = uploaded(taking("returns"), f"{wrong}{nasty},Rutland,2016/17 Q1,1,,,,,{SOURCE},\n")
    page = html(app)
    assert "row 4, column &#x27;indicator&#x27;" in page
    assert "Did you mean contacts" in page
    assert "is not a number; write digits only" in page
    assert nasty not in page
    assert "&lt;script&gt;" in page
    app = button(app, "Take in the 2 sound figures, leave 3 out").click().run()
    assert contacts(taking.path) == [210]


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 figures", "is a PDF"),
        (b"PK\x03\x04 broken", "cannot be taken in"),
        (b"a\0b", "NUL"),
        (b"<html><table>", "web page"),
        (b"one,two\n1,2\n", "cannot be taken in"),
    ],
)
def test_what_is_no_return_is_refused_in_words(taking, content, words):
    app = uploaded(taking("returns"), content, "figures.xlsx")
    told = " ".join([*(item.value for item in app.error), html(app)])
    assert words in told or "holds no table" in told
    assert not any(item.label.startswith("Take in") for item in app.button)


def test_a_change_in_between_is_told_and_nothing_taken_in(taking):
    app = uploaded(taking("returns"), LIST)
    with rewrite(taking.path) as store, store.transaction():
        other = store.fetch("series", indicators=["contacts"], areas=["E06000017"]).tail(1)
        row = other.assign(period_type="quarter", starts=date(2016, 4, 1), ends=date(2016, 6, 30), value=5.0)
        store.append("observation", row.assign(source=SOURCE, symbol="", return_id=9999))
    app = button(app, "Take in").click().run()
    assert "The store has changed since list.csv was checked: 1 new and 1 revised figures now" in app.error[
        0
    ].value.replace("\\", "")
    assert contacts(taking.path) == [5]


@pytest.mark.long
def test_what_came_is_listed_and_can_be_withdrawn_with_a_reason(taking):
    button(uploaded(taking("returns"), LIST), "Take in").click().run()
    app = taking("returns", section="history")
    assert "list.csv" in html(app)
    assert button(app, "Withdraw").click().run().error[0].value.startswith("Say why")
    app.text_input[0].set_value("sent for the wrong quarter")
    app = button(app, "Withdraw").click().run()
    assert "is withdrawn" in app.success[0].value
    assert "sent for the wrong quarter" in html(app)
    assert contacts(taking.path) == []


def test_without_returns_the_history_says_what_to_do(opened):
    assert "Choose **Take in a file** above" in opened("returns", section="history").info[0].value


@pytest.mark.long
def test_expected_shows_late_returns_apart_from_figures_of_nought(opened):
    app = opened("returns", section="expected")
    page = html(app)
    assert "returns are complete" in page
    assert "it is an answer, not 0" in page
    assert "The publishers" in page
    fill(app, Financial_year="2016/17")
    assert "late since 30 July 2016" in html(app)
    fill(app, Sort_what_is_overdue_by="indicator")
    assert address(app) == {"section": "expected", "missing": "indicator"}


@pytest.mark.long
def test_how_many_figures_are_overdue_stands_where_the_link_leads(taking):
    app = taking(OVERDUE_ADDRESS.partition("?")[0], **dict(parse_qsl(OVERDUE_ADDRESS.partition("?")[2])))
    store = open_store(taking.path)
    number = count_overdue_figures(store, as_at=date.today())
    store.close()
    assert re.search(rf"[\d,]+ figures are overdue, in [\d,]+ returns, {number} of them from the last 12 months; the "
                     "oldest since 30 July 2016", html(app))  # fmt: skip


def test_asking_offers_the_workbook_of_an_agency(opened):
    app = opened("returns", section="ask")
    app.selectbox(key="returns:asked-agency").set_value("rutland_council").run()
    page = html(app)
    assert "Rutland County Council is asked for" in page
    assert [item.label for item in app.get("download_button")] == ["Workbook to fill in"]


def chart_addresses(app):
    """The addresses of the charts that a page links to, as parameters."""
    links = re.findall(r'href="explore\?([^"]+)"', html(app))
    return [parse_qs(unescape(link)) for link in links]


@pytest.mark.long
def test_a_doubt_is_told_at_its_cell_and_confirmed_by_the_button(taking):
    """901 in the whole of 2015/16, and ten times a quarter of it in one quarter."""
    doubtful = LIST.replace(",210,", ",2250,")
    app = uploaded(taking("returns"), doubtful)
    page = html(app)
    assert "row 2, column &#x27;value&#x27;" in page
    assert "and more than that whole year. Is it too large?" in page
    app = button(app, "Take in all 2 figures, with 1 doubt").click().run()
    assert contacts(taking.path) == [2250]
    assert "and more than that whole year" in html(taking("returns", section="history"))


@pytest.mark.long
def test_what_was_taken_in_leads_to_charts_that_show_it(taking):
    """The address opened shows the figure itself, though older yearly figures stand beside it."""
    rest = f"contacts,Rutland,2016/17,901,,,,,{SOURCE},\nreferrals,Rutland,2016/17 Q1,77,,,,,{SOURCE},\n"
    app = button(uploaded(taking("returns"), LIST + rest), "Take in").click().run()
    assert "See them: 3 charts" in [item.label for item in app.expander]
    links = chart_addresses(app)
    shown = {(link["indicator"][0], link["periods"][0]): link for link in links}
    assert set(shown) == {("contacts", "quarter"), ("contacts", "year"), ("referrals", "quarter")}
    for figure, kind, period in ((210, "contacts", "2016/17 Q1"), (77, "referrals", "2016/17 Q1")):
        page = html(taking("explore", **shown[kind, "quarter"]))
        assert f">{figure}</td>" in page
        assert period in page
        assert "No figures" not in page
    assert chart_addresses(taking("returns", section="history")) == links
    app = button(app, "Withdraw").click().run()
    assert chart_addresses(app) == []


@pytest.mark.long
def test_of_an_archive_all_that_are_known_are_taken_in_or_one_is_chosen(taking):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("data/a.csv", LIST)
        made.writestr("data/b.csv", LIST.replace("2016/17", "2015/16"))
        made.writestr("data/x.csv", "time_period,time_identifier,new_la_code,x\n2025,Reporting year,E06000017,3\n")
    app = uploaded(taking("returns"), content.getvalue(), "release.zip")
    page = html(app)
    assert page.count("can be taken in</td>") == 2
    assert "left out: x.csv" in page
    assert button(app, "Take in 4 figures of 2 tables")
    choice = next(item for item in app.selectbox if item.label.startswith("Which file?"))
    app = choice.set_value("data/b.csv").run()
    assert "List of figures: 2 new." in html(app)
    choice = next(item for item in app.selectbox if item.label.startswith("Which file?"))
    app = choice.set_value("All that are known").run()
    app = button(app, "Take in 4 figures of 2 tables").click().run()
    assert "data/a.csv as return" in app.success[0].value
    assert contacts(taking.path) == [210]
