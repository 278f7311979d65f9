"""The search above each page: what it finds, in which group, and that it costs nothing where nobody searches."""

from datetime import date

import pytest

from indicators.board.challenges import NewChallenge, raise_challenge
from indicators.pages.components import site_search
from indicators.pages.components.search_index import MOST_IN_GROUP, MOST_SEARCHED, search_index
from indicators.pages.components.session import present_data
from indicators.pages.components.site_search import answer_json
from indicators.pages.navigation import PAGE_GROUPS


@pytest.fixture
def shipped(board_store, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))


def hits(text):
    """By group, how many are found and the titles and addresses of those that are shown."""
    return {
        group["title"]: (group["count"], [(hit["title"], hit["address"]) for hit in group["hits"]])
        for group in answer_json(text)["groups"]
    }


@pytest.mark.parametrize(
    ("text", "group", "title", "address"),
    [
        ("LAC", "Indicators", "Children looked after on 31 March", "explore?indicator=looked_after_31_march"),
        ("assur map", "Pages", "Assurance map", "assurance"),
        ("rutland", "Areas", "Rutland", "areas?area=Rutland"),
        (
            "contacts in rutland",
            "Indicators",
            "Contacts to children's services, Rutland",
            "explore?indicator=contacts&area=Rutland",
        ),
        ("trafficking", "Plans and priorities", "CSE, missing and trafficking", "priority?priority=lr_2016_cse"),
        ("risk assessment tool", "Actions", "Promote the CSE risk assessment tool", "priority?priority=lr_2016_cse"),
        ("control limits", "Words explained", "Control limits", "about?section=glossary&word=control-limits"),
    ],
)
def test_everything_that_a_member_looks_for_is_found(shipped, text, group, title, address):
    assert (title, address) in hits(text)[group][1]


def test_a_finding_leads_to_the_short_list_in_which_it_stands(shipped):
    _, ((title, address),) = hits("seldom used")["Findings"]
    assert title.startswith("The CSE risk assessment tool is still seldom used")
    assert address == "findings?quadrant=qualitative_evidence&area=LR&strength=weakness"


def test_counts_are_of_all_and_the_list_is_short(shipped):
    found = answer_json("rutland")
    count, shown = hits("rutland")["Findings"]
    assert int(count) > MOST_IN_GROUP == len(shown)
    assert f"Findings {count}" in found["said"]
    (findings,) = [group for group in found["groups"] if group["title"] == "Findings"]
    assert findings["more"] == f"{int(count) - MOST_IN_GROUP} more; another word narrows them"


@pytest.mark.long
def test_a_challenge_is_found_as_soon_as_it_is_raised(own_tiny):
    own_tiny("about")
    assert "Challenges" not in hits("why wait")
    question = "Why do children <b>wait</b>?"
    challenge = NewChallenge(
        question=question, agency="Police", by="Partnership chair", due=date(2026, 12, 24), area_code="E06000017"
    )
    raise_challenge(own_tiny.path, challenge, today=date(2026, 12, 1))
    assert hits("why wait")["Challenges"] == ("1", [(question, "log?challenge=1")])
    assert hits("challenge 1 police rutl")["Challenges"][0] == "1"


@pytest.mark.parametrize("text", ["zzqx", "<script>alert(1)</script>", "%", "“”", "́", "ж" * 5_000])
def test_nothing_found_says_what_to_try(shipped, text):
    found = answer_json(text[:MOST_SEARCHED])
    assert found["groups"] == []
    assert found["said"].startswith(f"Nothing is found for “{text[:MOST_SEARCHED].strip()}”. Try ")


def test_nothing_is_indexed_where_nobody_searches(shipped, monkeypatch):
    monkeypatch.setattr(site_search, "search_index", None)
    assert answer_json("  ") == {"text": "  ", "groups": [], "said": ""}


def test_the_index_is_made_once_for_a_store(shipped):
    assert search_index(present_data()) is search_index(present_data())


def test_without_a_store_the_page_says_why_and_the_search_that_there_is_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(tmp_path / "none.duckdb"))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "no-data"))
    assert answer_json("cse") == {"text": "cse", "groups": [], "said": "There is nothing to search yet."}


def test_titles_in_the_menu_are_each_their_own():
    titles = [page.title for pages in PAGE_GROUPS.values() for page in pages]
    assert len(set(titles)) == len(titles)
