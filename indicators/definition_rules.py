"""What a definition file may say: each key's type, its choices, and the rules between keys and files."""

import math
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from indicators.areas import nearest
from indicators.errors import Problem
from indicators.national_rules import national_problems
from indicators.vocabulary import CHOICES, USUAL_PER, WORDS, Indicator

_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "title", "short_title", "unit", "owner", "why", "numerator", "denominator"), str),
    **dict.fromkeys(("rate_population", "kindred", "mean_of", *CHOICES), str),
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


def sound_keys(file: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The keys of one definition that are of the right type and choice, and the problems of all others."""
    sound: dict[str, Any] = {}
    problems = [Problem(file, f"key '{key}'", "", "is missing") for key in _REQUIRED if key not in raw]
    for key, value in raw.items():
        place = f"key '{key}'"
        if key not in _TYPES:
            problems.append(Problem(file, place, "", f"is not known. {nearest(key, list(_TYPES))}"))
        elif not isinstance(value, _TYPES[key]) or isinstance(value, (bool, datetime)):
            wanted = _TYPE_WORDS.get(_TYPES[key], "a number")
            problems.append(Problem(file, place, _toml(value), f"is not {wanted}"))
        elif key in CHOICES and value not in CHOICES[key]:
            problems.append(Problem(file, place, value, "is not one of " + ", ".join(CHOICES[key])))
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
                message = f"is not an indicator. {nearest(wanted, sorted(definitions))}"
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
            wrong.append((part, f"is not an indicator. {nearest(part, sorted(definitions))}"))
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
    told = [(key, f"is not a key of it. {nearest(key, list(keys))}") for key in public if key not in keys]
    told += [("", f"has no {key}; write {_TYPE_WORDS[dict]}") for key in keys if key not in public]
    texts, by, on = (public.get(key) for key in keys)
    if "texts" in public and not (isinstance(texts, list) and all(isinstance(text, str) for text in texts)):
        told.append((_toml(texts), "is not a list of texts in quotes; texts = [] publishes none"))
    elif texts:
        told += [
            (text, f"cannot be decided about; write some of {', '.join(WORDS)}") for text in texts if text not in WORDS
        ]
    if "decided_by" in public and not (isinstance(by, str) and by.strip()):
        told.append((_toml(by), "does not say who decided; write a role in quotes, such as business office"))
    if "decided_on" in public and (not isinstance(on, date) or isinstance(on, datetime)):
        told.append((_toml(on), "is not a date, 2026-11-28, without quotes"))
    return [Problem(file, place, value, message) for value, message in told]


def _toml(value: Any) -> str:
    """A value as the file would have it, near enough to find it there."""
    return str(value).lower() if isinstance(value, bool) else str(value)
