"""Who may take the board's own figures away."""

import pytest

from indicators.access import BOARD_READERS, ROLES, check_board_figures, may_have_board_figures, may_publish_words
from indicators.errors import UsageError


@pytest.mark.parametrize(
    "role",
    [*BOARD_READERS, "  board MANAGER ", "Independent chair", "business office\n"],
)
def test_whoever_acts_or_reads_for_the_board_may(role):
    assert may_have_board_figures(role)
    check_board_figures(role)


@pytest.mark.parametrize("role", ["", "   ", "Press office", "Board", "Board manager, retired", "Boardmanager"])
def test_anybody_else_may_not_and_is_told_who_may(role):
    assert not may_have_board_figures(role)
    with pytest.raises(UsageError) as refused:
        check_board_figures(role)
    assert all(name in str(refused.value) for name in BOARD_READERS)
    assert (f"'{role}'" in str(refused.value)) is bool(role.strip())


def test_who_acts_for_the_board_reads_its_figures_too():
    assert set(ROLES) < set(BOARD_READERS)


def test_who_only_reads_for_the_board_publishes_no_words():
    assert all(may_publish_words(f" {role.upper()} ") for role in (*ROLES, "Board manager", "Independent chair"))
    assert not any(may_publish_words(role) for role in ("", "Press office", *set(BOARD_READERS) - set(ROLES)))
