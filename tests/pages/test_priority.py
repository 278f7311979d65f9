"""One priority from its four sides, what it lacks, its actions as they stand, the challenges about it."""

import re

import pytest

from indicators.board.actions import ActionProgress, report_action
from indicators.board.drafts import all_drafts
from tests.helpers.challenge_lives import OF_A_CELL
from tests.helpers.form_filling import address, box, fill, press
from tests.helpers.pages import unfold
from tests.pages.conftest import html

SAFE = "lr_2015_safe"


@pytest.mark.long
def test_a_priority_stands_in_four_sides_with_what_is_missing(lived):
    page = html(lived("priority", priority=SAFE))
    assert "<h1 class='headline'>Children and young people are safe</h1>" in page
    assert len(re.findall(r'<h2 id="q-', page)) == 4
    contacts = page[page.index(">Contacts</a>") :].split("</tr>")[0]
    assert "12,773" in contacts
    assert "901" in contacts
    missing = re.search(r"Asked for, and not held \((\d+)\)", page)
    listed = page[missing.end() :].split("</section>")[0]
    assert listed.count("<li>") == int(missing[1])
    assert listed.count("kept by ") == int(missing[1])


def test_its_challenges_stand_below_with_the_way_to_another(lived):
    page = html(lived("priority", priority=SAFE))
    assert "Challenges about it (1)" in page
    assert f'href="log?challenge={OF_A_CELL}"' in page
    assert f'href="log?section=raise&amp;priority={SAFE}"' in page
    assert f'href="findings?section=write&amp;priority={SAFE}"' in page


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("priority", "told"),
    [
        ("joint_2023_diverse_backgrounds", "The plan asks for no measure here."),
        ("solihull_2012_neglect", "The plan names no action under this priority."),
    ],
)
def test_a_priority_without_measures_or_actions_says_so(lived, priority, told):
    app = lived("priority", priority=priority)
    assert told in html(app)
    assert address(app)["priority"] == priority


@pytest.mark.long
def test_each_action_tells_its_state_what_is_overdue_and_the_figures_that_would_show_it(lived):
    page = html(lived("priority", priority="lr_2017_cse"))
    assert re.search(r"actions, \d+ overdue", page)
    assert '<span class="tag late">Overdue</span>' in page
    assert "No report yet" in page
    assert "The figures that would show it:" in page


@pytest.mark.slow
def test_a_report_is_written_for_its_quarter_and_ends_what_was_overdue(own_tiny, in_browser_of):
    assert "Overdue" not in html(own_tiny("priority", priority="safe", as_at="2016-06-30"))
    app = own_tiny("priority", priority="safe", as_at="2016-12-31")
    assert '<span class="tag late">Overdue</span>' in html(app)
    fill(
        unfold(app, "priority-report"),
        For_which_quarter="2015/16 Q4",
        How_does_it_stand="done",
        What_was_done="Asked <b>all</b>.",
    )
    (draft,) = all_drafts(own_tiny.path)
    in_browser_of(app)
    assert f'href="priority?&amp;priority=safe&amp;draft={draft.id}"' in html(own_tiny("log"))
    again = own_tiny("priority", **address(app))
    assert (box(again, "What was done?").value, box(again, "How does").value) == ("Asked <b>all</b>.", "done")
    press(again, "Write the report down")
    assert "Who reports is empty" in html(again)
    assert box(again, "What was done?").value == "Asked <b>all</b>."
    press(again, "Write the report down", What_difference="Fewer calls.", Who_reports="Partnership manager")
    page = html(again)
    assert "The report for 2015/16 Q4 is written down." in again.success[0].value
    assert "<b>2015/16 Q4</b>, done: Asked &lt;b&gt;all&lt;/b&gt;. <b>Impact:</b> Fewer calls." in page
    assert '<span class="tag late">Overdue</span>' not in page
    assert '<span class="tag progress-done">Done</span>' in page
    assert all_drafts(own_tiny.path) == []


@pytest.mark.long
def test_reports_stand_newest_quarter_first_beside_the_figure_of_the_measure(own_tiny):
    for quarter, state in (("2015/16 Q2", ActionProgress.LATE), ("2015/16 Q1", ActionProgress.ON_TRACK)):
        told = {"quarter": quarter, "state": state, "words": f"Told in {quarter}.", "by": "Partnership manager"}
        report_action(own_tiny.path, "safe", "ask", **told)
    page = html(own_tiny("priority", priority="safe"))
    assert page.index("Told in 2015/16 Q2.") < page.index("Told in 2015/16 Q1.")
    assert '<span class="tag progress-late">Late</span>' in page


@pytest.mark.slow
def test_choosing_a_plan_and_a_priority_changes_the_page_and_the_address(lived):
    app = lived("priority")
    assert address(app) == {"priority": "lr_2015_everyone", "plan": "lr_2015_16"}
    fill(app, Priority="lr_2015_voices")
    assert "<h1 class='headline'>The voices of children and adults are heard</h1>" in html(app)
    fill(app, Plan="lr_2017_18")
    assert address(app) == {"priority": "lr_2017_cse", "plan": "lr_2017_18"}


def test_unknown_names_are_told_and_break_nothing(lived):
    app = lived("priority", priority="<script>", plan="nonsense", as_at="never", draft="x" * 22)
    assert all(name in app.warning[0].value for name in ("script", "nonsense", "never"))
    assert "The draft of this link is gone" in app.warning[1].value
    assert "<script>" not in re.sub("<script>// (?:Hands|Lets)", "", html(app))
