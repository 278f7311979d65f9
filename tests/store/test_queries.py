"""Every query beside a slow twin in plain Python, on stores with revised, withdrawn and superseded returns."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.store.database import open_for_writing
from indicators.store.engine import IN_MEMORY, QUERIES, queries_of_file
from tests.helpers.histories import (
    AREAS,
    COLUMNS,
    FIRST,
    INDICATORS,
    PERIODS,
    SOURCES,
    append,
    edits,
    fates,
    few,
    filled,
    firsts_of,
    histories,
    rows_of,
)

#: Queries of the board's record, whose twins stand in tests/board.
OF_RECORD = {
    "action_reports", "challenge_agencies", "challenge_cells", "challenge_counts", "challenge_days", "challenge_steps",
    "challenges",
    "challenges_by_number", "finding_versions", "findings", "meetings", "recent_challenges", "record_version",
    "saved_scorecards", "scorecard_tables", "scorecard_versions",
    "board", "recorded_meetings",
    "report_set_versions", "report_sets",
}  # fmt: skip
#: Queries of this file.
TWINNED = {
    "agencies", "areas", "authorities", "background_authorities", "comparison", "coverage", "data_files",
    "data_version", "definitions",
    "disagreement_candidates", "duties", "events", "indicators_by_year", "latest", "neighbours", "newest_periods",
    "plans", "received_figures", "return_problems", "returned_spans", "returns", "series", "sources",
    "targets", "versions", "whole_years", "year_ends",
}  # fmt: skip
#: Queries of the same files for what is being written: free numbers, what a form wrote already, a return beside what is
#: known. Tests of forms and returns are about them; those of the other files are the loader's or the store's own.
#: Their twins stand in tests/figures/test_arrivals.py and test_revisions.py, and in tests/returns/test_editions.py.
ARRIVALS = {"arrivals", "revisions", "announced_editions"}
FOR_WRITING = {
    "accepted_return", "action_report_by_token", "challenge_by_token", "challenge_step_by_token", "compare_return",
    "compare_with_everything", "compare_with_own",
    "compared_counts", "compared_rows", "finding_by_token", "finding_ids", "insert_return", "last_challenge_number",
    "next_return_id", "refused_rows", "scorecard_by_token", "scorecard_ids", "staged_indicators",
    "meeting_by_token", "meeting_tables", "board_tables", "edition_tables",
}  # fmt: skip
some = st.lists(st.sampled_from(INDICATORS), unique=True)
somewhere = st.lists(st.sampled_from(AREAS), unique=True)


@pytest.fixture(scope="module")
def store():
    """One store for every test; laying out one for each example would take minutes."""
    store = open_for_writing(IN_MEMORY)
    yield store
    store.close()


def result(store, name, **params):
    """The rows of a query as tuples of plain values."""
    frame = store.fetch(name, **params)
    return [tuple(plain(cell) for cell in row) for row in frame.itertuples(index=False)]


def plain(cell):
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return None
    if isinstance(cell, (pd.Timestamp, datetime)):
        return cell.date() if cell == cell.normalize() and cell.year < 2020 else cell.to_pydatetime()
    return cell


def gone(history):
    return {number for number, (fate, _) in enumerate(history, FIRST) if fate}


def current(history):
    """The newest version of each figure among the returns in force, as columns of `COLUMNS`, with no edition."""
    versions = {}
    for number, (fate, figures) in enumerate(history, FIRST):
        if not fate:
            for row in rows_of(figures, number):
                versions[row[0], row[1], row[10], row[2], row[3], row[4]] = (*row[:12], None)
    return sorted(versions.values(), key=lambda row: (row[0], row[1], row[2], row[3], row[10]))


def known(history, moment):
    """The newest version of each figure as it stood at a moment: returns come a day apart and go together."""
    happened = [datetime(2026, 1, 1) + timedelta(days=day) for day in range(2 * len(history))]
    gone_by_then = moment >= happened[-1]
    return current(
        [
            (fate if gone_by_then else "", figures if come <= moment else {})
            for come, (fate, figures) in zip(happened, history, strict=False)
        ]
    )


def in_force(history):
    """Every version of every figure among the returns in force."""
    for number, (fate, figures) in enumerate(history, FIRST):
        if not fate:
            yield from (row[:12] for row in rows_of(figures, number))


def financial_year_end(day):
    return date(day.year + (day.month > 3), 3, 31)


def test_every_query_has_a_twin():
    files = [QUERIES / f"{subject}.sql" for subject in ("board", "catalogue", "figures", "returns")]
    names = {name for path in files for name, _ in queries_of_file(path)}
    assert names - FOR_WRITING == TWINNED | OF_RECORD | ARRIVALS


@pytest.mark.long
@few
@given(histories, st.integers(0, 8))
def test_what_was_known_on_a_day(store, history, days):
    day = date(2025, 12, 31) + timedelta(days=days)
    with filled(store, history):
        expected = known(history, datetime(2025, 12, 31, 23, 59) + timedelta(days=days))
        with_areas = {"indicators": INDICATORS, "areas": AREAS}
        assert sorted(result(store.as_known(day), "series", **with_areas), key=repr) == sorted(expected, key=repr)


def test_an_untouched_line_of_an_edited_file_does_not_override_what_came_since(store):
    """Return 11 gives a figure, 12 revises it; 13 is 11's file with another line changed."""
    history = [("superseded", {}), ("", {}), ("", {})]
    key = (INDICATORS[0], AREAS[0], PERIODS[0], SOURCES[0])
    with filled(store, history):
        for number, value, first in ((11, 1, 11), (12, 2, None), (13, 1, 11)):
            row = next(iter(rows_of({key: value}, number)))
            append(store, "observation", [(*row, first)], (*COLUMNS, "return_id", "first_return_id"))
        found = result(store, "series", indicators=[key[0]], areas=[key[1]])
        assert [row[5] for row in found] == [2]


def test_neighbours_of_an_area_come_from_the_newest_return_that_names_it(store):
    columns = ("area", "rank", "neighbour", "closeness", "model", "return_id")
    rows = [("A", 1, "X", "", "old", 11), ("B", 1, "Y", "", "old", 11), ("A", 1, "Z", "", "new", 12)]
    with filled(store, [("", {}), ("", {})]):
        append(store, "neighbour", rows, columns)
        assert [row[:3] for row in result(store, "neighbours")] == [("A", 1, "Z"), ("B", 1, "Y")]


@pytest.mark.long
@few
@given(histories, some, somewhere)
def test_series(store, history, indicators, areas):
    with filled(store, history):
        expected = [row for row in current(history) if row[0] in indicators and row[1] in areas]
        found = result(store, "series", indicators=indicators, areas=areas)
        assert sorted(found, key=repr) == sorted(expected, key=repr)
        assert [(row[0], row[1], row[2], row[3]) for row in found] == [row[:4] for row in expected]


@pytest.mark.long
@few
@given(histories, edits, some, somewhere, st.integers(-1, 8))
def test_versions(store, history, edited, indicators, areas, days):
    day = date(2025, 12, 31) + timedelta(days=days)
    with filled(store, history, edited) as (events, files):
        expected = [
            row
            for row in versions_known(history, edited, events, files, datetime.combine(day, time.max))
            if row[0] in indicators and row[1] in areas
        ]
        assert result(store.as_known(day), "versions", indicators=indicators, areas=areas) == expected


def versions_known(history, edited, events, files, moment):
    """Every version of every figure that a moment knows of, those of an edited file that say the same as one."""
    known = [event for event in events if event[2] <= moment]
    come = {event[0]: event for event in known if event[1] == "accepted"}
    left = {event[0]: event for event in known if event[1] != "accepted"}
    firsts, given = firsts_of(history, edited), defaultdict(lambda: defaultdict(list))
    for number, (_, figures) in enumerate(history, FIRST):
        for key, row in zip(figures, rows_of(figures, number), strict=True):
            if number in come:
                given[key][firsts[number][key]].append((number not in left, number, row))
    told = []
    for versions in given.values():
        kept = {first: max(rows, key=lambda one: one[:2]) for first, rows in versions.items()}
        current = max((first for first, one in kept.items() if one[0]), default=None)
        for first, (_, newest, row) in kept.items():
            _, name, origin, *_ = files[first - FIRST]
            _, gone, when, who, why = left.get(newest, (None,) * 5)
            said = (*row[:5], row[10], *row[5:10], row[11], first, name, origin, "", "")
            told.append((*said, *come[first][2:4], when, who, gone, why, first == current, 0))
    return sorted(told, key=lambda row: (*row[:6], row[12]))


@pytest.mark.long
@few
@given(st.permutations([2023, 2024, 2025]), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_of_several_editions_the_newest_stands_whatever_came_first(store, order, values):
    """Three returns give one figure, each in an edition of its own."""
    key = (INDICATORS[0], AREAS[0], PERIODS[0], SOURCES[0])
    with filled(store, [("", {})] * 3):
        for number, (year, value) in enumerate(zip(order, values, strict=True), FIRST):
            row = (*next(iter(rows_of({key: value}, number))), date(year, 3, 31))
            append(store, "observation", [row], (*COLUMNS, "return_id", "edition"))
        (found,) = result(store, "series", indicators=INDICATORS, areas=AREAS)
        assert (found[5], found[12]) == (values[order.index(2025)], datetime(2025, 3, 31))
        versions = result(store, "versions", indicators=INDICATORS, areas=AREAS)
        assert [(row[-1], row[-2]) for row in versions] == [(2023, False), (2024, False), (2025, True)]


@pytest.mark.long
@few
@given(histories, st.integers(1, 3), st.sampled_from([period[2] for period in PERIODS]))
def test_latest(store, history, periods, as_at):
    with filled(store, history):
        groups = defaultdict(list)
        for row in current(history):
            if row[4] <= as_at:
                groups[row[0], row[1], row[10], row[2]].append(row)
        expected = [
            row for rows in groups.values() for row in sorted(rows, key=lambda row: (row[4], row[3]))[-periods:]
        ]
        found = result(store, "latest", indicators=INDICATORS, areas=AREAS, as_at=as_at, periods=periods)
        assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.mark.long
@few
@given(histories, st.sampled_from([date(2016, 3, 31), date(2016, 3, 30), date(2016, 6, 30)]))
def test_comparison(store, history, as_at):
    with filled(store, history):
        after = date(as_at.year - 1, as_at.month, as_at.day)
        expected = [row for row in current(history) if after < row[4] <= as_at]
        found = result(store, "comparison", indicators=INDICATORS, areas=AREAS, as_at=as_at)
        assert sorted(found, key=repr) == sorted(expected, key=repr)


@pytest.mark.long
@few
@given(histories)
def test_coverage(store, history):
    groups = defaultdict(list)
    for row in in_force(history):
        groups[row[0], row[1]].append(row)
    expected = []
    for key, rows in sorted(groups.items()):
        periods = {row[2:5] for row in rows}
        known = {row[2:5] for row in rows if not row[9]}
        first, last = min(row[3] for row in rows), max(row[4] for row in rows)
        sources = len({row[10] for row in rows})
        expected.append((*key, first, last, len(known), len(periods - known), sources))
    with filled(store, history):
        assert result(store, "coverage") == expected


@pytest.mark.long
@few
@given(histories, somewhere)
def test_indicators_by_year(store, history, areas):
    years = defaultdict(set)
    for row in in_force(history):
        if row[1] in areas:
            years[financial_year_end(row[4])] |= set() if row[9] else {row[0]}
    expected = [(year, len(years[year])) for year in sorted(years, reverse=True)]
    with filled(store, history):
        assert result(store, "indicators_by_year", areas=areas) == expected


@pytest.mark.long
@few
@given(histories, somewhere)
def test_whole_years(store, history, areas):
    ends = defaultdict(lambda: defaultdict(set))
    for row in in_force(history):
        if row[1] in areas and not row[9]:
            year = financial_year_end(row[4])
            is_yearly = row[2].endswith("_year") or (row[2] == "snapshot" and row[4] == year)
            ends[year][row[0], row[1]].add("whole" if is_yearly else (row[2], row[4]))
    expected = []
    for year in sorted(ends, reverse=True):
        whole = {
            name
            for (name, _), days in ends[year].items()
            if "whole" in days
            or sum(day[0] == "quarter" for day in days) == 4
            or sum(day[0] == "month" for day in days) == 12
        }
        expected.append((year, len({name for name, _ in ends[year]}), len(whole)))
    with filled(store, history):
        assert result(store, "whole_years", areas=areas) == expected


@pytest.mark.long
@few
@given(histories)
def test_year_ends(store, history):
    with filled(store, history):
        years = {financial_year_end(row[4]) for row in current(history)}
        assert [row[0] for row in result(store, "year_ends")] == sorted(years, reverse=True)


@pytest.mark.long
@few
@given(histories)
def test_returns_and_files(store, history):
    with filled(store, history) as (events, files):
        held = sorted(
            (row for row in files if row[2] == "data" and row[0] not in gone(history)), key=lambda row: row[1]
        )
        assert result(store, "data_files") == [(row[0], row[1], row[3], row[4]) for row in held]
        assert result(store, "data_version") == [(len(events), max(event[2] for event in events))]
        unsaid = ("", "", "", 0, 0, 0, 0)
        told = [(*file, *event[1:], *unsaid) for event in events for file in files if file[0] == event[0]]
        told.sort(key=lambda row: row[5])
        told.sort(key=lambda row: (row[6], row[0]), reverse=True)
        assert result(store, "returns") == told


@pytest.mark.long
@few
@given(histories, st.lists(st.sampled_from(SOURCES), unique=True))
def test_what_came_of_some_sources(store, history, sources):
    came, newest = {}, {}
    for number, (fate, figures) in enumerate(history, FIRST):
        for row in rows_of(figures, number) if not fate else ():
            if row[10] in sources:
                key = (row[0], row[1], row[2], row[3], row[4], row[10])
                day = came[key][1] if key in came else datetime(2026, 1, 1) + timedelta(days=number - FIRST)
                came[key] = (row[9], day)
                newest[row[0], row[10]] = max(newest.get((row[0], row[10]), row[4]), row[4])
    with filled(store, history):
        found = result(store, "received_figures", sources=sources)
        assert sorted(found, key=repr) == sorted(((*key, *told) for key, told in came.items()), key=repr)
        held = [(row[0], row[1], row[4]) for row in result(store, "newest_periods", sources=sources)]
        assert held == [(*key, ends) for key, ends in sorted(newest.items())]


@pytest.mark.long
@few
@given(histories, somewhere)
def test_indicators_that_may_be_given_twice(store, history, combined):
    given_by = defaultdict(set)
    areas, kinds = defaultdict(set), defaultdict(set)
    for number, (_, figures) in enumerate(history, FIRST):
        for row in rows_of(figures, number):
            given_by[row[0]].add(row[10])
            areas[row[0]].add(row[1])
            kinds[row[0]].add(row[2])
    both = {"quarter", "financial_year"}
    expected = [
        name
        for name in sorted(given_by)
        if len(given_by[name]) > 1 or areas[name] & set(combined) or both <= kinds[name]
    ]
    with filled(store, history):
        assert [row[0] for row in result(store, "disagreement_candidates", combined=combined)] == expected


@pytest.mark.long
@few
@given(histories, st.integers(0, 3))
def test_what_a_return_gives_figures_of(store, history, place):
    number = FIRST + place
    spans = defaultdict(list)
    for row in rows_of(history[place][1], number) if place < len(history) else ():
        if row[5] is not None:
            spans[row[0], row[1], row[2]].append((row[3], row[4]))
    expected = [(*key, min(own)[0], max(end for _, end in own), len(own)) for key, own in sorted(spans.items())]
    with filled(store, history):
        assert result(store, "returned_spans", return_id=number) == expected


@pytest.mark.parametrize(("fate", "is_there"), [("", 1), ("withdrawn", 0)])
def test_the_background_is_there_while_a_return_of_all_areas_is_in_force(store, fate, is_there):
    columns = ("code", "name", "level", "region_code", "old_code", "former_codes", "split_codes", "source", "return_id")
    noted = ("return_id", "name", "origin", "sha256", "row_count", "all_areas")
    with filled(store, [("", {}), (fate, {})]):
        append(store, "authority", [("A", "Name", "region", "", "", "", "", "s", FIRST)], columns)
        assert result(store, "background_authorities") == []
        append(store, "return_file", [(FIRST + 1, "f", "return", "", 0, True)], noted)
        assert len(result(store, "background_authorities")) == is_there


def test_what_was_noted_with_a_return(store):
    columns = ("return_id", "kind", "place", "value", "message")
    rows = [
        (11, "warning", "row 2", "5", "is odd"),
        (11, "refused", "row 3", "x", "is wrong"),
        (12, "refused", "", "", ""),
    ]
    with filled(store, [("", {}), ("", {})]):
        append(store, "return_problem", rows, columns)
        assert result(store, "return_problems", return_id=11) == [rows[1][1:], rows[0][1:]]


#: By query: its table, the columns there, a row of it by return, and what rows are sorted by.
SMALL = {
    "definitions": (
        "definition",
        ("indicator", "body"),
        lambda n: (f"i{99 - n}", f"body{n}"),
        lambda row: row[0],
    ),
    "plans": (
        "plan",
        ("plan", "body"),
        lambda n: (f"p{99 - n}", f"body{n}"),
        lambda row: row[0],
    ),
    "areas": (
        "area",
        ("code", "name", "level", "region_code", "old_code", "parts", "note", "position"),
        lambda n: (f"A{n}", "Name", "country", "", "", "", "", 99 - n),
        lambda row: -int(row[0][1:]),
    ),
    "authorities": (
        "authority",
        ("code", "name", "level", "region_code", "old_code", "former_codes", "split_codes", "source"),
        lambda n: (f"A{n}", f"Name {99 - n}", "region", "", "", "", "", "s"),
        lambda row: row[1],
    ),
    "sources": (
        "source",
        ("source", "title", "publisher", "date", "edition", "place", "url", "licence"),
        lambda n: (f"s{99 - n}", "T", "P", date(2016, 1, n), "", "", "", ""),
        lambda row: row[0],
    ),
    "neighbours": (
        "neighbour",
        ("area", "rank", "neighbour", "closeness", "model"),
        lambda n: (f"A{99 - n}", 1, f"N{n}", "", "M"),
        lambda row: row[:2],
    ),
    "targets": (
        "target",
        ("indicator", "area_code", "starts", "ends", "value", "direction", "source", "note"),
        lambda n: ("i", "A", date(2016, 20 - n, 1), None if n % 2 else date(2017, 1, 1), 1.0, "at_most", "s", ""),
        lambda row: row[:3],
    ),
    "agencies": (
        "agency",
        ("agency", "name", "source", "days", "note"),
        lambda n: (f"a{n}", f"Agency {99 - n}", "s", 30, ""),
        lambda row: row[1],
    ),
    "duties": (
        "duty",
        ("agency", "indicator", "area_code", "every", "starts", "ends"),
        lambda n: (f"a{99 - n}", "i", "A", "quarter", date(2016, 4, 1), None if n % 2 else date(2017, 3, 31)),
        lambda row: row[0],
    ),
    "events": (
        "event",
        ("happened_on", "area_code", "indicator", "title", "source"),
        lambda n: (date(2016, 20 - n, 1), "A", "", f"T{n}", "s"),
        lambda row: row[0],
    ),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("query", SMALL)
@few
@given(st.lists(fates, min_size=1, max_size=5))
def test_small_tables_give_the_returns_in_force_in_order(store, query, fates):
    table, columns, row_of, order = SMALL[query]
    with filled(store, [(fate, {}) for fate in fates]):
        rows = [(*row_of(number), number) for number in range(FIRST, FIRST + len(fates))]
        append(store, table, rows, (*columns, "return_id"))
        kept = [row for row, fate in zip(rows, fates, strict=True) if not fate]
        shown = len([name for name in columns if name != "position"])
        # Of a source its first day is given too, which here is that of its one row.
        more = [(row[columns.index("date")],) if query == "sources" else () for row in kept]
        expected = [row[:shown] + own for row, own in zip(kept, more, strict=True)]
        assert result(store, query) == sorted(expected, key=order)
