"""The profile of an area: Home's figures and verdicts, a sum or its parts, what is missing, and for whom."""

from datetime import date

import pytest

from indicators.access import Audience
from indicators.assurance.profile import area_profile, find_profile_area
from indicators.assurance.profile_words import (
    change_words,
    figure_words,
    finding_counts,
    headline_words,
    missing_words,
    newer_words,
    period_words,
)
from indicators.board.challenges import NewChallenge, raise_challenge
from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import UsageError
from indicators.signals.cycle import judge_latest
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store, tiny_store_file

DAY = date(2016, 12, 1)
HEADLINES = {
    "contacts": {"headline": 1, "rate_population": ""},
    "referrals": {"headline": 2, "rate_population": ""},
    "contacts_to_referral": {"headline": 3, "polarity": "low_is_good"},
    "survey": {"headline": 1, "quadrant": "service_users", "short_title": "Felt heard", "title": "Felt heard"},
}
LEICESTERSHIRE = [{"period": "2014/15", "value": 12_900}, {"value": 12_773}]
RUTLAND = [{"area": "Rutland", "period": "2014/15", "value": 717}, {"area": "Rutland", "value": 901}]


def profile(store, name, audience=Audience.BOARD):
    catalogue = load_catalogue(store)
    cycle = judge_latest(store, catalogue, as_at=DAY, targets=store.query("targets"))
    area = find_profile_area(name, catalogue)
    return area_profile(store, catalogue, area, as_at=DAY, cycle=cycle, audience=audience)


def rows(found):
    return {row.indicator.id: row for row in found.every_row}


@pytest.mark.slow
def test_a_figure_stands_with_its_period_and_the_verdict_of_the_cycle(tmp_path):
    found = profile(tiny_store(tmp_path, [*LEICESTERSHIRE, *RUTLAND], definitions=HEADLINES), "Rutland")
    row = rows(found)["contacts"]
    assert (figure_words(row), period_words(row)) == ("901", "2015/16")
    assert change_words(row) == "clear change: up 26% since 2014/15"
    assert headline_words(found) == "Rutland: 1 of 1 headline measure has clearly changed: Contacts (up 26% in 2015/16)"


@pytest.mark.slow
def test_the_areas_together_have_their_sum_judged_by_its_parts(tmp_path):
    store = tiny_store(tmp_path, [*LEICESTERSHIRE, *RUTLAND], definitions=HEADLINES)
    row = rows(profile(store, "both"))["contacts"]
    assert figure_words(row) == "13,674"
    assert change_words(row) == "Leicestershire: no clear change; Rutland: clear change"


@pytest.mark.long
def test_figures_that_no_sum_is_of_stand_each_for_its_area(tmp_path):
    quarters = [
        {"period": "2016/17 Q1", "value": 3_000},
        {"area": "Rutland", "period": "2016/17 Q1", "value": 240, "source": "national"},
    ]
    definitions = HEADLINES | {"contacts": {"headline": 1, "frequency": "quarter", "rate_population": ""}}
    store = tiny_store(tmp_path, [*LEICESTERSHIRE, *RUTLAND, *quarters], definitions=definitions)
    row = rows(profile(store, "Leicestershire and Rutland"))["contacts"]
    assert figure_words(row) in ("3,240", "Leicestershire 3,000; Rutland 240")
    assert period_words(row) == "2016/17 Q1"


@pytest.mark.long
def test_a_newer_quarter_stands_beside_the_year_and_is_no_year(tmp_path):
    quarters = [
        {"area": "Rutland", "period": f"{year} Q1", "value": value}
        for year, value in (("2015/16", 200), ("2016/17", 240))
    ]
    store = tiny_store(tmp_path, [*LEICESTERSHIRE, *RUTLAND, *quarters], definitions=HEADLINES)
    found = profile(store, "Rutland")
    row = rows(found)["contacts"]
    assert (figure_words(row), period_words(row)) == ("901", "2015/16")
    assert newer_words(row, found.verdicts) == "newer, 2016/17 Q1: 240, 200 a year before"
    assert found.newest == date(2016, 6, 30)


@pytest.mark.slow
def test_what_is_missing_is_counted_and_named(tmp_path):
    survey = [{"indicator": "survey", "area": "Leicestershire and Rutland", "value": 74, "period": "2012/13"}]
    found = profile(tiny_store(tmp_path, [*RUTLAND, *survey], definitions=HEADLINES), "Rutland")
    assert missing_words(found) == (
        "no figure for 2 of 4 headline measures: Referrals; Contacts referred on. 1 of the 2 shown is more than two "
        "years old. Nothing from qualitative evidence: no figure and no finding. Nothing from front-line staff: no "
        "figure and no finding."
    )
    # A wider area's figure says whose it is.
    assert period_words(rows(found)["survey"]) == "2012/13, both areas"


@pytest.mark.long
def test_an_area_without_figures_has_no_profile(tmp_path):
    store = tiny_store(tmp_path, LEICESTERSHIRE, definitions=HEADLINES)
    with pytest.raises(UsageError, match="There is no profile of Rutland yet: none of its 4 headline indicators"):
        profile(store, "Rutland")


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("text", ["England", "", "x" * 500, "=cmd()\n"])
def test_what_has_no_profile_is_told_what_has(tmp_path, text):
    catalogue = load_catalogue(tiny_store(tmp_path, RUTLAND, definitions=HEADLINES))
    with pytest.raises(UsageError) as refused:
        find_profile_area(text, catalogue)
    said = str(refused.value)
    assert said.endswith("Choose one of: Leicestershire; Rutland; both (Leicestershire and Rutland).")
    assert len(said) < 250


@pytest.mark.long
def test_findings_and_open_challenges_of_the_area_and_around_it(tmp_path):
    findings = [
        {"finding": "a", "area": "Rutland", "strength": "gap"},
        {"finding": "b", "area": "Leicestershire and Rutland", "quadrant": "service_users", "strength": "strength"},
        {"finding": "c", "area": "Leicestershire"},
    ]
    path = tiny_store_file(
        tmp_path, [*LEICESTERSHIRE, *RUTLAND], definitions=HEADLINES, tables={"findings.csv": findings}
    )
    about = {"agency": "Police", "due": date(2017, 1, 31), "by": "Partnership chair"}
    for area in ("E06000017", "E10000018"):
        raise_challenge(
            path, NewChallenge(question=f"Why, {area}?", indicator="contacts", area_code=area, **about), today=DAY
        )
    store = open_store(path)
    found = profile(store, "Rutland")
    assert finding_counts(found) == "2 (qualitative evidence 1, service users 1): 1 strength, 1 gap"
    assert [one.question for one in found.challenges] == ["Why, E06000017?"]
    assert len(profile(store, "both").challenges) == 2
    # What is written down of challenges is the board's own.
    assert profile(store, "both", Audience.PUBLIC).challenges == ()
    store.close()
