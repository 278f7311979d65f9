"""Sentences about one area over time: the latest step, the whole span, and its place among all years."""

from datetime import date

from indicators.months import day_text
from indicators.narrative.figure import Figure, are_adjacent, are_small, claims, is_slight
from indicators.narrative.sentence import Sentence
from indicators.narrative.words import amount, dated, standing, stood, subject, why_missing
from indicators.narrative.worth import Judged, Worth, chance_worth, change_worth
from indicators.periods import PERIOD_GROUPS, PeriodType
from indicators.signals.seasons import SEASONS, YEARS_NEEDED
from indicators.wording import size_text

#: Of fewer periods "the highest" says no more than the change itself.
FEWEST_RANKED = 3
_CLAIMED = (Worth.UNUSUAL, Worth.USUAL, Worth.SURE)
_TAILS = {
    Worth.UNUSUAL: ": more than chance explains, and more than such figures usually move",
    Worth.USUAL: ": a change of the size that such figures usually have",
    Worth.SURE: ": more than chance explains",
    Worth.TOO_FEW: ": the numbers are too small to tell a change from chance",
    Worth.UNKNOWN: ": the numbers behind it are not known, so chance cannot be ruled out",
}


def over_time(figures: list[Figure], judged: Judged) -> list[Sentence]:
    """What the last of an area's figures did, the step first; `figures` are in time order, and the last is known."""
    run, changed = since_break(figures)
    *before, now = run[-2:]
    if changed and not before:
        return [_after_break(now, changed)]
    if not before or not are_adjacent(before[0], now):
        return [_alone(now, *before), *_long_run(run)]
    worth = change_worth(before[0], now, judged)
    return [moved(before[0], now, worth), *_long_run(run, is_step_claimed=worth in _CLAIMED)]


def since_break(figures: list[Figure]) -> tuple[list[Figure], date | None]:
    """The figures that compare with the last, and the day on which the way of counting last changed before it."""
    *earlier, now = figures
    changed = max((known.date for known in now.of.breaks if known.date <= now.period.ends), default=None)
    kept = [figure for figure in earlier if changed is None or figure.period.starts >= changed]
    # A figure of the time in which it changed compares with none before it.
    return [*kept, now], changed if len(kept) < len(earlier) else None


def moved(before: Figure, now: Figure, worth: Worth) -> Sentence:
    """From what to what a figure moved, no more than the two are worth."""
    between = f"between {before.dated} and {now.dated}"
    who, both = subject(now.of), f"from {before.shown} to {amount(now)}"
    if before.shown == now.shown:
        return Sentence(f"{who} stayed at {amount(now)} {between}.", (now.claim,), (before.claim,))
    if worth in (Worth.CHANCE, Worth.UNKNOWN) and is_slight(before, now):
        text = f"{who} stayed much the same: {before.shown} {dated(before)} and {amount(now)} {dated(now)}"
    elif worth is Worth.CHANCE:
        text = f"{who} went {both} {between}: no change that can be told from chance"
    else:
        verb = "rose" if now.value > before.value else "fell"
        size = "" if worth is Worth.TOO_FEW else size_of(before, now)
        text = f"{who} {verb} by {size}, {both}, {between}" if size else f"{who} {verb} {both} {between}"
        text += _TAILS[worth]
    return Sentence(f"{text}.", claims((before, now)))


def size_of(before: Figure, now: Figure) -> str:
    """The size of a change; empty where it misleads, or where the figures as shown would give another one."""
    indicator, measure = now.of.indicator, now.of.measure
    if are_small(before, now) or not before.value:
        return ""
    size = size_text(before.value, now.value, indicator, measure)
    is_as_shown = size == size_text(number(before.shown), number(now.shown), indicator, measure)
    is_plain = not size.endswith(("%", "point", "points"))
    return "" if not is_as_shown or (is_plain and measure == "rate") else size.replace("point", "percentage point")


def number(shown: str) -> float:
    """The number that a figure as shown stands for; NaN for none."""
    return float(shown.replace(",", "").replace("−", "-").removesuffix("%") or "nan")


def _after_break(now: Figure, day: date) -> Sentence:
    told = f"the way of counting changed on {day_text(day)}, so it does not compare with earlier figures"
    return Sentence(f"{standing(now)}; {told}.", (now.claim,))


def _alone(now: Figure, *before: Figure) -> Sentence:
    """A figure without an adjacent one before it, and why that is missing."""
    if not before or before[0].is_known:
        return Sentence(f"{standing(now)}.", (now.claim,))
    gap = before[0]
    why = f"the figure for {gap.period.label} {why_missing(gap.point.symbol)}, so there is nothing to compare it with"
    return Sentence(f"{standing(now)}; {why}.", claims((now, gap)))


def _long_run(everything: list[Figure], *, is_step_claimed: bool = False) -> list[Sentence]:
    """The change since the first figure, and whether the last is the highest or lowest of all."""
    known = [figure for figure in everything if figure.is_known and figure.period.type is everything[-1].period.type]
    if len(known) < FEWEST_RANKED or _has_seasons(known):
        return []
    first, last = known[0], known[-1]
    worth = chance_worth(first, last)
    told = [moved(first, last, worth)]
    if is_step_claimed or worth in _CLAIMED:
        told += _extreme(known, is_whole=len(known) == len(everything))
    return told


def _has_seasons(known: list[Figure]) -> bool:
    """Whether there are enough months or quarters for their course in the year to matter: two ends then mislead."""
    season = SEASONS.get(known[-1].period.type, 1)
    return season > 1 and len(known) > (YEARS_NEEDED - 1) * season


def _extreme(known: list[Figure], *, is_whole: bool) -> list[Sentence]:
    """That the last figure is the highest or lowest of all, where no other is shown the same."""
    *others, last = known
    shown = [number(figure.shown) for figure in others]
    if number(last.shown) > max(shown):
        rank = "highest"
    elif number(last.shown) < min(shown):
        rank = "lowest"
    else:
        return []
    among = f"{len(known)} {_periods(last.period.type) if is_whole else 'figures held'} since {known[0].dated}"
    text = f"{subject(last.of)} {stood(last.of)} {amount(last)} {dated(last)}, the {rank} of the {among}."
    return [Sentence(text, (last.claim,), claims(others))]


def _periods(kind: PeriodType) -> str:
    group = next(name for name, types in PERIOD_GROUPS.items() if kind in types)
    return "periods" if group == "other" else f"{group}s"
