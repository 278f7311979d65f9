"""Checks that a value is one that a list offers, for a browser may send any text as the choice from a list.
Callbacks, and pages that settle their session before they draw, meet such a value before Streamlit corrects it.
"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from indicators.errors import UsageError

Option = TypeVar("Option")
_LONGEST = 60


def allowed_value(value: Option, options: Collection[Option], *, label: str) -> Option:
    """The value if the list under a label offers it; raises UsageError, in words, for anything else."""
    if not is_allowed(value, options):
        raise UsageError(f"'{_quoted_value(value)}' is not in the list “{label}”. Choose one of those that it offers.")
    return value


def is_allowed(value: Any, options: Collection[Any]) -> bool:
    """Whether a list offers a value; never fails, whatever the value is."""
    try:
        return value in options
    except TypeError:
        # A list or a mapping, which no option is.
        return False


def allowed_values(values: Any, options: Collection[Option]) -> list[Option]:
    """Those of several chosen values that the list offers, each once, in their order; none where they are no list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return []
    return list(dict.fromkeys(value for value in values if is_allowed(value, options)))


def _quoted_value(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
