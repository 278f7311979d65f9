"""Who may do what, and for whom a file is made: the board itself, or anybody.

Where somebody is signed in, their roles decide, by the table in `permissions.py`. Where there is no sign-in, a role is
what somebody says of themselves; the names for that stand here.
"""

from collections.abc import Iterable
from enum import StrEnum

from indicators.access.permissions import Permission, check_permission, current_user
from indicators.errors import UsageError


class Audience(StrEnum):
    """`board` has the true figures, `public` those that disclosure control lets through."""

    BOARD = "board"
    PUBLIC = "public"

    @property
    def mark(self) -> str:
        """What stands on every page, and in the properties, of a file for this audience; empty for the public."""
        return "OFFICIAL-SENSITIVE: not for publication" if self is Audience.BOARD else ""


#: Roles that act for the board, by the names of today; others may be written where somebody records something.
ROLES = ("Business office", "Partnership manager", "Performance analyst", "Partnership chair", "Independent scrutineer")
#: What two of them were called while the partnership was a board: what was written so stays in force.
_FORMER_ROLES = ("Board manager", "Independent chair")
#: Roles that may take files with the true figures away: those above, and whoever the figures are collected for.
BOARD_READERS = (*ROLES, "Member of the Safeguarding Effectiveness Group")


def may_publish_words(role: str) -> bool:
    """Whether who is signed in, else a role, may decide that what somebody wrote may be published."""
    user = current_user()
    if user.is_signed_in or not user.may(Permission.PUBLISH_WORDS):
        return user.may(Permission.PUBLISH_WORDS)
    return _is_one_of(role, (*ROLES, *_FORMER_ROLES))


def check_catalogue_change(role: str) -> None:
    """Raise UsageError, with who may, for whoever is signed in, else a role, that may not add to the data folder."""
    check_permission(Permission.ADD_INDICATORS)
    if current_user().is_signed_in:
        return
    if not _is_one_of(role, (*ROLES, *_FORMER_ROLES)):
        said = f"'{role.strip()}' may not" if role.strip() else "Without a role nobody may"
        raise UsageError(f"{said} add an indicator. Act as: {', '.join(ROLES)}.")


def may_have_board_figures(role: str) -> bool:
    """Whether who is signed in, else a role, may take the board's own figures away, small numbers and all."""
    user = current_user()
    if not user.may(Permission.TAKE_BOARD_FILES) or user.is_signed_in:
        return user.may(Permission.TAKE_BOARD_FILES)
    return _is_one_of(role, (*BOARD_READERS, *_FORMER_ROLES))


def _is_one_of(role: str, names: Iterable[str]) -> bool:
    return role.strip().casefold() in {name.casefold() for name in names}


def check_board_figures(role: str) -> None:
    """Raise UsageError, with who may, for whoever may not take the board's own figures away."""
    check_permission(Permission.TAKE_BOARD_FILES)
    if not may_have_board_figures(role):
        said = f"'{role.strip()}' may not" if role.strip() else "Without a role nobody may"
        raise UsageError(
            f"{said} take the board's own figures away. Take the public ones, or act as: {', '.join(BOARD_READERS)}."
        )
