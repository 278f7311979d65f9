"""Whether a text has, for every word that somebody looks for, a word that begins so."""

import re
from collections.abc import Set as AbstractSet

#: Letters and digits that stand together; what stands between is no part of a word.
_WORD = re.compile(r"[^\W_]+")


def text_words(text: str) -> set[str]:
    """The words of a text, case folded."""
    # An apostrophe is no end of a word: children's is found by childrens.
    return set(_WORD.findall(text.casefold().replace("'", "").replace("\u2019", "")))


def begin_all(wanted: AbstractSet[str], words: AbstractSet[str]) -> bool:
    """Whether every wanted text begins one of some words."""
    return all(any(word.startswith(start) for word in words) for start in wanted)
