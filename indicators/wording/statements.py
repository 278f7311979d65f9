"""One plain sentence for each judgement: what the figure did or is, and whether chance can explain it.
Also the names of rules, levels and readings, effect sizes, odds, and judgements as rows for other programs.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PeriodType, parse_period
from indicators.figures.pooled import YEARS_TOGETHER
from indicators.frames import frame_rows
from indicators.rounding import decimal_text
from indicators.signals.judgements import FALSE_DISCOVERY_RATE, FLAGGED_LEVELS, OF_STEP, is_beyond_chance
from indicators.wording.numbers import distance_text, number_text, points_text, pooled_phrase, shown_distance, size_text
from indicators.wording.verdicts import NOT_COMPARABLE, TOO_FEW, doubling_text, verdict_reason, verdict_word

#: Decimals that the end of a range may have beyond those of its indicator, so that it is not shown as nought.
_MORE_DECIMALS = 3


def effect_text(row: Any, indicator: Indicator) -> str:
    """The size of what was found, signed: `+26%`, `−1 point`; `` where there is none."""
    return "" if isnan(row.effect) else signed_size_text(_shown_effect(row, indicator), row.effect_unit, indicator)


def _shown_effect(row: Any, indicator: Indicator) -> float:
    """The size as the two figures are shown, where it is no more than what lies between them.

    From 36.1% to 28.0% are 8.1 points in every sentence, though they are 8.04 before rounding.
    """
    between = row.value - row.compared_with
    if row.effect_unit == "%" or isnan(between) or not math.isclose(row.effect, between, abs_tol=1e-6):
        return row.effect
    return math.copysign(shown_distance(row.compared_with, row.value, indicator.decimals), between)


def interval_text(row: Any, indicator: Indicator) -> str:
    """The range in which chance leaves the size: `+14% to +39%`, `−2 to 0 points`, open at an unknown end."""
    low, high = row.effect_lower, row.effect_upper
    if isnan(low) and isnan(high):
        return ""
    if isnan(high):
        return f"{_limit_text(low, row.effect_unit, indicator, is_sure=low > 0)} or more"
    is_sure = low > 0 or high < 0
    upper = _limit_text(high, row.effect_unit, indicator, is_sure=is_sure)
    if isnan(low):
        return f"{upper} or less"
    return f"{_limit_text(low, row.effect_unit, indicator, is_sure=is_sure).partition(' ')[0]} to {upper}"


def _limit_text(size: float, unit: str, indicator: Indicator, *, is_sure: bool) -> str:
    """An end of a range, signed: one near nought is nought, but for a range that has no nought in it (`is_sure`)."""
    decimals = 0 if unit == "%" else indicator.decimals
    number = decimal_text(abs(size), decimals)
    if is_sure and not float(number.replace(",", "")):
        finer = (decimal_text(abs(size), decimals + more) for more in range(1, _MORE_DECIMALS + 1))
        number = next((text for text in finer if float(text)), number)
    words = {"%": "%", "points": " point" if number == "1" else " points"}.get(unit, "")
    return with_sign(size, number + words)


def signed_size_text(size: float, unit: str, indicator: Indicator) -> str:
    """A size with its sign, none for 0; `unit` is `%`, `points` or empty for plain numbers."""
    return with_sign(size, unsigned_size_text(size, unit, indicator))


def with_sign(size: float, text: str) -> str:
    """The text of a size with its sign; none for 0, nor for what is too small to be shown."""
    has_none = text.startswith("less than") or not any(figure in text for figure in "123456789")
    return text if has_none else sign(size) + text


def sign(size: float) -> str:
    """A plus, or a true minus."""
    return "−" if size < 0 else "+"


def unsigned_size_text(size: float, unit: str, indicator: Indicator) -> str:
    """A size without its sign."""
    if unit == "%":
        return f"{distance_text(abs(size), 0)}%"
    if unit == "points":
        return points_text(abs(size), indicator)
    return distance_text(abs(size), indicator.decimals)


@dataclass(frozen=True)
class JudgementText:
    """A row of a cycle's `judged` frame and the indicator it is about."""

    row: Any
    indicator: Indicator

    @property
    def measure(self) -> str:
        """In what its figures are given: `value`, or `rate` per 10,000 children."""
        return "rate" if self.row.unit_measure == "rate" else "value"

    @property
    def subject(self) -> str:
        """What was judged, and where."""
        per = " per 10,000 children" if self.measure == "rate" else ""
        together = pooled_phrase(YEARS_TOGETHER) if self.row.rule == "pooled" else ""
        return f"{self.indicator.short_title}{per} in {self.row.area}{together}{',' if together else ''}"

    @property
    def value(self) -> str:
        """The latest figure."""
        return self.number(self.row.value)

    @property
    def compared_value(self) -> str:
        """The figure it is held against."""
        return self.number(self.row.compared_with)

    @property
    def subject_with_value(self) -> str:
        """The subject with its figure, in the past."""
        is_level = self.indicator.kind != "count" or self.indicator.timing == "snapshot" or self.measure == "rate"
        if isnan(self.row.value):
            return f"{self.subject}, {self.row.period}"
        return f"{self.subject} {'stood at' if is_level else 'came to'} {self.value}"

    def number(self, value: float) -> str:
        """A number as the dashboard shows it."""
        return number_text(value, self.indicator, self.measure)


_PATTERNS = {
    "outside": "outside its usual limits",
    "trend": "the end of a run of rises or falls",
    "two_in_three": "near its usual limits two times out of three",
    "shift": "one of seven or more in a row on one side of the average",
}
_STEPS = {"year": "year", "quarter": "quarter", "month": "month"}


def change_statement(judgement: JudgementText) -> str:
    """From what to what a figure moved, and what that is worth by both yardsticks."""
    row = judgement.row
    if judgement.value == judgement.compared_value:
        when = f"{period_phrase(row.period)}, as {period_phrase(row.against)}"
        return f"{judgement.subject} stayed at {judgement.value} {when}: {_verdict(row)}"
    step = f"from {_figures_phrase(judgement)} ({_size_phrase(judgement)})"
    why = f"{_significance_text(judgement)}{_history_phrase(judgement)}"
    if row.level not in FLAGGED_LEVELS:
        # Nothing rose or fell of which chance alone may be the reason.
        return f"{judgement.subject}: {_verdict(row)}, {step}; {why}"
    verb = "rose" if row.value > row.compared_with else "fell"
    return f"{judgement.subject} {verb} {step}: {_verdict(row)}, {why}"


def _verdict(row: Any) -> str:
    return verdict_word(row.level, row.reason)


def _figures_phrase(judgement: JudgementText) -> str:
    """Both figures with their periods."""
    row = judgement.row
    return f"{judgement.compared_value} {period_phrase(row.against)} to {judgement.value} {period_phrase(row.period)}"


def _history_phrase(judgement: JudgementText) -> str:
    """The level of all earlier periods, where that rather than the period before is what a figure stands out from."""
    row = judgement.row
    is_sure = row.effect_lower > 0 or row.effect_upper < 0
    if row.level not in FLAGGED_LEVELS or row.earlier < 2 or isnan(row.history) or is_sure:
        return ""
    return f"; the {row.earlier} figures before it lead one to expect about {judgement.number(row.history)}"


def _size_phrase(judgement: JudgementText) -> str:
    """The size of a change between the two figures of the sentence."""
    row = judgement.row
    size = size_text(row.compared_with, row.value, judgement.indicator, judgement.measure)
    return with_sign(row.value - row.compared_with, size)


def _significance_text(judgement: JudgementText) -> str:
    """What both yardsticks say of a change."""
    row = judgement.row
    if row.level == "unusual":
        return "more than chance explains, and more than such figures usually move"
    if row.level == "real":
        return f"more than chance explains{_usual_phrase(row)}"
    if is_beyond_chance(row) and _is_slight(judgement):
        return f"it is {_too_little(judgement.indicator)}"
    if row.earlier > 1 and row.reason != OF_STEP:
        return "no further from its earlier figures than chance can explain"
    return "chance alone can explain it"


def _usual_phrase(row: Any) -> str:
    if row.borrowed == "none":
        return "; there are too few years to say how much such figures usually move"
    if row.reason == OF_STEP:
        return ", and it goes back towards its earlier figures" if _has_moved_back(row) else ""
    # Seldom, but not so seldom that among many figures it would stand out.
    if row.p_usual <= FALSE_DISCOVERY_RATE:
        return ", but not clearly more than such figures usually move"
    return f", but figures like this often move so much in a {step_name(row)}"


def _too_little(indicator: Indicator) -> str:
    return f"less than the {decimal_text(indicator.meaningful_change)}% that matters"


def _has_moved_back(row: Any) -> bool:
    """Whether a figure came nearer to what its history leads to expect."""
    if isnan(row.history):
        return False
    return (row.value - row.compared_with) * (row.value - row.history) <= 0


def _is_slight(judgement: JudgementText) -> bool:
    row = judgement.row
    return abs(row.value - row.compared_with) < judgement.indicator.meaningful_change / 100 * abs(row.compared_with)


_CHANCE_ALONE_MOVED = "chance alone can explain how it moved"


def trend_statement(judgement: JudgementText) -> str:
    """Whether a figure rose or fell over the years beyond what chance does, and over how many figures.

    Not one figure makes the rise or fall, though some of the steps may well go the other way.
    """
    row = judgement.row
    span = f"over {row.earlier + 1} figures"
    if row.against:
        span = f"between {_period_name(row.against)} and {_period_name(row.period)}"
    if row.level == "ordinary":
        why = (
            "what there is matters too little, or hangs on one figure" if is_beyond_chance(row) else _CHANCE_ALONE_MOVED
        )
        return f"{judgement.subject} shows no lasting rise or fall {span}: {why}"
    verb = {"up": "rose", "down": "fell"}.get(row.direction, "moved")
    # A line through all periods may point another way than its two ends.
    is_alike = (row.value > row.compared_with) == (row.direction == "up")
    is_shown = not isnan(row.compared_with) and judgement.compared_value != judgement.value
    since = f", from {judgement.compared_value} to {judgement.value}" if is_alike and is_shown else ""
    also = ", and more than such figures usually drift" if row.level == "unusual" else ""
    return f"{judgement.subject} {verb} on the whole {span}{since}: more than chance explains{also}"


def step_name(row: Any) -> str:
    """The time from one figure that was judged to the next: a year where a month is held against the same month."""
    if row.rule == "pooled":
        return "stretch of three years"
    try:
        days = (parse_period(row.period).ends - parse_period(row.against).ends).days
    except ValueError:
        return _STEPS.get(row.group, "period")
    steps = row.earlier if row.rule == "trend" else 1
    return "year" if days / max(1, steps) > 300 else _STEPS.get(row.group, "period")


def _period_name(period: str) -> str:
    """A period within a sentence, without a word before it: `31 March 2016`, `the academic year 2023/24`."""
    return period_phrase(period).partition(" ")[2]


def period_phrase(period: str) -> str:
    """A period in a sentence: `in 2015/16`, `on 31 March 2016`, `in the academic year 2023/24`."""
    try:
        read = parse_period(period)
    except ValueError:
        return f"in {period}"
    return f"{'on' if read.type is PeriodType.SNAPSHOT else 'in'} {read.phrase}"


def control_statement(judgement: JudgementText) -> str:
    """Where the latest figure lies among its own ups and downs."""
    row = judgement.row
    average = "" if isnan(row.compared_with) else f" (average {judgement.compared_value})"
    if row.level == "ordinary":
        return f"{judgement.subject_with_value} {period_phrase(row.period)}: within its usual ups and downs{average}"
    return (
        f"{judgement.subject_with_value} {period_phrase(row.period)}: "
        f"{_PATTERNS.get(row.reason, 'outside its usual pattern')}{average}"
    )


_GAPS = {
    "widened": "; the gap has widened", "narrowed": "; the gap has narrowed",
    "swapped": "; the two have changed places",
}  # fmt: skip
#: By rule: of the board's own areas not the distance was judged beside what is usual, but how it moved.
_UNUSUAL_GAPS = {
    "comparator": "more than chance explains, and further apart than such areas usually are",
    "areas": "more than chance explains, and it moved more than such gaps usually do",
}
_TARGETS = {
    "met": "met, by more than chance explains",
    "missed": "missed, by more than chance explains",
}


def target_statement(judgement: JudgementText) -> str:
    """Whether a target is met."""
    verdict = _TARGETS.get(judgement.row.reason, "too close to say whether it is met")
    if judgement.row.reason == "no_counts":
        side = "below" if judgement.row.value < judgement.row.compared_with else "not below"
        verdict = f"{side} it, but how sure that is cannot be said, for the numbers behind it are not known"
    return f"{judgement.subject_with_value} against a target of {judgement.row.against}: {verdict}"


def difference_statement(judgement: JudgementText) -> str:
    """How far a figure stood from England's, that of like areas or of the board's other area."""
    row, gap = judgement.row, _GAPS.get(judgement.row.reason, "")
    figures = f"({judgement.value} against {judgement.compared_value})"
    if judgement.value == judgement.compared_value:
        return f"{judgement.subject} stood level with {row.against} {figures}{gap}"
    side = "above" if row.value > row.compared_with else "below"
    if row.level == "unusual":
        verdict = _UNUSUAL_GAPS[row.rule]
    elif row.level == "real":
        verdict = "more than chance explains"
    elif is_beyond_chance(row) and _is_slight(judgement):
        verdict = _too_little(judgement.indicator)
    else:
        verdict = "chance alone can explain the difference"
    return f"{judgement.subject} stood {_distance_phrase(judgement)} {side} {row.against} {figures}: {verdict}{gap}"


def _distance_phrase(judgement: JudgementText) -> str:
    """The distance in per cent or points, or in plain numbers where no other size is known."""
    row = judgement.row
    if isnan(row.effect):
        return unsigned_size_text(row.value - row.compared_with, "", judgement.indicator)
    return unsigned_size_text(_shown_effect(row, judgement.indicator), row.effect_unit, judgement.indicator)


def data_quality_statement(judgement: JudgementText) -> str:
    """Why a figure needs care, by the row's reason."""
    return _ISSUES[judgement.row.reason](judgement)


def _one_source_differs(judgement: JudgementText) -> str:
    return (
        f"Two sources give different figures for {judgement.subject}, {judgement.row.period}: {judgement.value} and "
        f"{judgement.compared_value}"
    )


def _does_not_follow(judgement: JudgementText) -> str:
    row = judgement.row
    counts = f" ({row.detail})" if row.detail else ""
    return (
        f"{judgement.subject}, {row.period}: printed {judgement.compared_value}, but its own "
        f"counts{counts} give {judgement.value}"
    )


def _above_base(judgement: JudgementText) -> str:
    row = judgement.row
    counts = f" ({row.detail})" if row.detail else ""
    return f"{judgement.subject}, {row.period}: the part counted is larger than the whole it is a part of{counts}"


def _break(judgement: JudgementText) -> str:
    when = f" on {judgement.row.against}" if judgement.row.against else ""
    return f"{judgement.subject}: the way of counting changed{when}; compare with care"


def _late(judgement: JudgementText) -> str:
    """`against` is the period that was due, or its last day."""
    due, last = judgement.row.against, judgement.row.period
    return f"{judgement.subject}: no figure {_due_text(due)} has come; the last is for {last}"


def _due_text(due: str) -> str:
    try:
        is_day = parse_period(due).type is PeriodType.SNAPSHOT
    except ValueError:
        return f"for {due or 'the period after'}"
    return f"up to {due}" if is_day else f"for {due}"


_ISSUES: dict[str, Callable[[JudgementText], str]] = {
    "one_source_differs": _one_source_differs,
    "does_not_follow": _does_not_follow,
    "above_base": _above_base,
    "break": _break,
    "late": _late,
}


#: Levels of judgements of all rules; a change has the words of `verdicts`.
LEVEL_TEXTS = {
    "unusual": "unusual",
    "real": "clear",
    "ordinary": "nothing clear",
    "too_few": "cannot be told",
}
READING_TEXTS = {
    "concern": "concern",
    "improvement": "improvement",
    "neutral": "neither good nor bad in itself",
    "common": "nothing to read into it",
}
#: Each rule as a reader would name it, and what it does.
RULE_NAMES = {
    "change": "Has it changed?",
    "pooled": "Has it changed, three years together?",
    "trend": "Is it drifting?",
    "control": "Is it stable?",
    "target": "Is the target met?",
    "comparator": "Is it unlike others?",
    "areas": "Do our areas differ?",
    "data": "Can the figure be trusted?",
}
_RULES = {
    "change": (
        "Compares the latest figure with an earlier one, by two yardsticks: what chance alone does to numbers of "
        "this size, and how much such figures usually move from one period to the next."
    ),
    "pooled": (
        "Compares the last three years together with all years before, where a single year has so few cases that even "
        "a doubling could be luck. It is judged as strictly as the changes of single years, and together with them."
    ),
    "trend": (
        "Looks for a lasting rise or fall over the last five or more periods. It must be more than chance explains "
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
        "Compares the area with England, the region or the middle of its ten like areas, allowing for "
        "what chance does to numbers of this size."
    ),
    "areas": (
        "Compares the dashboard's own areas with each other, allowing for chance, and asks whether the gap between "
        "them has widened or narrowed."
    ),
    "data": (
        "Checks the figure itself: whether sources agree, a percentage follows from its own counts, no part is larger "
        "than its whole, the figure expected has come, and the way of counting stayed the same."
    ),
}
_RAREST = 10_000


def rule_text(rule: str) -> str:
    """What a rule does, in one or two sentences."""
    return _RULES[rule]


def level_text(level: str, rule: str = "", reason: str = "") -> str:
    """What a judgement found in a word: of a change its verdict, `clear change`; of other rules `clear`, …"""
    return verdict_word(level, reason) if rule in ("change", "pooled") else LEVEL_TEXTS[level]


def reading_text(reading: str) -> str:
    """A reading as members read it: `concern`, `improvement`, …"""
    return READING_TEXTS[reading]


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


_STATEMENTS: dict[str, Callable[[JudgementText], str]] = {
    "change": change_statement,
    "pooled": change_statement,
    "trend": trend_statement,
    "control": control_statement,
    "target": target_statement,
    "comparator": difference_statement,
    "areas": difference_statement,
    "data": data_quality_statement,
}


def statement(row: Any, catalogue: Catalogue) -> str:
    """What a judgement found, in one sentence without a full stop; plain text, so escape it in HTML.

    `row` is one of a cycle's `judged` frame, as `itertuples` gives them.
    """
    judgement = JudgementText(row, catalogue.indicators[row.indicator])
    if row.rule == "target" and row.reason in ("unclear", "no_counts"):
        return target_statement(judgement)
    if row.level == "too_few":
        return _too_few(judgement)
    return _STATEMENTS[row.rule](judgement)


def _too_few(judgement: JudgementText) -> str:
    row = judgement.row
    since = (
        f", from {judgement.compared_value} {period_phrase(row.against)}"
        if row.reason == "few_cases" and row.compared_with == row.compared_with
        else ""
    )
    word = verdict_word(row.level, row.reason)
    why = f", {verdict_reason(row.level, row.reason)}" if word == NOT_COMPARABLE else ""
    doubling = doubling_text(row.doubling_years) if word == TOO_FEW else ""
    # A figure that is held against nothing says of when it is; one without a value does so already.
    when = "" if since or isnan(row.value) else f" {period_phrase(row.period)}"
    return f"{judgement.subject_with_value}{when}{since}: {word}{why}{f'; {doubling}' if doubling else ''}"


SIGNAL_COLUMNS = (
    "indicator", "area", "period", "rule", "level", "reading", "statement", "value", "compared_with", "effect",
    "effect_lower", "effect_upper", "p_chance", "p_usual", "q",
)  # fmt: skip


def signal_rows(judged: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a judgement in the order given, with the keys `SIGNAL_COLUMNS`; numbers are NaN where there is none."""
    rows = ({**row._asdict(), "statement": statement(row, catalogue)} for row in frame_rows(judged))
    return [{name: row[name] for name in SIGNAL_COLUMNS} for row in rows]
