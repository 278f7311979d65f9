"""Whom files are for: anybody unless a role that may says otherwise; and nothing withheld in what anybody gets."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import numpy as np
import pytest

from indicators.access import Audience
from indicators.catalogue.indicators import STAGES
from indicators.disclosure.edition import publication_history
from indicators.errors import UsageError
from indicators.exports.formats import FORMATS
from indicators.pages.challenge.download import shortlist_exhibit
from indicators.pages.challenge.filters import ChallengeFilters
from indicators.pages.compare.view import PERCENTAGES, RATES, comparison_exhibit
from indicators.pages.components import session as data_module
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.downloads import DownloadAudience, FileJob
from indicators.pages.components.session import dashboard_data as open_data
from indicators.pages.disagreements.download import disagreements_exhibit
from indicators.pages.disagreements.filters import DisagreementFilters, page_disagreements
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from indicators.pages.explore.series import chosen_figures, period_ends
from indicators.pages.explore.view import explore_exhibit
from indicators.store.database import open_store
from tests.helpers.form_filling import box, fill
from tests.helpers.pages import switch_to, unfold
from tests.helpers.report_page import FACTS, tiny_report
from tests.helpers.tiny_store import tiny_store_file

L, R, LR, ENGLAND = "E10000018", "E06000017", "LR", "E92000001"
CSE = "cse_referrals"
#: Rutland's referrals about exploitation: 2 in 2014/15 and in each quarter of 2015/16, which came to 8.
SMALL = ExploreFilters((CSE,), (R,), ())


@pytest.fixture
def data(board_store, monkeypatch):
    """The shipped figures as the pages have them."""
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))
    return open_data()


def cut(data, chosen, measure="value", periods="year", last=None):
    """All periods of a kind, or those up to the last."""
    ends = period_ends(chosen_figures(data, chosen), chosen, periods)
    return ViewOptions(measure, periods, next(iter(ends)), last or list(ends)[-1], (), (periods,), ends)


def both(data, chosen, **how):
    """The exhibit of a chart as the board has it, and as anybody."""
    view = cut(data, chosen, **how)
    return [explore_exhibit(figures, chosen, view) for figures in (data, data.for_public())]


def lines(exhibit):
    """The figures of every line of a slide."""
    return {line.name: line.ys for plot in exhibit.plots for line in plot.lines}


def told(exhibit):
    """Every word of an exhibit, seen or unseen."""
    words = (exhibit.title, exhibit.subtitle, exhibit.alt, *exhibit.notes, exhibit.figure.to_json())
    return "\n".join(words)


def shown(exhibit, period="2014/15"):
    """What the table and the spreadsheet say for Rutland and a period."""
    full = exhibit.full_table.query("Area == 'Rutland' and Period == @period").iloc[0]
    return exhibit.table.set_index("Period")["Rutland"][period], full["Value"], full["Symbol"]


@pytest.mark.slow
def test_a_withheld_figure_is_in_no_part_of_what_anybody_gets(data):
    board, public = both(data, SMALL)
    assert (shown(board), lines(board)) == (("2", 2, ""), {"Rutland": (None, 2, 8)})
    assert "from 2 in 2014/15" in board.alt
    assert shown(public)[0] == "[c]"
    assert np.isnan(shown(public)[1])
    assert shown(public)[2] == "c"
    # The year contains four quarters of two each, so it goes with them.
    assert lines(public) == {}
    assert "2 in 2014/15" not in told(public)
    assert "rose" not in told(public)
    drawn = [value for trace in public.figure.data if trace.y is not None for value in trace.y]
    assert not {2, 8} & set(drawn)
    assert (board.audience, public.audience) == (Audience.BOARD, Audience.PUBLIC)


@pytest.mark.slow
def test_nor_where_it_could_be_worked_out(data):
    board, public = both(data, ExploreFilters((CSE,), (L, R, LR), ()), periods="quarter")
    assert lines(board)["Rutland"] == (2, 2, 2, 2)
    assert set(lines(public)) == {"Leicestershire"}
    assert shown(public, "2015/16 Q1")[0] == "[c]"
    index, public = both(data, ExploreFilters((CSE,), (R,), ()), measure="index")
    assert lines(index) == {"Rutland": (None, 100, 400)}
    assert lines(public) == {}


@pytest.mark.slow
@pytest.mark.parametrize("added", [{"intervals"}, {"limits", "events"}])
def test_nor_in_what_is_drawn_beside(data, added):
    chosen = ExploreFilters((CSE, "lado_substantiated_share"), (R, L), (ENGLAND, "neighbours"), frozenset(added))
    for public in (both(data, chosen)[1], both(data, ExploreFilters((CSE,), (R,), (ENGLAND,), frozenset(added)))[1]):
        assert "2 in 2014/15" not in told(public)
        assert all(trace.customdata is None or 2.0 not in np.ravel(trace.customdata) for trace in public.figure.data)
        assert lines(public).get("Rutland", (None,)) == (None,) or "limits" in added


@pytest.mark.long
def test_a_rule_that_changes_while_the_dashboard_runs_is_followed_and_registered(tmp_path, monkeypatch):
    """What the new rule withholds is registered: a later file must not take it as never withheld."""
    store = tiny_report(tmp_path, monkeypatch, facts=[*FACTS, {"area": "Rutland", "value": 60, "period": "2013/14"}])
    first = open_data().for_public()
    first.remember()
    (tmp_path / "data" / "disclosure.toml").write_text("threshold = 80", "utf-8")
    data_module._folder_signature.clear()
    second = open_data().for_public()
    assert second.version != first.version
    second.remember()
    opened = open_store(store)
    withheld = {(one.indicator, one.area_code, one.ends.year) for one in publication_history(opened).suppressed}
    opened.close()
    assert ("contacts", R, 2014) in withheld
    rows = second.store.query("series", indicators=["contacts"], areas=[R])
    assert list(rows["value"].isna()) == [True, False, False]


@pytest.mark.slow
def test_a_funnel_leaves_out_who_is_withheld(tmp_path, monkeypatch):
    areas = [{"code": f"E0600009{number}", "name": f"Council {number}"} for number in range(5)]
    counts = {"Leicestershire": 900, "Rutland": 3} | {area["name"]: 700 + place for place, area in enumerate(areas)}
    facts = [{"indicator": "referrals", "area": name, "value": count} for name, count in counts.items()]
    children = [{"area": name} for name in counts]
    monkeypatch.setenv(
        "INDICATORS_STORE", str(tiny_store_file(tmp_path, facts, populations=children, tables={"areas.csv": areas}))
    )
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    board, public = both(open_data(), ExploreFilters(("referrals",), (L, R), (), chart="funnel"), measure="rate")
    assert {exhibit.plots[0].kind for exhibit in (board, public)} == {"scatter"}
    assert set(board.table["Area"]) == counts.keys()
    assert set(public.table["Area"]) >= {area["name"] for area in areas}
    assert "Rutland" not in public.full_table["Area"].tolist()
    assert "Rutland has no figure" in public.alt
    assert ": 3 of 100,000" in told(board)
    assert ": 3 of 100,000" not in told(public)


@pytest.mark.slow
def test_a_chart_of_nothing_but_withheld_figures_still_has_its_files(data):
    _, public = both(data, ExploreFilters(("missing_education",), (R,), ()))
    assert (public.plots, public.table["Rutland"].tolist()) == ((), ["[c]"])
    made = {name: FORMATS[name].make(public) for name in ("pptx", "xlsx", "csv")}
    assert b"[c]" in made["csv"]
    assert all(made.values())


@pytest.mark.long
def test_a_plot_of_compare_is_made_anew_or_says_that_all_is_withheld(page):
    data, view = open_data(), (STAGES["child_in_need"], "2015/16", date(2016, 3, 31))
    board, public = (comparison_exhibit(figures, RATES, view) for figures in (data, data.for_public()))
    assert [set(exhibit.table["Indicator"]) for exhibit in (board, public)] == [{"Contacts", "Referrals"}] * 2
    assert lines(board)["Rutland"] == pytest.approx((901 / 0.8, 3 / 0.8))
    assert lines(public)["Rutland"] == (lines(board)["Rutland"][0], None)
    assert "Referrals, Rutland: [c]." in public.alt
    assert comparison_exhibit(data, PERCENTAGES, view).plots
    with pytest.raises(UsageError, match=r"Every figure of this plot \(weeks, .* is withheld from the public"):
        comparison_exhibit(data.for_public(), "weeks", view)


@pytest.mark.slow
def test_lists_for_anybody_are_found_anew_in_public_figures(data):
    chosen = ChallengeFilters(date(2016, 3, 31))
    made = [
        shortlist_exhibit(figures, chosen, cached_cycle(figures.version, chosen.as_at, figures))
        for figures in (data, data.for_public())
    ]
    assert [exhibit.audience for exhibit in made] == [Audience.BOARD, Audience.PUBLIC]
    assert not made[1].full_table["What was found"].str.contains("CSE referrals in Rutland").any()
    areas = [L, R, LR]
    for differing in (DisagreementFilters(), DisagreementFilters(area=R, indicator="missing_education")):
        board, public = (
            disagreements_exhibit(one, differing.of(page_disagreements(one, areas, differing.area), one.catalogue))
            for one in (data, data.for_public())
        )
        assert len(public.table) <= len(board.table)
        assert all(FORMATS[name].make(public) for name in ("csv", "xlsx"))


@pytest.fixture
def page(tmp_path, monkeypatch, opened):
    """As `opened`, over a store of a few figures."""
    tiny_report(tmp_path, monkeypatch)
    return opened


@pytest.mark.slow
def test_files_are_for_anybody_until_a_role_that_may_asks_for_the_boards(page):
    app = page("compare", stage="Child in need")
    assert app.get("download_button") == []
    assert len(unfold(app, "compare-0-downloads").get("download_button")) > 5
    assert box(app, "Files for").value == Audience.PUBLIC
    fill(app, Files_for=Audience.BOARD)
    assert app.get("download_button") == []
    assert {one.proto.popover.disabled for one in app.get("popover") if "downloads" in one.proto.id} == {True}
    assert "it opens the buttons" in box(app, "You take them as").placeholder
    fill(app, You_take_them_as="Partnership manager")
    assert not any(file.disabled for file in unfold(app, "compare-0-downloads").get("download_button"))
    again = switch_to(app, "explore").run()
    assert box(again, "Files for").value == Audience.PUBLIC
    assert box(fill(again, Files_for=Audience.BOARD), "You take them as").value == "Partnership manager"


@pytest.mark.slow
def test_files_of_figures_as_known_earlier_are_for_the_board_only(page):
    app = unfold(page("explore", known=date.today().isoformat()), "explore-downloads")
    assert app.get("download_button") == []
    assert {one.proto.popover.disabled for one in app.get("popover") if "downloads" in one.proto.id} == {True}
    assert not any(item.label == "Files for" for item in app.get("button_group"))


@pytest.mark.slow
def test_the_making_refuses_whatever_the_button_shows(data):
    for role in ("", "Press office"):
        with pytest.raises(UsageError, match="Partnership chair"):
            DownloadAudience(Audience.BOARD, role, data).permitted_data()
    assert DownloadAudience(Audience.BOARD, "board manager", data).permitted_data() is data
    public = DownloadAudience(Audience.PUBLIC, "", data.as_known(date(2016, 1, 1))).permitted_data()
    assert (public.audience, public.known_on, public.as_at) == (Audience.PUBLIC, None, data.as_at)
    assert public.for_public() is public


def tried(making):
    with suppress(UsageError, ZeroDivisionError):
        making.bytes()


def refuse():
    raise UsageError("No chart.")


def test_a_file_that_cannot_be_made_says_why_once_it_is_tried():
    for made, why in ((refuse, "No chart."), (lambda: 1 / 0, "The file could not be made (ZeroDivisionError). ")):
        making = FileJob(made)
        waiting = threading.Timer(0.05, tried, [making])
        waiting.start()
        assert making.trouble().startswith(why)
        waiting.join()


def test_a_file_is_given_once_the_run_of_its_click_waits_for_it():
    sound = FileJob(lambda: b"file")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(sound.bytes)
        with pytest.raises(TimeoutError):
            answer.result(timeout=0.2)
        assert (sound.trouble(), answer.result(timeout=1)) == ("", b"file")
