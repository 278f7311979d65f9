"""Only what a list offers: a browser may send any text as the choice from a list, and callbacks meet it first.

Streamlit puts a box back to what it offers when the page draws it. Whatever reads the box before that, as callbacks
and pages that settle their session first do, has to look for itself.
"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from indicators.errors import UsageError

Choice = TypeVar("Choice")
_LONGEST = 60


def of_list(value: Choice, options: Collection[Choice], *, label: str) -> Choice:
    """The value if the list under a label offers it; raises UsageError, in words, for anything else."""
    if not is_of_list(value, options):
        raise UsageError(f"'{_shown(value)}' is not in the list “{label}”. Choose one of those that it offers.")
    return value


def is_of_list(value: Any, options: Collection[Any]) -> bool:
    """Whether a list offers a value; never fails, whatever the value is."""
    try:
        return value in options
    except TypeError:
        # A list or a mapping, which no option is.
        return False


def all_of_list(values: Any, options: Collection[Choice]) -> list[Choice]:
    """Those of several chosen values that the list offers, each once, in their order; none where they are no list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return []
    return list(dict.fromkeys(value for value in values if is_of_list(value, options)))


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
