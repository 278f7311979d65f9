"""Scorecards of the office: versions that stay, two people at once, and the queries beside a slow twin."""

from contextlib import closing
from datetime import datetime

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.board.scorecards import (
    MOST_MEASURES,
    add_scorecard,
    change_scorecard,
    parse_measure,
    saved_scorecards,
    scorecard_history,
    withdraw_scorecard,
)
from indicators.catalogue.scorecards import ScorecardMeasure
from indicators.errors import ScorecardMoved
from indicators.store.database import IN_MEMORY, open_for_writing
from tests.helpers.challenges import opened, record_store, refused

CONTACTS, REFERRALS = ScorecardMeasure("contacts", "safe"), ScorecardMeasure("referrals")
OFFICE = "business office"


@pytest.fixture
def path(tmp_path):
    return record_store(tmp_path)


def added(path, *measures, title="Quarterly card", **rest):
    return add_scorecard(path, title=title, measures=measures or (CONTACTS, REFERRALS), by=OFFICE, **rest)


@pytest.mark.long
def test_each_change_is_a_version_and_earlier_ones_stay(path):
    name = added(path, token="form")
    assert (name, added(path, token="form"), added(path)) == (
        "own_quarterly_card_1", "own_quarterly_card_1", "own_quarterly_card_2",
    )  # fmt: skip
    turned = {"title": "Turned <b>round</b>", "measures": (REFERRALS, CONTACTS), "by": OFFICE, "token": "turn"}
    assert [change_scorecard(path, name, seen_version=1, **turned) for _ in range(2)] == [2, 2]
    with opened(path) as store:
        cards = {card.id: card for card in saved_scorecards(store)}
        history = scorecard_history(store, name)
    assert (cards[name].title, cards[name].measures, cards[name].version) == (
        "Turned <b>round</b>", (REFERRALS, CONTACTS), 2,
    )  # fmt: skip
    assert [version.card.measures for version in history] == [(CONTACTS, REFERRALS), (REFERRALS, CONTACTS)]
    assert withdraw_scorecard(path, name, by=OFFICE, seen_version=2) == 3
    with opened(path) as store:
        assert [card.id for card in saved_scorecards(store)] == ["own_quarterly_card_2"]
        assert [version.is_withdrawn for version in scorecard_history(store, name)] == [False, False, True]
        assert scorecard_history(store, "none") == []
    found = refused(change_scorecard, path, name, seen_version=3, **turned | {"token": ""})
    assert found[0][1].startswith("The scorecard was withdrawn by business office already.")


@pytest.mark.long
def test_the_second_of_two_is_told_and_nothing_is_lost(path):
    name = added(path)
    mine = {"title": "Quarterly card", "by": OFFICE}
    change_scorecard(path, name, seen_version=1, measures=(REFERRALS, CONTACTS), **mine | {"by": "chair's office"})
    with pytest.raises(ScorecardMoved, match=r"changed by chair's office on .* \(UTC\) since you opened it\. Nothing"):
        change_scorecard(path, name, seen_version=1, measures=(CONTACTS,), **mine)
    with opened(path) as store:
        assert [version.by for version in scorecard_history(store, name)] == [OFFICE, "chair's office"]
    assert change_scorecard(path, name, seen_version=2, measures=(CONTACTS,), **mine) == 3


def test_everything_wrong_is_said_at_once(path):
    bad = [CONTACTS, CONTACTS, ScorecardMeasure("no such; thing"), *[ScorecardMeasure(f"m{n}") for n in range(60)]]
    found = refused(add_scorecard, path, title="y" * 500, measures=bad, by="")
    assert [field for field, _ in found] == ["title", "by", "measures", "measures", "measures"]
    assert found[0][1].startswith("The name has 500 characters; at most 200 are kept.")
    assert f"at most {MOST_MEASURES} fit a scorecard" in found[2][1]
    assert refused(add_scorecard, path, title="\u202e ", measures=[], by=OFFICE) == [
        ("title", "The name is empty. Write what the scorecard is called."),
        ("measures", "The measures are empty. Add one at least."),
    ]
    with opened(path) as store:
        assert saved_scorecards(store) == []


@pytest.mark.slow
def test_other_scripts_and_what_is_gone_may_stay(path):
    name = added(path, ScorecardMeasure("gone_since"), title="Картка 記分卡")
    assert name == "own_scorecard_1"
    with opened(path) as store:
        assert saved_scorecards(store)[0].title == "Картка 記分卡"


def test_a_store_of_a_time_before_there_were_sets_has_none(path):
    with closing(duckdb.connect(str(path))) as earlier:
        earlier.execute("drop table scorecard_version")
    with opened(path) as store:
        assert saved_scorecards(store) == []
        assert scorecard_history(store, "own_1") == []


COLUMNS = ("scorecard", "version", "title", "measures", "is_withdrawn", "happened_at", "happened_by", "token")
rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(["contacts", "safe/contacts;referrals"]), st.booleans()
    ),
    max_size=9,
)


@pytest.mark.long
@settings(max_examples=15)
@given(rows)
def test_queries_are_those_of_the_slow_twin(written):
    kept = {}
    table = []
    for name, measures, is_withdrawn in written:
        version = len(kept.setdefault(name, [])) + 1
        kept[name].append((tuple(parse_measure(text) for text in measures.split(";")), is_withdrawn))
        table.append((name, version, f"{name} {version}", measures, is_withdrawn, datetime(2026, 1, 1), OFFICE, ""))
    with closing(open_for_writing(IN_MEMORY)) as store:
        if table:
            store.append("scorecard_version", pd.DataFrame(reversed(table), columns=list(COLUMNS)))
        shown = [(card.id, card.version, card.measures) for card in saved_scorecards(store)]
        assert shown == [(name, len(own), own[-1][0]) for name, own in sorted(kept.items()) if not own[-1][1]]
        for name, own in kept.items():
            found = scorecard_history(store, name)
            assert [(one.card.version, one.card.measures, one.is_withdrawn) for one in found] == [
                (number, *version) for number, version in enumerate(own, 1)
            ]
