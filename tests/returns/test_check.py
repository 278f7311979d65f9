"""What a return would change and what is wrong with it: everything at once, by place, value and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.returns.check import FIGURE_STATES, MOST_PREVIEW_ROWS, compare_return
from indicators.returns.recognise import new_submission
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, check_return, csv_of, long_csv, sent, wide_csv

RUTLAND = {"area": "Rutland"}


@pytest.fixture
def check(tmp_path):
    """What a list of figures would change over a store with others, which stays as it was."""

    def told(rows, facts=(), *, content=None, **rest):
        path = arrival_store(tmp_path, facts, **rest)
        before = path.read_bytes()
        checked = check_return(path, sent(tmp_path, content or long_csv(rows)))
        assert path.read_bytes() == before
        return checked

    return told


@pytest.mark.slow
def test_every_mistake_is_told_at_once_with_place_value_and_remedy(check):
    checked = check(
        [
            {"value": "many"},
            RUTLAND | {"value": -1},
            {"area": "Rutlnd"},
            {"indicator": "contcts"},
            {"period": "2015-17"},
            {"source": "reprt"},
            {"value": "", "period": "2001/02"},
            {"value": "", "symbol": "n/a", "period": "2002/03"},
            {"status": "draft", "period": "2003/04"},
            {"symbol": "c", "period": "2004/05"},
            {"indicator": "referrals", "value": 9, "period": "2005/06"},
            {"value": 8, "period": "2005/06"},
            {"value": 8, "period": "2006/07"},
            {"value": 9, "period": "2006/07"},
            {"value": 1, "period": "2007/08"},
        ]
    )
    told = [str(problem) for problem in checked.errors]
    for words in (
        "row 2, column 'value': 'many' is not a number; write digits only",
        "row 3, column 'value': '-1' is a negative count; counts are 0 or more",
        "row 4, column 'area': 'Rutlnd' is not an area of areas.csv. Did you mean Rutland?",
        "row 5, column 'indicator': 'contcts' is not an indicator. Did you mean contacts",
        "row 6, column 'period': '2015-17' is not a",
        "row 7, column 'source': 'reprt' is not a source of sources.csv. Did you mean report",
        "row 8, column 'value': has no figure; give a value",
        "row 9, column 'symbol': 'n/a' is not a symbol; use c, x, z, u, low or k",
        "row 10, column 'status': 'draft' is not a status; use final, provisional or revised",
        "row 11, column 'symbol': 'c' says that there is no figure, but one is given",
        "row 12, column 'value': '9' (Referrals, Leicestershire, 2005/06) is above its denominator 8 (Contacts)",
        "row 15: 'Contacts, Leicestershire, 2006/07, from one source' is given 2 times: return.csv row 14",
    ):
        assert sum(f"return.csv, {words}" in line for line in told) == 1, words
    assert len(told) == 12
    assert not any(problem.is_warning for problem in checked.errors)
    # Rows that contradict each other are all refused, and the whole of a share stays.
    assert checked.counts == {"new": 2, "revised": 0, "unchanged": 0, "older": 0, "refused": 13}


@pytest.mark.slow
def test_a_figure_given_twice_alike_is_taken_once(check):
    checked = check([RUTLAND, RUTLAND])
    assert (checked.counts["new"], checked.counts["refused"], checked.errors) == (1, 1, ())
    assert "is given 2 times" in str(checked.warnings[0])


@pytest.mark.long
def test_each_figure_stands_beside_the_one_that_is_known(check):
    checked = check(
        [{"value": 5}, RUTLAND | {"value": 7}, {"indicator": "referrals", "value": 2}],
        [{"value": 4}, RUTLAND | {"value": 7}],
    )
    assert {state: len(frame) for state, frame in checked.figures.items()} == dict(
        zip(FIGURE_STATES, (1, 1, 1, 0), strict=True)
    )
    (revised,) = checked.figures["revised"].to_dict("records")
    assert (revised["value"], revised["old_value"], revised["old_return_id"] > 0) == (5, 4, True)
    assert (checked.changes, checked.sound) == (2, 3)


@pytest.mark.slow
def test_what_makes_a_figure_another_one(check):
    cases = [
        ({"value": 4}, {"value": 4}, "unchanged"),
        ({"value": 4}, {"value": "4.0"}, "unchanged"),
        ({"value": 4, "note": "said before"}, {"value": 4}, "unchanged"),
        ({"value": 4, "status": "provisional"}, {"value": 4}, "revised"),
        ({"value": 4}, {"value": "", "symbol": "c"}, "revised"),
        ({"value": "", "symbol": "c"}, {"value": "", "symbol": "c"}, "unchanged"),
        ({"value": "", "symbol": "c"}, {"value": "", "symbol": "x"}, "revised"),
        ({"value": "", "symbol": "c"}, {"value": 0}, "revised"),
    ]
    years = [{"period": str(year)} for year in range(2001, 2001 + len(cases))]
    checked = check(
        [year | after for year, (_, after, _) in zip(years, cases, strict=True)],
        [year | before for year, (before, _, _) in zip(years, cases, strict=True)],
    )
    states = {row.ends.year: state for state, rows in checked.figures.items() for row in rows.itertuples()}
    assert [states[int(year["period"])] for year in years] == [state for _, _, state in cases]


@pytest.mark.slow
def test_another_source_gives_a_figure_of_its_own(check):
    assert check([{"value": 5, "source": "national"}], [{"value": 4}]).counts["new"] == 1


def words(checked):
    """The warnings, by where they stand."""
    assert checked.errors == ()
    return {problem.place: f"{problem.value} {problem.message}" for problem in checked.warnings}


@pytest.mark.slow
def test_a_revision_is_a_warning_with_both_figures(check):
    told = words(check([{"value": 5}], [{"value": 4, "status": "provisional"}]))
    assert told["row 2, column 'value'"].startswith("5 (Contacts, Leicestershire, 2015/16) revises 4 [p] of return ")


@pytest.mark.slow
def test_a_total_that_its_areas_do_not_give_is_a_warning(check):
    rows = [{"area": "LR", "value": 20}, {"value": 12}, RUTLAND | {"value": 7}]
    told = words(check(rows))
    assert told == {
        "row 2, column 'value'": "20 (Contacts, Leicestershire and Rutland, 2015/16) is not the sum of the areas "
        "that it is summed from, which is 19; check both, send what is wrong anew, and "
        "where both are right say why in the note"
    }
    assert words(check([rows[0] | {"value": 19}, *rows[1:]])) == {}


@pytest.mark.long
def test_a_part_that_a_known_total_does_not_hold_is_a_warning_at_the_part(check):
    told = words(check([RUTLAND | {"value": 7}], [{"area": "LR", "value": 20}, {"value": 12}]))
    assert list(told) == ["row 2, column 'value'"]
    assert "20 (Contacts, Leicestershire and Rutland, 2015/16) is not the sum" in told["row 2, column 'value'"]


@pytest.mark.long
def test_a_year_that_its_quarters_or_months_do_not_give_is_a_warning(check):
    quarters = [{"period": f"2016/17 Q{number}", "value": 24 + number} for number in range(1, 5)]
    told = words(check([*quarters, {"period": "2016/17", "value": 100}]))
    assert told == {
        "row 6, column 'value'": "100 (Contacts, Leicestershire, 2016/17) is not the sum of its quarters, which "
        "is 106; check both, send what is wrong anew, and "
        "where both are right say why in the note"
    }
    assert words(check([*quarters[:3], {"period": "2016/17", "value": 100}])) == {}, "a quarter is still to come"
    months = [{"period": f"{month} 2016", "value": 3} for month in ("April", "May", "June")]
    assert (
        "its months, which is 9"
        in words(check([*months, {"period": "2016/17 Q1", "value": 10}]))["row 5, column 'value'"]
    )


@pytest.mark.long
def test_figures_of_children_on_a_day_are_not_summed_over_time(check):
    rows = [{"indicator": "plans", "period": f"31 March {year}", "value": 30 + year % 7} for year in (2015, 2016)]
    assert words(check(rows)) == {}


@pytest.mark.long
def test_a_figure_that_came_before_is_a_warning(check):
    told = words(check([{"period": "2016/17", "value": 901}], [{"value": 901}]))
    assert list(told) == ["row 2, column 'value'"]
    assert "901 (Contacts, Leicestershire, 2016/17) is just what 2015/16 had; was it copied from" in told.popitem()[1]
    assert words(check([{"period": "2016/17", "value": 7}], [{"value": 7}])) == {}, "small numbers repeat by chance"
    assert words(check([{"period": "2017/18", "value": 901}], [{"value": 901}])) == {}, "two years before"


@pytest.mark.slow
def test_open_data_is_not_asked_what_people_are(check):
    lines = [("Rutland", year, "Referrals and Re-referrals", 50, "") for year in (2025, 2024)]
    content = wide_csv(lines, ("category", "referral_count", "rereferral_percent"))
    facts = [{"indicator": "referrals", "area": "Rutland", "period": "2023/24", "value": 60, "source": "national"}]
    checked = check([], facts, content=content)
    assert (checked.counts["revised"], checked.counts["new"], checked.problems) == (1, 1, ())


@pytest.mark.long
def test_many_figures_are_counted_in_full_and_listed_up_to_a_limit(check):
    days = [f"{day} {month} {year}" for year in range(2001, 2011) for month in ("May", "July", "August")
            for day in range(1, 32)]  # fmt: skip
    rows = [{"period": day, "area": area, "value": 1} for day in days for area in ("Rutland", "Leicester", "LR")]
    checked = check(rows, content=long_csv(rows))
    assert checked.counts["new"] == len(rows) == 2790
    assert len(checked.figures["new"]) == MOST_PREVIEW_ROWS


@pytest.mark.slow
def test_the_same_mistake_in_many_rows_is_told_once(check):
    rows = [{"area": "Narnia", "period": f"{year}/{year % 100 + 1:02d}"} for year in range(2001, 2012)]
    (problem,) = check(rows).errors
    assert problem.place == "rows 2, 3, 4, 5, 6 and 6 more, column 'area'"


@pytest.mark.long
def test_a_model_of_neighbours_is_compared_and_its_gaps_told(check):
    rows = ["857,Rutland,855,Close,856,Close", "855,Leicestershire,916,Close,857,Close"]
    content = "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n" + "\n".join(rows)
    known = [{"area": "E06000017", "rank": 1, "neighbour": "E10000018"}]
    checked = check([], content=content, tables={"neighbours.csv": known})
    assert (checked.counts["new"], checked.counts["unchanged"]) == (1, 1)
    assert list(checked.neighbours["neighbour"]) == ["E10000018", "E06000016"]
    (problem,) = checked.problems
    assert "'Leicestershire' are left out, since data/areas.csv does not have all" in str(problem)


# Against a plain twin

CELL = st.fixed_dictionaries(
    {"value": st.sampled_from([3, 4, 0, ""]), "status": st.sampled_from(["final", "provisional"])}
).map(lambda cell: cell | {"symbol": "c" if cell["value"] == "" else ""})
KNOWN = {("Leicestershire", "2015/16"): {"value": 3}, ("Rutland", "2015/16"): {"value": "", "symbol": "c"},
         ("Rutland", "2016/17"): {"value": 4, "status": "provisional"}}  # fmt: skip


def slow_states(known, rows):
    """How many figures are in each state, one figure at a time."""

    def told(row):
        return {"value": 901, "status": "final", "symbol": ""} | row

    counts = dict.fromkeys(FIGURE_STATES, 0)
    for key, row in rows.items():
        before = known.get(key)
        if before is None:
            state = "new"
        elif told(before) == told(row):
            state = "unchanged"
        else:
            # Figures of data/ whose source names no edition give way to any edition.
            state = "revised"
        counts[state] += 1
    return counts


@pytest.fixture(scope="module")
def known_store(tmp_path_factory):
    facts = [{"area": area, "period": period, "source": "report"} | cell for (area, period), cell in KNOWN.items()]
    national = [fact | {"indicator": "referrals", "source": "national"} for fact in facts]
    opened = open_store(arrival_store(tmp_path_factory.mktemp("store"), [*facts, *national]), reads_files=True)
    yield opened
    opened.close()


@pytest.mark.long
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["Leicestershire", "Rutland"]), st.sampled_from(["2014/15", "2015/16", "2016/17"])),
        CELL,
        min_size=1,
    ),
    st.booleans(),
)
@settings(max_examples=8)
def test_the_comparison_is_that_of_the_slow_twin(known_store, tmp_path_factory, rows, is_edition):
    if is_edition:
        content = wide_csv(
            [(area, f"20{period[-2:]} (prov)" if cell["status"] == "provisional" else f"20{period[-2:]}",
              cell["value"] if cell["value"] != "" else "c") for (area, period), cell in rows.items()]
        )  # fmt: skip
    else:
        content = long_csv([{"area": area, "period": period} | cell for (area, period), cell in rows.items()])
    path = tmp_path_factory.mktemp("twin") / "a.csv"
    path.write_text(content, "utf-8")
    checked = compare_return(known_store, new_submission(path))
    assert checked.errors == ()
    assert checked.counts == slow_states(KNOWN, rows) | {"refused": 0}


@pytest.mark.long
def test_a_twin_of_the_file_with_other_marks_and_order_is_compared_alike(check):
    content = csv_of([line.split(",") for line in reversed(long_csv([{"value": 5}]).splitlines()[1:])])
    heading = long_csv([]).strip()
    assert check([], [{"value": 4}], content=f"{heading}\n{content}").counts["revised"] == 1
