"""Many decisions about the words of definitions in one step: a list that was filled in, written into the data folder.

The list is what `python -m indicators texts --format csv` writes, with yes or no in its column `public`. All of it is
written or nothing: a word that was changed since the list was made, or a definition that is answered in part, is said.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indicators.access import may_publish_words
from indicators.atomic import exclusive_lock, write_files
from indicators.catalogue.indicators import TEXT_KEYS
from indicators.catalogue.toml_files import read_toml, toml_text
from indicators.disclosure.decisions import NO, NOT_YET, YES, PublishableText
from indicators.errors import DataProblems, Problem, UsageError, printable_text
from indicators.loading.csv_files import plain_text
from indicators.loading.data_folder import DEFINITIONS
from indicators.loading.new_definition import LOCK
from indicators.temporary import temporary_folder

#: The columns that are read; a list may have others.
PLACE, ANSWER, WORDS = "place", "public", "text"
_ANSWERS = {"yes": YES, "no": NO, "": NOT_YET}
_DEFINITION = re.compile(rf"{DEFINITIONS}/(?P<indicator>[a-z0-9_]+)\.toml, (?P<key>[a-z]+)")
#: The key on a line of its own, as every definition of ours has it.
_PUBLIC_LINE = re.compile(r"^public[ \t]*=[ \t]*\{[^\r\n]*\}[ \t]*(#[^\r\n]*)?(?=\r?$)", re.MULTILINE)
_FIRST_TABLE = re.compile(r"^\[", re.MULTILINE)
_PATIENCE = 20.0


@dataclass(frozen=True)
class WordDecisions:
    """What a list decides: by the id of an indicator, which of its texts (`TEXT_KEYS`) may be published and which not.

    Only definitions whose decision differs from the one before are in it.
    """

    published: Mapping[str, tuple[str, ...]]
    yes: int
    no: int

    @property
    def is_empty(self) -> bool:
        """Whether the list decides nothing that was not decided before."""
        return not self.published


def read_decisions(path: Path, texts: Sequence[PublishableText]) -> WordDecisions:
    """What a filled-in list decides about the texts as they are now.

    Raises DataProblems with all that is wrong with it, ReturnRefused for what is no list in CSV.
    """
    rows, problems = _rows(path)
    known = {text.place: text for text in texts}
    answers: dict[str, str] = {}
    published: dict[str, tuple[str, ...]] = {}
    changed: list[str] = []
    for number, row in rows:
        place, answer = row[PLACE].strip(), row[ANSWER].strip().casefold()
        text = known.get(place)
        if problem := _row_problem(row, text, is_again=place in answers):
            problems.append(Problem(path.name, f"row {number}", *problem))
        elif text is not None and answer:
            answers[place] = _ANSWERS[answer]
    if not problems:
        published, changed, problems = _by_indicator(answers, known, path.name)
    if problems:
        raise DataProblems(problems, "the list of decisions")
    return WordDecisions(published, yes=changed.count(YES), no=changed.count(NO))


def write_decisions(data: Path, decisions: WordDecisions, *, role: str, roles: Sequence[str], day: date) -> None:
    """Write the decisions into the definitions of a data folder, all or none of them; nothing else in them changes.

    Raises UsageError for a role that may not decide, for a definition that cannot be changed line by line, and where
    the folder cannot be written.
    """
    if not may_publish_words(role, roles):
        raise UsageError(
            f"'{printable_text(role)}' may not decide that words are published. Act as: {', '.join(roles)}."
        )
    busy = UsageError(f"Somebody else is changing {data}. Nothing was written; try again in a moment.")
    folder = data / DEFINITIONS
    try:
        with exclusive_lock(data / LOCK, refusal=busy, patience=_PATIENCE):
            files = {
                f"{name}.toml": _decided(folder / f"{name}.toml", published, role, day).encode("utf-8")
                for name, published in decisions.published.items()
            }
            write_files(folder, files)
    except OSError as error:
        raise UsageError(
            f"The data folder {data} cannot be written ({error.strerror or error}). No decision was written. Ask "
            "whoever keeps it for the right to write there."
        ) from error


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """The rows of the list with the numbers that a spreadsheet gives them, each as long as its headings."""
    with temporary_folder("deciding") as work:
        opened = plain_text(path, path.name, work)
        text = opened.path.read_text("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=opened.delimiter)
    heading = [name.strip().casefold() for name in next(reader, [])]
    if missing := [name for name in (PLACE, ANSWER, WORDS) if heading.count(name) != 1]:
        message = "is not there, or twice: send the list that `texts --format csv` writes, filled in and saved as CSV"
        return [], [Problem(path.name, "row 1", f"column {name}", message) for name in missing]
    rows, problems = [], []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            message = f"is not as long as the headings: cells {len(cells):,}, headings {len(heading):,}"
            problems.append(Problem(path.name, f"row {number}", "", message))
            continue
        rows.append((number, dict(zip(heading, cells, strict=True))))
    return rows, problems


def _row_problem(row: Mapping[str, str], text: PublishableText | None, *, is_again: bool) -> tuple[str, str] | None:
    """What is wrong with a row as the value and what to do; None where nothing is."""
    place, answer = row[PLACE].strip(), row[ANSWER].strip()
    if answer.casefold() not in _ANSWERS:
        return printable_text(answer[:60]), "is not an answer. Write yes or no, or nothing where it is not decided yet"
    if not answer:
        return None
    if text is None:
        return printable_text(place[:100]), "is no text of this store. Make the list anew: it may have changed since"
    if is_again:
        return place, "is answered twice. Leave one of the rows"
    if not _DEFINITION.fullmatch(place):
        if _ANSWERS[answer.casefold()] == text.public:
            return None
        file = place.partition(",")[0]
        where = "on the page Findings" if place.startswith("page ") else f"in data/{file}, column public"
        return place, f"is decided {where}; this list decides about the words of definitions"
    if _plain(row[WORDS]) != _plain(text.words):
        return place, "has other words now than the list. Make the list anew and read them before you decide"
    return None


def _plain(words: str) -> str:
    """Words without what a spreadsheet or the list itself puts before or between them."""
    return " ".join(words.lstrip("'").split())


def _by_indicator(
    answers: Mapping[str, str], known: Mapping[str, PublishableText], file: str
) -> tuple[dict[str, tuple[str, ...]], list[str], list[Problem]]:
    """The keys that may be published of each definition whose decision changes, the answers that are new, and what is
    answered in part.
    """
    of_indicator: dict[str, dict[str, PublishableText]] = {}
    for place, text in known.items():
        if found := _DEFINITION.fullmatch(place):
            of_indicator.setdefault(found["indicator"], {})[found["key"]] = text
    published: dict[str, tuple[str, ...]] = {}
    changed: list[str] = []
    problems: list[Problem] = []
    for indicator, texts in of_indicator.items():
        given = {key: answers[text.place] for key, text in texts.items() if text.place in answers}
        now = {key: given.get(key, text.public) for key, text in texts.items()}
        if not given or now == {key: text.public for key, text in texts.items()}:
            continue
        if open_keys := [key for key, answer in now.items() if answer == NOT_YET]:
            message = "has no answer, where others of the definition have one. Answer yes or no for each of its texts"
            problems += [Problem(file, f"{DEFINITIONS}/{indicator}.toml", key, message) for key in open_keys]
            continue
        published[indicator] = tuple(key for key in TEXT_KEYS if now.get(key) == YES)
        changed += [now[key] for key, text in texts.items() if now[key] != text.public]
    return published, changed, problems


def _decided(path: Path, published: Iterable[str], role: str, day: date) -> str:
    """The text of a definition with the decision in it, everything else as it was."""
    content = path.read_bytes().decode("utf-8-sig")
    decision = {"texts": list(published), "decided_by": role.strip(), "decided_on": day}
    line, end = toml_text({"public": decision}).strip(), "\r\n" if "\r\n" in content else "\n"
    before, problems = read_toml(path.name, content)
    if "public" in before:
        changed, count = _PUBLIC_LINE.subn(lambda _: line, content)
    else:
        # Before the first table: what follows one belongs to it.
        table = _FIRST_TABLE.search(content)
        place, count = table.start() if table else len(content), 1
        keys = content[:place].rstrip()
        changed = f"{keys}{end}{line}{content[len(keys) :] or end}"
    # What is written is read again: a line that looks like the key may stand within a text of several lines.
    if problems or count != 1 or read_toml(path.name, changed)[0] != {**before, "public": decision}:
        raise UsageError(
            f"{DEFINITIONS}/{path.name} cannot be changed line by line. Write into it by hand: {line} "
            "(nothing was written, into the other definitions neither)."
        )
    return changed
