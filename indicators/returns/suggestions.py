"""What can be said of a new indicator from the file that has its figures, for a person to go on from."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from indicators.catalogue.indicators import NATIONAL_PERIODS, USUAL_PER, Indicator
from indicators.loading.editions import FileKind
from indicators.loading.new_definition import DefinitionDraft, NationalDraft, SourceDraft, name_from_words
from indicators.returns.publishers.columns import comparable_text
from indicators.returns.recognise import plain_heading
from indicators.returns.survey import MOST_CONDITIONS, CategoryColumn, Combination, FigureColumn, TableSurvey

_STAGES = (
    ("leaving_care", re.compile("care.?leaver|leaving.?care|former.?relevant")),
    ("looked_after", re.compile("looked.?after|\\bcla\\b|children in care|placement|adopt|foster")),
    ("child_protection", re.compile("protection|\\bcpp|section.?47|\\bicpc|conference")),
    ("child_in_need", re.compile("in.?need|referral|assessment|\\bcin")),
    ("early_help", re.compile("early.?help|family.?help")),
    ("universal", re.compile("absen[ct]|exclusion|school|pupil|population|birth|infant")),
)
_DAY = re.compile("31.?march|at.?31|31st.?march")
#: What each kind of figure is counted in, where nothing else is said.
UNITS = {"count": "children", "proportion": "%", "rate": "per 10,000 children", "mean": "a child", "value": "points"}
_LONGEST_SHORT_TITLE = 32
_FREQUENCIES = (("month", "month"), ("quarter", "quarter"), ("week", "other"), ("term", "other"), ("part", "other"))


@dataclass(frozen=True)
class Suggestion:
    """What the file lets one suppose: to be looked at and changed by whoever adds the indicator."""

    title: str
    kind: str
    unit: str
    counts: str
    decimals: int
    timing: str
    frequency: str
    stage: str
    period: str


def suggestion(survey: TableSurvey, column: FigureColumn, words: Mapping[str, Sequence[str]]) -> Suggestion:
    """What can be supposed of an indicator with that column, on the lines that some words pick."""
    name = plain_heading(column.name)
    said = [word for chosen in words.values() for word in chosen if comparable_text(word) not in _GENERAL]
    about = " ".join((survey.name, column.name, *said)).casefold().replace("_", " ")
    kind = _kind(f"{name} {' '.join(said)}".casefold(), column)
    is_snapshot = bool(_DAY.search(f"{name} {' '.join(said)}".casefold()))
    identifiers = " ".join(survey.identifiers).casefold()
    frequency = next((word for mark, word in _FREQUENCIES if mark in identifiers), "year")
    title = _title(column.name, said)
    return Suggestion(
        title=title,
        kind=kind,
        unit=UNITS[kind],
        counts=_counts(about, kind),
        decimals=0 if kind == "count" else min(column.decimals, 1),
        timing="snapshot" if is_snapshot else "flow",
        frequency="snapshot" if is_snapshot else frequency,
        stage=next((stage for stage, pattern in _STAGES if pattern.search(about)), "cross_cutting"),
        period="31 March" if is_snapshot else _year(identifiers),
    )


_GENERAL = ("total", "all")


def _year(identifiers: str) -> str:
    """What a year of the file is; the names of years beside it say so themselves."""
    named = next((year for year in ("academic", "calendar") if year in identifiers), "financial")
    return f"{named}_year" if f"{named}_year" in NATIONAL_PERIODS else "financial_year"


def _kind(text: str, column: FigureColumn) -> str:
    if re.search("percent|pct|\\bpt_|_pt\\b|%|proportion|rate_fte|turnover|vacancy_rate", text):
        return "proportion"
    if re.search("rate|per_10|per_1", text):
        return "rate"
    if re.search("average|mean|median|score", text):
        return "value"
    return "count"


def _counts(about: str, kind: str) -> str:
    if kind not in ("count", "proportion", "rate"):
        return "children"
    return "staff" if re.search(r"\bfte\b|headcount|workforce|social worker|agency worker", about) else "children"


def _title(column: str, said: Sequence[str]) -> str:
    words = [" ".join(word.split()) for word in said] or [column.replace("_", " ")]
    title = ", ".join(words)
    return (title[:1].upper() + title[1:])[:80].rstrip()


def default_words(survey: TableSurvey) -> dict[str, tuple[str, ...]]:
    """The words that are chosen where nobody chose: the total of a column, or its only word."""
    words = {}
    for category in survey.categories:
        if category.total or len(category.words) == 1:
            words[category.name] = (category.total or category.words[0],)
    return words


def open_categories(survey: TableSurvey, words: Mapping[str, Sequence[str]]) -> list[CategoryColumn]:
    """Columns with several words of which none is chosen: as it stands their lines cannot be told apart."""
    return [category for category in survey.categories if len(category.words) > 1 and not words.get(category.name)]


def national_draft(
    survey: TableSurvey,
    column: FigureColumn,
    words: Mapping[str, Sequence[str]],
    *,
    source: str,
    period: str,
    with_columns: Sequence[str] = (),
    kind: str = "count",
) -> NationalDraft:
    """The `[[national]]` table for a column and the words that pick its lines.

    Without such words the table is told by other columns that stand in it. Columns of counts, where the file has such,
    are named only where the figures follow from them as those of that kind do.
    """
    chosen = [(name, tuple(texts)) for name, texts in words.items() if texts]
    if survey.is_of_items:
        return NationalDraft(source=source, period=period, items=tuple(text for _, texts in chosen for text in texts))
    # Columns of several words come first: one of a single word tells no lines of this edition apart.
    several = {category.name for category in survey.categories if len(category.words) > 1}
    chosen.sort(key=lambda item: item[0] not in several)
    if not chosen and not with_columns and not survey.keys:
        with_columns = [other.name for other in survey.columns if other.name != column.name][:2]
    more = dict(survey.keys or {})
    if not _counts_fit(survey, column, dict(chosen), more, kind=kind):
        more.pop("numerator", None)
        more.pop("denominator", None)
    return NationalDraft(
        source=source,
        period=period,
        column=column.name,
        where=tuple(chosen[:MOST_CONDITIONS]),
        with_columns=tuple(with_columns),
        more=more,
    )


def _counts_fit(
    survey: TableSurvey, column: FigureColumn, words: Mapping[str, Sequence[str]], keys: Mapping[str, str], *, kind: str
) -> bool:
    """Whether the newest figures of our areas are their counts divided, within what rounding leaves."""
    names = [item.name for item in survey.columns]
    parts = (column.name, keys.get("numerator", ""), keys.get("denominator", ""))
    if kind not in USUAL_PER or len(set(parts)) < 3 or not set(parts) <= set(names):
        return False
    places = [names.index(name) for name in parts]
    own = [
        [plain_number(texts[place]) for place in places]
        for item in survey.combinations
        if _is_of(item, survey, words)
        for texts in item.examples.values()
    ]
    full = [
        (value, top, below)
        for value, top, below in own
        if value is not None and top is not None and below is not None and below
    ]
    return bool(full) and all(
        abs(top / below * USUAL_PER[kind] - value) <= 0.51 + abs(value) / 100 for value, top, below in full
    )


def _is_of(item: Combination, survey: TableSurvey, words: Mapping[str, Sequence[str]]) -> bool:
    named = zip(survey.categories, item.words, strict=True)
    return all(word in words.get(category.name, (word,)) for category, word in named)


def plain_number(text: str) -> float | None:
    """A number as files have it; None for a symbol or nothing."""
    try:
        return float(text.replace(",", "").removesuffix("%"))
    except ValueError:
        return None


def suggested_owner(indicators: Mapping[str, Indicator], stage: str) -> str:
    """Who answers for most indicators of a stage; empty where there are none."""
    owners = Counter(item.owner for item in indicators.values() if item.stage == stage)
    return owners.most_common(1)[0][0] if owners else ""


def suggested_source(survey: TableSurvey, indicators: Mapping[str, Indicator]) -> str:
    """The source of the table that the file already feeds, where it feeds one alone; else empty."""
    sources = {
        table.source
        for name in survey.feeds
        if name in indicators
        for table in indicators[name].national
        if table.columns and not table.items
    }
    if survey.is_of_items:
        sources = {table.source for name in survey.feeds for table in indicators[name].national if table.items}
    return sources.pop() if len(sources) == 1 else ""


def source_name(publisher: str, file: str, edition: str) -> str:
    """An id for a new source: the publisher's letters, the file's words, the year of its edition."""
    if publisher.isupper() and publisher.isalpha():
        publisher = " ".join(publisher)
    prefix = "".join(word[0] for word in re.findall("[A-Za-z]+", publisher) if word[0].isupper()).casefold()
    prefix = {"dfe": "dfe", "de": "dfe", "ofns": "ons", "ons": "ons"}.get(prefix, prefix)
    words = re.sub(r"(?:19|20)\d\d|\bto\b", " ", plain_heading(Path(file).stem).replace("_", " "))
    year = next(reversed(re.findall(r"(?:19|20)\d\d", edition)), "")
    return name_from_words(f"{words} {year}", prefix=f"{prefix}_" if prefix else "")


def latest_edition(survey: TableSurvey) -> str:
    """The year of the newest period of the file."""
    years = [year for period in survey.periods for year in re.findall(r"(?:19|20)\d\d", period[:6])]
    return max(years, default="")


def next_review(today: date) -> date:
    """A year from today."""
    return date(today.year + 1, today.month, min(today.day, 28))


def completed_draft(
    survey: TableSurvey,
    column: FigureColumn,
    words: Mapping[str, Sequence[str]],
    given: Mapping[str, Any],
    *,
    source: str,
    indicators: Mapping[str, Indicator],
    today: date,
) -> DefinitionDraft:
    """A definition of what somebody said of an indicator, and of what can be supposed where they said nothing.

    `given` has the keys of `DefinitionDraft`, `period` and `with` of its table; what is empty there is supposed. Why it
    matters, what to ask and who answers for it are never made up: who answers is taken from like indicators.
    """
    said = {key: value for key, value in given.items() if value not in (None, "", ())}
    supposed = suggestion(survey, column, words)
    kind = said.get("kind", supposed.kind)
    timing = said.get("timing", supposed.timing)
    stage = said.get("stage", supposed.stage)
    title = said.get("title", supposed.title)
    short_title = said.get("short_title", title if len(title) <= _LONGEST_SHORT_TITLE else "")
    period = said.get("period") or (supposed.period if timing == supposed.timing else _period_of(timing))
    is_snapshot = timing == "snapshot"
    return DefinitionDraft(
        id=said.get("id") or name_from_words(short_title or title),
        title=title,
        short_title=short_title,
        quadrant=said.get("quadrant", "quantitative_data"),
        stage=stage,
        kind=kind,
        timing=timing,
        frequency=said.get("frequency") or ("snapshot" if is_snapshot else _flow_frequency(supposed.frequency)),
        unit=said.get("unit", UNITS.get(kind, supposed.unit)),
        counts=said.get("counts", supposed.counts),
        decimals=said.get("decimals", 0 if kind == "count" else supposed.decimals),
        polarity=said.get("polarity", "no_judgement"),
        owner=said.get("owner", suggested_owner(indicators, stage)),
        why=said.get("why", ""),
        questions=tuple(said.get("questions", ())),
        topics=tuple(said.get("topics", ())),
        caveats=tuple(said.get("caveats", ())),
        review_date=next_review(today),
        national=national_draft(
            survey,
            column,
            words,
            source=source,
            period=period,
            with_columns=said.get("with", ()),
            kind=kind,
        ),
    )


def _period_of(timing: str) -> str:
    return "31 March" if timing == "snapshot" else "financial_year"


def _flow_frequency(supposed: str) -> str:
    return "year" if supposed == "snapshot" else supposed


def completed_source(
    survey: TableSurvey, given: Mapping[str, str], *, file: str, indicators: Mapping[str, Indicator]
) -> tuple[str, SourceDraft | None]:
    """The id of a new indicator's source, and its row where it is a new one.

    `given` has the keys of `SourceDraft`, and `known` for the id of one that is there. Of a file that feeds one source
    already that one is taken where nothing is said. `published`, the day of publication, is never made up.
    """
    said = {key: text.strip() for key, text in given.items() if text and text.strip()}
    if known := said.pop("known", ""):
        return known, None
    if not said and (known := suggested_source(survey, indicators)):
        return known, None
    publisher = said.get("publisher", _PUBLISHERS.get(survey.kind, ""))
    edition = said.get("edition", latest_edition(survey))
    title = said.get("title") or _file_title(file, publisher)
    name = said.get("source") or source_name(publisher, file, edition)
    row = SourceDraft(
        source=name,
        title=title,
        publisher=publisher,
        published=said.get("published", ""),
        edition=edition,
        place=said.get("place", f"{file}, {edition} edition" if edition else file),
        url=said.get("url", ""),
        licence=said.get("licence", "OGL v3"),
    )
    return name, row


_PUBLISHERS = {FileKind.WIDE: "Department for Education", FileKind.LAIT: "Department for Education"}


def _file_title(file: str, publisher: str) -> str:
    words = re.sub(r"[_\s-]+", " ", Path(file).stem).strip()
    lead = "DfE, " if publisher == "Department for Education" else ""
    return f"{lead}{words[:1].upper()}{words[1:]}"
