"""A new indicator written into a data folder: its definition and, where it is new, the row of its source.

Everything is checked as the whole folder is when it is loaded, in a copy without figures, before anything is written;
what is written takes its place in one step. Two people who add at the same time wait for each other.
"""

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from indicators.access.permissions import Permission, requires
from indicators.atomic import exclusive_lock, new_file, replace_file, sync_file, write_files
from indicators.catalogue.indicators import Indicator, checked_definitions
from indicators.catalogue.toml_files import toml_files
from indicators.errors import DataProblems, Problem, UsageError, printable_text
from indicators.loading.data_folder import DEFINITIONS, read_data_folder
from indicators.loading.tables import SOURCES
from indicators.temporary import temporary_folder

#: Characters that a text of a definition may have; a title has its own limit.
MOST_CHARACTERS = 2_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,99}")
#: Seconds that one who adds waits for another.
_PATIENCE = 20.0
#: The lock of a data folder, under which indicators are added to it.
LOCK = ".adding.lock"
_NOT_COPIED = ("facts", "populations.csv", LOCK)


@dataclass(frozen=True, kw_only=True)
class NationalDraft:
    """Where the figures of a new indicator stand: the keys of its `[[national]]` table.

    `where` are columns and the words that pick lines by them, `more` keys that name columns of other publishers' files.
    """

    source: str
    period: str
    column: str = ""
    items: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    with_columns: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DefinitionDraft:
    """What somebody says of a new indicator, as the keys of its definition."""

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
    national: NationalDraft
    counts: str = ""
    decimals: int = 0
    topics: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceDraft:
    """A new row of `sources.csv`; `published` is the day of publication as the file writes it, 2025-11-20."""

    source: str
    title: str
    publisher: str
    published: str
    edition: str = ""
    place: str = ""
    url: str = ""
    licence: str = "OGL v3"


def name_from_words(words: str, *, prefix: str = "") -> str:
    """An id made of some words: small letters, digits and _, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")
    plain = f"{prefix}{plain}"
    return plain[:60].rstrip("_") if re.match("[a-z]", plain) else f"indicator_{plain}"[:60].rstrip("_")


def definition_text(draft: DefinitionDraft) -> str:
    """The file of a definition, its keys in the order of those that are shipped."""
    lines = [
        _line("id", draft.id),
        _line("title", draft.title),
        _line("short_title", draft.short_title),
        _line("quadrant", draft.quadrant),
        _line("stage", draft.stage),
        *([_line("topics", draft.topics)] if draft.topics else []),
        _line("kind", draft.kind),
        _line("timing", draft.timing),
        _line("frequency", draft.frequency),
        _line("unit", draft.unit),
        *([_line("counts", draft.counts)] if draft.counts else []),
        f"decimals = {draft.decimals}",
        _line("polarity", draft.polarity),
        _line("preferred_sources", (draft.national.source,)),
        _line("owner", draft.owner),
        _line("why", draft.why),
        _list("questions", draft.questions),
        *([_list("caveats", draft.caveats)] if draft.caveats else []),
        f"review_date = {draft.review_date.isoformat()}",
        "",
        *_national_lines(draft.national),
    ]
    return "\n".join(lines) + "\n"


def _national_lines(national: NationalDraft) -> list[str]:
    lines = ["[[national]]", _line("source", national.source), _line("period", national.period)]
    if national.items:
        return [*lines, _line("items", national.items)]
    lines += [_line(key, (column,)) for key, column in national.more.items() if key in ("area_column", "period_column")]
    lines.append(_line("columns", (national.column,)))
    lines += [
        _line(key, (column,)) for key, column in national.more.items() if key not in ("area_column", "period_column")
    ]
    if national.with_columns:
        lines.append(_line("with", national.with_columns))
    if national.where:
        lines.append("where = [")
        lines += [
            f"    {{columns = {_value((column,))}, values = {_value(words)}}}," for column, words in national.where
        ]
        lines.append("]")
    return lines


def _line(key: str, value: str | Sequence[str]) -> str:
    return f"{key} = {_value(value)}"


def _list(key: str, texts: Sequence[str]) -> str:
    inner = "".join(f"    {_value(text)},\n" for text in texts)
    return f"{key} = [\n{inner}]" if texts else f"{key} = []"


def _value(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        # TOML's texts are JSON's but for one mark, which TOML wants written out.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(_value(one) for one in value)}]"


def draft_problems(draft: DefinitionDraft) -> list[Problem]:
    """What is wrong with a draft in itself, as `check-data` would say it of its file."""
    return _checked(draft)[1]


def draft_indicator(draft: DefinitionDraft) -> Indicator:
    """The indicator that a sound draft makes; raises DataProblems with all that is wrong with it."""
    indicator, problems = _checked(draft)
    if problems or indicator is None:
        raise DataProblems(problems, f"{DEFINITIONS}/{draft.id}.toml")
    return indicator


def _checked(draft: DefinitionDraft) -> tuple[Indicator | None, list[Problem]]:
    if not _ID.fullmatch(draft.id):
        message = "is no id; write small letters, digits and _, beginning with a letter, such as plans_started"
        return None, [Problem(DEFINITIONS, "key 'id'", printable_text(draft.id), message)]
    file = f"{DEFINITIONS}/{draft.id}.toml"
    texts = {
        "title": draft.title,
        "short_title": draft.short_title,
        "why": draft.why,
        "owner": draft.owner,
        "unit": draft.unit,
    }
    texts |= {"questions": "\n".join(draft.questions), "caveats": "\n".join(draft.caveats)}
    long = [
        Problem(file, f"key '{key}'", "", f"is longer than {MOST_CHARACTERS:,} characters; these are {len(text):,}")
        for key, text in texts.items()
        if len(text) > MOST_CHARACTERS
    ]
    wild = [
        Problem(file, f"key '{key}'", printable_text(text), "has marks that cannot be written as text")
        for key, text in texts.items()
        if any("\ud800" <= mark <= "\udfff" for mark in text)
    ]
    if wild:
        return None, wild
    if not draft.questions:
        long.append(Problem(file, "key 'questions'", "", "has no question; write one that the figure should raise"))
    indicators, problems = checked_definitions({f"{draft.id}.toml": definition_text(draft)})
    return indicators.get(draft.id), [*problems, *long]


@requires(Permission.ADD_INDICATORS)
def add_definition(data: Path, draft: DefinitionDraft, source: SourceDraft | None = None) -> Path:
    """Write a new indicator into a data folder, and its source where that is new; gives the definition's file.

    Raises DataProblems, with all that is wrong, where the folder would then not load, and UsageError where the id or a
    title is taken or the folder cannot be written; nothing is changed then.
    """
    draft_indicator(draft)
    busy = UsageError(f"Somebody else is adding an indicator to {data}. Nothing was written; try again in a moment.")
    try:
        lock = exclusive_lock(data / LOCK, refusal=busy, patience=_PATIENCE)
        with lock:
            _refuse_taken(data, draft)
            files = _new_files(data, draft, source)
            _refuse_unloadable(data, files)
            write_files(data, {name: content for name, content in files.items() if "/" not in name})
            _place_new(data / DEFINITIONS / f"{draft.id}.toml", files[f"{DEFINITIONS}/{draft.id}.toml"])
    except OSError as error:
        raise UsageError(
            f"The data folder {data} cannot be written ({error.strerror or error}). No indicator was added. Ask "
            "whoever keeps it for the right to write there, or choose another folder with --data."
        ) from error
    return data / DEFINITIONS / f"{draft.id}.toml"


def _place_new(path: Path, content: bytes) -> None:
    """A file in a place where none is; the lock keeps others out who add."""
    with new_file(path) as new:
        new.write_bytes(content)
        sync_file(new)
        replace_file(new, path)


def _refuse_taken(data: Path, draft: DefinitionDraft) -> None:
    if (data / DEFINITIONS / f"{draft.id}.toml").exists():
        raise UsageError(
            f"There is an indicator '{draft.id}' already ({DEFINITIONS}/{draft.id}.toml), which is not written over. "
            "Choose another id."
        )
    indicators, _ = checked_definitions(toml_files(data / DEFINITIONS))
    wanted = {draft.title.casefold(), draft.short_title.casefold()}
    for other in indicators.values():
        if taken := wanted & {other.title.casefold(), other.short_title.casefold()}:
            name = next(text for text in (draft.title, draft.short_title) if text.casefold() in taken)
            raise UsageError(
                f"'{printable_text(name)}' is the name of another indicator, {other.id}. Choose another title or short "
                "title, so that nobody takes one for the other."
            )


def _new_files(data: Path, draft: DefinitionDraft, source: SourceDraft | None) -> dict[str, bytes]:
    """The contents of what is written, by name within the data folder; the source goes before what names it."""
    files = {}
    if source is not None:
        files[SOURCES.file] = _with_row(data / SOURCES.file, source)
    files[f"{DEFINITIONS}/{draft.id}.toml"] = definition_text(draft).encode("utf-8")
    return files


def _with_row(path: Path, source: SourceDraft) -> bytes:
    """The table of sources with one more row at its end, its columns in the order that they stand in."""
    content = path.read_bytes()
    text = content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    if any(row.get("source") == source.source for row in rows):
        raise UsageError(f"There is a source '{source.source}' already. Choose another id, or take that one.")
    heading = next(csv.reader([text.splitlines()[0]]), []) if text else list(SOURCES.columns)
    cells = {
        "source": source.source,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.published,
        "edition": source.edition,
        "place": source.place,
        "url": source.url,
        "licence": source.licence,
    }
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([cells.get(name, "") for name in heading])
    return content.rstrip(b"\r\n") + b"\n" + line.getvalue().encode("utf-8")


def _refuse_unloadable(data: Path, files: Mapping[str, bytes]) -> None:
    """Raise DataProblems where the folder with these files would not load."""
    with temporary_folder("adding") as work:
        copy = work / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        for name, content in files.items():
            (copy / name).write_bytes(content)
        _, problems = read_data_folder(copy)
    if errors := [problem for problem in problems if not problem.is_warning]:
        raise DataProblems(errors, "the data folder with the new indicator")
