"""Add to report: what a page hands over, the sets on the page Report pack, and what a pack is then made of."""

import re
from dataclasses import replace

import pytest

from indicators.board.report_sets import ReportPart, add_report_part, rename_report_set, report_sets
from indicators.pages.components import add_to_report
from indicators.pages.components.session import present_data
from indicators.pages.explore.address import read_view, view_address, view_title
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from indicators.pages.explore.series import chosen_figures, period_ends
from indicators.pages.explore.view import explore_exhibit
from indicators.report.contents import Contents, ContentsItem
from indicators.report.record import contents_with_set, split_address
from indicators.store.database import open_for_reading
from tests.helpers.form_filling import press
from tests.helpers.pages import unfold
from tests.helpers.report_page import open_report, tiny_report
from tests.pages.conftest import html

BY = "Business office"
HOSTILE = "<b>bold</b> [x](http://example.org)"


@pytest.fixture
def store(tmp_path, monkeypatch):
    return tiny_report(tmp_path, monkeypatch)


def added(store, *titles, name="Annual report"):
    for number, title in enumerate(titles):
        address = f"explore?indicator=contacts&area=Rutland&from=2014%2F15&to=2015%2F16&place={number}"
        add_report_part(store, ReportPart(address, title), by=BY, title=name)


def titles(app):
    """The parts as they are listed, with whether they are said to be the board's."""
    return re.findall(r'<p class="part">\d+\. <a href="[^"]*">(.*?)</a>', html(app))


def in_store(store):
    with open_for_reading(store) as opened:
        return {one.title: [part.title for part in one.parts] for one in report_sets(opened)}


@pytest.mark.long
def test_a_view_comes_back_from_its_address_as_it_was_drawn(store):
    data = present_data()
    chosen = ExploreFilters(
        ("contacts", "referrals"), ("E06000017", "E10000018"), ("neighbours",), frozenset({"limits"})
    )
    ends = period_ends(chosen_figures(data, chosen), chosen, "year")
    cut = ViewOptions("value", "year", "2015/16", "2015/16", ("value",), ("year",), ends)
    address = view_address(data.catalogue, chosen, cut)
    again, cut_again = read_view(data, split_address(address)[1], until=ends["2015/16"])
    assert again == chosen
    assert (cut_again.measure, cut_again.periods, cut_again.first, cut_again.last) == (
        "value",
        "year",
        *["2015/16"] * 2,
    )
    drawn, drawn_again = (explore_exhibit(data, *both) for both in ((chosen, cut), (again, cut_again)))
    assert drawn.table.equals(drawn_again.table)
    assert drawn.figure.to_json() == drawn_again.figure.to_json()
    _, earlier = read_view(data, split_address(address.replace("2015%2F16", "2014%2F15"))[1], until=ends["2015/16"])
    assert (earlier.first, earlier.last) == ("2014/15", "2014/15")
    none = replace(chosen, additions=frozenset())
    assert read_view(data, split_address(view_address(data.catalogue, none, cut))[1], until=ends["2015/16"])[0] == none


@pytest.mark.long
def test_a_title_of_a_view_tells_no_figure(store):
    data = present_data()
    chosen = ExploreFilters(("contacts",), ("E06000017",), (), frozenset({"limits"}))
    cut = ViewOptions("rate", "year", "2014/15", "2015/16", ("rate",), ("year",), {})
    title = view_title(data.catalogue, chosen, cut)
    assert title == "Contacts per 10,000 children: Rutland (control chart)"


@pytest.mark.long
def test_parts_move_go_come_back_and_are_renamed(store):
    added(store, "A", HOSTILE, "C")
    app = open_report(section="sets")
    assert titles(app) == ["A", "&lt;b&gt;bold&lt;/b&gt; [x](http://example.org)", "C"]
    assert [app.button(key=f"report-set-{name}").disabled for name in ("Up-0", "Down-2")] == [True, True]
    app.button(key="report-set-Down-0").click().run()
    app.button(key="report-set-Remove-0").click().run()
    assert in_store(store) == {"Annual report": ["A", "C"]}
    assert "removed “" in app.caption[-1].value
    app.button(key="report-set-undo").click().run()
    assert in_store(store) == {"Annual report": [HOSTILE, "A", "C"]}
    app.text_input(key="report-set:heading-1-6-1").set_value("Own").run()
    app.button(key="report-set-renamed-1").click().run()
    assert in_store(store) == {"Annual report": [HOSTILE, "Own", "C"]}
    app.button(key="report-set-remove").click().run()
    assert in_store(store) == {}
    app.button(key="report-set-back-1").click().run()
    assert in_store(store) == {"Annual report": [HOSTILE, "Own", "C"]}
    assert not app.exception


@pytest.mark.slow
def test_whoever_orders_what_has_changed_meanwhile_is_told_and_sees_it_as_it_is(store):
    added(store, "A", "B")
    app = open_report(section="sets")
    rename_report_set(store, 1, "Yearly", version=2, by="Partnership chair")
    app.button(key="report-set-Down-0").click().run()
    assert "changed (renamed from “Annual report”) by Partnership chair" in html(app)
    assert titles(app) == ["A", "B"]
    assert in_store(store) == {"Yearly": ["A", "B"]}
    app.button(key="report-set-Down-0").click().run()
    assert in_store(store) == {"Yearly": ["B", "A"]}


@pytest.mark.long
def test_without_a_set_the_page_says_where_to_begin_and_the_pack_is_as_it_was(store):
    assert "Add to report" in open_report(section="sets").info[0].value
    assert not [one for one in open_report().get("button_group") if "made of" in str(one.proto)]


@pytest.mark.long
def test_a_pack_without_what_was_added_says_so(store):
    added(store, "A")
    app = open_report()
    said = "Not in the pack: what was added from the pages (“Annual report”)."
    assert [one for one in app.caption if one.value.startswith(said)]
    app.session_state["report:made-of"] = "both"
    app.run()
    assert not [one for one in app.caption if one.value.startswith("Not in the pack")]


@pytest.mark.long
def test_a_pack_is_made_of_contents_a_set_or_both(store):
    added(store, "A", "B")
    made = {}
    for source in ("contents", "set", "both"):
        app = open_report()
        app.session_state["report:made-of"] = source
        app.run()
        press(app, "Make the pack")
        made[source] = app.session_state["report:job"]
        made[source]._thread.join(60)
        assert made[source].trouble == ""
    shown = {source: str(job.archive.count(b"manifest.json")) for source, job in made.items()}
    assert shown == dict.fromkeys(made, "2")


@pytest.mark.slow
def test_contents_with_a_set_close_with_what_closes_them(store):
    added(store, "A")
    kinds = ("profile", "notes", "text", "sources", "notes")
    contents = Contents("X", tuple(ContentsItem(kind=kind) for kind in kinds))
    with open_for_reading(store) as opened:
        (one,) = report_sets(opened)
        both, alone = (contents_with_set(given, one, opened) for given in (contents, None))
        assert [item.kind for item in both.items] == ["profile", "notes", "text", "view", "sources", "notes"]
        assert [item.kind for item in alone.items] == ["view", "sources", "notes"]
        assert alone.title == "Annual report"
        assert contents_with_set(None, replace(one, parts=()), opened).items == ()


@pytest.mark.long
@pytest.mark.parametrize(
    ("page", "query", "parts"),
    [
        (
            "home",
            {"stage": "Child in need"},
            {"home?stage=Child+in+need&quadrant=quantitative_data": "Quantitative data: Child in need"},
        ),
        ("challenge", {"area": "Rutland"}, {"challenge?area=Rutland": "What warrants challenge: Rutland"}),
        (
            "scorecard",
            {"area": "Rutland"},
            {"scorecard?set=headlines&area=Rutland": "The board's headline measures: Rutland"},
        ),
        (
            "disagreements",
            {"area": "Rutland", "sort": "title"},
            {"disagreements?area=Rutland&sort=title": "Figures that are given differently: Rutland"},
        ),
    ],
)  # fmt: skip
def test_tables_of_pages_go_into_a_set_as_they_are_filtered(opened, monkeypatch, page, query, parts):
    offered = []
    monkeypatch.setattr(add_to_report, "_draw_button", lambda own, key, what: offered.append(own))
    opened(page, **query)
    assert parts.items() <= offered[0].items()


@pytest.mark.slow
@pytest.mark.parametrize("withheld", [1, 4])
def test_a_part_has_what_was_asked_for_whatever_withheld_numbers_bear(tmp_path, monkeypatch, opened, withheld):
    """Limits hang on how many events there were: their absence would tell of numbers that are withheld."""
    facts = [
        {"area": "Rutland", "period": f"20{year}/{year + 1} Q{quarter}", "value": withheld if quarter == 1 else 0}
        for year in (14, 15)
        for quarter in (1, 2, 3, 4)
    ]
    tiny_report(tmp_path, monkeypatch, facts=facts)
    app = opened("explore", indicator="contacts", area="Rutland", periods="quarter", measure="value", add="limits")
    unfold(app, "explore-add")
    assert [box.placeholder for box in app.text_input if box.placeholder.startswith("Contacts")] == [
        "Contacts: Rutland (control chart)"
    ]
