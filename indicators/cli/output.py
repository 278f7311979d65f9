"""Results on standard output: an aligned table to read, or CSV and JSON for other programs."""

import csv
import io
import json
import math
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

import click

from indicators.catalogue.symbols import MARKED_STATUSES, STATUSES
from indicators.errors import ImageExportUnavailable
from indicators.exports.cells import escape_formula
from indicators.rounding import decimal_text
from indicators.wording.statements import level_text, reading_text

if TYPE_CHECKING:
    from indicators.exports.paper_files import WrittenPaper

_WIDTH = 100
_NOT_TRUSTED = "cannot be trusted yet"
_DISAGREEMENTS = {"two_sources": "two sources differ", "does_not_follow": "not what its own counts give"}
#: Lines of a question that a list shows.
_QUESTION_LINES = 3
#: Columns of a table, each with the most characters it may take; the source takes the room that is left.
_TABLE = {"area": 26, "period": 27, "value": 16}

OutputRow = Mapping[str, Any]


def write_csv(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Rows as CSV: numbers at full precision, empty where there is none, no text that becomes a formula."""
    for cells in (columns, *([_csv_cell(row[name]) for name in columns] for row in rows)):
        line = io.StringIO()
        # Told that lines end so, the writer puts quotes around a carriage return, which would else begin a new line.
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        out.write(line.getvalue().removesuffix("\r\n") + "\n")


def write_json(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Rows as a JSON list with an object a line: numbers at full precision, null where there is none."""
    objects = (json.dumps({name: _exact(row[name]) for name in columns}, ensure_ascii=False) for row in rows)
    out.write("[" + ",\n ".join(objects) + "]\n")


def write_figure_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Rows as an aligned table of at most 100 columns, under the title of each indicator.

    Numbers are rounded as the dashboard shows them; long names are shortened, and `columns` is not heeded:
    the table has those that tell one row of an indicator from another.
    """
    lines = [list(_TABLE), *([_table_cell(row, name) for name in _TABLE] for row in rows)]
    aligned = list(_aligned_lines(lines, [name == "value" for name in _TABLE]))
    room = _WIDTH - len(aligned[0]) - 4
    title = ""
    for row, line in zip(rows, aligned[1:], strict=True):
        if title != (title := _shortened(f"{row['title']} ({row['unit']})", _WIDTH)):
            out.write(f"{title}\n  {aligned[0]}  source\n")
        out.write(f"  {line}  {_shortened(row['source'], room)}\n")


def write_signal_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Lines of a shortlist to read, at most 100 columns wide: the sentence, and under it what it is about.

    They stand under the words of their level, figures that cannot be trusted at the end; `columns` is not heeded.
    """
    head = ""
    for row in sorted(rows, key=lambda row: row["rule"] == "data"):
        if head != (head := _NOT_TRUSTED if row["rule"] == "data" else level_text(row["level"])):
            out.write(f"{head[0].upper()}{head[1:]}\n")
        sentence = textwrap.wrap(f"{row['statement']}.", _WIDTH - 2, initial_indent="  ", subsequent_indent="    ")
        about = f"{row['title']}, {row['area']}, {row['period']}: {reading_text(row['reading'])}"
        out.write("\n".join([*sentence, f"    {_shortened(about, _WIDTH - 4)}"]) + "\n")


def write_disagreement_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Disagreements to read, at most 100 columns wide, under the title of each indicator: a line a figure.

    The figure that the dashboard shows comes first; the other stands under it. `columns` is not heeded.
    """
    room = _WIDTH - 4
    title = ""
    for row in rows:
        if title != (title := _shortened(f"{row['title']} ({row['unit']})", _WIDTH)):
            out.write(f"{title}\n")
        what = f"{row['area']}, {row['period']}: {_DISAGREEMENTS[row['kind']]}"
        pair = [
            f"{decimal_text(row[f'{name}value'], row['decimals'])}  {row[f'{name}source']}" for name in ("", "other_")
        ]
        out.write("\n    ".join([f"  {_shortened(what, room)}", *(_shortened(line, room) for line in pair)]) + "\n")


def write_return_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Returns to read, at most 100 columns wide, two or three lines each; `columns` is not heeded."""
    for row in rows:
        about = ", ".join(part for part in (row["kind"], row["agency"], row["period"]) if part)
        counts = ", ".join(f"{row[name]:,} {name}" for name in ("new", "revised", "unchanged", "refused") if row[name])
        lines = [
            f"{row['return']:>5}  {_shortened(row['name'], _WIDTH - 7)}",
            f"       {_shortened(about, _WIDTH - 7)}",
            f"       accepted {row['accepted']} by {row['by']}; {row['state']}",
            f"       {row['figures']:,} figures{f': {counts}' if counts else ''}",
        ]
        out.write("\n".join(lines + ([f"       {row['why']}"] if row["why"] else [])) + "\n")


def write_challenge_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Challenges to read, at most 100 columns wide, a few lines each; `columns` is not heeded."""
    for row in rows:
        about = ", ".join(row[name] for name in ("title", "area", "period", "priority_title") if row[name])
        question = textwrap.wrap(row["question"], _WIDTH - 7)
        due = f"due {row['due']}" + (", overdue" if row["overdue"] else "")
        lines = [
            f"{row['challenge']:>5}  {_shortened(row['agency'], 40)}: {row['state']}; {due}",
            *(f"       {line}" for line in question[:_QUESTION_LINES]),
            *(["       …"] if len(question) > _QUESTION_LINES else []),
            *([f"       {_shortened(about, _WIDTH - 7)}"] if about else []),
            f"       {row['last_step']} {row['last']} by {_shortened(row['last_by'], 60)}",
        ]
        out.write("\n".join(lines) + "\n")


def write_text_table(rows: Sequence[OutputRow], columns: Sequence[str], out: TextIO) -> None:
    """Texts to read, at most 100 columns wide: where each stands, what was decided, its words and the doubts.

    `columns` is not heeded.
    """
    for row in rows:
        lines = [f"{row['place']}: {row['decision']}"]
        for words, indent in ((row["text"], "    "), (row["doubts"], "    ? ")):
            lines += textwrap.wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
        out.write("\n".join(lines) + "\n")


WRITERS: dict[str, Callable[[Sequence[OutputRow], Sequence[str], TextIO], None]] = {
    "table": write_figure_table,
    "csv": write_csv,
    "json": write_json,
}


SIGNAL_WRITERS = WRITERS | {"table": write_signal_table}
RETURN_WRITERS = WRITERS | {"table": write_return_table}
CHALLENGE_WRITERS = WRITERS | {"table": write_challenge_table}
TEXT_WRITERS = WRITERS | {"table": write_text_table}
DISAGREEMENT_WRITERS = WRITERS | {"table": write_disagreement_table}


def _exact(value: Any) -> Any:
    """A number as it is, whole ones without `.0`; None where there is none."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    return int(value) if value.is_integer() else value


def print_written(written: "WrittenPaper") -> None:
    """The files of a paper, a path a line; raises ImageExportUnavailable where one could not be made."""
    for path in written.paths:
        click.echo(path)
    for label, reason in written.missing.items():
        raise ImageExportUnavailable(f"The {label} is missing; the other files are made. {reason}")


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return escape_formula(value)
    exact = _exact(value)
    return "" if exact is None else exact


def _table_cell(row: OutputRow, name: str) -> str:
    if name != "value":
        return _shortened(row[name], _TABLE[name])
    mark = f" {STATUSES[row['status']].mark}" if row["status"] in MARKED_STATUSES else ""
    if math.isnan(row["value"]):
        return f"[{row['symbol']}]{mark}"
    return decimal_text(row["value"], row["decimals"]) + mark


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _aligned_lines(lines: Sequence[Sequence[str]], rightwards: Sequence[bool]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, rightwards, strict=True)
        )
        yield "  ".join(cells)
