"""The commands for returns: write a template, check a file, accept it, list what came, withdraw a return."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue, load_catalogue, stored_authorities
from indicators.catalogue.periods import parse_usual_spelling
from indicators.cli.errors import print_message, progress_printer
from indicators.cli.options import current_store, format_option
from indicators.cli.output import RETURN_WRITERS, write_csv
from indicators.cli.paths import chosen_store_path, store_and_data_options
from indicators.errors import ReturnRefused, UsageError, printable_text
from indicators.frames import frame_records
from indicators.loading.editions import FileKind
from indicators.returns.accept import withdraw_return
from indicators.returns.check import ReturnPreview
from indicators.returns.due import write_request
from indicators.returns.history import RETURN_COLUMNS, return_rows
from indicators.returns.preview import next_step, preview_rows, preview_summary
from indicators.returns.recognise import Submission, new_submission
from indicators.returns.sandbox import COMMAND_ALLOWANCE, Sandbox
from indicators.returns.vocabulary import stored_vocabulary
from indicators.returns.workbooks.annotate import problem_table
from indicators.wording.numbers import count_text

#: Figures of a state that are listed on the terminal.
_MOST_PRINTED = 20
_COMMAND_LINE = "command line"
_file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
_agency = click.option(
    "--agency", default="", metavar="NAME", help="Who sent the file, where it does not say so itself."
)
_all_areas = click.option(
    "--all-areas", is_flag=True,
    help="Keep the figures of every authority of England that a publisher's file has, as the background that funnels, "
    "usual movement and what to expect rest on; the lists of areas stay as they are.",
)  # fmt: skip


_part = click.option(
    "--part", default="", metavar="NAME",
    help="Which table, where the file holds several: a file of a ZIP archive, a sheet. [default: all that are known]",
)  # fmt: skip


@click.command("template")
@click.option("--agency", required=True, metavar="NAME", help="Name or id of the agency, such as 'Police'.")
@click.option("--period", required=True, metavar="PERIOD", help="2016/17 Q1, or 2016/17 for what is owed once a year.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write it."
)
@store_and_data_options
def template_command(agency: str, period: str, out: Path) -> None:
    """Write the workbook that an agency fills in for a period, with its indicators and the figures before.

    \b
    Example: python -m indicators template --agency Police --period "2016/17 Q1" --out police.xlsx
    """
    try:
        wanted = parse_usual_spelling(period)
    except ValueError as error:
        raise UsageError(f"'{period}' {error}.") from None
    with current_store() as store:
        sender = stored_vocabulary(store).agency(agency)
        count = write_request(store, load_catalogue(store), sender, wanted, out=out)
    click.echo(f"{out} asks {sender.name} for {count_text(count, 'figure')} of {wanted.label}.")


@click.command("check")
@_file
@_part
@_agency
@_all_areas
@click.option(
    "--annotated", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Also write a copy with every problem marked, to send back: a workbook, or a list for other files.",
)  # fmt: skip
@store_and_data_options
def check_command(file: Path, part: str, agency: str, all_areas: bool, annotated: Path | None) -> None:
    """Check a return without taking it in: what is wrong, what is doubtful, what would change.

    The kind of file is recognised: a filled-in template, a list of figures (CSV), open data of the Department for
    Education as downloaded (CSV, ZIP, gzip, Excel, ODS), the LAIT extract. Of a ZIP archive or a workbook of several
    tables each that is known is checked, or the one that --part names. The exit code is 1 where something has to be
    mended.

    \b
    Example: python -m indicators check rutland.xlsx --annotated rutland-to-mend.xlsx
    """
    with current_store() as store:
        catalogue, authorities = load_catalogue(store), stored_authorities(store)
    came = new_submission(file, part=part)
    about = {"agency": agency, "all_areas": all_areas}
    with Sandbox(COMMAND_ALLOWANCE) as reader:
        wrong = False
        for table, checked in _known_tables(reader, came, **about):
            _print_preview(checked, catalogue, authorities)
            wrong = wrong or bool(checked.errors)
            if annotated:
                _write_annotated(_numbered(annotated, table), table, checked, reader, agency)
    click.get_current_context().exit(1 if wrong else 0)


def _known_tables(reader: Sandbox, came: Submission, **about: Any) -> Iterator[tuple[Submission, ReturnPreview]]:
    """The tables of a file with what each would change; of several those that are not known are named and left out.

    Raises ReturnRefused where the one table, or the one that is meant, or none of several, can be taken in.
    """
    parts = () if came.part else reader.parts(came, progress=progress_printer())
    if not parts:
        yield came, reader.preview(chosen_store_path(), came, progress=progress_printer(), **about)
        return
    print_message(f"{came.name} holds {count_text(len(parts), 'table')}.")
    refusals = []
    for part in parts:
        table = replace(came, part=part.name)
        try:
            checked = reader.preview(chosen_store_path(), table, progress=progress_printer(), **about)
        except ReturnRefused as error:
            refusals.append(part.name)
            print_message(f"Left out: {error}")
            continue
        click.echo(f"{printable_text(part.name)}:")
        yield table, checked
    if len(refusals) == len(parts):
        raise ReturnRefused(f"None of the tables in {came.name} is known; what each is stands above.")


def _numbered(path: Path, table: Submission) -> Path:
    """A path of its own for each of several tables: `to-mend c1.csv`."""
    if not table.part:
        return path
    plain = "".join(mark if mark.isalnum() or mark in "-_" else "-" for mark in Path(table.part).stem)
    return path.with_name(f"{path.stem} {plain}{path.suffix}")


@click.command("load")
@_file
@_part
@_agency
@_all_areas
@click.option("--by", required=True, metavar="ROLE", help="Who takes it in, as a role: 'business office'.")
@click.option("--sound", is_flag=True, help="Take in the rows that nothing is wrong with, and leave the others out.")
@click.option("--yes", is_flag=True, help="Do not ask before it is taken in.")
@store_and_data_options
def load_command(file: Path, part: str, agency: str, all_areas: bool, by: str, sound: bool, yes: bool) -> None:
    """Take a return in: all of it, or with --sound its sound rows. What it replaces stays in the history.

    A file that is in force already changes nothing, unless it is now taken in for all areas. Of a ZIP archive or a
    workbook of several tables all that are known are taken in, each as a return of its own, or the one that --part
    names.

    \b
    Example: python -m indicators load rutland.xlsx --by "business office"
    """
    with current_store() as store:
        catalogue, authorities = load_catalogue(store), stored_authorities(store)
    came = new_submission(file, part=part)
    about = {"agency": agency, "all_areas": all_areas}
    with Sandbox(COMMAND_ALLOWANCE) as reader:
        done = [
            accept_table(reader, table, checked, catalogue, authorities, by=by, sound=sound, yes=yes, **about)
            for table, checked in _known_tables(reader, came, **about)
        ]
    click.get_current_context().exit(0 if all(done) else 1)


def accept_table(
    reader: Sandbox,
    came: Submission,
    checked: ReturnPreview,
    catalogue: Catalogue,
    authorities: Mapping[str, Area],
    *,
    by: str,
    sound: bool = False,
    yes: bool = False,
    **about: Any,
) -> bool:
    """Show what a table would change, ask, take it in; False where it has to be mended first."""
    _print_preview(checked, catalogue, authorities)
    if checked.accepted_as is not None:
        # Once is enough; it is no mistake to send a file again.
        return True
    if not checked.sound or (checked.errors and not sound):
        print_message("Nothing was taken in." + (" With --sound the sound rows are." if checked.sound else ""))
        return False
    if not yes:
        click.confirm(f"Take in {count_text(checked.sound, 'figure')}?", abort=True, err=True)
    done = reader.accept(
        chosen_store_path(),
        came,
        by=by,
        sound_only=sound,
        previewed=checked.counts,
        progress=progress_printer(),
        **about,
    )
    click.echo(
        f"Taken in as return {done.return_id}. To undo: python -m indicators withdraw {done.return_id} --why ..."
    )
    return True


@click.command("returns")
@click.option("--all", "everything", is_flag=True, help="Also the files of the data folder.")
@format_option
@store_and_data_options
def returns_command(everything: bool, form: str) -> None:
    """List the returns that were taken in, the newest first: who, when, what, and whether they are in force.

    \b
    Example: python -m indicators returns
    """
    with current_store() as store:
        rows = return_rows(store, everything=everything)
    RETURN_WRITERS[form](rows, RETURN_COLUMNS, sys.stdout)
    if not rows:
        print_message("No return was taken in yet. To take one in: python -m indicators load FILE --by ROLE")


@click.command("withdraw")
@click.argument("number", type=int, metavar="N")
@click.option("--why", required=True, metavar="TEXT", help="The reason, which stays in the history.")
@click.option("--by", default=_COMMAND_LINE, show_default=True, metavar="ROLE", help="Who withdraws it, as a role.")
@store_and_data_options
def withdraw_command(number: int, why: str, by: str) -> None:
    """Undo return N: the figures before it are current again, and the history shows both.

    \b
    Example: python -m indicators withdraw 17 --why "sent for the wrong quarter"
    """
    with current_store():
        withdraw_return(chosen_store_path(), number, by=by, why=why)
    click.echo(f"Return {number} is withdrawn. The figures before it are current again.")


def _print_preview(checked: ReturnPreview, catalogue: Catalogue, authorities: Mapping[str, Area]) -> None:
    """The preview on standard output, its problems on standard error as everywhere."""
    click.echo(preview_summary(checked))
    for state, title in (("revised", "Revised"), ("new", "New")):
        if checked.neighbours is None and checked.counts[state]:
            click.echo(f"{title}:")
            for row in preview_rows(checked.figures[state].head(_MOST_PRINTED), catalogue, authorities):
                before = f" (before: {row['before']}, {row['change']})" if row["before"] else ""
                click.echo(f"  {row['indicator']}, {row['area']}, {row['period']}: {row['figure']}{before}")
            if checked.counts[state] > _MOST_PRINTED:
                click.echo(f"  and {checked.counts[state] - _MOST_PRINTED:,} more")
    for problem in checked.problems:
        print_message(f"{'Warning' if problem.is_warning else 'To mend'}: {problem}")
    click.echo(next_step(checked))


def _write_annotated(out: Path, came: Submission, checked: ReturnPreview, reader: Sandbox, agency: str) -> None:
    if checked.kind is FileKind.WORKBOOK:
        out.write_bytes(reader.annotated_copy(chosen_store_path(), came, agency=agency))
    else:
        table = problem_table(checked.problems)
        with out.open("w", encoding="utf-8-sig", newline="") as written:
            write_csv(frame_records(table), list(table.columns), written)
    print_message(f"{out} has every problem marked.")
