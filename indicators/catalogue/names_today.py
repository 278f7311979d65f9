"""The names that are used today for what documents and figures call otherwise: both stand together where a stage or a
term is shown by itself.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from indicators.catalogue.indicators import STAGES, Indicator

#: What the work of a stage is called today, by the stage's id; the others have kept their names.
STAGES_TODAY: Mapping[str, str] = MappingProxyType(
    {
        "early_help": "Family Help",
        "child_in_need": "Family Help",
        "child_protection": "multi-agency child protection team",
    }
)
_TODAY_BY_TITLE = {STAGES[name]: today for name, today in STAGES_TODAY.items()}

#: Old words as a pattern, and what a reader of today should know of them; the glossary has the same names.
_TERMS = (
    (r"early help", "Early help is part of Family Help today."),
    (r"child(?:ren)? in need", "Much of the work with children in need is part of Family Help today."),
    (r"child protection|section 47", "A multi-agency child protection team does much of this work today."),
    (r"\bCSE\b|sexual exploitation", "Child sexual exploitation is seen today as one kind of harm outside the home."),
    (
        r"\bgangs?\b|county lines|trafficking",
        "Gangs, county lines and trafficking of children are called criminal exploitation today.",
    ),
    (
        r"serious case reviews?|\bSCRs?\b",
        "Serious case reviews ended in 2019: today a rapid review comes first, then a local child safeguarding "
        "practice review.",
    ),
    (
        r"clinical commissioning|\bCCGs?\b",
        "Integrated care boards took the place of clinical commissioning groups in July 2022.",
    ),
    (r"family group conferences?", "Family group conferences are called family group decision-making today."),
    (
        r"independent chair",
        "The work of the independent chair is that of the partnership chair and the independent scrutineer today.",
    ),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _TERMS)


def stage_words(title: str) -> str:
    """The title of a stage with the name of today behind it: `Early help (today: Family Help)`; any other text as it
    is.
    """
    today = _TODAY_BY_TITLE.get(title)
    return f"{title} (today: {today})" if today else title


def names_today(*texts: str) -> list[str]:
    """A sentence for each old name that some texts use, in a fixed order; none where they use none."""
    return [words for pattern, words in _PATTERNS if any(pattern.search(text) for text in texts)]


def indicator_names_today(indicator: Indicator) -> list[str]:
    """The same for an indicator, by its titles, its topics, its stage and who keeps it."""
    stage = STAGES[indicator.stage] if indicator.stage in STAGES_TODAY else ""
    return names_today(indicator.title, indicator.short_title, indicator.owner, stage, *indicator.topics)
