"""The life of a figure: beside what the store gives for any moment, and case by case."""

import math
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures.versions import (
    OBSERVATION_KEY,
    _spans_in_force,
    revised_by_area,
    version_history,
)
from indicators.loading.build import build
from indicators.store.database import IN_MEMORY, open_for_writing, open_store
from tests.helpers.dated_returns import (
    BUILT,
    FIRST_SENT,
    SENT,
    SLIPPED,
    WITHDRAWN,
    WRONG,
    aged_store,
    facts,
    observation_versions,
)
from tests.helpers.histories import (
    AREAS,
    INDICATORS,
    edits,
    few,
    filled,
    histories,
)
from tests.helpers.tiny_store import tiny_data, tiny_store_file


@pytest.fixture(scope="module")
def store():
    """One store for every test; laying out one for each example would take minutes."""
    store = open_for_writing(IN_MEMORY)
    yield store
    store.close()


SHOWN = [*OBSERVATION_KEY, "value", "numerator", "denominator", "status", "symbol"]
LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"


class _Plain:
    """A catalogue for figures that nothing is computed from."""

    class _Definition:
        per = 1.0

    indicators = dict.fromkeys(INDICATORS, _Definition)


def told(frame):
    """The figures of a frame as a set of plain rows."""
    rows = frame[SHOWN].itertuples(index=False, name=None)
    return sorted((tuple(None if pd.isna(cell) else cell for cell in row) for row in rows), key=repr)


def standing(frame, moment):
    """The versions in force at a moment, the newest of each figure."""
    moment = pd.Timestamp(moment)
    open_then = (frame["accepted_at"] <= moment) & ~(frame["gone_at"] <= moment)
    return frame[open_then].drop_duplicates(OBSERVATION_KEY, keep="last")


@pytest.mark.slow
@few
@given(histories, edits, st.integers(-1, 8))
def test_what_stands_at_any_moment_is_what_the_store_gives_as_known_then(store, history, edited, days):
    day = date(2025, 12, 31) + timedelta(days=days)
    asked = {"indicators": INDICATORS, "areas": AREAS}
    with filled(store, history, edited):
        found = version_history(store.fetch("versions", **asked), _Plain)
        then = store.as_known(day).fetch("series", **asked)
        assert told(standing(found, datetime.combine(day, datetime.max.time()))) == told(then)
        now = store.fetch("series", **asked)
        assert told(found[found["is_current"]]) == told(now)
        by_then = store.as_known(day).fetch("versions", **asked)
        assert told(by_then[by_then["is_current"]]) == told(then)
        stands = found[found["shown_from"].notna() & found["shown_until"].isna()]
        assert told(stands) == told(now)


spans = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 5)), min_size=1, max_size=6)


@given(spans)
def test_a_life_holds_every_moment_at_which_a_version_stood(drawn):
    """Versions come one after another and go at any later moment; twin: walk the hours."""
    start, spans = pd.Timestamp(2017, 1, 1), []
    came = start
    for wait, lasts in drawn:
        came += pd.Timedelta(hours=1 + wait)
        spans.append((came, pd.NaT if lasts is None else came + pd.Timedelta(hours=1 + 3 * lasts)))
    found = _spans_in_force(spans)
    hours = [start + pd.Timedelta(hours=number) for number in range(100)]
    who = [max((n for n, (a, g) in enumerate(spans) if a <= hour and not g <= hour), default=None) for hour in hours]
    for place, life in enumerate(found):
        stood = [hour for hour, one in zip(hours, who, strict=True) if one == place]
        assert life.since == stood[0]
        if who[-1] == place:
            assert life.until is pd.NaT
        else:
            assert life.until == stood[-1] + pd.Timedelta(hours=1)
            assert life.after == who[hours.index(stood[-1]) + 1]
        assert life.before == who[hours.index(stood[0]) - 1]


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    """The versions of contacts in a store of returns of several days."""
    opened = open_store(aged_store(tmp_path_factory.mktemp("aged")))
    yield observation_versions(opened, load_catalogue(opened), "contacts", [LEICESTERSHIRE, RUTLAND])
    opened.close()


def of_2016(frame, area):
    own = frame[(frame["area_code"] == area) & (frame["ends"] == pd.Timestamp(2016, 3, 31))]
    return list(own.itertuples())


@pytest.mark.slow
def test_every_version_of_a_figure_with_its_difference(aged):
    first, sent, slip = of_2016(aged, LEICESTERSHIRE)
    assert [row.figure for row in (first, sent, slip)] == [901, 940, 9]
    assert [row.change for row in (first, sent, slip)] == ["first", "revised", "revised"]
    assert math.isnan(first.difference)
    assert (sent.difference, slip.difference) == (39, -931)
    assert [row.is_current for row in (first, sent, slip)] == [False, True, False]


@pytest.mark.slow
def test_from_when_until_when_each_stood_and_what_took_its_place(aged):
    first, sent, slip = of_2016(aged, LEICESTERSHIRE)
    assert (first.shown_from, first.shown_until, first.taken_by) == (BUILT, SENT, FIRST_SENT)
    assert (sent.shown_from, sent.taken_by) == (SENT, 0)
    assert pd.isna(sent.shown_until), "it came back when the slip was withdrawn"
    assert (slip.shown_from, slip.shown_until, slip.taken_by) == (SLIPPED, WITHDRAWN, FIRST_SENT)
    assert (slip.gone_event, slip.gone_by, slip.gone_reason) == ("withdrawn", "business office", "a <i>slip</i>")


@pytest.mark.slow
def test_who_gave_it_and_what_was_only_confirmed(aged):
    first, again = of_2016(aged, RUTLAND)
    assert (first.return_name, first.accepted_by) == ("facts/a.csv", "data folder")
    assert (again.change, again.difference, again.is_current) == ("confirmed", 0, True)
    assert (again.return_id, again.agency, again.kind) == (FIRST_SENT, "County <b>council</b>", "figures")
    assert revised_by_area(aged) == {LEICESTERSHIRE: 1}, "Rutland's was confirmed, not changed"


def test_figures_of_one_version_say_so(aged):
    earlier = aged[aged["ends"] < pd.Timestamp(2016, 1, 1)]
    assert set(earlier["versions"]) == {1}
    assert set(earlier["change"]) == {"first"}
    assert earlier["is_current"].all()
    assert revised_by_area(earlier) == {}


@pytest.mark.slow
def test_an_untouched_line_of_an_edited_file_is_no_new_version(tmp_path):
    path = tiny_store_file(tmp_path, facts())
    edited = [row | ({"value": 70} if row["value"] == 63 else {}) for row in facts()]
    build(path, tiny_data(tmp_path, edited))
    opened = open_store(path)
    found = observation_versions(opened, load_catalogue(opened), "contacts", [LEICESTERSHIRE, RUTLAND])
    opened.close()
    assert [row.figure for row in of_2016(found, LEICESTERSHIRE)] == [901]
    assert found["is_current"].sum() == len(facts())
    old, new = of_2016(found, RUTLAND)
    assert (old.figure, new.figure, new.difference, new.change) == (63, 70, 7, "revised")
    assert (old.taken_by, old.gone_event) == (new.return_id, "superseded")
    assert old.shown_until == new.shown_from


@pytest.mark.long
def test_a_line_taken_out_and_put_back_is_given_again(tmp_path):
    path = tiny_store_file(tmp_path, facts())
    for rows in (facts()[:-1], facts()):
        build(path, tiny_data(tmp_path, rows))
    opened = open_store(path)
    found = observation_versions(opened, load_catalogue(opened), "contacts", [RUTLAND])
    opened.close()
    old, new = of_2016(found, RUTLAND)
    assert (old.taken_by, new.change, new.is_current) == (0, "again", True)
    assert math.isnan(new.difference)


@pytest.mark.long
def test_a_derived_figure_has_the_lives_of_its_counts_and_a_combined_area_those_of_its_parts(tmp_path):
    rows = [*facts(), *(row | {"indicator": "referrals", "value": 5} for row in facts())]
    opened = open_store(tiny_store_file(tmp_path, rows, populations=[{}]))
    found = observation_versions(opened, load_catalogue(opened), "contacts_to_referral", ["LR"])
    opened.close()
    assert set(found["indicator"]) == {"contacts", "referrals"}, "a population has a life of its own"
    assert set(found["area_code"]) == {LEICESTERSHIRE, RUTLAND}


@pytest.mark.long
def test_counts_stand_before_what_was_printed_with_them(tmp_path):
    printed = {"indicator": "contacts_to_referral", "value": 32, "numerator": 3953, "denominator": 12773}
    opened = open_store(tiny_store_file(tmp_path, [printed]))
    (found,) = observation_versions(
        opened, load_catalogue(opened), "contacts_to_referral", [LEICESTERSHIRE]
    ).itertuples()
    opened.close()
    assert round(found.figure, 2) == 30.95


@pytest.mark.slow
def test_what_came_after_the_day_is_not_told(tmp_path):
    opened = open_store(aged_store(tmp_path))
    catalogue = load_catalogue(opened)
    then = observation_versions(opened.as_known(date(2017, 7, 31)), catalogue, "contacts", [LEICESTERSHIRE])
    before = observation_versions(opened.as_known(date(2017, 5, 2)), catalogue, "contacts", [LEICESTERSHIRE])
    opened.close()
    assert [(row.return_id, row.is_current) for row in of_2016(then, LEICESTERSHIRE)[1:]] == [
        (FIRST_SENT, False),
        (WRONG, True),
    ]
    assert before.empty
    assert revised_by_area(before) == {}
