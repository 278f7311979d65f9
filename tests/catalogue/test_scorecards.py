"""Scorecards as files: the shipped ones are sound, everything wrong is said at once, what is gone is named."""

from pathlib import Path

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.scorecards import (
    Scorecard,
    ScorecardGroup,
    ScorecardMeasure,
    checked_scorecards,
    scorecard_contents,
)
from indicators.catalogue.toml_files import toml_files
from indicators.errors import DataProblems
from indicators.loading.scorecards import check_scorecards, read_scorecards
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_data, tiny_store

DATA = Path(__file__).parents[2] / "data"
FAULTS = """
title = "{title}"
colour = "red"

[[groups]]
title = "Front door"
measures = ["contacts", "contcts", "contacts"]

[[groups]]
priority = "saef"

[[groups]]
title = "Nothing"
"""


def contents(*measures, catalogue):
    return scorecard_contents(Scorecard(id="a", title="A", measures=measures), catalogue)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    measures = [{"indicator": "referrals"}, {"indicator": "contacts"}]
    store = tiny_store(tmp_path_factory.mktemp("tiny"), plans={"lr": {"priorities": [{"measures": measures}]}})
    yield load_catalogue(store)
    store.close()


def test_shipped_scorecards_are_sound():
    check_scorecards(DATA)
    cards, problems = read_scorecards(DATA)
    assert (sorted(cards), problems) == (["headlines", "leicester_2018_20", "solihull_2012_13"], [])
    assert all(card.note.endswith(".") and not card.is_own for card in cards.values())


def test_the_cards_of_plans_have_every_measure_of_their_priorities(shipped_store):
    store = open_store(shipped_store)
    known = load_catalogue(store)
    cards, _ = read_scorecards(DATA)
    for name in ("solihull_2012_13", "leicester_2018_20"):
        shown = scorecard_contents(cards[name], known)
        asked = {
            priority.title: tuple(dict.fromkeys(one.indicator for one in priority.measures))
            for priority in known.plans[name].priorities
            if priority.kind == "priority" and priority.measures
        }
        assert {group.title: group.indicators for group in shown.groups} == asked
        assert shown.missing == ()
    store.close()


def test_everything_wrong_is_said_at_once(tmp_path):
    data = tiny_data(tmp_path, plans={"lr": {}})
    (data / "scorecards").mkdir()
    (data / "scorecards" / "bad.toml").write_text(FAULTS.format(title="x" * 81), "utf-8")
    (data / "scorecards" / "Worse-name.toml").write_text("title = ", "utf-8")
    with pytest.raises(DataProblems) as caught:
        check_scorecards(data)
    found = [str(problem) for problem in caught.value.problems]
    assert [text.partition(": ")[0] for text in found] == [
        "scorecards/Worse-name.toml",
        "scorecards/bad.toml, key 'title'",
        "scorecards/bad.toml, key 'colour'",
        "scorecards/bad.toml, group 'Front door', key 'measures'",
        "scorecards/bad.toml, group 'Front door', key 'measures'",
        "scorecards/bad.toml, group 2, key 'priority'",
        "scorecards/bad.toml, group 'Nothing'",
    ]
    assert "'contcts' is not an indicator. Did you mean contacts" in found[3]


def test_a_sound_set_is_read_beside_a_broken_one_and_may_name_what_is_gone(tmp_path):
    data = tiny_data(tmp_path)
    (data / "scorecards").mkdir()
    (data / "scorecards" / "bad.toml").write_text("title = ", "utf-8")
    (data / "scorecards" / "good.toml").write_text('title = "Good"\n[[groups]]\nmeasures = ["gone"]\n', "utf-8")
    cards, problems = read_scorecards(data)
    assert (list(cards), len(problems)) == (["good"], 1)
    assert read_scorecards(tmp_path / "nowhere") == ({}, [])


@pytest.mark.slow
def test_what_is_gone_is_named_and_the_rest_shown(catalogue):
    found = contents(
        ScorecardMeasure("contacts", heading="Front door"),
        ScorecardMeasure("gone", heading="Front door"),
        ScorecardMeasure("referrals", "no_more"),
        ScorecardMeasure("", "safe"),
        catalogue=catalogue,
    )
    assert found.groups == (
        ScorecardGroup("Front door", ("contacts",)),
        ScorecardGroup("", ("referrals",)),
        ScorecardGroup("Children are safe", ("referrals", "contacts")),
    )
    assert found.missing == ("gone", "no_more")
    assert contents(ScorecardMeasure("gone"), catalogue=catalogue).groups == ()


def test_files_are_checked_against_nothing_where_nothing_is_given():
    texts = toml_files(DATA / "scorecards")
    cards, problems = checked_scorecards(texts, indicators=None, priorities=None)
    assert (len(cards), problems) == (3, [])
