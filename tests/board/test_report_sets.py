"""Sets of the report: versions that lose nothing, whoever changes them, and what is refused in words."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from indicators.board.report_sets import (
    ReportPart,
    add_report_part,
    move_report_part,
    remove_report_part,
    rename_report_part,
    rename_report_set,
    report_set_history,
    report_sets,
    restore_report_set,
    withdraw_report_set,
)
from indicators.errors import ReportSetMoved
from tests.helpers.challenges import opened, record_store, refused

BY = "Business office"
NAMES = ("Contacts", "Ребёнок и семья", "<b>![x](http://example.org)</b>")


def part(name):
    return ReportPart(f"explore?{urlencode({'indicator': name})}", name)


@pytest.fixture
def path(tmp_path):
    path = record_store(tmp_path)
    for name in NAMES:
        add_report_part(path, part(name), by=BY, title="Annual report")
    return path


def names_of(path):
    with opened(path) as store:
        return [one.title for one in report_sets(store)[0].parts]


@pytest.mark.long
def test_parts_come_in_the_order_in_which_they_were_added_to_one_set_of_a_name(path):
    assert names_of(path) == list(NAMES)
    assert add_report_part(path, part("Late"), by=BY, title="  annual REPORT ").version == 4
    with opened(path) as store:
        (one,) = report_sets(store)
        assert (one.number, one.title, one.by, one.what) == (1, "Annual report", BY, "added “Late”")
        assert [each.version for each in report_set_history(store, 1)] == [1, 2, 3, 4]
    assert add_report_part(path, part("Other"), by=BY, title="Другой").number == 2


@pytest.mark.slow
def test_moved_renamed_removed_and_each_taken_back(path):
    first, second, third = NAMES
    assert move_report_part(path, 1, 2, -1, version=3, by=BY).version == 4
    assert names_of(path) == [first, third, second]
    remove_report_part(path, 1, 0, version=4, by=BY)
    assert names_of(path) == [third, second]
    assert restore_report_set(path, 1, version=5, by=BY).what == f"undone: removed “{first}”"
    assert names_of(path) == [first, third, second]
    rename_report_part(path, 1, 1, "  Own \n heading ", version=6, by=BY)
    assert names_of(path) == [first, "Own heading", second]
    assert rename_report_set(path, 1, "Yearly", version=7, by=BY).title == "Yearly"
    assert withdraw_report_set(path, 1, version=8, by=BY).is_withdrawn
    with opened(path) as store:
        assert report_sets(store) == []
        assert [one.title for one in report_sets(store, withdrawn=True)] == ["Yearly"]
    assert refused(add_report_part, path, part("x"), by=BY, number=1)[0][1].startswith("The set was withdrawn by ")
    assert restore_report_set(path, 1, version=9, by=BY).is_withdrawn is False
    assert names_of(path) == [first, "Own heading", second]


@pytest.mark.slow
def test_the_second_of_two_is_told_and_nothing_is_lost(path):
    move_report_part(path, 1, 0, 1, version=3, by="Partnership chair")
    for change in (
        lambda: remove_report_part(path, 1, 0, version=3, by=BY),
        lambda: rename_report_set(path, 1, "Mine", version=3, by=BY),
        lambda: withdraw_report_set(path, 1, version=3, by=BY),
        lambda: restore_report_set(path, 1, version=3, by=BY),
    ):
        with pytest.raises(
            ReportSetMoved, match=r"changed \(moved “Contacts” down\) by Partnership chair on .* \(UTC\)"
        ):
            change()
    assert names_of(path) == [NAMES[1], NAMES[0], NAMES[2]]


@pytest.mark.long
def test_what_two_add_at_the_same_time_is_all_there(path):
    added = [f"Added {number}" for number in range(6)]
    with ThreadPoolExecutor(3) as people:
        list(people.map(lambda name: add_report_part(path, part(name), by=BY, number=1), added))
    assert names_of(path)[:3] == list(NAMES)
    assert sorted(names_of(path)[3:]) == added


@pytest.mark.long
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(path):
    long = refused(add_report_part, path, ReportPart("explore?a=b", "x" * 500), by="", title="y" * 500)
    assert [field for field, _ in long] == ["heading", "by", "title"]
    assert "has 500 characters; at most 200 are kept" in long[0][1]
    assert "has 500 characters; at most 200 are kept" in long[2][1]
    assert refused(add_report_part, path, part("x"), by=BY) == [
        ("title", "The name of the set is empty. Write a name for the new set.")
    ]
    twice = refused(add_report_part, path, part("Contacts"), by=BY, number=1)
    assert twice == [("title", "“Annual report” has this part under this heading already.")]
    assert refused(add_report_part, path, part("x"), by=BY, number=9)[0][0] == "report_set"
    assert refused(remove_report_part, path, 1, 7, version=3, by=BY)[0][0] == "part"
    assert refused(rename_report_part, path, 1, 0, "\u202e ", version=3, by=BY)[0][0] == "title"
    for address in ("javascript:alert(1)", "http://example.org/?a=b", "explore?a b", "explore"):
        assert refused(add_report_part, path, ReportPart(address, "x"), by=BY, number=1)[0][0] == "address"
    add_report_part(path, part("x"), by=BY, title="Other")
    taken = refused(rename_report_set, path, 1, "OTHER", version=3, by=BY)
    assert taken == [("title", "There is a set “Other” already. Write another name.")]
    assert names_of(path) == list(NAMES)
