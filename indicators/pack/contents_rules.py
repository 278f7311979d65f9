"""What a contents file may say: the keys of each kind of item, and what belongs in each."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from indicators.pack.contents import KINDS
from indicators.plan_rules import Key, Table, choice_fault, tables_fault, text_fault, texts_fault

#: The most years that fit across a page, and over which a chart can be read.
MOST_YEARS, MOST_CHARTED = 5, 30


def _years_fault(value: Any, most: int) -> str:
    is_number = type(value) is int and 1 <= value <= most
    return "" if is_number else f"is not a number of years; write a whole number from 1 to {most}"


def _switch_fault(value: Any) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false; write one of them without quotes"


def _table(**keys: Key) -> Table:
    """The keys of a kind besides those of every item."""
    return Table("item", "title", {"kind": _KIND, "title": _optional(text_fault), **keys})


def _optional(fault: Callable[[Any], str]) -> Key:
    return Key(fault, is_required=False)


_KIND = Key(partial(choice_fault, choices=KINDS))
_NAMES, _SOME_NAMES = Key(texts_fault), _optional(texts_fault)
_PRINTED = {"indicators": _NAMES, "areas": _SOME_NAMES, "sources": _SOME_NAMES}
CONTENTS = Table("contents", "title", {"title": Key(text_fault), "items": Key(partial(tables_fault, path="items"))})
#: The kind of an item that has none, or none that is known: its other keys are not looked at.
UNKNOWN = Table("item", "title", {"kind": _KIND})
ITEMS: Mapping[str, Table] = {
    "profile": _table(**_PRINTED, years=_optional(partial(_years_fault, most=MOST_YEARS))),
    "quarters": _table(**_PRINTED),
    "chart": _table(
        indicators=_SOME_NAMES,
        headlines=_optional(_switch_fault),
        areas=_SOME_NAMES,
        measure=_optional(partial(choice_fault, choices={"value": "", "rate": ""})),
        comparators=_SOME_NAMES,
        years=_optional(partial(_years_fault, most=MOST_CHARTED)),
    ),
    "quadrants": _table(),
    "changes": _table(),
    "sources": _table(),
    "notes": _table(),
    "text": _table(title=Key(text_fault), paragraphs=_NAMES),
}
