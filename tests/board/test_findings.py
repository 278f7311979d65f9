"""Findings: written down, rewritten, withdrawn; what is in force beside a slow twin."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.board.findings import (
    FindingText,
    add_finding,
    edit_finding,
    finding_history,
    findings,
    withdraw_finding,
)
from indicators.errors import FindingMoved
from indicators.store.database import IN_MEMORY, open_for_writing
from tests.helpers.challenges import opened, record_store, refused

TEXT = FindingText(
    quadrant="service_users", stage="child_in_need", area_code="E06000017", period="2015/16", strength="weakness",
    statement="Children say plans come late: “<b>too late</b>”.", source="Young people's panel",
    by="participation officer", priorities=("safe", "late"), indicator="contacts",
)  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return record_store(tmp_path)


@pytest.mark.slow
def test_a_finding_is_kept_in_versions_and_each_stays(path):
    name = add_finding(path, replace(TEXT, token="form"))
    assert (name, add_finding(path, replace(TEXT, token="form"))) == ("children_say_plans_come_late_b_too_late_1",) * 2
    change = replace(
        TEXT, statement="Plans come in time.", strength="strength", priorities=(), why="New survey.", token="t"
    )
    assert [edit_finding(path, name, change, seen_version=1) for _ in range(2)] == [2, 2]
    with pytest.raises(
        FindingMoved, match=r"changed by participation officer on .* \(UTC\) \(New survey\.\) since"
    ) as told:
        edit_finding(path, name, replace(change, token="u"), seen_version=1)
    assert told.value.problems[0].field == "seen_version"
    with opened(path) as store:
        assert [one.statement for one in finding_history(store, name)] == [TEXT.statement, "Plans come in time."]
        (one,) = findings(store, quadrant="service_users")
        assert findings(store, priority="safe", indicator="contacts") == []
    assert (one.id, one.version, one.strength, one.priorities, one.by) == (name, 2, "strength", (), TEXT.by)
    assert (one.period, one.ends, one.area_code, one.source) == ("2015/16", date(2016, 3, 31), "E06000017", TEXT.source)
    assert withdraw_finding(path, name, by="business office", why="Told twice.", seen_version=2) == 3
    found = refused(edit_finding, path, name, replace(change, token=""))
    assert found[0][1].startswith("The finding was withdrawn by business office on ")
    with opened(path) as store:
        assert [one.id for one in findings(store)] == ["vary"]
        assert [one.is_withdrawn for one in finding_history(store, name)] == [False, False, True]


@pytest.mark.slow
def test_a_finding_of_the_data_folder_is_version_0(path):
    with opened(path) as store:
        (row,) = findings(store, priority="safe")
    assert (row.id, row.version, row.priorities, row.at, row.by) == ("vary", 0, ("safe",), None, "")
    change = replace(TEXT, why="Second audit.", period="2016-17")
    assert edit_finding(path, "vary", change, seen_version=0) == 1
    with opened(path) as store:
        assert [(one.version, one.period) for one in finding_history(store, "vary")] == [(0, "2015/16"), (1, "2016/17")]
        assert [one.version for one in findings(store)] == [1]


@pytest.mark.slow
def test_everything_that_is_wrong_with_a_finding_is_told_at_once(path):
    wrong = FindingText(
        quadrant="", stage="late", area_code="", period="soon", strength="bad", statement=" ", source="",
        by="", priorities=("safe", "nowhere"), indicator="contact",
    )  # fmt: skip
    found = refused(add_finding, path, wrong)
    assert [field for field, _ in found] == [
        "statement", "stage", "strength", "period", "source", "by", "area_code", "quadrant", "indicator", "priority",
    ]  # fmt: skip
    assert dict(found)["strength"] == (
        "The strength 'bad' is not known. Choose one of: strength, mixed, weakness, gap."
    )
    assert [field for field, _ in refused(edit_finding, path, "none", TEXT)] == ["why", "finding"]
    assert [field for field, _ in refused(withdraw_finding, path, "none", by="", why="")] == ["by", "why", "finding"]


@pytest.mark.slow
def test_only_those_who_act_for_the_board_decide_that_a_finding_is_published(path):
    ((field, message),) = refused(add_finding, path, replace(TEXT, is_public=True))
    assert field == "is_public"
    assert message.startswith("The decision to publish is not for 'participation officer'.")
    name = add_finding(path, replace(TEXT, is_public=True, by="Business Office"))
    withdraw_finding(path, name, by="participation officer", why="Told twice.", seen_version=1)
    with opened(path) as store:
        assert [(one.public, one.decided_by) for one in finding_history(store, name)] == [
            ("yes", "Business Office"), ("", ""),
        ]  # fmt: skip


versions = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.sampled_from([2014, 2016])), max_size=6)
rows = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "superseded"])), unique_by=lambda row: row[0])


@pytest.mark.slow
@settings(max_examples=4)
@given(rows, versions)
def test_what_is_in_force_is_the_newest_version_else_the_row_of_data(held, written):
    of_data = [
        _row(name) | {"finding": name, "return_id": place, "priorities": "safe"} for place, (name, _) in enumerate(held)
    ]
    events = [(place, fate, datetime(2016, 1, 1), "", "") for place, (_, fate) in enumerate(held) if fate]
    by_name = defaultdict(list)
    for name, is_withdrawn, year in written:
        by_name[name].append((len(by_name[name]) + 1, is_withdrawn, year))
    expected = {name: (0, 2015) for name, fate in held if not fate and name not in by_name}
    expected |= {name: (last[0], last[2]) for name, own in by_name.items() if not (last := own[-1])[1]}
    store = open_for_writing(IN_MEMORY)
    for table, frame in (
        ("finding", pd.DataFrame(of_data)),
        ("return_event", pd.DataFrame(events, columns=["return_id", "event", "happened_at", "happened_by", "reason"])),
        ("finding_version", pd.DataFrame([_version(name, *one) for name, own in by_name.items() for one in own[::-1]])),
    ):
        if len(frame):
            store.append(table, frame)
    found = [(one.id, (one.version, one.ends.year)) for one in findings(store)]
    assert found == sorted(expected.items(), key=lambda one: (-one[1][1], one[0]))
    for one in findings(store):
        said = _row(one.id, one.ends.year)
        assert {name: getattr(one, name) for name in said if hasattr(one, name)} == said_of(said)
        assert one.priorities == (() if one.version else ("safe",))
    for name in "abcd":
        own = [version for version, *_ in by_name[name]]
        first = [0] if (name, "") in held else []
        assert [one.version for one in finding_history(store, name)] == first + own
    store.close()


def said_of(row):
    """What a row says, without its period, which is told as a label."""
    return {name: value for name, value in row.items() if name not in ("period_type", "starts")}


def _row(name, year=2015):
    day = date(year, 3, 31)
    return {
        "quadrant": "service_users", "stage": "universal", "area_code": "A", "period_type": "snapshot", "starts": day,
        "ends": day, "indicator": "", "strength": "gap", "statement": name, "source": "s",
    }  # fmt: skip


def _version(name, version, is_withdrawn, year):
    return _row(name, year) | {
        "finding": name, "version": version, "priorities": "", "is_withdrawn": is_withdrawn,
        "happened_at": datetime(2016, 1, 1), "happened_by": "role", "why": "", "token": "",
    }  # fmt: skip
