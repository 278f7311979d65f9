"""Who may do what, and for whom a file is made: the board itself, or anybody.

Where somebody is signed in, their roles decide, by the table in `permissions.py`. Where there is no sign-in, a role is
what somebody says of themselves; the names for that stand here.
"""

from collections.abc import Iterable, Sequence
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


#: Roles that act for a board whose file names none, by the names of today; others may be written where somebody
#: records something.
ROLES = ("Business office", "Partnership manager", "Performance analyst", "Partnership chair", "Independent scrutineer")
#: Roles that act whatever a board's file names: the office, which every board has, and what two of the others were
#: called while the partnership was a board, so that what was written then stays in force.
_ALWAYS = ("Business office", "Board manager", "Independent chair")


def may_publish_words(role: str, roles: Sequence[str]) -> bool:
    """Whether who is signed in, else a role among the board's, may decide that somebody's words are published."""
    user = current_user()
    if user.is_signed_in or not user.may(Permission.PUBLISH_WORDS):
        return user.may(Permission.PUBLISH_WORDS)
    return _is_one_of(role, (*roles, *_ALWAYS))


def check_catalogue_change(role: str, roles: Sequence[str]) -> None:
    """Raise UsageError, with who may, for whoever is signed in, else a role, that may not add to the data folder.

    `roles` are those of the board, as everywhere here.
    """
    check_permission(Permission.ADD_INDICATORS)
    if current_user().is_signed_in:
        return
    if not _is_one_of(role, (*roles, *_ALWAYS)):
        said = f"'{role.strip()}' may not" if role.strip() else "Without a role nobody may"
        raise UsageError(f"{said} add an indicator. Act as: {', '.join(roles)}.")


def may_have_board_figures(role: str, readers: Sequence[str]) -> bool:
    """Whether who is signed in, else a role among the board's readers, may take its true figures away."""
    user = current_user()
    if not user.may(Permission.TAKE_BOARD_FILES) or user.is_signed_in:
        return user.may(Permission.TAKE_BOARD_FILES)
    return _is_one_of(role, (*readers, *_ALWAYS))


def _is_one_of(role: str, names: Iterable[str]) -> bool:
    return role.strip().casefold() in {name.casefold() for name in names}


def check_board_figures(role: str, readers: Sequence[str]) -> None:
    """Raise UsageError, with who may, for whoever may not take the board's true figures away."""
    check_permission(Permission.TAKE_BOARD_FILES)
    if not may_have_board_figures(role, readers):
        said = f"'{role.strip()}' may not" if role.strip() else "Without a role nobody may"
        raise UsageError(
            f"{said} {Permission.TAKE_BOARD_FILES}. Take the public ones, or act as: {', '.join(readers)}."
        )
