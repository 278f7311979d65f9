"""Who may take the true figures away, and decide that words are published."""

import pytest

from indicators.access import ROLES, check_board_figures, may_have_board_figures, may_publish_words
from indicators.catalogue.areas import BoardTerms
from indicators.errors import UsageError

READERS = BoardTerms(group="Effectiveness Group (EG)").readers


@pytest.mark.parametrize(
    "role",
    [*READERS, "  board MANAGER ", "Independent chair", "business office\n"],
)
def test_whoever_acts_or_reads_for_the_board_may(role):
    assert may_have_board_figures(role, READERS)
    check_board_figures(role, READERS)


@pytest.mark.parametrize("role", ["", "   ", "Press office", "Board", "Board manager, retired", "Boardmanager"])
def test_anybody_else_may_not_and_is_told_who_may(role):
    assert not may_have_board_figures(role, READERS)
    with pytest.raises(UsageError) as refused:
        check_board_figures(role, READERS)
    assert all(name in str(refused.value) for name in READERS)
    assert (f"'{role}'" in str(refused.value)) is bool(role.strip())


def test_who_acts_for_the_board_reads_its_figures_too():
    assert set(ROLES) < set(READERS)


def test_who_only_reads_for_the_board_publishes_no_words():
    assert all(may_publish_words(f" {role.upper()} ", ROLES) for role in (*ROLES, "Board manager", "Independent chair"))
    assert not any(may_publish_words(role, ROLES) for role in ("", "Press office", *set(READERS) - set(ROLES)))


def test_a_board_names_its_own_roles_and_its_office_always_acts():
    panel = BoardTerms("panel", roles=("Panel chair",))
    assert panel.readers == ("Panel chair", "Member of the panel")
    assert all(may_have_board_figures(role, panel.readers) for role in ("panel chair", "business office"))
    assert not may_have_board_figures("Partnership chair", panel.readers)
    assert not may_publish_words("Member of the panel", panel.roles)
