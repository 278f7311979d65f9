"""What an indicator is, and its definition: one TOML file each, checked when it is read.

Here are the words that a definition may use, the rules between its keys and between files, and the tables of
publishers that hold its figures. All problems are reported at once.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, Strict

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.file_keys import (
    FileTable,
    KeyFault,
    check_keys,
    is_list_of_texts,
    must,
    one_of,
    says,
    sound_keys,
)
from indicators.catalogue.periods import parse_period
from indicators.catalogue.toml_files import read_toml
from indicators.catalogue.word_search import begin_all, text_words
from indicators.errors import DataProblems, Problem, UsageError

PER_CHILDREN = 10_000


QUADRANTS = {
    "quantitative_data": "Quantitative data",
    "qualitative_evidence": "Qualitative evidence",
    "service_users": "Engagement with service users",
    "front_line_staff": "Engagement with front-line staff",
}
STAGES = {
    "universal": "Universal",
    "early_help": "Early help",
    "child_in_need": "Child in need",
    "child_protection": "Child protection",
    "looked_after": "Looked after",
    "leaving_care": "Leaving care",
    "cross_cutting": "Cross-cutting",
}
#: What a finding says of practice.
STRENGTHS = {"strength": "Strength", "mixed": "Mixed", "weakness": "Weakness", "gap": "Gap"}
INDICATOR_KINDS = ("count", "proportion", "rate", "mean", "value")
#: Which way is good: up (1), down (-1) or neither (0). The colour and the words of every change follow from this.
POLARITY_SIGNS = {"high_is_good": 1, "low_is_good": -1, "no_judgement": 0}
POLARITIES = tuple(POLARITY_SIGNS)
#: What an indicator counts, and whether that is somebody: only small counts of people are protected in public.
COUNTED_THINGS = {
    "children": True,
    "families": True,
    "people": True,
    "staff": True,
    "organisations": False,
    "activities": False,
    "things": False,
}
#: What a year of a publisher's file stands for: one to 31 March, 31 December or 31 August, or the columns of its
#: months; or else a day of it, such as 31 March.
NATIONAL_PERIODS = ("financial_year", "calendar_year", "academic_year", "months")
#: What one numerator is multiplied by, kind by kind.
USUAL_PER = {"proportion": 100.0, "rate": 10_000.0, "mean": 1.0}


#: Characters that a title, and its short form for tables and menus, may have.
LONGEST_TITLE, LONGEST_SHORT_TITLE = 80, 32
#: The words of a definition that are published only where somebody decided so; its titles always are.
TEXT_KEYS = ("why", "questions", "caveats", "breaks")


def _is_break(value: Any) -> bool:
    return isinstance(value, dict) and {"date", "note"} <= value.keys() <= {"date", "note", "area"}


def _full(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value


def _number(value: Any) -> float:
    """A number as the file has it, whole or not."""
    if type(value) not in (int, float):
        raise ValueError("is not a number")
    if not 0 < value < math.inf:
        raise ValueError("is not above 0")
    return value


def _national_period(value: str) -> str:
    """A kind of year, or a day that every year has, as `parse_period` writes it."""
    if value not in NATIONAL_PERIODS:
        parse_period(f"{value} 2025")
        if not value[:1].isdigit():
            raise ValueError("is a month")
    return value


_TEXTS = "is not a list of texts in quotes"
_NAMES = "is not a list of names; write {} = with texts in quotes in [ ]"
_NO_SOURCE = "names no source; write source = with an id of sources.csv"
_NO_PERIOD = f"is not a period of it; write one of {', '.join(NATIONAL_PERIODS)}, or a day such as 31 March"
_NO_FILTER = "is no filter; write {columns = [...], values = [...]} with texts in quotes"
Text = Annotated[str, AfterValidator(_full)]
Texts = tuple[Annotated[Text, says(_TEXTS)], ...]
Names = Annotated[tuple[Text, ...], Field(min_length=1)]
Number = Annotated[float, PlainValidator(_number)]
Day = Annotated[date, Strict()]


@dataclass(frozen=True)
class Break(FileTable):
    """The first day of a new way of counting; figures either side do not compare."""

    date: Day
    note: str
    area: str = ""


@dataclass(frozen=True)
class RowFilter(FileTable):
    """The rows of a published file that are meant: a column, by the names it has had, and its values."""

    columns: Names
    values: Names


@dataclass(frozen=True, kw_only=True)
class NationalTable(FileTable):
    """Where the figures of an indicator stand in a publisher's files.

    `columns` are the names that the figure's column has had over the editions; `items` the short names of the Local
    Authority Interactive Tool. `period` says what a year stands for. `with_columns` stand in the same table: without
    them a column of a common name is another table's. `numerator` and `denominator` are the columns of the counts that
    the figure is made of (`A + B` adds two of the line up), `lower` and `upper` those of its published 95% interval,
    `note` the one that says why a figure is missing. `area_column` and `period_column` make it a file of another form
    than the department's open data: one of ONS codes and one of periods.
    """

    source: Annotated[Text, says(_NO_SOURCE)]
    period: Annotated[str, AfterValidator(_national_period), says(_NO_PERIOD)]
    columns: Annotated[Names, says(_NAMES.format("columns"))] = ()
    items: Annotated[Names, says(_NAMES.format("items"))] = ()
    where: tuple[Annotated[RowFilter, says(_NO_FILTER)], ...] = ()
    with_columns: Annotated[Names, Field(alias="with"), says(_NAMES.format("with"))] = ()
    numerator: Annotated[Names, says(_NAMES.format("numerator"))] = ()
    denominator: Annotated[Names, says(_NAMES.format("denominator"))] = ()
    lower: Annotated[Names, says(_NAMES.format("lower"))] = ()
    upper: Annotated[Names, says(_NAMES.format("upper"))] = ()
    note: Annotated[Names, says(_NAMES.format("note"))] = ()
    area_column: Annotated[Names, says(_NAMES.format("area_column"))] = ()
    period_column: Annotated[Names, says(_NAMES.format("period_column"))] = ()


@dataclass(frozen=True)
class PublicationDecision(FileTable):
    """Which words of a definition may be published, of `TEXT_KEYS`: decided by a role on a day. The others may not."""

    texts: Annotated[
        tuple[Annotated[str, one_of(TEXT_KEYS, "cannot be decided about; write some of")], ...],
        must(is_list_of_texts, f"{_TEXTS}; texts = [] publishes none"),
    ]
    decided_by: Annotated[Text, says("does not say who decided; write a role in quotes, such as business office")]
    decided_on: Day


@dataclass(frozen=True, kw_only=True)
class Indicator(FileTable):
    """What is measured, how to read it, and what to ask; `numerator` and `denominator` are ids.

    `sum_of` are the ids of counts that add up to this one: a withheld one must not follow from the others. A mean over
    time says what it is a mean of (`mean_of`, the id of a count, where there is one) and over what (`mean_over`, a
    month or a quarter). `counts` is one of `COUNTED_THINGS`, of a derived one what its numerator counts; empty where
    nobody said. `areas_compare` is false where each area counts in its own way: then nothing is held against another
    area's. `judged` is false where another indicator answers for it, as a share does for its counts, or where only a
    rate is printed, of which chance cannot be told: it is shown and no question is put to it. `quarters_add_up` says
    that it counts what happens, each once, so that four quarters are the year: never children of whom one may be in
    two quarters. `public` is what was decided about its words, None where nothing was. `expectation` says that what
    such places have is shown beside a figure: where the left-out trial of `make bench` finds that it predicts better
    than like areas' median. `synonyms` are what else people call it, today or in its time (`LAC`, `children in care`):
    the search finds it by them, no page shows them.
    """

    id: str
    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_full)]
    short_title: Annotated[str, Field(max_length=LONGEST_SHORT_TITLE), AfterValidator(_full)]
    unit: Text
    owner: Text
    why: Text
    numerator: str = ""
    denominator: str = ""
    rate_population: str = ""
    kindred: str = ""
    mean_of: str = ""
    quadrant: Annotated[str, one_of(QUADRANTS)]
    stage: Annotated[str, one_of(STAGES)]
    kind: Annotated[str, one_of(INDICATOR_KINDS)]
    timing: Annotated[str, one_of(("flow", "snapshot"))]
    frequency: Annotated[str, one_of(("month", "quarter", "year", "snapshot", "other"))]
    mean_over: Annotated[str, one_of(("month", "quarter"))] = ""
    quarters_add_up: Annotated[bool, Strict()] = False
    polarity: Annotated[str, one_of(POLARITIES)]
    counts: Annotated[str, one_of(COUNTED_THINGS)] = ""
    questions: Texts
    caveats: Texts = ()
    local_caveats: Texts = ()
    topics: Texts = ()
    synonyms: Texts = ()
    preferred_sources: Texts = ()
    sum_of: Texts = ()
    breaks: tuple[Annotated[Break, must(_is_break, "needs date and note, and may name an area")], ...] = ()
    national: tuple[NationalTable, ...] = ()
    per: Number = 1.0
    meaningful_change: Number = 10.0
    decimals: Annotated[int, Strict(), Field(ge=0, le=4)] = 0
    areas_compare: Annotated[bool, Strict()] = True
    expectation: Annotated[bool, Strict()] = False
    judged: Annotated[bool, Strict()] = True
    headline: Annotated[int, Strict(), Field(gt=0)] | None = None
    review_date: Day
    public: PublicationDecision | None = None

    @property
    def is_about_people(self) -> bool:
        """Whether a small count of it may tell something about somebody, as it may where nobody said what it counts."""
        return COUNTED_THINGS.get(self.counts, True)

    @property
    def is_percentage(self) -> bool:
        """Whether its figures are percentages: shares of a whole, or published as such without counts of people."""
        return self.kind == "proportion" or self.unit == "%"

    @property
    def is_rate(self) -> bool:
        """Whether its figures are rates: of a number of cases, or published as such without one."""
        return self.kind == "rate" or self.unit.startswith("per ")

    @property
    def counts_cases(self) -> bool:
        """Whether chance can be told from the numbers behind a figure: cases, each of which is counted once.

        The sum behind a mean is none of cases where it adds up days or weeks; it is where the mean names a count.
        """
        return self.kind in ("count", "proportion", "rate") or (self.kind == "mean" and self.is_derived)

    @property
    def all_caveats(self) -> tuple[str, ...]:
        """What to beware of: in the measure wherever it is counted, then in this board's own figures and reports."""
        return (*self.caveats, *self.local_caveats)

    @property
    def is_derived(self) -> bool:
        """Whether the figure is computed from two other indicators."""
        return bool(self.numerator)

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids whose figures this one is made of, itself first."""
        return (self.id, *(part for part in (self.numerator, self.denominator, self.rate_population) if part))


#: What only a flow can be counted over; a day means, for a flow, the year that ends on it.
_YEAR_PERIODS = NATIONAL_PERIODS
#: Keys of a table of which one says nothing without the other.
_NATIONAL_PAIRS = (("numerator", "denominator"), ("lower", "upper"), ("area_column", "period_column"))
#: Keys that name columns beside that of the figure, in a file that has one column for it.
_OF_COLUMNS = ("with", *(key for pair in _NATIONAL_PAIRS for key in pair), "note")
_PUBLIC = '{texts = ["why", "caveats"], decided_by = "business office", decided_on = 2026-11-28}'
#: What is wrong with a key, by pydantic's names of errors.
_FILE_WORDS = {
    "missing": "is missing",
    "missing source": _NO_SOURCE,
    "missing period": _NO_PERIOD,
    **{f"missing {key}": f"has no {key}; write {_PUBLIC}" for key in ("texts", "decided_by", "decided_on")},
    "unexpected_keyword_argument": "is not known.",
    "string_type": "is not text in quotes",
    "string_too_long": "is longer than {max_length} characters",
    "tuple_type": "is not a list in [ ]",
    "tuple_type where": "is not a list of filters; write where = [{columns = [...], values = [...]}]",
    "int_type": "is not a whole number",
    "bool_type": "is neither true nor false; write one of them without quotes",
    "greater_than": "is not above 0",
    **dict.fromkeys(("greater_than_equal", "less_than_equal"), "is not between 0 and 4"),
    "date_type": "is not a date, 2027-04-01",
    "date_type date": "is not a date, 2015-08-01",
    "date_type decided_on": "is not a date, 2026-11-28, without quotes",
    "dataclass_type national": "is not a table; write [[national]] with source, period and columns under it",
    "dataclass_type public": f"is not {_PUBLIC}",
}


_REFERENCES = ("numerator", "denominator", "rate_population", "kindred", "mean_of")


def _key_problem(file: str, fault: KeyFault) -> Problem:
    key, *inner = fault.path
    location = f"key '{key}', table {inner[0] + 1}" if key == "national" and inner else f"key '{key}'"
    if inner and fault.is_unknown_key:
        return Problem(file, location, str(inner[-1]), fault.message.replace("is not known", "is not a key of it"))
    value = "" if fault.message in ("is empty", _TEXTS) else _toml(fault.value)
    return Problem(file, location, value, fault.message)


def _toml(value: Any) -> str:
    """A value as the file would have it, near enough to find it there."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _national_faults(raw: Mapping[str, Any]) -> Iterator[KeyFault]:
    """What the keys of a definition's national tables break of the rules between them."""
    tables = raw.get("national")
    for number, table in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(table, dict):
            messages = _national_messages(table, raw)
            yield from (KeyFault(("national", number), value, message) for value, message in messages)


def _national_messages(table: Mapping[str, Any], definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What stands in one table and does not go together, and what is wrong with it."""
    present, period = [key for key in ("columns", "items") if key in table], table.get("period")
    if definition.get("timing") == "snapshot" and period in _YEAR_PERIODS:
        yield period, "is for flows, and this is a snapshot; write the day, such as 31 March"
    for key in _OF_COLUMNS:
        if key in table and "items" in table:
            yield key, "is for the columns of a wide file; leave it out beside items"
        elif key in table and key != "with" and period == "months":
            yield key, "is not for months, whose columns are April to March; leave it out"
    for pair in _NATIONAL_PAIRS:
        alone = [key for key in pair if key in table]
        if len(alone) == 1:
            (other,) = set(pair) - set(alone)
            yield alone[0], f"stands without {other}; name both, or neither"
    if not {"numerator", "denominator"} <= table.keys():
        pass
    elif definition.get("numerator"):
        yield "numerator", "is not for what follows from two other indicators; name the columns in their definitions"
    elif definition.get("kind", "rate") not in USUAL_PER:
        yield "numerator", f"is for {', '.join(USUAL_PER)}; leave it and denominator out of a {definition['kind']}"
    if period == "months" and present:
        yield present[0], "is not for months, whose columns are April to March; leave it out"
    elif len(present) == 2:
        yield "", "has both columns and items; keep columns for a wide file, items for a long one"
    elif not present and period != "months" and not {"numerator", "denominator"} <= table.keys():
        yield "", "has neither columns nor items; write columns = with the names that the column has had"


def rule_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    """What the sound keys of one definition break of the rules between them."""
    return [
        *_identity_problems(file, sound),
        *_derivation_problems(file, sound),
        *_quarter_problems(file, sound),
    ]


def reference_problems(definitions: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """References to indicators that do not exist; `definitions` are the sound keys of all files by id."""
    problems = []
    for name, sound in definitions.items():
        for key in _REFERENCES:
            wanted, location = sound.get(key, ""), f"key '{key}'"
            file = f"definitions/{name}.toml"
            if wanted and wanted not in definitions:
                message = f"is not an indicator. {nearest_names(wanted, sorted(definitions))}"
                problems.append(Problem(file, location, wanted, message))
            elif wanted and key != "kindred" and definitions[wanted].get("numerator"):
                problems.append(Problem(file, location, wanted, "is itself derived; name a counted one"))
        problems += _sum_problems(name, definitions)
        problems += _counts_problems(name, definitions)
    return problems


def _counts_problems(name: str, definitions: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """What a derived definition says it counts, where its numerator counts something else."""
    own, top = definitions[name].get("counts"), definitions[name].get("numerator", "")
    counted = definitions.get(top, {}).get("counts", "")
    if not own or not top or top not in definitions or own == counted:
        return []
    does = f"counts {counted}" if counted else "does not say what it counts"
    message = f"is not what its numerator says: {top} {does}; leave the key out here, or write it there"
    return [Problem(f"definitions/{name}.toml", "key 'counts'", own, message)]


def _sum_problems(name: str, definitions: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Parts that cannot add up to an indicator: they and it must be counts of the same timing."""
    whole = definitions[name]
    wrong = []
    parts = [part for part in whole.get("sum_of", []) if isinstance(part, str)]
    for part in parts:
        if part not in definitions:
            wrong.append((part, f"is not an indicator. {nearest_names(part, sorted(definitions))}"))
        elif part == name or parts.count(part) > 1:
            wrong.append((part, "is the indicator itself, or named twice; name each part once"))
        elif any(definitions[item].get("kind", "count") != "count" for item in (name, part)):
            wrong.append((part, "does not add up: both must be of kind count"))
        elif definitions[part].get("timing") != whole.get("timing"):
            wrong.append((part, "does not add up: both must have the same timing"))
    return [Problem(f"definitions/{name}.toml", "key 'sum_of'", *item) for item in wrong]


def _identity_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    problems = []
    stem = file.rsplit("/", 1)[-1].removesuffix(".toml")
    if sound.get("id", stem) != stem:
        problems.append(Problem(file, "key 'id'", sound["id"], f"is not the file's name; write {stem}"))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", stem):
        message = "is no id; name the file in small letters, digits and _, such as plans_started.toml"
        problems.append(Problem(file, "", stem, message))
    return problems


def _derivation_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for key, other in (("numerator", "denominator"), ("denominator", "numerator")):
        if sound.get(key) and not sound.get(other):
            problems.append(Problem(file, f"key '{key}'", sound[key], f"stands without '{other}'; name both"))
    if sound.get("mean_of") and not sound.get("mean_over"):
        message = "stands without 'mean_over'; say what the mean is taken over: month or quarter"
        problems.append(Problem(file, "key 'mean_of'", sound["mean_of"], message))
    if sound.get("mean_over") and sound.get("kind", "mean") != "mean":
        problems.append(Problem(file, "key 'kind'", sound["kind"], "is not a mean, but has 'mean_over'; use mean"))
    if sound.get("numerator") and sound.get("kind", "mean") not in USUAL_PER:
        problems.append(Problem(file, "key 'kind'", sound["kind"], "is not derived; use proportion, rate or mean"))
    return problems


#: The kinds of which a year can be summed from its quarters, with their counts.
_SUMMED_KINDS = ("count", "proportion")


def _quarter_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    """What cannot be summed over quarters, and says that it is."""
    if sound.get("quarters_add_up") is not True:
        return []
    wrong = []
    if sound.get("timing") == "snapshot":
        wrong.append("cannot be: this is a snapshot, the figure of one day; leave it out")
    if sound.get("numerator"):
        wrong.append("follows from numerator and denominator; leave it out here, and write it there")
    elif sound.get("kind", "count") not in _SUMMED_KINDS:
        wrong.append(f"is for {' and '.join(_SUMMED_KINDS)} only; leave it out")
    return [Problem(file, "key 'quarters_add_up'", "true", message) for message in wrong]


def parse_definitions(texts: Mapping[str, str | bytes]) -> dict[str, Indicator]:
    """Definitions from file names and their texts; raises DataProblems naming all that is wrong."""
    return dict(_parsed(tuple(texts.items())))


# Definitions change once a year, and every return, command and page reads them: the last ones are cached.
@lru_cache(maxsize=4)
def _parsed(texts: tuple[tuple[str, str | bytes], ...]) -> Mapping[str, Indicator]:
    indicators, problems = checked_definitions(dict(texts))
    if problems:
        raise DataProblems(problems)
    return indicators


def checked_definitions(texts: Mapping[str, str | bytes]) -> tuple[dict[str, Indicator], list[Problem]]:
    """The definitions that are sound in themselves, and all that is wrong with these and the others."""
    problems: list[Problem] = []
    definitions: dict[str, Mapping[str, Any]] = {}
    indicators: dict[str, Indicator] = {}
    for name, text in texts.items():
        stem = name.removesuffix(".toml")
        indicator, definitions[stem], own = _read(f"definitions/{name}", text)
        if indicator and not own:
            indicators[stem] = indicator
        problems += own
    completed = {name: _completed(indicator, definitions) for name, indicator in indicators.items()}
    return completed, problems + reference_problems(definitions)


def _read(file: str, text: str | bytes) -> tuple[Indicator | None, Mapping[str, Any], list[Problem]]:
    """The indicator of one file where all its keys are sound, those that are, and what is wrong."""
    raw, unread = read_toml(file, text)
    if unread:
        return None, {}, unread
    indicator, faults = check_keys(Indicator, raw, _FILE_WORDS, _national_faults(raw))
    sound = sound_keys(raw, faults)
    # Several texts of one list can be wrong; its message is the same.
    problems = dict.fromkeys(_key_problem(file, fault) for fault in faults)
    return indicator, sound, [*problems, *rule_problems(file, sound)]


def find_indicator(text: str, indicators: Mapping[str, Indicator]) -> Indicator:
    """The indicator of an id; raises UsageError with the nearest ids."""
    if text in indicators:
        return indicators[text]
    raise UsageError(f"There is no indicator '{text}'. {nearest_names(text, list(indicators))}")


def search_indicators(text: str, indicators: Mapping[str, Indicator]) -> list[Indicator]:
    """Indicators that have, for every word of a text, a word that begins so: in the title, id, topics, synonyms, stage
    or quadrant. Those come first whose title has them all, then those that are called so, then those with whole words.

    From the beginning of a word, so that `da` finds domestic abuse and not all data.
    """
    wanted = text_words(text)
    hits = []
    for indicator in indicators.values():
        title = text_words(f"{indicator.title} {indicator.short_title}")
        everything = title | text_words(
            " ".join(
                (
                    indicator.id,
                    *indicator.topics,
                    *indicator.synonyms,
                    STAGES[indicator.stage],
                    QUADRANTS[indicator.quadrant],
                )
            )
        )
        if begin_all(wanted, everything):
            so_called = is_called(text, indicator)
            order = (not begin_all(wanted, title), not so_called, not wanted <= everything, indicator.title)
            hits.append((order, indicator))
    return [indicator for _, indicator in sorted(hits, key=lambda hit: hit[0])]


def is_called(text: str, indicator: Indicator, *, in_title: bool = False) -> bool:
    """Whether a title, topic or synonym of an indicator has a text as it stands, from the beginning of a word; or,
    with `in_title`, a title.
    """
    titles = (indicator.title, indicator.short_title)
    names = titles if in_title else (*titles, *indicator.topics, *indicator.synonyms)
    wanted = text.strip().casefold()
    return any(f" {wanted}" in f" {name.casefold()}" for name in names)


def ids_without_counts(indicators: Iterable[Indicator]) -> list[str]:
    """The ids of the indicators whose definition does not say what they count, though a figure may count somebody."""
    return [item.id for item in indicators if not item.counts and not item.is_derived]


def _completed(indicator: Indicator, definitions: Mapping[str, Mapping[str, Any]]) -> Indicator:
    """An indicator with what its own file leaves to its kind and to its numerator."""
    own = definitions[indicator.id]
    per = indicator.per if "per" in own else USUAL_PER.get(indicator.kind, indicator.per)
    counts = definitions.get(indicator.numerator, own).get("counts", "")
    if (per, counts) == (indicator.per, indicator.counts):
        return indicator
    return replace(indicator, per=per, counts=counts)
