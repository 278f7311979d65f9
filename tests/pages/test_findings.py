"""Findings: listed and narrowed, written down, changed in versions, withdrawn; and seen at once on the map."""

import re
from html import escape
from types import SimpleNamespace

import pytest

from indicators.board.drafts import all_drafts
from indicators.board.findings import FindingText, add_finding, edit_finding, finding_history, findings
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.disclosure.decisions import publishable_texts
from indicators.pages.findings.listing import ordered_quadrants
from indicators.store.database import open_for_reading
from tests.helpers.assurance_page import rows
from tests.helpers.form_filling import address, box, fill, press, values
from tests.helpers.pages import unfold
from tests.helpers.report_page import tiny_report
from tests.pages.conftest import html

TOLD = {"quadrant": "service_users", "stage": "child_in_need", "area_code": "E06000017", "period": "2015/16"}
TOLD |= {"strength": "weakness", "statement": "Children wait.", "source": "report", "by": "Audit lead"}
BOXES = {
    "What_was_found": "Children wait <b>long</b>.",
    "Which_quadrant": "service_users",
    "Which_stage": "child_in_need",
    "What_does_it_tell": "weakness",
    "Which_area": "E06000017",
    "Which_period": "2015/16",
    "From_which": "report",
    "Who_writes": "Partnership manager",
}


def said(app):
    """The findings of the list, in their order."""
    lists = re.findall(r'<ul class="findings-lines">(.*?)</ul>', html(app), re.DOTALL)
    return re.findall(r"</span> (.*?) <span", "".join(lists))


def versions(path, finding):
    """Every version of a finding, as it is held."""
    with open_for_reading(path) as store:
        return finding_history(store, finding)


def added(path, **changes):
    """The id of a finding that was written through the record, not through the page."""
    return add_finding(path, FindingText(**TOLD | changes))


def test_the_quadrant_of_the_newest_finding_comes_first_where_the_newest_do():
    matches = [
        SimpleNamespace(quadrant=quadrant) for quadrant in ("front_line_staff", "service_users", "front_line_staff")
    ]
    assert ordered_quadrants(matches, "") == ["front_line_staff", "service_users"]
    assert ordered_quadrants(matches, "area") == list(QUADRANTS)


@pytest.mark.slow
def test_the_list_is_narrowed_by_its_filters_and_the_address_holds_them(lived):
    everything = lived("findings")
    assert f"{len(said(everything))} findings" in html(everything)
    fill(everything, Quadrant="front_line_staff")
    assert address(everything) == {"quadrant": "front_line_staff"}
    staff = said(everything)
    assert 0 < len(staff) < 70
    fill(everything, Area="E06000017")
    assert len(said(everything)) < len(staff)
    again = lived("findings", **address(everything))
    assert said(again) == said(everything)
    assert not unfold(again, "findings-downloads").get("download_button")
    fill(again, You_take_them_as="Partnership manager")
    assert [item.label for item in unfold(again, "findings-downloads").get("download_button")] == [
        "Word",
        "Excel",
        "ODS",
        "CSV",
        "ODT",
        "Web page",
        "PDF page",
    ]


@pytest.mark.slow
def test_the_list_is_sorted_and_narrowed_by_what_it_tells(lived):
    app = lived("findings", quadrant="front_line_staff")
    staff = said(app)
    fill(app, Sort_by="strength")
    assert address(app) == {"quadrant": "front_line_staff", "sort": "strength"}
    assert sorted(said(app)) == sorted(staff)
    fill(app, What_it_tells="gap")
    gaps = said(app)
    assert gaps == said(lived("findings", quadrant="front_line_staff", sort="strength"))[: len(gaps)] != []


def test_nothing_for_a_choice_and_unknown_names_are_told(lived):
    app = lived("findings", quadrant="<script>", area="XX", priority="joint_2023_diverse_backgrounds")
    assert "No finding fits this choice" in app.info[0].value
    assert "<script>" not in html(app).replace("<script>// Hands", "")
    app = lived("findings", section="write", finding="<script>", priority="nonsense", quadrant="nonsense", draft="y")
    assert "The draft of this link is gone" in app.warning[0].value
    assert box(app, "What was found").value == ""


@pytest.mark.long
def test_a_new_finding_is_refused_whole_kept_as_typed_and_then_counted_on_the_map(own_tiny):
    assert "1 finding" not in rows(own_tiny("assurance"))[0][2][2]
    app = own_tiny("findings", section="write", priority="safe", quadrant="service_users")
    assert (values(app)["Which priorities does it bear on?"], box(app, "Which quadrant").value) == (
        ["safe"],
        "service_users",
    )
    fill(app, What_was_found=BOXES["What_was_found"], Which_period="last year")
    press(app, "Write it down")
    page = html(app)
    for told in ("The stage", "The strength", "The period", "last year", "The source is empty", "The area is empty"):
        assert told in page
    assert box(app, "What was found").value == BOXES["What_was_found"]
    again = own_tiny("findings", **address(app))
    assert values(again)["Which priorities does it bear on?"] == ["safe"]
    press(again, "Write it down", **BOXES)
    assert "The finding is written down." in again.success[0].value
    assert said(again) == ["Children wait &lt;b&gt;long&lt;/b&gt;."]
    assert all_drafts(own_tiny.path) == []
    assert "1 finding" in rows(own_tiny("assurance"))[0][2][2]


@pytest.mark.long
def test_a_change_is_a_new_version_and_the_old_one_stays(own_tiny):
    one = added(own_tiny.path, priorities=("safe",))
    app = own_tiny("findings", section="write", finding=one)
    assert (box(app, "What was found").value, box(app, "Which area").value) == ("Children wait.", "E06000017")
    fill(app, What_was_found="Children wait less.", What_does_it_tell="mixed", Who_writes="Partnership manager")
    press(app, "Write it down")
    assert "The reason is empty" in html(app)
    press(app, "Write it down", Why_is_it="Audited again.")
    assert said(app) == ["Children wait less."]
    assert [item.statement for item in versions(own_tiny.path, one)] == ["Children wait.", "Children wait less."]
    page = html(own_tiny("findings", section="write", finding=one))
    assert "Audited again." in page
    assert page.index("<td>Children wait.</td>") < page.index("<td>Children wait less.</td>")


@pytest.mark.long
def test_a_withdrawn_finding_leaves_the_list_and_the_map_and_its_versions_stay(own_tiny):
    one = added(own_tiny.path, priorities=("safe",))
    assert "1 finding" in rows(own_tiny("assurance"))[0][2][2]
    app = own_tiny("findings", section="write", finding=one)
    press(app, "Withdraw")
    assert "The reason is empty" in html(app)
    press(app, "Withdraw", Why_is_it_withdrawn="A mistake.")
    assert "The finding is withdrawn" in app.success[0].value
    assert said(app) == []
    assert "1 finding" not in rows(own_tiny("assurance"))[0][2][2]
    assert [item.is_withdrawn for item in versions(own_tiny.path, one)] == [False, True]


@pytest.mark.slow
def test_a_stale_change_is_refused_and_its_words_stay(own_tiny):
    one = added(own_tiny.path)
    app = own_tiny("findings", section="write", finding=one)
    edit_finding(own_tiny.path, one, FindingText(**TOLD | {"statement": "They wait more.", "why": "Recounted."}))
    fill(app, What_was_found="Children wait less.", Why_is_it="Audited again.", Who_writes="Partnership manager")
    press(app, "Write it down")
    assert "changed by Audit lead" in html(app)
    assert box(app, "What was found").value == "Children wait less."
    with open_for_reading(own_tiny.path) as store:
        assert [item.statement for item in findings(store)] == ["They wait more."]


@pytest.mark.slow
def test_words_of_others_are_text(own_tiny):
    wild = ("=1+1", "![p](http://x.example/y.png)", "<img src=x onerror=alert(1)>", "x" * 4000)
    for statement in wild:
        added(own_tiny.path, statement=statement, source="<script>alert(1)</script>", priorities=("safe",))
    for page in ("findings", "assurance", "priority"):
        app = own_tiny(page)
        shown = html(app)
        assert "<img src=x" not in shown
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert all(escape(statement) in shown for statement in wild)
        assert not [item for item in (*app.markdown, *app.caption) if "x.example" in item.value]


def decision(app):
    """The box that lets anybody read the finding."""
    return next(item for item in app.checkbox if item.label.startswith("May be published"))


def decided(path, finding):
    """What was decided about each version of a finding, by whom."""
    return [(one.public, one.decided_by) for one in versions(path, finding)]


@pytest.mark.slow
def test_a_finding_is_published_only_where_somebody_with_the_right_says_so(own_tiny):
    app = own_tiny("findings", section="write")
    assert (decision(app).value, decision(app).disabled) == (False, True)
    fill(app, **BOXES | {"Who_writes": "Business office"})
    assert (decision(app).value, decision(app).disabled) == (False, False)
    press(app, "Write it down")
    with open_for_reading(own_tiny.path) as store:
        (one,) = findings(store)
    assert (one.public, one.decided_by, one.decided_on) == ("", "", None)


@pytest.mark.long
def test_the_doubts_are_shown_before_anything_is_written(own_tiny):
    app = own_tiny("findings", section="write")
    told = BOXES | {"What_was_found": "Three-child family, twice.", "Which_indicator": "contacts"}
    fill(app, **told)
    decision(app).check().run()
    page = html(app)
    assert "“three” tells the number 3: so small a number of people may tell who they are." in page
    assert "“twice” tells the number 2" in page
    # Other words, typed and sent at once: their doubts were not on the screen yet.
    press(app, "Write it down", What_was_found="Both of them came.")
    assert "Nothing was written yet" in app.warning[-1].value
    assert "“both” tells the number 2" in html(app)
    with open_for_reading(own_tiny.path) as store:
        assert findings(store) == []
    press(app, "Write it down")
    with open_for_reading(own_tiny.path) as store:
        (one,) = findings(store)
    assert (one.statement, one.public, one.decided_by) == ("Both of them came.", "yes", "Partnership manager")
    assert one.decided_on == one.at.date()
    assert "may be published, Partnership manager on" in html(own_tiny("findings", section="write", finding=one.id))


@pytest.mark.slow
def test_withheld_numbers_are_named_on_the_boards_screen(tmp_path, monkeypatch, opened):
    tiny_report(tmp_path, monkeypatch)
    app = opened("findings", section="write")
    fill(app, **BOXES | {"What_was_found": "All 3 were late.", "Which_indicator": "referrals"})
    assert "withheld" not in html(app)
    decision(app).check().run()
    assert "“3” tells the number 3, which is withheld for Referrals, Rutland, 2014/15 and 1 more." in html(app)


@pytest.mark.long
def test_a_change_needs_its_own_decision_and_the_one_before_stays_in_the_history(own_tiny):
    one = added(own_tiny.path, is_public=True, by="business office")
    assert decided(own_tiny.path, one) == [("yes", "business office")]
    app = own_tiny("findings", section="write", finding=one)
    assert decision(app).value is False
    assert any("published any more unless “May be published” is ticked" in item.value for item in app.caption)
    press(app, "Write it down", Why_is_it="Reread.", Who_writes="Business office")
    assert decided(own_tiny.path, one) == [("yes", "business office"), ("", "")]
    with open_for_reading(own_tiny.path) as store:
        (said,) = [
            text for text in publishable_texts(store, load_catalogue(store)) if text.place.startswith("page Findings")
        ]
    assert (said.public, said.decided_by, said.decided_on) == ("", "", None)
    again = own_tiny("findings", section="write", finding=one)
    assert not any("published any more" in item.value for item in again.caption)


@pytest.mark.long
def test_a_tick_goes_with_the_role_that_set_it(own_tiny):
    app = own_tiny("findings", section="write")
    fill(app, **BOXES)
    decision(app).check().run()
    fill(app, Who_writes=None)
    assert (decision(app).value, decision(app).disabled) == (False, True)
    fill(app, Who_writes="Partnership chair")
    assert (decision(app).value, decision(app).disabled) == (False, False)
    press(app, "Write it down")
    with open_for_reading(own_tiny.path) as store:
        assert [item.public for item in findings(store)] == [""]
