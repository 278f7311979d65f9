"""What warrants challenge: the address holds the view, and the list is that of the cycle."""

import re

import pytest

from tests.helpers.challenge_lives import CLOSED
from tests.helpers.pages import switch_to
from tests.pages.conftest import html

END = {"as_at": "2016-03-31"}


def lines(app) -> list[str]:
    """The sentences of the lines shown, without their markup."""
    return [
        re.sub(r"<[^>]+>", "", line) for line in re.findall(r'<div class="said">(.*?)<span class="facts">', html(app))
    ]


def address(app, name: str) -> str:
    found = app.query_params.get(name, "")
    return found if isinstance(found, str) else "".join(found)


@pytest.fixture
def then(opened):
    """The list as it looked at the end of 2015/16."""
    return opened("challenge", **END)


@pytest.mark.long
def test_the_list_is_that_of_the_cycle_with_its_questions(then):
    page = html(then)
    assert "Figures for periods up to 31 March 2016." in page
    assert re.search(r"\d+ questions asked of the data; of the \d+ lines listed, chance alone would bring up ", page)
    assert any(
        "Contacts in Leicestershire fell from 14,632 in 2014/15 to 12,773 in 2015/16 (−13%): clear change, " in s
        for s in lines(then)
    )
    assert any("printed 32%, but its own counts (3,953 of 12,773) give 31%" in line for line in lines(then))


@pytest.mark.long
def test_an_earlier_cycle_can_be_looked_back_on(opened):
    app = opened("challenge", as_at="2015-03-31")
    assert any(
        "Two sources give different figures for CSE referrals in Rutland, 2014/15: 2 and 3" in s for s in lines(app)
    )
    assert not any("12,773" in line for line in lines(app))


@pytest.mark.slow
def test_every_line_has_its_place_its_questions_and_its_way_to_explore(then):
    page = html(then)
    count = len(lines(then))
    assert count > 10
    assert page.count('<a href="explore?indicator=') == count
    assert page.count('<a href="log?section=raise&amp;indicator=') == count
    assert page.count("<dt>What to ask</dt>") == count
    assert "nan" not in page.casefold().replace("finan", "")
    assert "Traceback" not in page


@pytest.mark.slow
def test_unusual_stands_before_real_and_trust_comes_last(then):
    heads = re.findall(r"<h2>([^<]+) <span", html(then))
    order = ["Unusual", "Clear", "Targets", "Cannot be trusted yet"]
    asked = heads[: heads.index("Cannot be trusted yet") + 1]
    assert asked == [name for name in order if name in asked]


def test_the_address_brings_the_filters_and_keeps_them(opened):
    app = opened("challenge", **END, area="Rutland", stage="child_in_need")
    assert lines(app)
    assert all("Rutland" in line for line in lines(app))
    assert {name: address(app, name) for name in ("as_at", "area", "stage", "quadrant")} == {
        "as_at": "2016-03-31",
        "area": "Rutland",
        "stage": "child_in_need",
        "quadrant": "",
    }
    assert "Your filters show" in html(app)


@pytest.mark.long
def test_a_filter_changes_the_list_and_the_address(then):
    before = len(lines(then))
    then.selectbox(key="challenge:area").set_value("E10000018").run()
    assert 0 < len(lines(then)) < before
    assert all("Leicestershire" in line for line in lines(then))
    assert address(then, "area") == "Leicestershire"


@pytest.mark.long
def test_another_day_changes_the_list_and_the_latest_needs_no_address(then):
    then.selectbox(key="challenge:as_at").set_value("2014-03-31").run()
    assert "up to 31 March 2014" in html(then)
    assert address(then, "as_at") == "2014-03-31"
    then.selectbox(key="challenge:as_at").select_index(0).run()
    assert address(then, "as_at") == ""


@pytest.mark.long
def test_choices_stay_when_the_reader_comes_back(then):
    then.selectbox(key="challenge:stage").set_value("child_protection").run()
    shown = lines(then)
    switch_to(then, "about").run()
    switch_to(then, "challenge").run()
    assert lines(then) == shown


@pytest.mark.long
def test_an_address_with_unknown_names_says_so_and_shows_the_rest(opened):
    app = opened("challenge", as_at="1066-10-14", area="Ruttland", stage="nonsense", quadrant="service_users")
    assert all(name in app.warning[0].value for name in ("1066-10-14", "Ruttland", "nonsense"))
    assert address(app, "quadrant") == "service_users"
    assert not app.exception


@pytest.mark.long
def test_nothing_for_a_choice_says_what_to_do_and_undoes_it(opened):
    app = opened("challenge", **END, quadrant="front_line_staff")
    assert "or show everything" in app.info[0].value
    app.button(key="challenge-everything-asked").click().run()
    assert lines(app)
    assert address(app, "quadrant") == ""
    assert address(app, "as_at") == "2016-03-31"


@pytest.mark.long
def test_of_a_long_section_the_first_lines_stand_open_and_the_others_unfold(opened):
    page = html(opened("challenge"))
    section = next(one for one in page.split('<section class="signals ')[1:] if one.startswith("real"))
    count = int(re.search(r'class="count">\((\d+)\)', section)[1])
    opening, folded = section.split('<details class="more">')
    assert count > 20
    assert opening.count('<li class="signal') == 15
    assert f"<summary>{count - 15} more lines</summary>" in folded
    assert folded.count('<li class="signal') >= count - 15


@pytest.mark.long
def test_a_thin_cycle_offers_the_one_with_most_of_the_boards_figures(opened_with_all):
    app = opened_with_all("challenge", as_at="2026-03-31")
    assert "2023/24 has figures of" in app.button(key="challenge-fullest").label
    app.button(key="challenge-fullest").click().run()
    assert "up to 31 March 2024" in html(app)
    assert not [button for button in app.button if button.key == "challenge-fullest"]


@pytest.mark.slow
def test_every_indicator_is_judged_on_its_own_latest(opened):
    app = opened("challenge")
    page = html(app)
    assert "Each indicator is judged on its own newest figures." in page
    # Contacts go to 2015/16 and referrals to 2024/25: both stand there, each with its age.
    assert any(
        "Contacts in Leicestershire fell from 14,632 in 2014/15 to 12,773 in 2015/16" in line for line in lines(app)
    )
    assert any(
        "Referrals to social care in Rutland rose from 276 in 2023/24 to 385 in 2024/25" in line for line in lines(app)
    )
    assert re.search(r"2015/16, ended \d+ years ago", page)
    assert not any("has come; the last is for" in line for line in lines(app)), "what is late belongs to Returns"


@pytest.mark.long
def test_what_is_new_stands_on_top_of_what_was_known(opened):
    heads = re.findall(
        r'<h2 class="news">(New since|Known before)[^<]*<span class="count">\((\d+)\)', html(opened("challenge"))
    )
    assert [head for head, _ in heads][:2] == ["New since", "Known before"]
    assert sum(int(count) for _, count in heads) == len(lines(opened("challenge")))
    newest = opened("challenge", order="newest")
    assert address(newest, "order") == "newest"
    assert lines(newest) != lines(opened("challenge"))


@pytest.mark.slow
def test_what_was_judged_and_is_not_listed_unfolds(then):
    labels = [fold.label for fold in then.expander]
    for title in (
        "Other changes beyond chance",
        "Judged and quiet",
        "Too few to tell, or cannot be compared",
    ):
        assert any(re.fullmatch(rf"{title} \([\d,]+\)", label) for label in labels), title
    assert "What was found" not in re.sub("<dt>What was found</dt>", "", html(then))
    then.session_state["challenge-fold-too-few"] = True
    then.run()
    assert "cannot be compared, there is no earlier figure" in html(then)


def test_improvements_have_their_own_tab(opened):
    app = opened("challenge", **END, reading="improvement")
    assert [tab.label for tab in app.tabs] == ["To challenge", "Improvements"]
    inside = "".join(element.proto.body for element in app.tabs[0].get("html"))
    assert "<li" not in inside
    assert not app.exception


@pytest.mark.long
def test_the_reading_does_not_hide_what_is_quiet(opened):
    def folds(app):
        return [fold.label for fold in app.expander]

    assert folds(opened("challenge", **END, reading="concern")) == folds(opened("challenge", **END))


@pytest.mark.long
def test_a_line_says_what_became_of_the_challenge_about_it(lived):
    app = lived("challenge", **END)
    line = html(app).split("Contacts in Rutland rose from 717")[1].split("</li>")[0]
    assert f'<a href="log?challenge={CLOSED}">challenged ' in line
    assert ", closed</a>" in line
    assert "not yet challenged" in html(app)
