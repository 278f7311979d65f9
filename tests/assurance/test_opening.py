"""The plan that pages open with: the newest of the board's own that its evidence bears."""

from datetime import date

import pytest

from indicators.assurance.opening import opening_plan
from indicators.board.actions import ActionProgress, report_action
from indicators.catalogue.catalogue import load_catalogue
from indicators.store.database import open_for_reading
from tests.helpers.tiny_store import tiny_store_file

TODAY = date(2026, 11, 30)
LATE = {
    "short_title": "2017/18",
    "starts": date(2017, 4, 1),
    "ends": date(2018, 3, 31),
    "priorities": [
        {"id": "late", "measures": [{}, *({"indicator": name} for name in ("referrals", "calls", "visits", "letters"))]}
    ],
}
OTHER = {
    "starts": date(2020, 4, 1),
    "ends": date(2021, 3, 31),
    "of_another_board": True,
    "priorities": [{"id": "other"}],
}


MORE = {"calls": {}, "visits": {}, "letters": {}}


def built(folder, facts, **rest):
    return tiny_store_file(folder, facts, definitions=MORE, **rest)


def opened(path):
    with open_for_reading(path) as store:
        return opening_plan(store, load_catalogue(store), today=TODAY)


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    ("facts", "findings", "plan"),
    [
        ([{"value": 7}], [], "early"),
        ([{"value": 7}, {"value": 8, "period": "2020/21"}], [], "early"),
        ([{"value": 7}, {"value": 8, "period": "2017/18"}], [], "early"),
        ([{"value": 7}, *({"indicator": name, "period": "2017/18"} for name in ("calls", "visits"))], [], "late"),
        ([{"value": 7}], [{"priorities": "late", "period": "2017/18"}], "late"),
        ([{"value": 7}], [{"priorities": "late", "period": "2015/16"}], "early"),
        ([{"value": 7}, {"value": "", "symbol": "c", "period": "2017/18"}], [], "early"),
        ([{"value": 7, "period": "2013/14"}], [], "late"),
    ],
)
def test_the_newest_plan_opens_that_has_evidence_of_its_own_time(tmp_path, facts, findings, plan):
    rows = [{"finding": f"f{number}", **finding} for number, finding in enumerate(findings)]
    plans = {"early": {}, "late": LATE, "other": OTHER}
    path = built(tmp_path, facts, plans=plans, tables={"findings.csv": rows})
    assert opened(path).plan.id == plan


@pytest.mark.long
def test_one_report_on_an_action_makes_a_plan_the_one_that_is_worked_with(tmp_path):
    path = built(tmp_path, [{"value": 7}], plans={"early": {}, "late": LATE})
    assert opened(path).reason == (
        "The newest plan with enough evidence of its own time: figures for 1 of 1 measure. Newer plans have none."
    )
    report_action(
        path, "late", "ask", quarter="2017/18 Q1", state=ActionProgress.ON_TRACK, words="Begun.", by="Business office"
    )
    assert opened(path).reason == "The newest plan with evidence of its own time: reports on 1 action."


@pytest.mark.slow
def test_a_plan_of_another_board_opens_only_where_there_is_no_other(tmp_path):
    assert opened(built(tmp_path, [{"value": 7}], plans={"other": OTHER})).plan.id == "other"
    assert opened(built(tmp_path, [{"value": 7}])) is None
