"""Today's names beside the old ones."""

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import STAGES, checked_definitions
from indicators.catalogue.names_today import indicator_names_today, names_today, stage_words
from indicators.catalogue.toml_files import toml_files
from indicators.settings import DATA


@pytest.fixture(scope="module")
def shipped_catalogue():
    definitions, _ = checked_definitions(toml_files(DATA / "definitions"))
    return Catalogue(definitions, {}, {}, {})


def test_a_stage_bears_the_name_of_today_behind_its_own():
    assert stage_words("Early help") == "Early help (today: Family Help)"
    assert stage_words("Child protection") == "Child protection (today: multi-agency child protection team)"
    assert [title for title in STAGES.values() if stage_words(title) == title] == [
        "Universal", "Looked after", "Leaving care", "Cross-cutting",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("Serious case reviews", "rapid review"),
        ("CCG attendance", "Integrated care boards"),
        ("Family group conferences held", "family group decision-making"),
        ("Board's CSE, missing and trafficking subgroup", "criminal exploitation"),
        ("CSE referrals", "harm outside the home"),
        ("Section 47 enquiries", "multi-agency child protection team"),
        ("Children in need", "Family Help"),
    ],
)
def test_each_old_name_is_answered_once(text, today):
    assert sum(today in words for words in names_today(text, text)) == 1


def test_a_text_of_today_needs_no_answer(shipped_catalogue):
    assert names_today("Absence", "Gangster films") == []
    for indicator in shipped_catalogue.indicators.values():
        said = indicator_names_today(indicator)
        assert len(said) == len(set(said))
