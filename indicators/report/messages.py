"""The key messages of a report: its clear changes in sentences, those that are a concern first, each held against the
store; then what did not change.
"""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import pandas as pd

from indicators.figures import Series, read_figures, select_series
from indicators.frames import frame_rows
from indicators.report.changes import READINGS, clear_answers
from indicators.report.charts import headline_indicators
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece
from indicators.report.year import ReportYear
from indicators.wording.headlines import chart_headline, headline_sentences
from indicators.wording.verdicts import (
    CLEAR,
    NO_CLEAR,
    NOT_COMPARABLE,
    TOO_FEW,
    UNUSUAL,
    VERDICTS,
    doubling_text,
    verdict_word,
)
from indicators.wording.verify import verified_sentences

#: More messages than these are not remembered.
MOST_MESSAGES = 8
#: Verdicts of figures of which nobody may say that they rose or fell, with how they are listed.
_STILL = {
    NO_CLEAR: "Chance alone can explain how these moved: {}.",
    TOO_FEW: "Too few cases to tell: {}.",
    NOT_COMPARABLE: "Not comparable with the year before: {}.",
}


def message_pieces(item: ContentsItem, year: ReportYear) -> list[Piece]:
    """What the sentences stand for, the messages by their reading, then which headline figures did not move."""
    messages = _messages(year)
    pieces = [Piece(paragraphs=(_lead_text([text for _, _, text in messages], year),))]
    for reading, heading in READINGS.items():
        own = [(name, text) for name, read, text in messages if read == reading]
        if own:
            basis = Basis(indicators=tuple(name for name, _ in own), periods=(year.period.label,))
            pieces.append(Piece(heading=heading, paragraphs=tuple(text for _, text in own), basis=basis, is_list=True))
    if still := _still_text(year):
        pieces.append(Piece(heading="No clear change", paragraphs=still, is_list=True, on_slides=False))
    return pieces


def _lead_text(messages: Sequence[str], year: ReportYear) -> str:
    """What a change named here stands for."""
    if not messages:
        return f"Nothing that was judged in {year.period.label} changed by more than chance explains."
    unusual = f"; an {UNUSUAL} is {VERDICTS[UNUSUAL]}" if any(UNUSUAL in text for text in messages) else ""
    return f"Every change named here is {VERDICTS[CLEAR]}{unusual}."


def _messages(year: ReportYear) -> list[tuple[str, str, str]]:
    """Indicator, reading and sentence of the changes that matter most: concerns first, then the largest."""
    rows = clear_answers(year)
    rows = rows[(rows["rule"] == "change") & rows["reading"].isin(list(READINGS))]
    # What a quarter of it did is said where there is no whole year.
    has_year = rows["indicator"].isin(set(rows.loc[rows["group"] == "year", "indicator"]))
    rows = rows[~has_year | (rows["group"] == "year")]
    order = {name: place for place, name in enumerate(READINGS)}
    placed = rows.assign(
        place=rows["reading"].map(order),
        is_usual=rows["level"] != "unusual",
        size=[-_sure_size(row) for row in frame_rows(rows)],
    ).sort_values(["place", "is_usual", "size", "indicator"], kind="stable")
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in frame_rows(placed):
        groups.setdefault((row.indicator, row.group, row.reading), []).append(row)
    areas = sorted(set(placed["area_code"]))
    figures = read_figures(year.store, year.catalogue, sorted({key[0] for key in groups}), areas)
    lines = {key: _changed_lines(figures, key, own, year) for key, own in groups.items()}
    said = {key: headline_sentences(own, year.verdicts) for key, own in lines.items()}
    everything = [sentence for sentences in said.values() for sentence in sentences]
    sound = set(map(id, verified_sentences(everything, year.store, year.catalogue)))
    messages = []
    for key, own in groups.items():
        if said[key] and all(id(sentence) in sound for sentence in said[key]):
            unusual = f" ({UNUSUAL})" if any(row.level == "unusual" for row in own) else ""
            messages.append((key[0], key[2], f"{chart_headline(lines[key], year.verdicts, marked=True)}{unusual}."))
    return messages[:MOST_MESSAGES]


def _sure_size(row: Any) -> float:
    """How large a change is at least: a few children more are a large share, and tell little."""
    limits = (row.effect_lower, row.effect_upper)
    return min(map(abs, limits)) if min(limits) > 0 or max(limits) < 0 else 0.0


def _changed_lines(
    figures: pd.DataFrame, key: tuple[str, str, str], rows: Sequence[Any], year: ReportYear
) -> list[Series]:
    """The figures of the areas in which an indicator changed, up to the end of the year."""
    indicator, group, _ = key
    changed = {row.area_code for row in rows}
    return [
        select_series(figures, year.catalogue, indicator, code, periods=group, until=year.period.ends)
        for code in year.catalogue.areas
        if code in changed
    ]


def _still_text(year: ReportYear) -> tuple[str, ...]:
    """The headline indicators of which no area changed, by why nothing more can be said; empty for none."""
    judged = year.judged
    rows = judged[
        (judged["rule"] == "change")
        & judged["current"].astype(bool)
        & judged["area_code"].isin(year.catalogue.board.own)
    ]
    by_word: dict[str, list[str]] = {word: [] for word in _STILL}
    for name in headline_indicators(year.catalogue):
        own: list[Any] = list(frame_rows(rows[rows["indicator"] == name].drop_duplicates("area_code")))
        own = [row for row in own if row.compared_with == row.compared_with]
        words = {row.area: verdict_word(row.level, row.reason) for row in own}
        waits = {row.area: doubling_text(row.doubling_years) for row in own if isfinite(row.doubling_years)}
        if CLEAR in words.values() or UNUSUAL in words.values():
            continue
        title = year.catalogue.indicators[name].short_title
        is_alike = len(set(words.values())) == 1 and len(words) == len(year.catalogue.board.own)
        for area, word in dict.fromkeys(("", word) if is_alike else (area, word) for area, word in words.items()):
            if word in by_word:
                wait = waits.get(area, "")
                by_word[word].append(f"{title} in {area}{f' ({wait})' if wait else ''}" if area else title)
    return tuple(text.format("; ".join(by_word[word])) for word, text in _STILL.items() if by_word[word])
