"""The contents of a report, item by item in order, as a TOML file that is read, checked, written and saved under a
name.
Every problem of a file is reported at once.
"""

import errno
import re
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, Strict, WrapValidator

from indicators.access.permissions import Permission, requires
from indicators.atomic import write_file
from indicators.catalogue.areas import find_area, nearest_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.file_keys import FileTable, one_of, says
from indicators.catalogue.file_tables import TablePlace, WrittenText, WrittenTexts, check_table, tables
from indicators.catalogue.toml_files import read_toml, toml_text
from indicators.errors import DataProblems, Problem, UsageError
from indicators.exports.cells import printable
from indicators.figures.series import check_measure
from indicators.store.database import plain_file_errors

#: What an item can be, with the heading that it has unless the office gives another.
ITEM_KINDS = {
    "profile": "Safeguarding Profile",
    "quarters": "Quarter by quarter",
    "chart": "How it has moved",
    "view": "Charts and evidence",
    "quadrants": "The four quadrants",
    "changes": "What changed and what did not",
    "messages": "Key messages",
    "differences": "What we count differently",
    "challenges": "Challenges and what came of them",
    "guidance": "What the yearly report has to cover",
    "figures": "Other figures of the year",
    "sources": "Sources",
    "notes": "Notes and symbols",
    "text": "",
}
#: What stands among comparators for the median of an area's statistical neighbours.
STATISTICAL_NEIGHBOURS = "statistical neighbours"


@dataclass(frozen=True, kw_only=True)
class ContentsItem:
    """One part of a report; what a kind has no use for keeps its default.

    `areas` are codes, none for the board's own, `comparators` codes or `NEIGHBOURS`, `sources` ids in the order in
    which they are printed before others, `years` how many up to the period. `headlines` stands for all headline
    indicators. `measure` is what a chart shows where the indicator has it. `paragraphs` are the office's own words.
    `address` is that of a view, challenge or finding of the dashboard; a finding's own words are then its paragraph.
    """

    kind: str
    title: str = ""
    indicators: tuple[str, ...] = ()
    headlines: bool = False
    areas: tuple[str, ...] = ()
    measure: str = "value"
    comparators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: int = 3
    paragraphs: tuple[str, ...] = ()
    address: str = ""

    def areas_in(self, catalogue: Catalogue) -> tuple[str, ...]:
        """The codes of the areas that it is about."""
        return self.areas or catalogue.board.own

    @property
    def heading(self) -> str:
        """What the part is called."""
        return self.title or ITEM_KINDS[self.kind]


@dataclass(frozen=True)
class Contents:
    """The title of a report and its items in order; `public_title` is that of one for anybody, if another."""

    title: str
    items: tuple[ContentsItem, ...]
    # No file says it: whoever writes a title into one has chosen it for the report.
    public_title: str = field(default="", compare=False)


#: The most years that fit across a page, and over which a chart can be read.
MOST_YEARS, MOST_CHARTED_YEARS = 5, 30


def _years(most: int) -> WrapValidator:
    return says(f"is not a number of years; write a whole number from 1 to {most}")


@dataclass(frozen=True)
class ContentsFile(FileTable):
    """The contents of a report as their file has them, the items as they stand there."""

    title: WrittenText
    items: Annotated[tuple[dict[str, Any], ...], tables("items")]


@dataclass(frozen=True, kw_only=True)
class ItemTable(FileTable):
    """An item as the file has it, of a kind that has no other keys."""

    kind: Annotated[WrittenText, one_of(ITEM_KINDS)]
    title: WrittenText = ""


@dataclass(frozen=True, kw_only=True)
class QuartersTable(ItemTable):
    """An item that prints the figures of some indicators."""

    indicators: WrittenTexts
    areas: WrittenTexts = ()
    sources: WrittenTexts = ()


@dataclass(frozen=True, kw_only=True)
class ProfileTable(QuartersTable):
    """The same, year by year."""

    years: Annotated[int, Strict(), Field(ge=1, le=MOST_YEARS), _years(MOST_YEARS)] = 3


@dataclass(frozen=True, kw_only=True)
class ChartTable(ItemTable):
    """An item that draws some indicators."""

    indicators: WrittenTexts = ()
    headlines: Annotated[bool, Strict(), says("is neither true nor false; write one of them without quotes")] = False
    areas: WrittenTexts = ()
    measure: Annotated[WrittenText, one_of(("value", "rate"))] = "value"
    comparators: WrittenTexts = ()
    years: Annotated[int, Strict(), Field(ge=1, le=MOST_CHARTED_YEARS), _years(MOST_CHARTED_YEARS)] = 3


@dataclass(frozen=True, kw_only=True)
class ViewTable(ItemTable):
    """An item that shows a view, challenge or finding of the dashboard by its address."""

    title: WrittenText = field()
    address: WrittenText
    paragraphs: WrittenTexts = ()


@dataclass(frozen=True, kw_only=True)
class TextTable(ItemTable):
    """An item in the office's own words."""

    title: WrittenText = field()
    paragraphs: WrittenTexts


#: What an item may say, by its kind.
ITEM_TABLES: Mapping[str, type[ItemTable]] = {
    "profile": ProfileTable,
    "quarters": QuartersTable,
    "chart": ChartTable,
    "view": ViewTable,
    **dict.fromkeys(
        (
            "messages",
            "quadrants",
            "changes",
            "differences",
            "challenges",
            "guidance",
            "figures",
            "sources",
            "notes",
        ),
        ItemTable,
    ),
    "text": TextTable,
}


CONTENTS_PLACE = "the contents of the report"
#: Keys that name things of the catalogue, each once.
_LISTED_KEYS = ("indicators", "areas", "comparators", "sources")


def parse_contents(file: str, text: str | bytes, catalogue: Catalogue) -> Contents:
    """The contents that a file says; raises DataProblems naming all that is wrong with it."""
    raw, unread = read_toml(file, text)
    if unread:
        raise DataProblems(unread, CONTENTS_PLACE)
    spot = TablePlace(file)
    _, sound, problems = check_table(spot, raw, ContentsFile)
    placed = spot.tables(sound, "items")
    items: list[ContentsItem] = []
    for location, table in placed:
        known, own = _parse_item(location, table, catalogue)
        items.append(known)
        problems += own
    problems += _repeated_items([location for location, _ in placed], items)
    if problems:
        raise DataProblems(problems, CONTENTS_PLACE)
    return Contents(sound["title"], tuple(items))


def contents_text(contents: Contents) -> str:
    """The file that says these contents; the same contents give the same file."""
    tables = [toml_text({"title": printable(contents.title)})]
    for item in contents.items:
        keys = {
            key.name: _file_value(getattr(item, key.name))
            for key in fields(ContentsItem)
            if getattr(item, key.name) != _default_value(key)
        }
        tables.append(f"[[items]]\n{toml_text(keys)}")
    return "\n".join(tables)


def _parse_item(spot: TablePlace, raw: Mapping[str, Any], catalogue: Catalogue) -> tuple[ContentsItem, list[Problem]]:
    """One item of its sound keys, and what is wrong with the others."""
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in ITEM_TABLES:
        # Which keys it may have depends on its kind: without one they are not looked at.
        return ContentsItem(kind=""), check_table(spot, {key: raw[key] for key in raw if key == "kind"}, ItemTable)[2]
    _, sound, problems = check_table(spot, raw, ITEM_TABLES[kind])
    codes, unknown = _area_codes(spot, sound, catalogue)
    problems += [*unknown, *_reference_problems(spot, sound, catalogue)]
    if sound["kind"] == "chart":
        problems += _chart_problems(spot, sound, catalogue)
    named: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (sound | codes).items()
    }
    return ContentsItem(**named), problems


def _area_codes(
    spot: TablePlace, sound: Mapping[str, Any], catalogue: Catalogue
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The codes of areas that are named, and the names that are none."""
    codes: dict[str, tuple[str, ...]] = {}
    problems = []
    for key in ("areas", "comparators"):
        known = []
        for name in sound.get(key, ()):
            if key == "comparators" and name.casefold() == STATISTICAL_NEIGHBOURS:
                known.append(STATISTICAL_NEIGHBOURS)
                continue
            try:
                known.append(find_area(name, catalogue.areas).code)
            except UsageError:
                names = [area.name for area in catalogue.areas.values()]
                problems.append(spot.problem(key, name, f"is not an area. {nearest_names(name, names)}"))
        if key in sound:
            codes[key] = tuple(known)
    return codes, problems


def _reference_problems(spot: TablePlace, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """Indicators and sources that are not in the catalogue, and names that are given twice."""
    known: dict[str, Collection[str]] = {"indicators": catalogue.indicators, "sources": catalogue.sources}
    problems = [
        spot.problem(key, name, f"is not {word}. {nearest_names(name, list(known[key]))}")
        for key, word in (("indicators", "an indicator"), ("sources", "a source"))
        for name in sound.get(key, ())
        if name not in known[key]
    ]
    for key in _LISTED_KEYS:
        names = sound.get(key, [])
        twice = dict.fromkeys(name for number, name in enumerate(names) if name in names[:number])
        problems += [spot.problem(key, name, "is named before; keep one") for name in twice]
    return problems


def _chart_problems(spot: TablePlace, sound: Mapping[str, Any], catalogue: Catalogue) -> list[Problem]:
    """A chart of nothing, of two things at once, or in a measure that its indicator has not."""
    if bool(sound.get("headlines")) == bool(sound.get("indicators")):
        return [spot.problem("", "", "needs either indicators = [...] or headlines = true")]
    problems = []
    for name in sound.get("indicators", ()):
        definition = catalogue.indicators.get(name)
        try:
            if definition:
                check_measure(definition, sound.get("measure", ContentsItem.measure))
        except UsageError as error:
            problems.append(spot.problem("measure", sound["measure"], f"does not fit: {error}"))
    return problems


def _repeated_items(spots: Iterable[TablePlace], items: list[ContentsItem]) -> list[Problem]:
    """Items that are given again just as before."""
    return [
        spot.problem("", "", "is the same as an earlier item; keep one, or give it another title")
        for number, (spot, item) in enumerate(zip(spots, items, strict=True))
        if item.kind and item in items[:number]
    ]


def _default_value(key: Any) -> Any:
    return None if key.default is MISSING else key.default


def _file_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_file_value(one) for one in value]
    return printable(value) if isinstance(value, str) else value


#: The contents that a pack has where nobody chooses others, in the data folder.
STANDARD_CONTENTS_FILE = Path("packs") / "annual_report.toml"
#: What a name may look like: anything else could name another file, or none on some system.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,58}[A-Za-z0-9])?", re.ASCII)
_ENDING = ".toml"
#: Bytes that a file of contents has at most.
MOST_CONTENTS_BYTES = 1_000_000
#: Letters of an unknown name that are said again.
_LONGEST_SHOWN = 60
_REMEDY = "Ask for the right to write there, or make room on the disk."


def contents_folder(store_path: Path) -> Path:
    """Where the named contents of a store lie."""
    return store_path.with_name(f"{store_path.name}.packs")


@requires(Permission.CHANGE_REPORT_SETS)
def save_contents(store_path: Path, name: str, contents: Contents) -> Path:
    """Keep contents under a name, in place of what was kept under it; gives the file.

    Raises UsageError for a name that no file could have and StoreError, in plain words, where the folder cannot
    be written.
    """
    path = contents_folder(store_path) / f"{_checked_name(name)}{_ENDING}"
    with plain_file_errors(path, "Contents", _REMEDY):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, contents_text(contents).encode())
    return path


def saved_contents_names(store_path: Path) -> list[str]:
    """The names under which contents are kept, in the order of the alphabet."""
    paths = contents_folder(store_path).glob(f"*{_ENDING}")
    return sorted((path.stem for path in paths if _NAME.fullmatch(path.stem)), key=str.casefold)


@requires(Permission.CHANGE_REPORT_SETS)
def discard_contents(store_path: Path, name: str) -> None:
    """Forget what is kept under a name; nothing where there is none."""
    path = contents_folder(store_path) / f"{_checked_name(name)}{_ENDING}"
    with plain_file_errors(path, "Contents", _REMEDY):
        path.unlink(missing_ok=True)


def load_contents(chosen: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, or by their file.

    Raises UsageError with the names that there are where it is neither, DataProblems for what is wrong in it.
    """
    if chosen in saved_contents_names(store_path):
        return named_contents(chosen, store_path, catalogue)
    path = Path(chosen)
    try:
        return read_contents(path, catalogue)
    except OSError as error:
        unknown = "it is neither a file nor a name under which contents are kept"
        why = error.strerror if path.exists() else unknown
        raise UsageError(f"'{chosen}' cannot be read as contents: {why}.{_saved_names_text(store_path)}") from None


def named_contents(name: str, store_path: Path, catalogue: Catalogue) -> Contents:
    """Contents by the name under which they are kept, and by nothing else: a name never leads to another file.

    Raises UsageError with the names that there are, DataProblems for what is wrong in it.
    """
    if name not in saved_contents_names(store_path):
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
        raise UsageError(f"No contents are kept under the name '{shown}'.{_saved_names_text(store_path)}")
    path = contents_folder(store_path) / f"{name}{_ENDING}"
    try:
        return read_contents(path, catalogue)
    except OSError as error:
        raise UsageError(
            f"'{name}' cannot be read as contents: {error.strerror}.{_saved_names_text(store_path)}"
        ) from None


def read_contents(path: Path, catalogue: Catalogue) -> Contents:
    """Contents by their file, which whoever calls has chosen; raises OSError where it cannot be read."""
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise OSError(errno.EISDIR, "it is a folder, not a file")
    if not stat.S_ISREG(state.st_mode) or state.st_size > MOST_CONTENTS_BYTES:
        # A device never ends, and what is as long as that was written by nobody.
        raise OSError(errno.EFBIG, f"it is no plain file of at most {MOST_CONTENTS_BYTES:,} bytes")
    return parse_contents(path.name, path.read_bytes(), catalogue)


def _saved_names_text(store_path: Path) -> str:
    names = saved_contents_names(store_path)
    return f" Kept under a name: {', '.join(names)}." if names else ""


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be a name for contents. Write up to 60 letters, digits, spaces, - or _, such as "
            "Annual report 2016-17."
        )
    return name
