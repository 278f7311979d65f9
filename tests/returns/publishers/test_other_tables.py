"""Tables of the department that look like those of the catalogue: none is taken for one, and each of ours is, whatever
an edition did to it.

The headings and categories are those of the department's open data; the figures are made up.
"""

import pytest

from indicators.errors import ReturnRefused
from indicators.returns.check import compare_return
from indicators.store.database import open_store
from tests.helpers.returns import csv_of, sent, wide_rows

ON, START, CEASE = (
    f"Children {what} each year"
    for what in ("looked after on 31 March", "starting to be looked after", "ceasing to be looked after")
)
GROUP = "Children looked after on 31 March"
#: Headings beside the keys, and the words of the columns that have some, line by line; every other cell is a number.
#: A word twice is one line for each of what stands beside it.
OTHERS = {
    "children looked after, by placement": (
        ["cla_group", "characteristic", "number", "percentage"],
        [[GROUP, "Foster placements"], [GROUP, "Secure homes and children's homes"], [GROUP, "Total"]],
    ),
    "by legal status": (
        ["cla_group", "legal_status", "children_count", "children_percent"],
        [[GROUP, "Full care orders"], [GROUP, "Total"]],
    ),
    "by category of need": (
        ["population_type", "primary_need", "children_count"], [[ON, "N1 Abuse or neglect"], [ON, "N2 Disability"]],
    ),
    "by age and gender": (
        ["population_type", "age_group", "children_count", "rate_per_10000"],
        [[ON, "10 to 15 years"], [ON, "16 years and over"]],
    ),
    "by ethnicity": (["cla_group", "ethnicity", "number"], [[GROUP, "White"], [GROUP, "Total"]]),
    "unaccompanied asylum-seeking": (
        ["population_count", "uasc_status", "number", "rate_per_10000"],
        [[ON, "Unaccompanied asylum-seeking children"], [ON, "Non-unaccompanied asylum-seeking children"]],
    ),
    "unaccompanied alone": (
        ["population_count", "characteristic", "number"], [[ON, "Unaccompanied asylum-seeking children"]],
    ),
    "started and ceased": (
        ["population_type", "population_estimate", "children_count", "rate_per_10000"], [[START], [CEASE]],
    ),
    "short-term placements": (
        ["cla_group", "number"], 
        [["Children who were only looked after exclusively under a series of short term placements"]],
    ),
    "ceased, by reason": (
        ["cla_group", "reason_ceased", "number", "percentage"], [["Ceased during the year", "Adopted"]],
    ),
    "adopted": (["cla_group", "characteristic", "children_count", "average_months"], [["Children adopted", "Total"]]),
    "missing incidents": (
        ["cla_group", "missing_measure", "number", "percentage"], [["CLA during the year", "Had a missing incident"]],
    ),
    "care leavers, by activity": (
        ["care_leaver_age", "activity", "number", "percentage"], [["17 to 18 years", "Total in education"]],
    ),
    "convictions and health": (
        ["characteristic", "breakdown", "children_count", "children_percent"],
        [["Convictions: Children looked after Ages 10 to 17 years", "Total"]],
    ),
    "school moves": (
        ["cla_group", "move_measure", "school_stability", "number"],
        [["CLA on 31 March", "Mid-year moves", "One or more"]],
    ),
    "without a population": (["children_count", "rate_per_10000"], [[]]),
    "in need, by age": (
        ["category", "age", "At31_episodes", "At31_episodes_rate"],
        [["Children in need by age at 31 March", "5 to 9"], ["Children in need by age at 31 March", "Total"]],
    ),
    "in need, by primary need": (["category", "At31_episodes", "N1", "N2"], [["Primary need at assessment"]]),
    "in need, of a group": (
        ["category", "disability", "At31_episodes"], [["Children in Need", "With a disability"]],
    ),
    "referrals, by source": (
        ["category", "referral_source", "Referrals", "referral_count"],
        [["Source of referral", "Police"], ["Referrals and Re-referrals", "Schools"]],
    ),
    "assessments": (["category", "Assessments", "Referrals", "Section47"], [["Assessments completed"]]),
    "plans, by latest abuse": (
        ["category", "CPP_At31", "Neglect"], [["Child Protection Plans by latest category of abuse"]],
    ),
    "plans, by first abuse": (
        ["category", "CPP_start", "CPP_subsequent"], [["Plans started by initial category of abuse"]],
    ),
    "plans that ended": (
        ["category", "CPP_end", "2_years_or_more"], [["Child Protection Plans ending by length of time"]],
    ),
    "social workers, by role": (
        ["role", "breakdown_topic", "breakdown", "inpost_fte", "turnover_rate_fte", "agency_rate_fte"],
        [["Case holder", "Gender", "Female"], ["Senior manager", "Gender", "Male"]],
    ),
    "agency staff elsewhere": (["staff_group", "agency_rate_fte", "cases"], [["Residential care workers"]]),
    "absence": (["school_type", "cases", "sess_overall_percent"], [["State-funded primary"]]),
    "exclusions": (["school_type", "characteristic", "suspension", "number"], [["Total", "SEN support"]]),
    "special needs": (["phase_type_grouping", "primary_need", "number_of_pupils"], [["Total", "Autism"]]),
    "home education": (["ehe_group", "number", "percentage"], [["Elective home education on census day"]]),
    "population of one sex": (
        ["age_group", "sex", "population_estimate"], [["Children aged 0 to 17 years", "Female"]],
    ),
    "population of five ages": (["age_group", "population_estimate"], [["Children aged 5 to 9 years"]]),
}  # fmt: skip
#: What the catalogue had before this file: none of these tables is one of theirs.
OURS = {
    "looked_after_31_march", "looked_after_rate", "children_in_need_31_march", "children_in_need_rate", "referrals",
    "referral_rate", "re_referrals", "re_referrals_count", "section_47_enquiries", "initial_cp_conferences",
    "cp_plans_31_march", "cp_plans_two_years", "cp_plans_two_years_share", "cp_plans_started", "repeat_cp_plans",
    "repeat_cp_plans_count", "social_worker_turnover_rate", "social_worker_agency_rate", "social_worker_caseload",
    "social_worker_cases", "social_worker_case_holders", "population_0_17",
}  # fmt: skip
#: The same table by what its editions were called: headings, words and what is taken of it.
EDITIONS = [
    (["population_type", "population_estimate", "children_count", "rate_per_10000"], [ON], "looked_after_31_march"),
    (["population_count", "population_estimate", "number", "rate_per_10000"], [ON], "looked_after_31_march"),
    (["Population Type", "CHILDREN_COUNT"], [ON.upper()], "looked_after_31_march"),
    (["population_type", "children_count"], [ON.replace(" on ", " at ")], "looked_after_31_march"),
    (["category", "Anypoint_episodes", "At31_episodes", "At31_episodes_rate"], ["Children in Need"],
     "children_in_need_31_march"),
    (["Category", "at31_episodes"], ["children in need "], "children_in_need_31_march"),
    (["category", "Referrals", "Re_referrals", "Re_referrals_percent"], ["Referrals and Re-referrals"], "referrals"),
    (["CATEGORY", "Referral count"], ["REFERRALS  AND RE-REFERRALS"], "referrals"),
    (["category", "Section47", "Section47_child", "ICPC"], ["Section 47s and Initial Child Protection Conferences"],
     "section_47_enquiries"),
    (["category", "CPP_At31", "2_years_or_more"], ["Child Protection Plans by length of time"], "cp_plans_31_march"),
    (["category", "CPP_start", "CPP_subsequent"], ["Child Protection Plans which are a second or subsequent plan"],
     "cp_plans_started"),
    (["turnover_rate_fte", "agency_rate_fte", "cases", "caseload_fte"], [], "social_worker_turnover_rate"),
    (["turnover_rate_fte_%", "agency_worker_rate_fte_%"], [], "social_worker_agency_rate"),
    (["age_group", "population_estimate"], ["Children aged 0 to 17 years"], "population_0_17"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped(shipped_store):
    store = open_store(shipped_store, reads_files=True)
    yield store
    store.close()


def table(headings, lines, *, year="2031", mark=""):
    """A file of a year that nobody has, with a number in each cell that has no word."""
    figures = [
        [area, year, *words, *[40 + 3 * number for number in range(len(headings) - len(words))]]
        for area in ("England", "East Midlands", "Leicestershire", "Rutland")
        for words in lines
    ]
    return mark + csv_of(wide_rows(figures, tuple(headings)))


def taken(store, folder, content):
    """The ids of the indicators of which figures would be taken in."""
    try:
        checked = compare_return(store, sent(folder, content))
    except ReturnRefused as refused:
        return set(), str(refused)
    return {row.indicator for frame in checked.figures.values() for row in frame.itertuples()}, ""


@pytest.mark.examples(8)
@pytest.mark.parametrize("name", OTHERS)
def test_another_table_is_taken_for_none_of_ours(shipped, tmp_path, name):
    headings, lines = OTHERS[name]
    found, _ = taken(shipped, tmp_path, table(headings, lines))
    assert found & OURS == set()


@pytest.mark.examples(3)
@pytest.mark.parametrize(("headings", "words", "expected"), EDITIONS, ids=[str(n) for n in range(len(EDITIONS))])
def test_a_table_of_ours_is_taken_whatever_its_edition_is_like(shipped, tmp_path, headings, words, expected):
    found, refused = taken(shipped, tmp_path, table(headings, [words], mark="\ufeff"))
    assert expected in found, refused


@pytest.mark.slow
def test_a_table_that_the_catalogue_lacks_is_named_with_the_way_to_add_it(shipped, tmp_path):
    headings, lines = ["cla_group", "pet_type", "animals_count"], [[GROUP, "Rabbits"], [GROUP, "Dogs"]]
    found, refused = taken(shipped, tmp_path, table(headings, lines))
    assert found == set()
    assert ": animals, by" in refused
    assert "; not in the catalogue" in refused
    assert "python -m indicators add return.csv" in refused


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "is_ours"),
    [("Children Looked after rate per 10,000", True), ("", True), ("Average Attainment 8 score of pupils", False)],
)
def test_a_short_name_of_another_extract_is_held_against_its_own_words(shipped, tmp_path, words, is_ours):
    lines = [["LAC", words, "2031", "Rutland", "41", "857"], ["CPP_Num", "", "2031", "Rutland", "7", "857"]]
    heading = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number"]
    checked = compare_return(shipped, sent(tmp_path, csv_of([heading, *lines])))
    found = {row.indicator for frame in checked.figures.values() for row in frame.itertuples()}
    assert ("looked_after_rate" in found) is is_ours
    assert "cp_plans_31_march" in found
    assert ["shares no word with" in problem.message for problem in checked.errors] == [True] * (not is_ours)
