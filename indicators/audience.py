"""Who a file is for: the board itself, or anybody."""

from enum import StrEnum


class Audience(StrEnum):
    """`board` has the true figures, `public` those that disclosure control lets through."""

    BOARD = "board"
    PUBLIC = "public"

    @property
    def mark(self) -> str:
        """What stands on every page, and in the properties, of a file for this audience; empty for the public."""
        return "OFFICIAL-SENSITIVE: not for publication" if self is Audience.BOARD else ""
