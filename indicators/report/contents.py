"""What a report pack contains, item by item, as the office chooses and orders it."""

import errno
import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from indicators.catalogue.areas import BOARD_AREAS, find_area, nearest
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.plans import (
    Key,
    Spot,
    Table,
    choice_fault,
    inner_spots,
    sound_keys,
    tables_fault,
    text_fault,
    texts_fault,
)
from indicators.catalogue.toml_files import read_toml
from indicators.errors import DataProblems, Problem, UsageError
from indicators.exports.cells import printable
from indicators.figures.series import check_measure
from indicators.store.database import kept_beside

#: What an item can be, with the heading that it has unless the office gives another.
KINDS = {
    "profile": "Safeguarding Profile",
    "quarters": "Quarter by quarter",
    "chart": "How it has moved",
    "quadrants": "The four quadrants",
    "changes": "What changed and what did not",
    "sources": "Sources",
    "notes": "Notes and symbols",
    "text": "",
}
#: What stands among comparators for the median of an area's statistical neighbours.
NEIGHBOURS = "statistical neighbours"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One part of a report; what a kind has no use for keeps its default.

    `areas` are codes, `comparators` codes or `NEIGHBOURS`, `sources` ids in the order in which they are printed
    before others, `years` how many up to the period. `headlines` stands for all headline indicators. `measure` is
    what a chart shows where the indicator has it. `paragraphs` are the office's own words.
    """

    kind: str
    title: str = ""
    indicators: tuple[str, ...] = ()
    headlines: bool = False
    areas: tuple[str, ...] = BOARD_AREAS
    measure: str = "value"
    comparators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: int = 3
    paragraphs: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What the part is called."""
        return self.title or KINDS[self.kind]


@dataclass(frozen=True)
class Contents:
    """The title of a report and its items in order."""

    title: str
    items: tuple[Item, ...]


#: The most years that fit across a page, and over which a chart can be read.
MOST_YEARS, MOST_CHARTED = 5, 30


def _years_fault(value: Any, most: int) -> str:
    is_number = type(value) is int and 1 <= value <= most
    return "" if is_number else f"is not a number of years; write a whole number from 1 to {most}"


def _switch_fault(value: Any) -> str:
    return "" if isinstance(value, bool) else "is neither true nor false; write one of them without quotes"


def _table(**keys: Key) -> Table:
    """The keys of a kind besides those of every item."""
    return Table("item", "title", {"kind": _KIND, "title": _optional(text_fault), **keys})


def _optional(fault: Callable[[Any], str]) -> Key:
    return Key(fault, is_required=False)


_KIND = Key(partial(choice_fault, choices=KINDS))
_NAMES, _SOME_NAMES = Key(texts_fault), _optional(texts_fault)
_PRINTED = {"indicators": _NAMES, "areas": _SOME_NAMES, "sources": _SOME_NAMES}
CONTENTS = Table("contents", "title", {"title": Key(text_fault), "items": Key(partial(tables_fault, path="items"))})
#: The kind of an item that has none, or none that is known: its other keys are not looked at.
UNKNOWN = Table("item", "title", {"kind": _KIND})
ITEMS: Mapping[str, Table] = {
    "profile": _table(**_PRINTED, years=_optional(partial(_years_fault, most=MOST_YEARS))),
    "quarters": _table(**_PRINTED),
    "chart": _table(
        indicators=_SOME_NAMES,
        headlines=_optional(_switch_fault),
        areas=_SOME_NAMES,
        measure=_optional(partial(choice_fault, choices={"value": "", "rate": ""})),
        comparators=_SOME_NAMES,
        years=_optional(partial(_years_fault, most=MOST_CHARTED)),
    ),
    "quadrants": _table(),
    "changes": _table(),
    "sources": _table(),
    "notes": _table(),
    "text": _table(title=Key(text_fault), paragraphs=_NAMES),
}


PLACE = "the contents of the report"
#: Keys that name things of the catalogue, each once.
_NAMED = ("indicators", "areas", "comparators", "sources")


def parse_contents(file: str, text: str | bytes, catalogue: Catalogue) -> Contents:
    """The contents that a file says; raises DataProblems naming all that is wrong with it."""
    raw, problems = read_toml(file, text)
    items: list[Item] = []
    if not problems:
        spot = Spot(file)
        sound, problems = sound_keys(spot, raw, CONTENTS)
        spots = inner_spots(spot, sound.get("items", []), UNKNOWN)
        for place, table in zip(spots, sound.get("items", []), strict=True):
            known, found = _item(place, table, catalogue)
            items.append(known)
            problems += found
        problems += _repeated(spots, items)
    if problems:
        raise DataProblems(problems, PLACE)
    return Contents(sound["title"], tuple(items))


def contents_text(contents: Contents) -> str:
    """The file that says these contents; the same contents give the same file."""
    lines = [f"title = {_toml(contents.title)}"]
    for item in contents.items:
        given = {key.name: getattr(item, key.name) for key in fields(Item) if getattr(item, key.name) != _default(key)}
        lines += ["", "[[items]]", *(f"{key} = {_toml(value)}" for key, value in given.items())]
    return "\n".join(lines) + "\n"


def _item(spot: Spot, raw: Mapping[str, Any], catalogue: Catalogue) -> tuple[Item, list[Problem]]:
    """One item of its sound keys, and what is wrong with the others."""
    table = ITEMS.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if table is None:
        return Item(kind=""), sound_keys(spot, {key: raw[key] for key in raw if key == "kind"}, UNKNOWN)[1]
    sound, problems = sound_keys(spot, raw, table)
    codes, found = _codes(spot, sound, catalogue)
    problems += [*found, *_reference_problems(spot, sound, catalogue)]
    if sound["kind"] == "chart":
        problems += _chart_problems(spot, sound, catalogue)
    named = {key: tuple(value) if isinstance(value, list) else value for key, value in sound.items()}
    return Item(**named | codes), problems


def _codes(
    spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The codes of areas that are named, and the names that are none."""
    codes: dict[str, tuple[str, ...]] = {}
    problems = []
    for key in ("areas", "comparators"):
        found = []
        for name in sound.get(key, ()):
            if key == "comparators" and name.casefold() == NEIGHBOURS:
                found.append(NEIGHBOURS)
                continue
            try:
                found.append(find_area(name, catalogue.areas).code)
            except UsageError:
                names = [area.name for area in catalogue.areas.values()]
                problems.append(spot.problem(key, name, f"is not an area. {nearest(name, names)}"))
        if key in sound:
            codes[key] = tuple(found)
    return codes, problems


def _reference_problems(spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """Indicators and sources that are not in the catalogue, and names that are given twice."""
    known: dict[str, Collection[str]] = {"indicators": catalogue.indicators, "sources": catalogue.sources}
    problems = [
        spot.problem(key, name, f"is not {word}. {nearest(name, list(known[key]))}")
        for key, word in (("indicators", "an indicator"), ("sources", "a source"))
        for name in sound.get(key, ())
        if name not in known[key]
    ]
    for key in _NAMED:
        names = sound.get(key, [])
        twice = dict.fromkeys(name for number, name in enumerate(names) if name in names[:number])
        problems += [spot.problem(key, name, "is named before; keep one") for name in twice]
    return problems


def _chart_problems(spot: Spot, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """A chart of nothing, of two things at once, or in a measure that its indicator has not."""
    if bool(sound.get("headlines")) == bool(sound.get("indicators")):
        return [spot.problem("", "", "needs either indicators = [...] or headlines = true")]
    problems = []
    for name in sound.get("indicators", ()):
        definition = catalogue.indicators.get(name)
        try:
            if definition:
                check_measure(definition, sound.get("measure", Item.measure))
        except UsageError as error:
            problems.append(spot.problem("measure", sound["measure"], f"does not fit: {error}"))
    return problems


def _repeated(spots: Iterable[Spot], items: list[Item]) -> list[Problem]:
    """Items that are given again just as before."""
    return [
        spot.problem("", "", "is the same as an earlier item; keep one, or give it another title")
        for number, (spot, item) in enumerate(zip(spots, items, strict=True))
        if item.kind and item in items[:number]
    ]


def _default(key: Any) -> Any:
    return None if key.default is MISSING else key.default


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        # JSON's strings are TOML's, but for one control character.
        return json.dumps(printable(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


#: The contents that a pack has where nobody chooses others, in the data folder.
USUAL = Path("packs") / "annual_report.toml"
#: What a name may look like: anything else could name another file, or none on some system.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,58}[A-Za-z0-9])?", re.ASCII)
_ENDING = ".toml"
#: Bytes that a file of contents has at most.
MOST_BYTES = 1_000_000
#: Letters of an unknown name that are said again.
_LONGEST_SHOWN = 60
_REMEDY = "Ask for the right to write there, or make room on the disk."


def packs_folder(store_path: Path) -> Path:
    """Where the named contents of a store lie."""
    return store_path.with_name(f"{store_path.name}.packs")


def save_contents(store_path: Path, name: str, contents: Contents) -> Path:
    """Keep contents under a name, in place of what was kept under it; gives the file.

    Raises UsageError for a name that no file could have and StoreError, in plain words, where the folder cannot
    be written.
    """
    path = packs_folder(store_path) / f"{_sound(name)}{_ENDING}"
    with kept_beside(path, "Contents", _REMEDY):
        path.parent.mkdir(parents=True, exist_ok=True)
        passing = path.with_name(f".{secrets.token_hex(4)}")
        try:
            passing.write_text(contents_text(contents), "utf-8")
            os.replace(passing, path)
        finally:
            passing.unlink(missing_ok=True)
    return path


def saved_contents(store_path: Path) -> list[str]:
    """The names under which contents are kept, in the order of the alphabet."""
    found = packs_folder(store_path).glob(f"*{_ENDING}")
    return sorted((path.stem for path in found if _NAME.fullmatch(path.stem)), key=str.casefold)


def discard_contents(store_path: Path, name: str) -> None:
    """Forget what is kept under a name; nothing where there is none."""
    path = packs_folder(store_path) / f"{_sound(name)}{_ENDING}"
    with kept_beside(path, "Contents", _REMEDY):
        path.unlink(missing_ok=True)


def load_contents(chosen: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, or by their file.

    Raises UsageError with the names that there are where it is neither, DataProblems for what is wrong in it.
    """
    if chosen in saved_contents(store_path):
        return named_contents(chosen, store_path, catalogue)
    path = Path(chosen)
    try:
        return contents_of_file(path, catalogue)
    except OSError as error:
        unknown = "it is neither a file nor a name under which contents are kept"
        why = error.strerror if path.exists() else unknown
        raise UsageError(f"'{chosen}' cannot be read as contents: {why}.{_known(store_path)}") from None


def named_contents(name: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, and by nothing else: a name never leads to another file.

    Raises UsageError with the names that there are, DataProblems for what is wrong in it.
    """
    if name not in saved_contents(store_path):
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
        raise UsageError(f"No contents are kept under the name '{shown}'.{_known(store_path)}")
    path = packs_folder(store_path) / f"{name}{_ENDING}"
    try:
        return contents_of_file(path, catalogue)
    except OSError as error:
        raise UsageError(f"'{name}' cannot be read as contents: {error.strerror}.{_known(store_path)}") from None


def contents_of_file(path: Path, catalogue: Catalogue) -> Contents:
    """Contents by their file, which whoever calls has chosen; raises OSError where it cannot be read."""
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise OSError(errno.EISDIR, "it is a folder, not a file")
    if not stat.S_ISREG(state.st_mode) or state.st_size > MOST_BYTES:
        # A device never ends, and what is as long as that was written by nobody.
        raise OSError(errno.EFBIG, f"it is no plain file of at most {MOST_BYTES:,} bytes")
    return parse_contents(path.name, path.read_bytes(), catalogue)


def _known(store_path: Path) -> str:
    names = saved_contents(store_path)
    return f" Kept under a name: {', '.join(names)}." if names else ""


def _sound(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be a name for contents. Write up to 60 letters, digits, spaces, - or _, such as "
            "Annual report 2016-17."
        )
    return name
