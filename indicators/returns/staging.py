"""A submitted file read into the staging table: whatever its kind, its figures then lie in the same columns, and its
problems are known.
"""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pandas as pd

from indicators.errors import Problem, ReturnRefused, StoreError, UsageError
from indicators.frames import frame_groups
from indicators.loading.cells import short_lines
from indicators.loading.csv_files import FACT_COLUMNS, csv_problem
from indicators.loading.editions import FileKind
from indicators.loading.facts import Stage, empty_stage, stage_read
from indicators.loading.problems import ReturnLines, StagedLines
from indicators.returns.other_forms import refuse_downloads, refuse_other_form
from indicators.returns.publishers.read import ReadingNotes, stage_publisher_file
from indicators.returns.recognise import FileForm, Submission, is_parquet
from indicators.returns.vocabulary import Agency, Vocabulary
from indicators.returns.workbooks.read import InputSheet, cell_problem, read_workbook, sheet_from_rows
from indicators.returns.workbooks.tables import SheetLines, sheet_tables
from indicators.store.database import Store

#: The number of a return that has none yet.
STAGED_RETURN_ID = 0
#: Rows that a person's table in a text file may have; longer ones are lists of figures.
_MOST_ROWS = 50_000
#: What DuckDB raises at a file that it cannot read, and which of it is about lines of text.
_NOT_CSV = (duckdb.InvalidInputException, duckdb.NotImplementedException)
_UNREADABLE = (*_NOT_CSV, duckdb.IOException, duckdb.ConversionException, duckdb.SerializationException)


@dataclass(frozen=True)
class StagedReturn:
    """What was read: its lines, what it says of itself, what was found on the way, how many rows were left out."""

    stage: Stage
    lines: StagedLines
    agency: Agency | None = None
    period: str = ""
    problems: tuple[Problem, ...] = ()
    refused: int = 0


def stage_return(store: Store, file: Submission, form: FileForm, known: Vocabulary, *, agency: str) -> StagedReturn:
    """Read the figures of a file of any kind but the model of neighbours.

    `agency` is who sent it, where the file may not say so itself. Raises ReturnRefused for a file that cannot be
    read at all.
    """
    store.execute("return_tables")
    stage = empty_stage(store, known.known, known.indicators, is_lenient=True, reads_words=form.kind is FileKind.LONG)
    if form.kind in (FileKind.WORKBOOK, FileKind.OPEN_SHEET, FileKind.SHEET):
        staged = _read_sheets(stage, file, form, known, agency)
    else:
        with plain_read_errors(file, columns=len(form.heading)):
            reading = _read_table_file(stage, file, form, known)
        sender = known.agency(agency) if agency else None
        lines = ReturnLines(file.name, store, form.text)
        staged = StagedReturn(stage, lines, sender, problems=reading.problems, refused=reading.left_out)
    stage_read(stage, return_id=STAGED_RETURN_ID)
    return staged


def _read_table_file(stage: Stage, file: Submission, form: FileForm, known: Vocabulary) -> ReadingNotes:
    if form.kind is not FileKind.LONG:
        return stage_publisher_file(
            stage.store,
            file,
            form,
            known.indicators,
            known.areas,
            authorities=known.authorities,
            background=known.background,
        )
    names = [name if name in FACT_COLUMNS else f"column_{index}" for index, name in enumerate(form.heading)]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ReturnRefused(f"{file.name} names a column twice: {', '.join(repeated)}. Keep one of them.")
    if form.text is None:
        stage.store.register("positional_column", pd.DataFrame({name: pd.Series(dtype="str") for name in names}))
        stage.store.execute("read_long_parquet", path=str(file.path))
    else:
        columns = dict.fromkeys(names, "varchar")
        stage.store.execute("read_long_csv", path=str(form.text.path), columns=columns, delimiter=form.text.delimiter)
    unknown = [name for name in form.heading if name not in FACT_COLUMNS]
    if not unknown:
        return ReadingNotes(())
    return ReadingNotes((Problem(file.name, "row 1", ", ".join(unknown)[:200], "is not used", is_warning=True),))


@contextmanager
def plain_read_errors(file: Submission, *, columns: int = 0) -> Iterator[None]:
    """What DuckDB says of a file that it cannot read, in words; `columns` are those of its heading."""
    try:
        yield
    except StoreError as error:
        cause = error.__cause__
        # What parquet's own reader finds is told by the bare class of errors.
        if not (isinstance(cause, _UNREADABLE) or type(cause) is duckdb.Error) or "no disk space" in str(error):
            raise
        if isinstance(cause, _NOT_CSV) and not is_parquet(file.path):
            raise ReturnRefused(str(csv_problem(file.name, str(cause), columns=columns))) from error
        raise ReturnRefused(f"{file.name} is damaged and cannot be read whole. Ask for it again.") from error


def _read_sheets(stage: Stage, file: Submission, form: FileForm, known: Vocabulary, agency: str) -> StagedReturn:
    sheets = _sheets(file, form)
    refuse_downloads(sheets, file.name)
    tables = sheet_tables(sheets, file.name, defaults={})
    if tables.rows.empty:
        refuse_other_form(sheets, file.name)
    # It takes a second to import, and only people's tables need it.
    from indicators.returns.workbooks.check import checked_rows

    sender = _sender(tables.agency or agency, known)
    rows, problems = checked_rows(tables, file.name, titles=known.titles, areas=known.area_names)
    problems = [*tables.problems, *problems]
    if sender is None and (rows["source"] == "").any():
        problems.append(
            Problem(
                file.name,
                "",
                "",
                "does not say who sends it: choose the agency under 'Who sent it?' (on the command line: --agency), or "
                "have its name written beside 'Agency'",
            )
        )
    problems += _percentages_of_counts(tables.rows.reset_index(drop=True), rows, file, known)
    rows["source"] = rows["source"].where(rows["source"] != "", sender.source if sender else "")
    # Nobody's figures: told above once, not row by row as well.
    rows["is_sound"] = rows["is_sound"].astype(bool) & (rows["source"] != "")
    rows["typed"] = tables.rows["value"].reset_index(drop=True)
    rows["period_written"] = tables.rows["period"].reset_index(drop=True)
    rows["typed"] = rows["typed"].where(rows["typed"].str.strip() != rows["value"], None)
    sound = rows[rows["is_sound"]].reset_index(drop=True) if len(rows) else rows
    stage.store.register("sheet_row", sound[[*FACT_COLUMNS, "typed"]].assign(line=sound["row"].astype("int64")))
    stage.store.execute("read_sheet")
    lines = SheetLines(file.name, sound)
    return StagedReturn(stage, lines, sender, tables.period, tuple(problems), len(rows) - len(sound))


def _percentages_of_counts(
    written: pd.DataFrame, rows: pd.DataFrame, file: Submission, known: Vocabulary
) -> list[Problem]:
    """Figures of counts that are written as percentages, whose rows are not sound."""
    is_count = rows["indicator"].map(known.known.indicators) == "count"
    wrong = is_count & written["value"].str.strip().str.endswith("%") & rows["is_sound"]
    rows.loc[wrong, "is_sound"] = False
    return [
        cell_problem(
            file.name, sheet, list(own["value_cell"]), value=own["value"].iloc[0],
            message="is a percentage, but this is a number of cases; write the number",
        )
        for sheet, own in frame_groups(written[wrong], "sheet", sort=False)
    ]  # fmt: skip


def _sender(text: str, known: Vocabulary) -> Agency | None:
    try:
        return known.agency(text) if text else None
    except UsageError:
        # The figures are told apart by their own sources, or the check says that the sender is missing.
        return None


def _sheets(file: Submission, form: FileForm) -> list[InputSheet]:
    if form.text is None:
        return read_workbook(file.path, file.name)
    with form.text.path.open(encoding="utf-8-sig", newline="") as opened:
        # Else a quotation mark that is not closed would take the lines after it into its cell.
        reader = csv.reader(short_lines(opened), delimiter=form.text.delimiter, strict=True)
        rows = []
        line = 1
        try:
            for row in _not_too_many(reader, file):
                rows.append(row)
                line = reader.line_num + 1
        except csv.Error as error:
            raise ReturnRefused(
                f"{file.name} cannot be read as CSV ({error}). Look in line {line} for a quotation mark that is not "
                "closed, or that has text after it."
            ) from error
    return [sheet_from_rows("", rows)]


def _not_too_many(rows: Iterable[list[str]], file: Submission) -> Iterator[list[str]]:
    """The rows of a person's table; raises ReturnRefused where more than a person writes have something in them."""
    filled = 0
    for row in rows:
        filled += any(row)
        if filled > _MOST_ROWS:
            raise ReturnRefused(
                f"{file.name} has more than {_MOST_ROWS:,} rows and is not a list of figures that is known: such a "
                "list has the columns indicator, area, period and value."
            )
        yield row
