"""A whole demonstration of two years: every agency, what goes wrong with returns, editions, the board's record."""

import re
from datetime import date

import pytest

from indicators.board.challenges import ChallengeState, find_challenges
from indicators.board.meetings import last_meeting
from indicators.catalogue.catalogue import load_catalogue
from indicators.demo.duties import AGENCIES, HEALTH, LEICESTERSHIRE, PLANTED, QUARTERLY, RUTLAND
from indicators.demo.plan import PLAN, PRIORITIES
from indicators.demo.stocks import STOCKS, WRONG_STOCK
from indicators.figures import read_figures
from indicators.loading.build import is_current
from indicators.loading.data_folder import read_data_folder
from tests.helpers.demonstrations import DEMONSTRATION_DAY as TODAY

pytestmark = pytest.mark.long


def of_kind(demonstration, kind):
    return [event for event in demonstration.events if event.kind == kind]


def quarter_figures(store):
    catalogue = load_catalogue(store)
    frame = read_figures(store, catalogue, sorted(QUARTERLY), ["E10000018", "E06000017", "LR", "LLR"])
    return frame[(frame["period_type"] == "quarter") & frame["source"].str.startswith("return_")]


def test_it_ends_with_the_quarter_before_today_and_is_marked(demonstration, store):
    labels = [quarter.label for quarter in demonstration.quarters]
    assert (labels[0], labels[-1], len(labels)) == ("2024/25 Q3", "2026/27 Q2", 8)
    assert store.is_made_up
    assert is_current(store, demonstration.data), "the dashboard would build it anew"
    assert [problem for problem in read_data_folder(demonstration.data)[1] if not problem.is_warning] == []
    assert max(event.at.date() for event in demonstration.events) <= TODAY
    assert [event.at for event in demonstration.events] == sorted(event.at for event in demonstration.events)


def test_every_agency_sends_every_quarter_but_one(demonstration):
    came = {(event.agency, event.period) for event in of_kind(demonstration, "accepted")}
    missing = {
        (agency, quarter.label)
        for agency in AGENCIES
        for quarter in demonstration.quarters
        if (agency, quarter.label) not in came
    }
    assert missing == {(HEALTH, demonstration.quarters[1].label)}


def test_mistakes_are_refused_and_mended(demonstration):
    refused = of_kind(demonstration, "refused")
    assert len(refused) == 2
    for event in refused:
        later = [other for other in of_kind(demonstration, "accepted") if other.at > event.at]
        assert any((other.agency, other.period) == (event.agency, event.period) for other in later)
    assert any("percentage" in event.what for event in refused)


def test_a_return_is_withdrawn_others_are_revised_and_one_lost_a_row(demonstration, store):
    returns = store.query("returns")
    returns = returns[returns["origin"] == "return"]
    assert (returns["event"] == "withdrawn").sum() == 1
    withdrawn = of_kind(demonstration, "withdrawn")[0]
    assert returns.loc[returns["event"] == "withdrawn", "return_id"].tolist() == [withdrawn.number]
    revised = returns[(returns["kind"] == "workbook") & (returns["revised_count"] > 0)]
    assert len(revised) >= 3
    assert (returns["refused_count"] > 0).sum() == 1
    late = [event for event in of_kind(demonstration, "accepted") if event.period == "2025/26 Q1"]
    assert max(event.at.date() for event in late) > date(2025, 7, 30)


def test_figures_have_symbols_zeros_small_counts_and_statuses(store):
    figures = quarter_figures(store)
    assert {"c", "x", "z"} <= set(figures["symbol"])
    assert (figures["value"] == 0).sum() >= 5
    assert figures["value"].between(1, 5).sum() >= 20
    assert {"provisional", "revised", "final"} <= set(figures["status"])


def test_parts_are_not_larger_than_their_wholes(store):
    figures = quarter_figures(store)
    newest = figures[figures["rank"] == 0].set_index(["indicator", "area_code", "period"])["value"]
    for part, whole in (("re_referrals_count", "referrals"), ("missing_repeat", "missing_from_care")):
        pairs = newest[part].to_frame("part").join(newest[whole].rename("whole")).dropna()
        assert len(pairs) >= 12
        # A revision may count a part later than its whole.
        assert (pairs["part"] <= pairs["whole"] * 1.05 + 1).all()


def test_planted_changes_show_and_the_rest_does_not_move(store):
    figures = quarter_figures(store)
    doubled = figures[(figures["indicator"] == "cse_referrals") & (figures["area_code"] == LEICESTERSHIRE)]
    values = doubled[doubled["rank"] == 0].sort_values("ends")["value"].tolist()
    assert min(values[6:]) > 1.5 * sum(values[:6]) / 6
    assert {change.indicator for change in PLANTED} <= set(QUARTERLY)


def test_the_department_publishes_each_autumn(demonstration, store):
    editions = [event for event in of_kind(demonstration, "accepted") if event.what == "edition"]
    assert sorted({event.period for event in editions}) == ["2025", "2026"]
    assert len(editions) == 12
    catalogue = load_catalogue(store)
    frame = read_figures(store, catalogue, ["referrals"], ["E92000001", LEICESTERSHIRE, RUTLAND])
    newest = frame[(frame["rank"] == 0) & (frame["period"] == "2025/26")].set_index("area_code")["value"]
    assert 600_000 < newest["E92000001"] < 670_000
    quarters = frame[(frame["rank"] == 0) & frame["period"].str.startswith("2025/26 Q")]
    for area in (LEICESTERSHIRE, RUTLAND):
        total = quarters.loc[quarters["area_code"] == area, "value"].sum()
        assert newest[area] == pytest.approx(total, rel=0.03)


def test_two_sources_of_the_same_children_agree_but_for_one(store):
    catalogue = load_catalogue(store)
    frame = read_figures(store, catalogue, STOCKS, [LEICESTERSHIRE, RUTLAND])
    key = ["indicator", "area_code", "period"]
    columns = [*key, "value", "rank"]
    is_return = frame["source"].str.startswith("return_")
    returned, published = frame.loc[is_return, columns], frame.loc[~is_return, columns]
    both = returned.merge(published, on=key, suffixes=("", "_published")).dropna()
    assert len(both) >= 14
    assert (both["rank_published"] < both["rank"]).all()
    apart = (both["value"] - both["value_published"]).abs() / both["value_published"].clip(lower=1)
    wrong = both[apart > 0.02]
    assert wrong[key].to_numpy().tolist() == [[*WRONG_STOCK, "31 March 2026"]]


def test_months_end_in_march_with_the_children_of_31_march(store):
    frame = read_figures(store, load_catalogue(store), ["cp_plans_month", "cp_plans_31_march"], [LEICESTERSHIRE])
    newest = frame[frame["source"].str.startswith("return_")].set_index(["indicator", "period"])["value"]
    for year in (2025, 2026):
        assert newest["cp_plans_month", f"March {year}"] == newest["cp_plans_31_march", f"31 March {year}"]


def test_made_up_sources_say_so_and_nobody_is_named(demonstration, store):
    known = store.query("sources").set_index("source")
    sources = known["title"]
    used = set(quarter_figures(store)["source"]) | {"dfe_cin_referrals_2025", "dfe_cla_2025"}
    assert all(sources[source].startswith("Made up for a demonstration: ") for source in used)
    returns = known.loc[[f"return_{agency}" for agency in AGENCIES]]
    assert set(returns["licence"]) == {"Made up, free to use"}
    assert returns["date"].between("2026-10-01", "2026-11-30").all()
    script = (demonstration.folder / "data" / "plans" / f"{PLAN}.toml").read_text("utf-8")
    assert not re.search(r"\b(Mr|Mrs|Ms|Dr)\b", script)


def test_challenges_in_each_state_with_what_the_board_saw(store):
    challenges, total = find_challenges(store, limit=None)
    assert total == 9
    states = {challenge.state for challenge in challenges}
    assert states == set(ChallengeState) - {ChallengeState.REOPENED}
    assert sum(challenge.is_overdue(TODAY) for challenge in challenges) == 3
    about = [challenge for challenge in challenges if challenge.indicator]
    assert all(challenge.snapshot["figure"] for challenge in about)
    assert {challenge.meeting for challenge in challenges} >= {"SEG, 18 November 2026", "SEG, 19 August 2026"}
    assert last_meeting(store, before=TODAY) == date(2026, 11, 18)


def test_questions_say_what_their_figures_say(store):
    about = [challenge for challenge in find_challenges(store, limit=None)[0] if challenge.indicator]
    moves = {}
    for challenge in about:
        figure, frozen = challenge.snapshot["figure"], challenge.snapshot
        moved = re.search(r" (rose|fell) from ([\d,]+) in (\S+ Q\d) to ([\d,]+) in (\S+ Q\d)\.", challenge.question)
        if moved:
            values = {point[frozen["columns"].index("period")]: point[frozen["columns"].index("value")]
                      for point in frozen["points"]}  # fmt: skip
            old, new = (int(moved[number].replace(",", "")) for number in (2, 4))
            assert (values[moved[3]], values[moved[5]], figure["period"]) == (old, new, moved[5])
            assert moved[1] == ("rose" if new > old else "fell")
            moves[challenge.indicator] = moved[1]
        else:
            assert challenge.indicator in ("vulnerable_pregnancy_referrals", "initial_health_assessments") or (
                f"{figure['text']} in {figure['period']}" in challenge.question
            )
    assert moves["neglect_referrals"] == moves["cse_referrals"] == moves["contacts"] == "rose"
    assert moves["missing_from_care"] == "fell"


def test_findings_and_reports_on_actions_of_the_plan(store):
    catalogue = load_catalogue(store)
    assert catalogue.plans[PLAN].starts <= TODAY <= catalogue.plans[PLAN].ends
    findings = store.query("findings")
    made_up = findings[findings["source"].str.endswith("(made up)")]
    assert len(made_up) == 8
    assert {"qualitative_evidence", "service_users", "front_line_staff"} == set(made_up["quadrant"])
    states = {row for priority in PRIORITIES for row in store.query("action_reports", priority=priority)["state"]}
    assert {"not_started", "on_track", "late", "done", "stopped"} <= states
