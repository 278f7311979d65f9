"""The evidence on a topic: figures, findings, plans, challenges together, and what is missing said plainly."""

from datetime import date

import pytest

from indicators.assurance.topics import topic_evidence
from indicators.board.challenges import NewChallenge, raise_challenge
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.topics import TOPICS
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store, tiny_store_file

DAY = date(2019, 12, 1)
DEFINITIONS = {
    "contacts": {"topics": ["neglect"]},
    "referrals": {"topics": ["front door"]},
    "heard": {"topics": ["Neglect"], "quadrant": "service_users", "title": "Heard", "short_title": "Heard"},
}
FINDINGS = [
    {
        "finding": "by_words",
        "quadrant": "front_line_staff",
        "statement": "Staff see neglect late.",
        "period": "2018/19",
    },
    {"finding": "by_indicator", "indicator": "contacts", "statement": "More ask."},
    {"finding": "by_priority", "priorities": "safe", "statement": "Audits vary."},
    {"finding": "of_another", "indicator": "referrals", "statement": "Fewer ask."},
]
PLANS = {
    "lr": {"priorities": [{"title": "Neglect", "measures": [{}]}]},
    "other": {"of_another_board": True, "priorities": [{"id": "theirs", "title": "Neglect"}]},
}


@pytest.mark.long
def test_a_topic_brings_together_what_figures_findings_plans_and_challenges_say(tmp_path):
    tables = {"findings.csv": FINDINGS}
    path = tiny_store_file(tmp_path, [{}], definitions=DEFINITIONS, plans=PLANS, tables=tables)
    about = {"agency": "Police", "due": date(2020, 1, 31), "by": "Partnership chair"}
    for question, indicator in (("Why more?", "contacts"), ("And neglect?", ""), ("Why fewer?", "referrals")):
        area = "E10000018" if indicator else ""
        raise_challenge(path, NewChallenge(question=question, indicator=indicator, area_code=area, **about), today=DAY)
    store = open_store(path)
    found = topic_evidence(store, load_catalogue(store), TOPICS["neglect"], as_at=DAY)
    assert [item.id for item in found.indicators] == ["contacts", "heard"]
    assert {key: figure.value for key, figure in found.latest.items()} == {("contacts", "E10000018"): 901}
    assert {finding.id for finding in found.findings} == {"by_words", "by_indicator", "by_priority"}
    assert [
        (one.plan.id, [(own.priority.id, len(own.measures), len(own.actions)) for own in one.priorities])
        for one in found.plans
    ] == [("lr", [("safe", 1, 1)])]
    assert {one.question for one in found.open_challenges} == {"Why more?", "And neglect?"}
    assert [figure.value for figure in found.shown_figures] == [901]
    assert found.gaps == [
        "The newest count is of 31 March 2016.",
        "The last audit or review is of 31 March 2016.",
        "No word from children and families.",
        "1 of 2 measures has no figure.",
    ]
    store.close()


@pytest.mark.slow
def test_a_topic_of_which_nothing_is_known_says_so(tmp_path):
    store = tiny_store(tmp_path, [{}], definitions=DEFINITIONS)
    found = topic_evidence(store, load_catalogue(store), TOPICS["send"], as_at=DAY)
    assert found.gaps == [
        "No number has come.",
        "No audit or review says anything.",
        "No word from children and families.",
        "No word from front-line staff.",
        "No plan of the board asks for it.",
    ]
