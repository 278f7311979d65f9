"""What is said of a return bears the names that people know; what somebody wrote stays as it is."""

import pytest

from indicators.catalogue.areas import Area, find_area, nearest_names
from indicators.errors import Problem
from indicators.returns.names import named_problems
from indicators.returns.vocabulary import stored_vocabulary
from tests.helpers.returns import arrival_store, check_return, sent
from tests.helpers.tiny_store import tiny_store


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("names"))
    yield stored_vocabulary(store)
    store.close()


@pytest.mark.parametrize(
    ("value", "message", "said"),
    [
        ("9", "(contacts, E06000017, 2015/16) is odd", ("9", "(Contacts, Rutland, 2015/16) is odd")),
        (
            "",
            "above its base 8 (contacts) in contacts_to_referral;",
            ("", "above its base 8 (Contacts) in Conversion;"),
        ),
        ("contacts, E06000017, 2015/16, source a_b", "twice", ("Contacts, Rutland, 2015/16, from one source", "twice")),
        ("contacts_to_referral", "is not used", ("contacts_to_referral", "is not used")),
        ("contacts, X, 1", "no_such and made_up.csv", ("contacts, X, 1", "no_such and made_up.csv")),
    ],
)
def test_ids_become_names(known, value, message, said):
    (problem,) = named_problems([Problem("return.csv", "row 2", value, message)], known)
    title = known.indicators["contacts_to_referral"].short_title
    assert (problem.value, problem.message) == (said[0], said[1].replace("Conversion", title))


@pytest.mark.parametrize(
    "written", ["RUTLAND COUNTY COUNCIL", "Rutland Council", "Rutland CC", " rutland  county council "]
)
def test_an_authoritys_council_is_the_authority(tmp_path, written):
    path = arrival_store(tmp_path)
    text = f"Code,Area,Period,Figure\ncontacts,{written},2016/17,225\n"
    checked = check_return(path, sent(tmp_path, text), agency="county")
    assert (checked.errors, checked.counts["new"]) == ((), 1)
    assert find_area(written, {"E06000017": Area("E06000017", "Rutland")}).name == "Rutland"


def test_a_name_within_a_longer_one_is_offered():
    assert (
        nearest_names("The County of Rutland and its schools", ["Leicestershire", "Rutland"]) == "Did you mean Rutland?"
    )
