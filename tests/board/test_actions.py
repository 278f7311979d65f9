"""Reports on the actions of a plan: quarter by quarter, what is overdue, what is refused."""

from datetime import date

import pytest

from indicators.board.actions import ActionProgress, action_states, report_action
from indicators.catalogue.catalogue import load_catalogue
from tests.helpers.challenges import opened, record_store, refused

REPORT = {"quarter": "2016/17 Q1", "state": "on_track", "words": "Two meetings held.", "by": "chair of the group"}


@pytest.fixture
def path(tmp_path):
    return record_store(tmp_path)


def states(path, on=date(2016, 7, 1)):
    with opened(path) as store:
        return action_states(store, load_catalogue(store), "safe", on)


@pytest.mark.slow
def test_reports_stand_by_quarter_and_the_newest_of_the_last_quarter_holds(path):
    (before,) = states(path)
    assert (before.action.id, before.state, before.newest, before.is_overdue) == ("ask", None, None, True)
    for number, (quarter, state) in enumerate(
        [("2016/17 Q2", "late"), ("2016/17 Q1", "done"), ("2016-17 Q2", "at_risk")], 1
    ):
        assert report_action(path, "safe", "ask", **REPORT | {"quarter": quarter, "state": state}) == number
    (after,) = states(path)
    assert [(one.quarter.label, one.number, str(one.state)) for one in after.reports] == [
        ("2016/17 Q1", 2, "done"), ("2016/17 Q2", 1, "late"), ("2016/17 Q2", 3, "at_risk"),
    ]  # fmt: skip
    assert {label: one.state for label, one in after.by_quarter.items()} == {
        "2016/17 Q1": "done",
        "2016/17 Q2": "at_risk",
    }
    assert (after.state, after.is_overdue, after.newest.by) == (ActionProgress.AT_RISK, True, "chair of the group")
    (then,) = states(path, on=date(2016, 6, 30))
    assert not then.is_overdue


@pytest.mark.slow
def test_what_is_done_or_stopped_is_not_overdue_and_a_form_is_written_once(path):
    numbers = [report_action(path, "safe", "ask", **REPORT | {"state": "stopped"}, token="form") for _ in range(2)]
    (one,) = states(path)
    assert (numbers, len(one.reports), one.is_overdue) == ([1, 1], 1, False)


def test_everything_that_is_wrong_with_a_report_is_told_at_once(path):
    wrong = {"quarter": "2016/17", "state": "fine", "words": "", "impact": "x" * 4_001, "by": ""}
    found = refused(report_action, path, "safe", "asking", **wrong)
    assert [field for field, _ in found] == ["quarter", "state", "words", "impact", "by", "action"]
    told = dict(found)
    assert told["quarter"] == "The quarter '2016/17' is not one. Write it as 2017/18 Q1."
    assert told["action"] == "The action 'asking' is not one of the priority 'safe'. Choose one of: ask."
    found = refused(report_action, path, "sage", "ask", **REPORT | {"quarter": "June"})
    assert [field for field, _ in found] == ["quarter", "priority"]


def test_every_progress_has_words():
    assert len({state.words for state in ActionProgress}) == len(ActionProgress)
