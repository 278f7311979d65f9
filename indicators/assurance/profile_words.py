"""The profile of an area in words: its headline, its figures and changes in the words of the verdicts, its findings,
and what is missing.
"""

from collections import Counter
from collections.abc import Iterable
from math import isfinite

from indicators.assurance.profile import AreaProfile, ProfileFigure, ProfileRow
from indicators.board.findings import Finding
from indicators.catalogue.areas import joined_names
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.figures.latest import LatestFigure
from indicators.wording.numbers import change_text, count_text, movement_direction, value_text
from indicators.wording.positions import difference_words
from indicators.wording.statements import period_phrase
from indicators.wording.verdicts import TOO_FEW, Verdict, Verdicts, doubling_text

#: Measures that changed and are named in the headline; more are counted.
_MOST_NAMED = 3


def headline_words(profile: AreaProfile) -> str:
    """How many of the figures shown have clearly changed, which if they are few, else how many for the worse."""
    rows = list(profile.every_row)
    changed = [row for row in rows if row.has_changed]
    readings = Counter(figure.reading for row in changed for figure in row.figures if figure.reading)
    of = f"of {count_text(len(rows), 'headline measure')}"
    if not changed:
        return f"{profile.area.name}: none {of} has clearly changed"
    ways = [f"{number} for the {name}" for name in ("worse", "better") if (number := readings[name])]
    verb = "has" if len(changed) == 1 else "have"
    words = f"{profile.area.name}: {len(changed)} {of} {verb} clearly changed"
    if len(changed) <= _MOST_NAMED:
        return f"{words}: {'; '.join(map(_changed_name, changed))}"
    return words + (f", {' and '.join(ways)}" if ways else "")


def _changed_name(row: ProfileRow) -> str:
    """A measure that changed, with which way and how far where one figure says so: `Contacts (up 26%)`."""
    name, first = row.indicator.short_title, row.figures[0]
    if len(row.figures) > 1 or row.parts:
        return name
    reading = f", {first.reading}" if first.reading else ""
    moved = f"{movement_direction(first.latest)} {change_text(first.latest)} {period_phrase(first.latest.period)}"
    return f"{name} ({moved}{reading})"


def difference_sentence(profile: AreaProfile) -> str:
    """Which figures are clearly above or below England or like areas, in a sentence; empty where none is."""
    apart = [
        f"{row.indicator.short_title}, {difference_words(position)}"
        for row in profile.every_row
        if (position := row.position) and (difference := position.difference) and difference.is_clear
    ]
    return f"Beside others: {'; '.join(apart)}." if apart else ""


def figure_words(row: ProfileRow) -> str:
    """The figure of a row with its mark, or those of both areas with their names."""
    texts = [_value(figure.latest) for figure in row.figures]
    if len(texts) == 1:
        return texts[0]
    return "; ".join(f"{figure.area} {text}" for figure, text in zip(row.figures, texts, strict=True))


def period_words(row: ProfileRow) -> str:
    """The period of a row's figure, and of which area it is where that is another."""
    periods = dict.fromkeys(figure.latest.period or "no year's figure" for figure in row.figures)
    words = joined_names(list(periods))
    if len(row.figures) == 1 and row.figures[0].area:
        words += f", {row.figures[0].area}"
    return words


def newer_words(row: ProfileRow, verdicts: Verdicts) -> str:
    """The newer figures of a part of a year; empty where there is none."""
    return "; ".join(_newer(figure, verdicts) for figure in row.figures if figure.latest.newer)


def _newer(figure: ProfileFigure, verdicts: Verdicts) -> str:
    """A newer figure of a part of a year, beside the same part of the year before, and whether it clearly changed."""
    newer = figure.latest.newer
    if newer is None:
        return ""
    words = f"newer, {newer.period}: {_value(newer)}"
    if newer.previous is not None:
        # The same part of the year before has the same name but for the year.
        is_year_before = newer.period.split()[-1] == newer.previous_period.split()[-1]
        when = "a year before" if is_year_before else f"in {newer.previous_period}"
        words += f", {value_text(newer.previous, newer.series)} {when}"
    verdict = verdicts.of(newer.series.indicator.id, newer.series.area.code, newer.period)
    is_same_step = verdict.against == newer.previous_period
    return words + (f", {verdict.word}" if verdict.is_change and is_same_step else "")


def change_words(row: ProfileRow) -> str:
    """What a row's figure amounts to: a verdict, with the size of a change that is more than chance explains."""
    if row.parts:
        return _by_area(row.parts)
    if len(row.figures) == 1:
        return _change(row.figures[0])
    return _by_area((figure.area, figure.verdict) for figure in row.figures if figure.verdict.word)


def _by_area(verdicts: Iterable[tuple[str, Verdict]]) -> str:
    """The verdicts of areas, said once where they are the same."""
    words = {name: verdict.word for name, verdict in verdicts}
    if len(words) > 1 and len(set(words.values())) == 1:
        return f"{next(iter(words.values()))} in {'either' if len(words) == 2 else 'each'}"
    return "; ".join(f"{name}: {word}" for name, word in words.items())


def _change(figure: ProfileFigure) -> str:
    verdict = figure.verdict
    moved = movement_direction(figure.latest)
    if not verdict.is_change or moved not in ("up", "down"):
        waits = verdict.word == TOO_FEW and isfinite(verdict.doubling_years)
        return f"{verdict.word}; {doubling_text(verdict.doubling_years)}" if waits else verdict.word
    reading = f" ({figure.reading})" if figure.reading else ""
    size = f"{moved} {change_text(figure.latest)} since {figure.latest.previous_period}"
    return f"{verdict.word}: {size}{reading}"


def _value(latest: LatestFigure) -> str:
    return value_text(latest.value, latest.series, latest.symbol) + (" [p]" if latest.is_provisional else "")


def finding_counts(profile: AreaProfile) -> str:
    """How many findings there are, by quadrant and by what they tell."""
    if not profile.findings:
        return "none"
    sides = [
        f"{QUADRANTS[name].removeprefix('Engagement with ').lower()} {len(own)}"
        for name in QUADRANTS
        if (own := profile.findings_in(name))
    ]
    return f"{len(profile.findings)} ({', '.join(sides)}): {strength_counts(profile.findings)}"


def strength_counts(findings: Iterable[Finding]) -> str:
    """What findings tell, counted: `3 strengths, 1 gap`."""
    counts = Counter(finding.strength for finding in findings)
    plurals = {"strength": "strengths", "mixed": "mixed", "weakness": "weaknesses", "gap": "gaps"}
    return ", ".join(
        f"{counts[name]} {plurals[name] if counts[name] != 1 else STRENGTHS[name].lower()}"
        for name in STRENGTHS
        if counts[name]
    )


def missing_words(profile: AreaProfile) -> str:
    """How many headline measures have no figure, which, and how many figures are old."""
    names = "; ".join(item.short_title for item in profile.missing)
    number = len(profile.missing)
    lacks = (
        f"no figure for {number} of {profile.total} headline measures: {names}."
        if number
        else f"every one of the {profile.total} headline measures has a figure."
    )
    silent = [
        f" Nothing from {QUADRANTS[name].removeprefix('Engagement with ').lower()}: no figure and no finding."
        for name in QUADRANTS
        if not profile.rows[name] and not profile.findings_in(name)
    ]
    old = profile.old
    if not old:
        return lacks + "".join(silent)
    shown = profile.total - number
    verb = "is" if old == 1 else "are"
    return lacks + f" {old} of the {shown} shown {verb} more than two years old." + "".join(silent)


def has_like_areas(profile: AreaProfile) -> bool:
    """Whether the area has statistical neighbours of its own; both together have none."""
    return not profile.area.parts
