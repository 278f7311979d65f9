"""Looking back: Explore and Challenge as on a day, the life of a figure, and a store that is replaced meanwhile."""

import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from indicators.loading.build import build
from indicators.pages.components.as_known import day_descriptions, later_returns_words
from indicators.pages.explore.context import version_difference_text
from tests.helpers.dated_returns import BUILT, FIRST_SENT, SENT, SLIPPED, WITHDRAWN, WRONG, aged_store, facts
from tests.helpers.pages import switch_to
from tests.helpers.tiny_store import tiny_data
from tests.helpers.wording_series import INDICATOR, SHARE
from tests.pages.conftest import html

VIEW = {"indicator": "contacts", "measure": "value"}
LATEST = re.compile(r'<tr><th scope="row">2015/16</th><td class="number">([\d,]+)')


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a store of returns of several days, and its data."""
    found = tmp_path_factory.mktemp("aged")
    aged_store(found)
    return found


@pytest.fixture
def looking(opened, folder, monkeypatch):
    """As `opened`, over that store."""

    def open_page(name="explore", **query):
        monkeypatch.setenv("INDICATORS_STORE", str(folder / "store.duckdb"))
        monkeypatch.setenv("INDICATORS_DATA", str(folder / "data"))
        return opened(name, **query)

    return open_page


def latest(app):
    """The figure of Leicestershire for 2015/16 in the table."""
    return LATEST.search(html(app))[1]


def address(app):
    found = app.query_params.get("known", "")
    return found if isinstance(found, str) else "".join(found)


def unfold(app, key):
    app.session_state[key] = True
    return app.run()


# A day to look back on


@pytest.mark.long
@pytest.mark.parametrize(
    ("day", "figure"),
    [("", "940"), ("2017-05-03", "901"), ("2017-06-09", "901"), ("2017-06-10", "940"), ("2017-07-04", "9"),
     ("2017-07-31", "9"), ("2017-08-01", "940")],
)  # fmt: skip
def test_explore_shows_every_figure_as_it_stood_at_the_end_of_the_day(looking, day, figure):
    app = looking(**VIEW, **({"known": day} if day else {}))
    assert latest(app) == figure
    assert address(app) == day


@pytest.mark.long
def test_a_banner_says_so_with_what_came_since_and_leads_back(looking):
    app = looking(**VIEW, known="2017-05-03")
    assert app.info[0].value == (
        "**Figures as they were known on 3 May 2017.** 2 returns came since; 1 return was withdrawn since."
    )
    assert ", as known on 3 May 2017." in html(app)
    app.button(key="explore-known-now").click().run()
    assert latest(app) == "940"
    assert not app.info
    assert address(app) == ""


def test_now_has_no_banner(looking):
    assert not looking(**VIEW).info


@pytest.mark.long
def test_the_day_goes_along_to_the_other_page_and_its_links(looking):
    app = looking(**VIEW, known="2017-07-04")
    # A browser takes the parameters away when the reader goes to another page.
    app.query_params.clear()
    switch_to(app, "challenge").run()
    assert not app.exception
    assert "as they were known on 4 July 2017" in app.info[0].value
    assert address(app) == "2017-07-04"
    assert "fell from 899 in 2014/15 to 9" in html(app)
    assert "&amp;known=2017-07-04" in html(app)
    app.button(key="challenge-known-now").click().run()
    assert "fell from 899 in 2014/15 to 9" not in html(app)
    assert "known=" not in html(app)


@pytest.mark.long
def test_what_is_said_of_a_figure_is_of_the_cycle_as_it_was_known(looking):
    app = looking(**VIEW, known="2017-07-04")
    worth = re.search(r"<div class='worth'>.*?</div>", html(app), re.DOTALL)[0]
    assert "from 899 in 2014/15 to 9 " in worth
    assert 'href="challenge?known=2017-07-04"' in worth
    assert "from 899 in 2014/15 to 9 " not in html(looking(**VIEW))


@pytest.mark.slow
@pytest.mark.parametrize("page", ["explore", "challenge"])
def test_before_anything_was_known_the_first_day_is_offered(looking, page):
    app = looking(page, known="2017-05-02")
    assert app.info[0].value == "Nothing was known on 2 May 2017: the first figures came on 3 May 2017."
    app.button(key=f"{page}-known-first").click().run()
    assert "as they were known on 3 May 2017" in app.info[0].value
    assert address(app) == "2017-05-03"
    assert not app.exception


@pytest.mark.parametrize("page", ["explore", "challenge"])
@pytest.mark.parametrize(
    "text", ["2999-01-01", "yesterday", "2017-02-30", "20170503", "<b>", "0", "![](http://x/y.png)"]
)
def test_an_address_with_no_day_to_look_back_on_says_so_and_shows_now(looking, page, text):
    app = looking(page, known=text)
    assert "no day to look back on" in app.warning[0].value
    assert not set(app.warning[0].value) & set("<>[]()")
    assert not app.info or "as they were known" not in app.info[0].value
    assert address(app) == ""


@pytest.mark.long
@pytest.mark.parametrize("page", ["explore", "challenge"])
def test_a_day_is_chosen_from_the_calendar_or_from_those_on_which_figures_came(looking, page):
    app = unfold(looking(page), f"{page}-known-fold")
    calendar, days = app.date_input(key="known:calendar"), app.selectbox(key="known:list")
    assert (calendar.value, calendar.min, days.value) == (None, date(2017, 5, 3), None)
    assert days.options == [
        f"1 August 2017: return {WRONG} withdrawn",
        f"4 July 2017: return {WRONG}, q{WRONG}.xlsx",
        f"10 June 2017: return {FIRST_SENT}, County <b>council</b>",
        days.options[-1],
    ]
    assert re.fullmatch(r"3 May 2017: \d+ files of the data folder", days.options[-1])
    calendar.set_value(date(2017, 6, 30)).run()
    assert address(app) == "2017-06-30"
    assert "on 30 June 2017" in app.info[0].value
    app.selectbox(key="known:list").select_index(1).run()
    assert address(app) == "2017-07-04"
    assert app.date_input(key="known:calendar").value == date(2017, 7, 4)
    app.date_input(key="known:calendar").set_value(None).run()
    assert address(app) == ""
    assert not [one for one in app.info if "as they were known" in one.value]


@pytest.mark.slow
def test_an_indicator_without_figures_by_then_says_so(looking):
    app = looking(indicator="referrals", known="2017-05-03")
    assert "No figures for this choice" in html(app)


# The life of a figure


def history(app, name="contacts"):
    """The rows of the unfolded history, each as its cells, with the words before it."""
    body = next(
        one.proto.body for one in unfold(app, f"history-{name}").get("html") if "Every version" in one.proto.body
    )
    rows = re.findall(r"<tr>(.*?)</tr>", body.partition("<tbody>")[2])
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows], body.partition("<div")[0]


@pytest.mark.slow
def test_the_life_of_a_figure_unfolds_with_what_changed_first(looking):
    app = looking(**VIEW)
    assert "Contacts with children's social care: history of these figures (1 changed)" in [
        fold.label for fold in app.expander
    ]
    assert "Every version" not in html(app), "made only when it is unfolded"
    rows, before = history(app)
    assert before == ""
    source = "Annual report, page 9"
    slip, sent, built = rows[:3]
    assert slip == [
        "2015/16", "Leicestershire", source, "9", "−931", f"{WRONG}, q{WRONG}.xlsx", "business office",
        "4 July 2017, 09:00", "withdrawn 1 August 2017, 16:00 by business office: a &lt;i&gt;slip&lt;/i&gt;",
    ]  # fmt: skip
    assert sent[3:6] == ["940", "+39", f"{FIRST_SENT}, q{FIRST_SENT}.xlsx (County &lt;b&gt;council&lt;/b&gt;)"]
    assert sent[8] == "current"
    assert built[3:5] == ["901", "first given"]
    assert built[8] == f"replaced by return {FIRST_SENT}, 10 June 2017, 14:30"
    assert [row[4] for row in rows[3:5]] == ["confirmed", "first given"], "Rutland's"
    assert [row[0] for row in rows[5:7]] == ["2014/15", "2014/15"]
    assert len(rows) == 13


@pytest.mark.slow
def test_the_life_of_a_figure_ends_on_the_day_looked_back_on(looking):
    rows, _ = history(looking(**VIEW, known="2017-06-30"))
    assert [row[3] for row in rows if row[0] == "2015/16" and row[1] == "Leicestershire"] == ["940", "901"]


@pytest.mark.slow
def test_where_nothing_was_revised_it_says_so(looking):
    rows, before = history(looking(**VIEW, area="Rutland"))
    assert "No figure here was ever revised." in before
    assert len(rows) == 6


@pytest.mark.slow
def test_no_version_at_all(looking):
    app = unfold(looking(indicator="referrals"), "history-referrals")
    assert "No return has given a figure for this choice." in html(app)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ({"change": "first"}, "first given"),
        ({"change": "again"}, "given again"),
        ({"change": "confirmed", "difference": 0.0}, "confirmed"),
        ({"figure": 31.5, "before": 30.0}, "+1.5 points"),
        ({"figure": 29.0, "before": 30.0}, "−1.0 points"),
        ({"figure": 12.0, "before": 1000.0, "kind": "count", "decimals": 0}, "−988"),
        ({"figure": 30.01, "before": 30.0}, "less than is shown"),
        ({"figure": 30.0, "before": 30.0, "before_status": "provisional"}, "now final"),
        ({"figure": 30.0, "before": 30.0}, "counts changed"),
        ({"figure": 30.0, "before_symbol": "c"}, "was [c]"),
        ({"before": 30.0}, "was 30.0%"),
        ({"before_symbol": "c"}, "reason changed"),
    ],
)
def test_the_difference_in_words(version, words):
    none = float("nan")
    row = {"change": "revised", "status": "final", "before_status": "final", "before_symbol": "", "symbol": "x"}
    row |= {"figure": none, "before": none} | version
    kind = row.pop("kind", "proportion")
    row.setdefault("difference", row["figure"] - row["before"])
    indicator = replace(SHARE if kind == "proportion" else INDICATOR, decimals=row.pop("decimals", 1))
    assert version_difference_text(SimpleNamespace(**row), indicator) == words


# A store that is replaced


@pytest.mark.long
def test_a_running_page_shows_what_another_wrote_on_its_very_next_run(opened, monkeypatch, tmp_path):
    data, path = tiny_data(tmp_path, facts()), tmp_path / "store.duckdb"
    build(path, data)
    app = opened("about")
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(data))
    switch_to(app, "explore")
    for name, value in VIEW.items():
        app.query_params[name] = value
    assert latest(app.run()) == "901"
    for figure in (955, 956):
        tiny_data(tmp_path, [row | ({"value": figure} if row["value"] == 901 else {}) for row in facts()])
        build(path, data)
        assert latest(app.run()) == str(figure)
    assert not app.exception


# Words


def events(*rows):
    columns = ["return_id", "origin", "event", "happened_at", "agency", "name"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(happened_at=pd.to_datetime(frame["happened_at"]))


def test_many_returns_of_a_day_are_counted():
    told = day_descriptions(
        events(*[(number, "return", "accepted", SENT, "", f"f{number}") for number in (4, 3, 2, 1)]), {}
    )
    assert told == {SENT.date(): "10 June 2017: return 1, f1; return 2, f2; and 2 more"}


def test_a_changed_file_of_the_data_folder_is_told_of_once():
    rows = events((1, "data", "superseded", SENT, "", "facts/a.csv"), (2, "data", "accepted", SENT, "", "facts/a.csv"))
    assert list(day_descriptions(rows, {}).values()) == ["10 June 2017: 1 file of the data folder"]
    assert later_returns_words(rows, BUILT.date()) == "1 file of the data folder changed since."


def test_nothing_came_since():
    rows = events((1, "return", "accepted", SENT, "", "f"), (1, "return", "withdrawn", WITHDRAWN, "", "f"))
    assert later_returns_words(rows, WITHDRAWN.date()) == "Nothing has come since."
    assert later_returns_words(rows, SLIPPED.date()) == "1 return was withdrawn since."
    assert later_returns_words(rows, SENT.date() - timedelta(days=1)) == (
        "1 return came since; 1 return was withdrawn since."
    )
