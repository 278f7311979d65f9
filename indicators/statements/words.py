"""Rules, levels, readings and probabilities in plain English: what a member reads beside a figure."""

import math

LEVELS = {
    "unusual": "unusual",
    "real": "a real change, of a usual size",
    "ordinary": "within chance",
    "too_few": "too few to judge",
}
READINGS = {
    "concern": "concern",
    "improvement": "improvement",
    "neutral": "neither good nor bad in itself",
    "common": "nothing to read into it",
}
#: Each rule as a reader would name it, and what it does.
RULE_NAMES = {
    "change": "Has it changed?",
    "trend": "Is it drifting?",
    "control": "Is it stable?",
    "target": "Is the target met?",
    "comparator": "Is it unlike others?",
    "areas": "Do the two areas differ?",
    "data": "Can the figure be trusted?",
}
_RULES = {
    "change": (
        "Compares the latest figure with an earlier one, by two yardsticks: what chance alone does to numbers of "
        "this size, and how much such figures usually move from one period to the next."
    ),
    "trend": (
        "Looks for a steady rise or fall over the last five or more periods. It must be more than chance explains "
        "and must stay when any one period is left out."
    ),
    "control": (
        "Draws limits from the figure's own ups and downs, as on the NHS's control charts, once there are 13 figures. "
        "It speaks up when a figure falls outside them, or when several in a row lie on one side, rise or fall."
    ),
    "target": (
        "Sets the figure against its target, allowing for chance. A target is called met or missed only where "
        "chance could not have made the difference."
    ),
    "comparator": (
        "Compares the area with England, the region or the middle of its ten statistical neighbours, allowing for "
        "what chance does to numbers of this size."
    ),
    "areas": (
        "Compares Leicestershire with Rutland, allowing for chance, and asks whether the gap between them has "
        "widened or narrowed."
    ),
    "data": (
        "Checks the figure itself: whether sources agree, a percentage follows from its own counts, no part is larger "
        "than its whole, the figure expected has come, and the way of counting stayed the same."
    ),
}
_TOO_FEW = {
    "few_cases": "too few cases",
    "no_earlier": "no earlier figure to compare with",
    "gap": "the figure before it is missing",
    "break": "the way of counting changed in between",
    "no_counts": "the numbers behind the figure are not known",
    "symbol": "a figure is withheld or missing",
}
_RAREST = 10_000


def rule_in_words(rule: str) -> str:
    """What a rule does, in one or two sentences."""
    return _RULES[rule]


def level_in_words(level: str) -> str:
    """A level as members read it: `unusual`, `a real change, of a usual size`, `within chance`, …"""
    return LEVELS[level]


def why_too_few(reason: str) -> str:
    """Why there is too little to judge, by the reason of a row: `no earlier figure to compare with`, …"""
    return _TOO_FEW.get(reason, "too little is held")


def reading_in_words(reading: str) -> str:
    """A reading as members read it: `concern`, `improvement`, …"""
    return READINGS[reading]


def odds_text(probability: float) -> str:
    """How often something happens: `about once in 400 times`; `` where the probability is not known."""
    if math.isnan(probability):
        return ""
    if probability > 0.4:
        return "about every other time, or more often"
    if probability < 1 / _RAREST:
        return f"less than once in {_RAREST:,} times"
    return f"about once in {_rounded(1 / probability):,} times"


def _rounded(times: float) -> int:
    """To one leading digit from 100 on, to fives from 20 on, else to a whole number."""
    if times < 20:
        return round(times)
    step = 5 if times < 97.5 else 10 ** math.floor(math.log10(times))
    return round(times / step) * step
