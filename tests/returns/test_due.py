"""What is owed and what came, against plain loops; every duty and period once; a symbol is an answer, never 0."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.indicators import NationalTable, parse_definitions
from indicators.catalogue.periods import PeriodType, last_day, parse_period
from indicators.catalogue.toml_files import toml_files
from indicators.errors import DataProblems
from indicators.loading.build import build
from indicators.loading.data_folder import read_data_folder
from indicators.returns.due import (
    DUE_STATES,
    count_overdue_figures,
    editions_due,
    overdue_returns,
    periods_due,
    returns_due,
)
from indicators.settings import DATA
from indicators.store.database import IN_MEMORY
from tests.helpers.tiny_store import tiny_data, tiny_store

DUTY = ["agency", "indicator", "area_code", "every", "starts", "ends"]
FIGURE = ["indicator", "area_code", "period_type", "starts", "ends", "source", "symbol", "accepted_at"]
AGENCIES = pd.DataFrame(
    [("county", "County council", "return_county", 30, ""), ("police", "Police", "return_police", 0, "")],
    columns=["agency", "name", "source", "days", "note"],
)
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def duty(indicator="contacts", *, agency="county", area="L", every="quarter", starts="2016/17 Q1", ends=""):
    last = parse_period(ends).ends if ends else None
    return agency, indicator, area, every, parse_period(starts).starts, last


def figure(
    indicator="contacts", *, period="2016/17 Q1", area="L", came="2016-07-20", symbol="", source="return_county"
):
    one = parse_period(period)
    return indicator, area, str(one.type), one.starts, one.ends, source, symbol, date.fromisoformat(came)


def returns(duties, figures=(), *, as_at="2016-10-15"):
    """What is expected, as one dict a return."""
    frame = returns_due(
        pd.DataFrame(duties, columns=DUTY),
        AGENCIES,
        pd.DataFrame(figures, columns=FIGURE),
        as_at=date.fromisoformat(as_at),
    )
    return frame.to_dict("records")


def states(*args, **rest):
    return {row["period"]: row["state"] for row in returns(*args, **rest)}


def test_nothing_owed_is_an_empty_table():
    assert returns([]) == []
    assert returns([duty(starts="2017/18 Q1")], [figure()]) == []


def test_a_return_says_what_came_and_when():
    duties = [duty(), duty("referrals"), duty("referrals", area="R")]
    figures = [
        figure(came="2016-07-25"),
        figure("referrals", symbol="c"),
        figure("referrals", period="2016/17 Q2"),
        figure("referrals", area="R", source="report"),
    ]
    (second, first) = returns(duties, figures, as_at="2016-09-15")
    assert (first["agency"], first["name"], first["every"]) == ("county", "County council", "quarter")
    assert (first["period"], first["period_type"]) == ("2016/17 Q1", "quarter")
    assert (first["owed"], first["came"], first["symbols"], first["state"]) == (3, 2, 1, "part")
    assert first["missing"] == (("referrals", "R"),)
    assert (first["first_came"], first["last_came"]) == (pd.Timestamp("2016-07-20"), pd.Timestamp("2016-07-25"))
    assert (first["due"], first["is_late"]) == (pd.Timestamp("2016-07-30"), True)
    assert (second["came"], second["missing"]) == (1, (("contacts", "L"), ("referrals", "R")))


def test_a_symbol_counts_as_come():
    (only,) = returns([duty()], [figure(symbol="c")], as_at="2016-08-30")[1:]
    assert (only["state"], only["came"], only["symbols"], only["is_late"]) == ("came", 1, 1, False)


def test_a_figure_that_replaces_a_symbol_is_no_symbol_and_came_first_when_the_symbol_did():
    figures = [figure(came="2016-08-10"), figure(symbol="x", came="2016-07-20")]
    (only,) = returns([duty()], figures, as_at="2016-09-01")[1:]
    assert (only["symbols"], only["first_came"]) == (0, pd.Timestamp("2016-07-20"))


@pytest.mark.parametrize(
    ("as_at", "state"),
    [
        ("2016-06-30", "running"),
        ("2016-07-01", "due"),
        ("2016-07-30", "due"),
        ("2016-07-31", "late"),
    ],
)
def test_a_return_is_late_from_the_day_after_its_due_day(as_at, state):
    assert states([duty()], as_at=as_at)["2016/17 Q1"] == state


@pytest.mark.long
def test_a_return_that_came_later_than_as_at_had_not_come():
    assert states([duty()], [figure(came="2016-08-02")], as_at="2016-08-01")["2016/17 Q1"] == "late"
    assert states([duty()], [figure(came="2016-08-02")], as_at="2016-08-02")["2016/17 Q1"] == "came"


def test_a_running_period_whose_figures_are_all_here_has_come():
    assert states([duty()], [figure(came="2016-06-01")], as_at="2016-06-02") == {"2016/17 Q1": "came"}


@pytest.mark.long
def test_overdue_figures_are_counted_with_those_of_returns_that_came_in_part(tmp_path):
    """Two figures a quarter are owed, within 30 days: of Q1 one came, of Q2 none, Q3 is not due yet."""
    tables = {"agencies.csv": [{}], "duties.csv": [{}, {"indicator": "referrals"}]}
    store = tiny_store(tmp_path, [{"period": "2016/17 Q1", "value": 9}], tables=tables)
    count = {day: count_overdue_figures(store, as_at=date.fromisoformat(day)) for day in ("2016-07-30", "2016-07-31")}
    assert count == {"2016-07-30": 0, "2016-07-31": 2}, "what came later than the day had not come"
    today = date.today()
    expected = returns_due(*(store.query(name) for name in ("duties", "agencies")),
                           store.query("received_figures", sources=["report"]), as_at=today)  # fmt: skip
    year_ago = pd.Timestamp(today.replace(year=today.year - 1, day=min(today.day, 28)))
    late = [row for row in expected.to_dict("records") if row["is_late"]]
    recent = [row for row in late if row["due"] >= year_ago + pd.Timedelta(days=today.day - year_ago.day)]
    assert count_overdue_figures(store, as_at=today) == sum(len(row["missing"]) for row in recent) == 8
    assert len(late) > len(recent), "what is longer overdue stays on the list of Returns"
    assert overdue_returns(expected)["due"].is_monotonic_decreasing
    store.close()


def test_a_duty_ends_with_its_last_period():
    assert list(states([duty(ends="2016/17 Q2")], as_at="2026-01-01")) == ["2016/17 Q2", "2016/17 Q1"]


@pytest.mark.parametrize(
    ("every", "period", "answers"),
    [
        ("year", "2016/17", True),
        ("year", "31 March 2017", True),
        ("year", "30 September 2016", True),
        ("year", "31 March 2018", False),
        ("year", "2016", True),
        ("year", "Academic year 2015/16", True),
        ("year", "2016/17 Q4", False),
        ("year", "March 2017", False),
        ("year", "September 2016 to March 2017", False),
        ("quarter", "30 June 2016", True),
        ("quarter", "2016/17", False),
        ("quarter", "June 2016", False),
        ("month", "April 2016", True),
        ("month", "15 April 2016", True),
        ("month", "2016/17 Q1", False),
    ],
)
def test_which_periods_answer_a_duty(every, period, answers):
    first = {"month": "April 2016", "quarter": "2016/17 Q1", "year": "2016/17"}[every]
    found = states([duty(every=every, starts=first)], [figure(period=period)], as_at="2017-06-01")
    assert (found[first] == "came") is answers


@pytest.mark.slow
def test_a_duty_that_starts_within_a_year_is_owed_from_the_next_whole_one():
    assert list(states([duty(every="year", starts="2016/17 Q2")], as_at="2018-05-01")) == ["2018/19", "2017/18"]


# ---- the same by plain loops

DAYS = st.dates(date(2016, 1, 1), date(2018, 12, 31))
DUTIES = st.lists(
    st.tuples(
        *(st.sampled_from(["county", "police"]), st.sampled_from("ab"), st.sampled_from("LR")),
        *(st.sampled_from(list(MONTHS)), DAYS, st.none() | DAYS),
    ),
    max_size=6,
    unique_by=lambda row: row[:4],
)
PERIODS = st.sampled_from(
    ["2016/17", "2017/18", "2016/17 Q1", "2016/17 Q4", "2017/18 Q1", "April 2016", "May 2017", "31 March 2017"]
    + ["30 June 2016", "2016", "Academic year 2016/17", "April 2016 to May 2016"]
)


@st.composite
def given_figures(draw):
    period = parse_period(draw(PERIODS))
    names = draw(st.tuples(st.sampled_from("ab"), st.sampled_from("LR")))
    source = draw(st.sampled_from(["return_county", "return_police", "report"]))
    symbol = draw(st.sampled_from(["", "c", "x"]))
    return *names, str(period.type), period.starts, period.ends, source, symbol, draw(DAYS)


def spans(every, first, last, as_at):
    """Whole months, quarters or years, found by trying every month."""
    for year in range(2015, 2020):
        for month in range(1, 13):
            if every == "month" or (every == "quarter" and month in (1, 4, 7, 10)) or month == 4:
                starts = date(year, month, 1)
                end = month + MONTHS[every] - 2
                ends = last_day(date(year + end // 12, end % 12 + 1, 1))
                if first <= starts <= as_at and (last is None or ends <= last):
                    yield starts, ends


def twin(duties, figures, as_at):
    """What came of each duty and period: {(agency, every, starts): [(indicator, area, first day, is symbol)]}."""
    source = {row.agency: row.source for row in AGENCIES.itertuples()}
    found = {}
    for agency, indicator, area, every, first, last in duties:
        for starts, ends in spans(every, first, last, as_at):
            hits = []
            for *names, kind, begun, ended, given_by, symbol, came in figures:
                same = (begun, ended) == (starts, ends)
                inside = starts <= ended <= ends and (
                    kind == "snapshot" or (every == "year" and kind in ("calendar_year", "academic_year"))
                )
                if names == [indicator, area] and given_by == source[agency] and came <= as_at and (same or inside):
                    hits.append((came, symbol))
            first_day = min((came for came, _ in hits), default=None)
            newest = max((came for came, _ in hits), default=None)
            symbols = {symbol for came, symbol in hits if came == newest}
            found.setdefault((agency, every, starts, ends), []).append((indicator, area, first_day, symbols))
    return found


@pytest.mark.long
@settings(max_examples=25)
@given(DUTIES, st.lists(given_figures(), max_size=8), DAYS)
def test_like_plain_loops(duties, figures, as_at):
    rows = returns(duties, figures, as_at=str(as_at))
    wanted = twin(duties, figures, as_at)
    assert len(rows) == len(wanted)
    days = dict(zip(AGENCIES["agency"], AGENCIES["days"], strict=True))
    for row in rows:
        parts = wanted.pop((row["agency"], row["every"], row["starts"].date(), row["ends"].date()))
        came = [part for part in parts if part[2]]
        assert (row["owed"], row["came"]) == (len(parts), len(came))
        assert sorted(row["missing"]) == sorted(part[:2] for part in parts if not part[2])
        assert (row["first_came"].date() if came else None) == min((part[2] for part in came), default=None)
        assert row["due"].date() == row["ends"].date() + timedelta(days=int(days[row["agency"]]))
        surely = sum(part[3] in ({"c"}, {"x"}, {"c", "x"}) for part in came)
        perhaps = sum(bool(part[3] - {""}) for part in came)
        assert surely <= row["symbols"] <= perhaps
        assert row["state"] == state_of(row, as_at)


def state_of(row, as_at):
    if row["came"] == row["owed"]:
        return "came"
    if as_at <= row["ends"].date():
        return "running"
    if row["came"]:
        return "part"
    return "late" if as_at > row["due"].date() else "due"


@pytest.mark.long
@settings(max_examples=25)
@given(DUTIES, st.lists(given_figures(), max_size=8), DAYS)
def test_each_return_once_and_none_both_come_and_late(duties, figures, as_at):
    rows = returns(duties, figures, as_at=str(as_at))
    keys = [(row["agency"], row["every"], row["starts"]) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row["state"] in DUE_STATES
        assert 0 <= row["symbols"] <= row["came"] <= row["owed"]
        assert row["came"] + len(row["missing"]) == row["owed"]
        assert not (row["state"] == "came" and row["is_late"])
        assert row["is_late"] or row["state"] != "late"
        assert pd.isna(row["first_came"]) == (row["came"] == 0)


@pytest.mark.slow
@given(st.sampled_from(list(MONTHS)), DAYS, DAYS)
def test_periods_owed_join_without_gaps(every, first, as_at):
    found = list(periods_due(every, first=first, last=None, as_at=as_at))
    assert [(one.starts, one.ends) for one in found] == list(spans(every, first, None, as_at))
    assert all(
        later.starts == earlier.ends + timedelta(days=1) for earlier, later in zip(found, found[1:], strict=False)
    )
    assert all(parse_period(one.label) == one for one in found)


# ---- editions of publishers

HELD = ["indicator", "source", "period_type", "starts", "ends"]


def editions(held, tables, *, as_at="2026-11-21"):
    indicators = parse_definitions(toml_files(DATA / "definitions"))
    chosen = {name: replace(indicators[name], national=tuple(national)) for name, national in tables.items()}
    rows = [(name, source, str(one.type), one.starts, one.ends) for name, source, one in held]
    frame = editions_due(chosen, pd.DataFrame(rows, columns=HELD), as_at=date.fromisoformat(as_at))
    return {row["source"]: row for row in frame.to_dict("records")}


def wide(source, period="financial_year"):
    return NationalTable(source=source, period=period, columns=("a",))


@pytest.mark.parametrize(
    ("as_at", "state"),
    [("2026-03-31", "running"), ("2026-04-01", "due"), ("2027-03-31", "due"), ("2027-04-01", "late")],
)
def test_an_edition_is_late_a_year_after_its_period(as_at, state):
    held = [("referrals", "c1", parse_period("2023/24")), ("referrals", "c1", parse_period("2024/25"))]
    (row,) = editions(held, {"referrals": [wide("c1")]}, as_at=as_at).values()
    assert (row["newest"], row["next"], row["state"]) == ("2024/25", "2025/26", state)
    assert row["due"] == date(2027, 3, 31)


def test_long_files_are_left_out_and_a_followed_source_too():
    tables = {
        "referrals": [wide("c1"), wide("c6", "months"), NationalTable(source="lait", period="31 March", items=("x",))],
        "re_referrals_count": [wide("c1")],
    }
    held = [
        ("referrals", "c1", parse_period("2024/25")),
        ("referrals", "c6", parse_period("March 2022")),
        ("re_referrals_count", "c1", parse_period("2023/24")),
        ("referrals", "lait", parse_period("2025/26")),
        ("contacts", "c1", parse_period("2030/31")),
    ]
    assert set(editions(held, tables)) == {"c1"}
    assert editions(held, tables)["c1"]["newest"] == "2024/25"


def test_a_source_of_which_nothing_is_held_is_due():
    (row,) = editions([], {"referrals": [wide("c1")]}).values()
    assert (row["newest"], row["next"], row["state"], row["due"]) == ("", "", "due", None)


@pytest.mark.long
def test_the_shipped_sources_and_their_next_editions():
    indicators = parse_definitions(toml_files(DATA / "definitions"))
    files = [*(DATA / "facts").glob("dfe_*.csv"), DATA / "populations.csv"]
    facts = pd.concat(pd.read_csv(file, dtype=str, keep_default_na=False) for file in files)
    periods = [parse_period(label) for label in facts["period"]]
    held = facts[["indicator", "source"]].assign(
        period_type=[str(one.type) for one in periods],
        starts=[one.starts for one in periods],
        ends=[one.ends for one in periods],
    )
    frame = editions_due(indicators, held, as_at=date(2026, 2, 1)).set_index("source")
    assert frame["next"].to_dict() == {
        "dfe_cin_2025": "31 March 2026",
        "dfe_cin_referrals_2025": "2025/26",
        "dfe_cin_s47_2025": "2025/26",
        "dfe_cla_2025": "31 March 2026",
        "dfe_cp_plans_2025": "31 March 2026",
        "dfe_cp_plans_started_2025": "2025/26",
        "dfe_csww_2025": "30 September 2026",
        "dfe_absence_social_care_2025": "Academic year 2025/26",
        "dfe_care_leavers_accommodation_2025": "2025/26",
        "dfe_cin_factors_2025": "2025/26",
        "dfe_cla_health_2025": "2025/26",
        "dfe_cla_stability_2025": "31 March 2026",
        "ons_mid_2024": "30 June 2025",
    }
    assert set(frame["state"]) == {"running", "due"}


# ---- the two small tables


@pytest.mark.long
def test_a_folder_without_the_two_tables_is_sound_and_they_are_empty(tmp_path):
    store = tiny_store(tmp_path, facts=[{}])
    assert not (tmp_path / "data" / "agencies.csv").exists()
    catalogue, problems = read_data_folder(tmp_path / "data")
    assert (len(catalogue.tables["agencies.csv"]), len(catalogue.tables["duties.csv"]), problems) == (0, 0, [])
    store.close()


@pytest.mark.long
def test_duties_are_read_and_asked_about(tmp_path):
    tables = {"agencies.csv": [{}], "duties.csv": [{}, {"every": "year", "starts": "2016/17", "ends": "2017/18"}]}
    store = tiny_store(tmp_path, tables=tables)
    store.close()
    catalogue, _ = read_data_folder(tmp_path / "data")
    agencies, duties = catalogue.tables["agencies.csv"], catalogue.tables["duties.csv"]
    assert list(duties["area_code"]) == ["E10000018"] * 2
    rows = returns_due(duties, agencies, pd.DataFrame(columns=FIGURE), as_at=date(2020, 1, 1))
    assert (rows["every"] == "year").sum() == 2
    assert (rows["every"] == "quarter").sum() == 16


@pytest.mark.slow
def test_what_is_wrong_in_the_two_tables_is_told_at_once(tmp_path):
    tables = {
        "agencies.csv": [{}, {"agency": "police", "source": "nobody", "name": "Police", "days": "soon"}],
        "duties.csv": [
            {"agency": "counti", "every": "week"},
            {"indicator": "contcts", "starts": "2016-17"},
            {"starts": "2016/17 Q2", "ends": "2016/17 Q1"},
        ],
    }
    with pytest.raises(DataProblems) as caught:
        build(IN_MEMORY, tiny_data(tmp_path, tables=tables))
    assert [str(problem).split(". ")[0] for problem in caught.value.problems] == [
        "agencies.csv, row 3, column 'source': 'nobody' is not a source of sources.csv",
        "agencies.csv, row 3, column 'days': 'soon' is not a whole number",
        "duties.csv, row 2, column 'agency': 'counti' is not an agency of agencies.csv",
        "duties.csv, row 2, column 'every': 'week' is not one of month, quarter, year",
        "duties.csv, row 3, column 'indicator': 'contcts' is not an indicator",
        "duties.csv, row 3, column 'starts': '2016-17' is not a period; write 2016/17",
        "duties.csv, row 4, column 'ends': '2016/17 Q1' is before the first period; "
        "write 2016/17 Q2 or later, or nothing while it is owed",
    ]


@pytest.mark.slow
def test_the_shipped_duties_are_of_counted_indicators_and_kept_under_sources_of_their_own():
    catalogue, problems = read_data_folder(Path(DATA))
    assert problems == []
    agencies, duties = catalogue.tables["agencies.csv"], catalogue.tables["duties.csv"]
    assert 60 <= len(duties) <= 100
    assert not any(catalogue.indicators[name].is_derived for name in duties["indicator"])
    assert set(duties["agency"]) == set(agencies["agency"])
    assert agencies["source"].str.startswith("return_").all()
    rows = returns_due(duties, agencies, pd.DataFrame(columns=FIGURE), as_at=date(2016, 12, 1))
    assert rows["owed"].sum() == sum(len(list(owed_by(row))) for row in duties.itertuples())


def owed_by(row):
    starts = pd.Timestamp(row.starts).date()
    return periods_due(row.every, first=starts, last=None, as_at=date(2016, 12, 1))


def test_periods_have_the_types_of_the_store():
    types = {
        every: next(periods_due(every, first=date(2016, 4, 1), last=None, as_at=date(2016, 4, 1))) for every in MONTHS
    }
    assert [one.type for one in types.values()] == [PeriodType.MONTH, PeriodType.QUARTER, PeriodType.FINANCIAL_YEAR]
