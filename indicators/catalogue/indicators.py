"""What an indicator is, and its definition: one TOML file each, checked when it is read.

Here are the words that a definition may use, the rules between its keys and between files, and the tables of
publishers that hold its figures. All problems are reported at once.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.toml_files import read_toml, toml_files
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
POLARITIES = ("high_is_good", "low_is_good", "no_judgement")
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
KEY_CHOICES: dict[str, tuple[str, ...]] = {
    "quadrant": tuple(QUADRANTS),
    "stage": tuple(STAGES),
    "kind": INDICATOR_KINDS,
    "timing": ("flow", "snapshot"),
    "frequency": ("month", "quarter", "year", "snapshot", "other"),
    "mean_over": ("month", "quarter"),
    "polarity": POLARITIES,
    "counts": tuple(COUNTED_THINGS),
}
#: What a reporting year of a publisher's file stands for: the year to 31 March, one day of it, or its months.
NATIONAL_PERIODS = ("financial_year", "31 March", "30 June", "30 September", "31 December", "months")
#: What one numerator is multiplied by, kind by kind.
USUAL_PER = {"proportion": 100.0, "rate": 10_000.0, "mean": 1.0}


@dataclass(frozen=True)
class Break:
    """The first day of a new way of counting; figures either side do not compare."""

    date: date
    note: str
    area: str = ""


@dataclass(frozen=True)
class RowFilter:
    """The rows of a published file that are meant: a column, by the names it has had, and its values."""

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NationalTable:
    """Where the figures of an indicator stand in a publisher's files.

    `columns` are the names that the column has had over the editions of a wide file; `items` the short names
    of a long one (the Local Authority Interactive Tool). `period` says what a reporting year stands for.
    `with_columns` stand in the same table: without them a column of a common name is another table's.
    """

    source: str
    period: str
    columns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    where: tuple[RowFilter, ...] = ()
    with_columns: tuple[str, ...] = ()


#: The words of a definition that are published only where somebody decided so; its titles always are.
TEXT_KEYS = ("why", "questions", "caveats", "breaks")


@dataclass(frozen=True)
class PublicationDecision:
    """Which words of a definition may be published, of `WORDS`: decided by a role on a day. The others may not."""

    texts: tuple[str, ...]
    decided_by: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is measured, how to read it, and what to ask; `numerator` and `denominator` are ids.

    `sum_of` are the ids of counts that add up to this one: a withheld one must not follow from the others. A mean over
    time says what it is a mean of (`mean_of`, the id of a count, where there is one) and over what (`mean_over`, a
    month or a quarter). `counts` is one of `COUNTED`, of a derived one what its numerator counts; empty where nobody
    said. `public` is what was decided about its words, None where nothing was.
    """

    id: str
    title: str
    short_title: str
    quadrant: str
    stage: str
    kind: str
    timing: str
    frequency: str
    unit: str
    polarity: str
    owner: str
    why: str
    questions: tuple[str, ...]
    review_date: date
    caveats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""
    per: float = 1.0
    rate_population: str = ""
    sum_of: tuple[str, ...] = ()
    mean_of: str = ""
    mean_over: str = ""
    preferred_sources: tuple[str, ...] = ()
    kindred: str = ""
    meaningful_change: float = 10.0
    headline: int | None = None
    breaks: tuple[Break, ...] = ()
    national: tuple[NationalTable, ...] = ()
    counts: str = ""
    public: PublicationDecision | None = None

    @property
    def is_about_people(self) -> bool:
        """Whether a small count of it may tell something about somebody, as it may where nobody said what it counts."""
        return COUNTED_THINGS.get(self.counts, True)

    @property
    def is_derived(self) -> bool:
        """Whether the figure is computed from two other indicators."""
        return bool(self.numerator)

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids whose figures this one is made of, itself first."""
        return (self.id, *(part for part in (self.numerator, self.denominator, self.rate_population) if part))


_NATIONAL_KEYS = ("source", "period", "columns", "items", "where", "with")
_FILTER_KEYS = {"columns", "values"}
#: What only a flow can be counted over; a day means, for a flow, the year that ends on it.
_YEAR_PERIODS = ("financial_year", "months")


def national_tables(tables: Sequence[Mapping[str, Any]]) -> tuple[NationalTable, ...]:
    """The tables of a definition, which `national_problems` found sound."""
    return tuple(
        NationalTable(
            source=table["source"],
            period=table["period"],
            columns=tuple(table.get("columns", ())),
            items=tuple(table.get("items", ())),
            where=tuple(RowFilter(tuple(one["columns"]), tuple(one["values"])) for one in table.get("where", ())),
            with_columns=tuple(table.get("with", ())),
        )
        for table in tables
    )


def national_problems(file: str, tables: Sequence[Any], *, timing: str) -> list[Problem]:
    """Everything wrong in the tables `[[national]]` of one definition, whose timing is `flow` or `snapshot`."""
    problems = []
    for number, table in enumerate(tables, 1):
        place = f"key 'national', table {number}"
        if isinstance(table, dict):
            told = [*_key_problems(table), *_period_problems(table, timing), *_name_problems(table)]
            told += [item for one in _filters(table) for item in _filter_problems(one)]
        else:
            told = [(str(table), "is not a table; write [[national]] with source, period and columns under it")]
        problems += [Problem(file, place, value, message) for value, message in told]
    return problems


#: What stands there and what is wrong with it.
_Messages = list[tuple[str, str]]


def _key_problems(table: Mapping[str, Any]) -> _Messages:
    told = [
        (key, f"is not a key of it. {nearest_names(key, list(_NATIONAL_KEYS))}")
        for key in table
        if key not in _NATIONAL_KEYS
    ]
    if not _is_text(table.get("source")):
        told.append((str(table.get("source", "")), "names no source; write source = with an id of sources.csv"))
    if not isinstance(table.get("where", []), list):
        told.append(
            (str(table["where"]), "is not a list of filters; write where = [{columns = [...], values = [...]}]")
        )
    return told


def _period_problems(table: Mapping[str, Any], timing: str) -> _Messages:
    period = table.get("period", "")
    if period not in NATIONAL_PERIODS:
        return [(str(period), "is not a period of it; write one of " + ", ".join(NATIONAL_PERIODS))]
    if timing == "snapshot" and period in _YEAR_PERIODS:
        return [(period, "is for flows, and this is a snapshot; write the day, such as 31 March")]
    return []


def _name_problems(table: Mapping[str, Any]) -> _Messages:
    given = [key for key in ("columns", "items") if key in table]
    told = [
        (str(table[key]), f"is not a list of names; write {key} = with texts in quotes in [ ]")
        for key in (*given, "with")
        if key in table and not _is_texts(table[key])
    ]
    if "with" in table and "items" in table:
        told.append(("with", "is for the columns of a wide file; leave it out beside items"))
    if table.get("period") == "months" and given:
        told.append((given[0], "is not for months, whose columns are April to March; leave it out"))
    elif len(given) == 2:
        told.append(("", "has both columns and items; keep columns for a wide file, items for a long one"))
    elif not given and table.get("period") != "months":
        told.append(("", "has neither columns nor items; write columns = with the names that the column has had"))
    return told


def _filters(table: Mapping[str, Any]) -> list[Any]:
    where = table.get("where", [])
    return where if isinstance(where, list) else []


def _filter_problems(one: Any) -> _Messages:
    if not isinstance(one, dict) or one.keys() != _FILTER_KEYS or not all(map(_is_texts, one.values())):
        return [(str(one), "is no filter; write {columns = [...], values = [...]} with texts in quotes")]
    return []


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "title", "short_title", "unit", "owner", "why", "numerator", "denominator"), str),
    **dict.fromkeys(("rate_population", "kindred", "mean_of", *KEY_CHOICES), str),
    **dict.fromkeys(("questions", "caveats", "topics", "preferred_sources", "sum_of", "breaks", "national"), list),
    **dict.fromkeys(("per", "meaningful_change"), (int, float)),
    "decimals": int,
    "headline": int,
    "review_date": date,
    "public": dict,
}
_TYPE_WORDS = {
    dict: '{texts = ["why", "caveats"], decided_by = "business office", decided_on = 2026-11-28}',
    str: "text in quotes",
    list: "a list in [ ]",
    int: "a whole number",
    date: "a date, 2027-04-01",
}
_OPTIONAL = {field.name for field in fields(Indicator) if field.default is not field.default_factory}
_REQUIRED = tuple(name for name in _TYPES if name not in _OPTIONAL)
_LONGEST = {"title": 80, "short_title": 32}
_NOT_EMPTY = ("title", "short_title", "unit", "owner", "why")
_LISTS = ("questions", "caveats", "topics", "preferred_sources", "sum_of")
_REFERENCES = ("numerator", "denominator", "rate_population", "kindred", "mean_of")


def sound_definition_keys(file: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The keys of one definition that are of the right type and choice, and the problems of all others."""
    sound: dict[str, Any] = {}
    problems = [Problem(file, f"key '{key}'", "", "is missing") for key in _REQUIRED if key not in raw]
    for key, value in raw.items():
        place = f"key '{key}'"
        if key not in _TYPES:
            problems.append(Problem(file, place, "", f"is not known. {nearest_names(key, list(_TYPES))}"))
        elif not isinstance(value, _TYPES[key]) or isinstance(value, (bool, datetime)):
            wanted = _TYPE_WORDS.get(_TYPES[key], "a number")
            problems.append(Problem(file, place, _toml(value), f"is not {wanted}"))
        elif key in KEY_CHOICES and value not in KEY_CHOICES[key]:
            problems.append(Problem(file, place, value, "is not one of " + ", ".join(KEY_CHOICES[key])))
        else:
            sound[key] = value
    return sound, problems


def rule_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    """What the sound keys of one definition break of the rules beyond types."""
    return [
        *_identity_problems(file, sound),
        *_derivation_problems(file, sound),
        *_value_problems(file, sound),
        *national_problems(file, sound.get("national", []), timing=sound.get("timing", "")),
    ]


def reference_problems(definitions: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """References to indicators that do not exist; `definitions` are the sound keys of all files by id."""
    problems = []
    for name, sound in definitions.items():
        for key in _REFERENCES:
            wanted, place = sound.get(key, ""), f"key '{key}'"
            file = f"definitions/{name}.toml"
            if wanted and wanted not in definitions:
                message = f"is not an indicator. {nearest_names(wanted, sorted(definitions))}"
                problems.append(Problem(file, place, wanted, message))
            elif wanted and key != "kindred" and definitions[wanted].get("numerator"):
                problems.append(Problem(file, place, wanted, "is itself derived; name a counted one"))
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
    for key in _NOT_EMPTY:
        if not sound.get(key, key).strip():
            problems.append(Problem(file, f"key '{key}'", "", "is empty"))
    for key, longest in _LONGEST.items():
        if len(sound.get(key, "")) > longest:
            problems.append(Problem(file, f"key '{key}'", sound[key], f"is longer than {longest} characters"))
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


def _value_problems(file: str, sound: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not 0 <= sound.get("decimals", 0) <= 4:
        problems.append(Problem(file, "key 'decimals'", str(sound["decimals"]), "is not between 0 and 4"))
    for key in ("per", "meaningful_change", "headline"):
        if not 0 < sound.get(key, 1) < math.inf:
            problems.append(Problem(file, f"key '{key}'", _toml(sound[key]), "is not above 0"))
    for key in _LISTS:
        if not all(isinstance(item, str) and item.strip() for item in sound.get(key, [])):
            problems.append(Problem(file, f"key '{key}'", "", "is not a list of texts in quotes"))
    for item in sound.get("breaks", []):
        problems += _break_problems(file, item)
    return problems + _public_problems(file, sound.get("public"))


def _break_problems(file: str, item: Any) -> list[Problem]:
    place = "key 'breaks'"
    if not isinstance(item, dict) or not {"date", "note"} <= item.keys() <= {"date", "note", "area"}:
        return [Problem(file, place, str(item), "needs date and note, and may name an area")]
    if not isinstance(item["date"], date) or isinstance(item["date"], datetime):
        return [Problem(file, place, _toml(item["date"]), "is not a date, 2015-08-01")]
    texts = (item["note"], item.get("area", ""))
    return [Problem(file, place, _toml(text), "is not text in quotes") for text in texts if not isinstance(text, str)]


def _public_problems(file: str, public: Mapping[str, Any] | None) -> list[Problem]:
    """What is wrong with the decision about the words of a definition."""
    place, keys = "key 'public'", ("texts", "decided_by", "decided_on")
    if public is None:
        return []
    told = [(key, f"is not a key of it. {nearest_names(key, list(keys))}") for key in public if key not in keys]
    told += [("", f"has no {key}; write {_TYPE_WORDS[dict]}") for key in keys if key not in public]
    texts, by, on = (public.get(key) for key in keys)
    if "texts" in public and not (isinstance(texts, list) and all(isinstance(text, str) for text in texts)):
        told.append((_toml(texts), "is not a list of texts in quotes; texts = [] publishes none"))
    elif texts:
        told += [
            (text, f"cannot be decided about; write some of {', '.join(TEXT_KEYS)}")
            for text in texts
            if text not in TEXT_KEYS
        ]
    if "decided_by" in public and not (isinstance(by, str) and by.strip()):
        told.append((_toml(by), "does not say who decided; write a role in quotes, such as business office"))
    if "decided_on" in public and (not isinstance(on, date) or isinstance(on, datetime)):
        told.append((_toml(on), "is not a date, 2026-11-28, without quotes"))
    return [Problem(file, place, value, message) for value, message in told]


def _toml(value: Any) -> str:
    """A value as the file would have it, near enough to find it there."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_definitions(folder: Path) -> dict[str, Indicator]:
    """Every definition in a folder by id, in file order; raises DataProblems naming all that is wrong."""
    return parse_definitions(toml_files(folder))


def parse_definitions(texts: Mapping[str, str | bytes]) -> dict[str, Indicator]:
    """Definitions from file names and their texts; raises DataProblems naming all that is wrong."""
    indicators, problems = checked_definitions(texts)
    if problems:
        raise DataProblems(problems)
    return indicators


def checked_definitions(texts: Mapping[str, str | bytes]) -> tuple[dict[str, Indicator], list[Problem]]:
    """The definitions that are sound in themselves, and all that is wrong with these and the others."""
    problems: list[Problem] = []
    definitions: dict[str, dict[str, Any]] = {}
    unsound = set()
    for name, text in texts.items():
        file, stem = f"definitions/{name}", name.removesuffix(".toml")
        definitions[stem], found = _read(file, text)
        problems += found
        if found:
            unsound.add(stem)
    indicators = {
        name: _indicator(sound, definitions.get(sound.get("numerator", ""), sound))
        for name, sound in definitions.items()
        if name not in unsound
    }
    return indicators, problems + reference_problems(definitions)


def _read(file: str, text: str | bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The sound keys of one file, and its problems."""
    raw, unread = read_toml(file, text)
    if unread:
        return {}, unread
    sound, problems = sound_definition_keys(file, raw)
    return sound, [*problems, *rule_problems(file, sound)]


def find_indicator(text: str, indicators: Mapping[str, Indicator]) -> Indicator:
    """The indicator of an id; raises UsageError with the nearest ids."""
    if text in indicators:
        return indicators[text]
    raise UsageError(f"There is no indicator '{text}'. {nearest_names(text, list(indicators))}")


def search_indicators(text: str, indicators: Mapping[str, Indicator]) -> list[Indicator]:
    """Indicators whose title, id or topics hold every word of a text, title matches first."""
    words = text.casefold().split()
    hits = []
    for indicator in indicators.values():
        title = f"{indicator.title} {indicator.short_title}".casefold()
        everything = " ".join((title, indicator.id, *indicator.topics, STAGES[indicator.stage])).casefold()
        if all(word in everything for word in words):
            hits.append((not all(word in title for word in words), indicator.title, indicator))
    return [indicator for *_, indicator in sorted(hits, key=lambda hit: hit[:2])]


def ids_without_counts(indicators: Iterable[Indicator]) -> list[str]:
    """The ids of the indicators whose definition does not say what they count, though a figure may count somebody."""
    return [item.id for item in indicators if not item.counts and not item.is_derived]


def _indicator(raw: dict[str, Any], counted: Mapping[str, Any]) -> Indicator:
    """The indicator of some sound keys; `counted` are those of the definition that says what it counts."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    values["breaks"] = tuple(Break(**item) for item in raw.get("breaks", ()))
    values["national"] = national_tables(raw.get("national", ()))
    values["counts"] = counted.get("counts", "")
    if "public" in raw:
        values["public"] = PublicationDecision(**raw["public"] | {"texts": tuple(raw["public"]["texts"])})
    values.setdefault("per", USUAL_PER.get(raw["kind"], 1.0))
    return Indicator(**values)
