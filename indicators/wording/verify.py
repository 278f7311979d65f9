"""Sentences checked against the store: the figures that they claim are read again, and every number and verb of the
text must follow from them.

The text is read as a stranger would read it, not compared with what `wording.sentences` would write: names and dates
that its claims explain are struck out, and each number that is left must be one of the figures, their change, or how
many there are.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from math import isclose, isnan

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, Period, day_text
from indicators.errors import UsageError
from indicators.figures import Series, read_figures, select_series
from indicators.store.database import Store
from indicators.wording.numbers import size_text
from indicators.wording.sentences import (
    PER_CHILDREN_TEXT,
    Claim,
    Sentence,
    SeriesFigure,
    missing_text,
    series_figures,
    shown_number,
)


class StoredFigures:
    """What a store holds of the indicators and areas of some claims, read in one go."""

    def __init__(self, claims: Iterable[Claim], store: Store, catalogue: Catalogue):
        known = [claim for claim in claims if self._is_known(claim, catalogue)]
        indicators, areas = ({getattr(claim, name) for claim in known} for name in ("indicator", "area_code"))
        self._held = read_figures(store, catalogue, sorted(indicators), sorted(areas)) if known else pd.DataFrame()
        self._catalogue = catalogue
        self._lines: dict[tuple[str, str, str, str], dict[Period, SeriesFigure]] = {}

    def figure(self, claim: Claim) -> SeriesFigure | None:
        """What stands where a claim is about, a symbol too; None where nothing does."""
        return self.line(claim).get(claim.period)

    def line(self, claim: Claim) -> dict[Period, SeriesFigure]:
        """Every figure of a claim's indicator, area, measure and group of periods, by period in time order."""
        group = next(name for name, types in PERIOD_GROUPS.items() if claim.period.type in types)
        key = (claim.indicator, claim.area_code, claim.measure, group)
        if key not in self._lines:
            self._lines[key] = {figure.period: figure for figure in self._figures(claim, group)}
        return self._lines[key]

    def _figures(self, claim: Claim, group: str) -> list[SeriesFigure]:
        if not self._is_known(claim, self._catalogue):
            return []
        try:
            return series_figures(self._series(claim, group))
        except UsageError:
            return []

    def _series(self, claim: Claim, group: str) -> Series:
        return select_series(
            self._held, self._catalogue, claim.indicator, claim.area_code, measure=claim.measure, periods=group
        )

    @staticmethod
    def _is_known(claim: Claim, catalogue: Catalogue) -> bool:
        return claim.indicator in catalogue.indicators and claim.area_code in catalogue.areas


_log = logging.getLogger(__name__)
_NUMBER = r"−?\d(?:[\d,]*\d)?(?:\.\d+)?"
_FIGURE = re.compile(rf"{_NUMBER}%?")
_SIZE = re.compile(rf"\b(?:rose|fell)(?: by)? ({_NUMBER}(?:%| (?:percentage )?points?)?)")
_RANK = re.compile(r"\bthe (highest|lowest) of the (\d+) ")
_SIDE = re.compile(rf"\b(above|below|level with)\W+\(({_NUMBER}%?)")
_FLOATING_ERROR = 1e-9


def sentence_problems(sentence: Sentence, store: Store, catalogue: Catalogue) -> list[str]:
    """What of a sentence does not hold in a store, a line each; empty where all of it does."""
    return _problems(sentence, StoredFigures(_claims([sentence]), store, catalogue), catalogue)


def verified_sentences(sentences: Sequence[Sentence], store: Store, catalogue: Catalogue) -> list[Sentence]:
    """The sentences in which all holds; the others are dropped, and the log says why. One reading serves all."""
    reread = StoredFigures(_claims(sentences), store, catalogue)
    verified = []
    for sentence in sentences:
        problems = _problems(sentence, reread, catalogue)
        if problems:
            _log.warning("A sentence is not offered: %s", "; ".join(problems))
        else:
            verified.append(sentence)
    return verified


def _claims(sentences: Iterable[Sentence]) -> list[Claim]:
    return [claim for sentence in sentences for claim in (*sentence.claims, *sentence.supporting_claims)]


def _named(sentence: Sentence) -> tuple[Claim, ...]:
    """The figures whose periods the text has."""
    return (*sentence.claims, *sentence.supporting_claims[:1])


def _problems(sentence: Sentence, reread: StoredFigures, catalogue: Catalogue) -> list[str]:
    wrong = [problem for claim in _claims([sentence]) for problem in _untrue(claim, reread)]
    if wrong or not sentence.claims:
        return wrong or ["it stands on no figure"]
    said = _without_names(sentence, catalogue)
    return [
        *_unsaid(sentence, catalogue),
        *_wrong_marks(sentence),
        *_wrong_numbers(said, sentence),
        *_wrong_sizes(said, sentence, catalogue),
        *_wrong_verbs(said, sentence),
        *_wrong_sides(said, sentence),
        *_wrong_rank(said, sentence, reread),
    ]


def _untrue(claim: Claim, reread: StoredFigures) -> Iterator[str]:
    """How a claim differs from what the store holds in its place."""
    stored = reread.figure(claim)
    where = f"{claim.indicator}, {claim.area_code}, {claim.period.label}"
    if stored is None or not stored.is_known:
        symbol = stored.point.symbol if stored else ""
        if claim.shown or not isnan(claim.value):
            yield f"{where}: {claim.shown} is claimed, and no figure is held"
        elif symbol != claim.symbol:
            yield f"{where}: '{claim.symbol}' is claimed, and '{symbol}' is held"
        return
    is_same = isclose(stored.value, claim.value, rel_tol=_FLOATING_ERROR, abs_tol=_FLOATING_ERROR)
    if not is_same or stored.shown != claim.shown:
        yield f"{where}: {claim.shown or 'no figure'} is claimed, and {stored.shown} is held"
    elif stored.is_provisional != claim.is_provisional:
        yield f"{where}: whether the figure may still change is claimed wrongly"


def _unsaid(sentence: Sentence, catalogue: Catalogue) -> Iterator[str]:
    """What the text must name and does not: of each figure what it is, where and when, or why there is none."""
    for claim in _named(sentence):
        definition = catalogue.indicators[claim.indicator]
        wanted = [catalogue.areas[claim.area_code].name, claim.period.phrase]
        wanted += [] if claim.shown else [missing_text(claim.symbol)]
        yield from (f"'{words}' is not said" for words in wanted if words not in sentence.text)
        if definition.title not in sentence.text and definition.short_title not in sentence.text:
            yield f"'{definition.title}' is not said"


def _without_names(sentence: Sentence, catalogue: Catalogue) -> str:
    """The text without the names, units, periods and days that its claims explain: their figures are no claims."""
    names = {PER_CHILDREN_TEXT.strip()}
    for claim in _claims([sentence]):
        definition = catalogue.indicators[claim.indicator]
        names |= {definition.title, definition.short_title, definition.unit, claim.period.phrase}
        names |= {catalogue.areas[claim.area_code].name, *(day_text(changed.date) for changed in definition.breaks)}
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    any_name = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<![\w,.])(?:{any_name})(?![\w%]|[,.]\d)", "", sentence.text)


def _wrong_marks(sentence: Sentence) -> Iterator[str]:
    """Provisional figures that are not marked, or the other way round."""
    marked = len(re.findall(r"\(provisional\)|, provisional\)", sentence.text))
    if marked != sum(claim.is_provisional for claim in _named(sentence)):
        yield "what may still change is not marked so"


def _wrong_numbers(said: str, sentence: Sentence) -> Iterator[str]:
    """Numbers that are none of the figures, in their order."""
    left = _RANK.sub("", _SIZE.sub("", said))
    figures, claimed = _FIGURE.findall(left), [claim.shown for claim in sentence.claims if claim.shown]
    if figures != claimed:
        yield f"the text has the figures {', '.join(figures) or 'none'}, its claims {', '.join(claimed) or 'none'}"


def _wrong_sizes(said: str, sentence: Sentence, catalogue: Catalogue) -> Iterator[str]:
    """Changes that do not follow from the two figures beside them."""
    for size in _SIZE.findall(said):
        before, now = (*sentence.claims, *sentence.claims)[:2]
        shown = (shown_number(before.shown), shown_number(now.shown))
        follows = size_text(*shown, catalogue.indicators[now.indicator], now.measure)
        if size.replace("percentage ", "") != follows:
            yield f"{before.shown} to {now.shown} is a change of {follows}, not of {size}"


def _wrong_verbs(said: str, sentence: Sentence) -> Iterator[str]:
    """A rise that is none, a fall that is none, a figure that did not stay."""
    for verb in re.findall(r"\b(rose|fell|stayed at)\b", said):
        before, now = (*sentence.claims, *sentence.supporting_claims, *sentence.claims)[-2:]
        difference = shown_number(now.shown) - shown_number(before.shown)
        if before.period.ends >= now.period.ends or (difference > 0, difference < 0) != (
            verb == "rose",
            verb == "fell",
        ):
            yield f"'{verb}' does not follow from {before.shown} and {now.shown}"


def _wrong_sides(said: str, sentence: Sentence) -> Iterator[str]:
    """A figure above, below or level with another that is not."""
    own = sentence.claims[0]
    for side, other in _SIDE.findall(said):
        difference = shown_number(own.shown) - shown_number(other)
        if (difference > 0, difference < 0) != (side == "above", side == "below"):
            yield f"{own.shown} is not {side} {other}"


def _wrong_rank(said: str, sentence: Sentence, reread: StoredFigures) -> Iterator[str]:
    """A figure that is not the highest or lowest of all that are held over the same time."""
    for rank, many in _RANK.findall(said):
        own, first = sentence.claims[0], min(_claims([sentence]), key=lambda claim: claim.period)
        line = reread.line(own).values()
        among = [
            shown_number(figure.shown)
            for figure in line
            if figure.is_known and first.period <= figure.period <= own.period
            if figure.period.type is own.period.type
        ]
        best = max(among) if rank == "highest" else min(among)
        if len(among) != int(many) or shown_number(own.shown) != best or among.count(best) > 1:
            yield f"{own.shown} is not the {rank} of {many}"
