"""The command that makes the report pack for a year and an audience."""

from collections.abc import Iterable
from pathlib import Path

import click

from indicators.access import Audience, check_board_figures
from indicators.board.report_sets import report_sets
from indicators.board.validation import excerpt
from indicators.catalogue.areas import nearest_names
from indicators.catalogue.board import stored_terms
from indicators.catalogue.catalogue import Catalogue
from indicators.cli.errors import progress_printer
from indicators.cli.options import MAKER_WORDS, audience_option, by_option, current_store
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.disclosure.edition import Edition, board_edition, current_release, public_edition, register_publication
from indicators.disclosure.release import ReasonTexts
from indicators.errors import UsageError, not_none
from indicators.report.contents import STANDARD_CONTENTS_FILE, Contents, ContentsItem, load_contents
from indicators.report.make import make_pack
from indicators.report.record import contents_with_set
from indicators.report.sections import Piece
from indicators.report.year import ReportYear, parse_report_year
from indicators.store.database import open_for_reading


@click.command("pack")
@click.option("--period", required=True, metavar="YEAR", help="The financial year that the report is about: 2015/16.")
@audience_option
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the pack's own folder is put; an older pack of the same year and audience gives way.",
)  # fmt: skip
@click.option(
    "--contents", "chosen", metavar="NAME_OR_FILE",
    help="What it contains: a kept name, or a TOML file. [default: packs/annual_report.toml of the data folder]",
)  # fmt: skip
@click.option(
    "--set", "set_name", metavar="NAME",
    help="A set of what was added on the pages; beside --contents, or without it the whole report.",
)  # fmt: skip
@by_option(MAKER_WORDS)
@click.option("--svg", is_flag=True, help="Pictures as SVG too, for whoever lays out the report; takes longer.")
@click.option(
    "--no-pictures", is_flag=True, help="Leave pictures and PDF out: charts are in the slides, figures in tables."
)
@store_and_data_options
def report_command(
    period: str,
    audience: str,
    out: Path,
    chosen: str | None,
    set_name: str | None,
    by: str,
    svg: bool,
    no_pictures: bool,
) -> None:
    """Make the report pack: a document, a web page, slides, a workbook, open formats, PDF, pictures and a manifest.

    The same figures and contents give the same files, a year later too.

    \b
    Example: python -m indicators pack --period 2015/16 --audience public --out packs
    """
    year = parse_report_year(period)
    edition = current_edition(Audience(audience), by)
    try:
        contents = _contents(chosen, set_name, edition.catalogue)
        said = progress_printer()
        made = make_pack(
            edition,
            contents,
            year,
            out,
            progress=lambda step, of, words: said(step / of, words),
            pictures=not no_pictures,
            vectors=svg,
            draw_view=_draw_view,
            release=lambda: register_publication(
                chosen_store_path(), edition, what=f"Report pack {year.label}", by=by, data=chosen_data_folder()
            ),
        )
    finally:
        edition.store.close()
    click.echo(made.message)
    if edition.audience is Audience.PUBLIC:
        for sentence in ReasonTexts(current_release(chosen_store_path(), data=chosen_data_folder())).remedies():
            click.echo(sentence, err=True)


def current_edition(audience: Audience, by: str) -> Edition:
    """The figures as the audience may have them, the store brought up to date first."""
    with current_store() as store:
        if audience is Audience.BOARD:
            check_board_figures(by, stored_terms(store).readers)
    if audience is Audience.BOARD:
        return board_edition(chosen_store_path())
    return public_edition(chosen_store_path(), data=chosen_data_folder())


def _contents(chosen: str | None, set_name: str | None, catalogue: Catalogue) -> Contents:
    """The contents that were named, those with a set, or a set alone; the usual ones where nothing was named."""
    contents = None
    if chosen or not set_name:
        contents = load_contents(
            chosen or str(chosen_data_folder() / STANDARD_CONTENTS_FILE), chosen_store_path(), catalogue
        )
    if not set_name:
        return not_none(contents)
    with open_for_reading(chosen_store_path()) as store:
        sets = {one.title.casefold(): one for one in report_sets(store)}
        if set_name.strip().casefold() not in sets:
            names = [one.title for one in sets.values()]
            known = nearest_names(set_name, names) if names else "None was begun yet; add a chart to one on its page."
            raise UsageError(f"There is no set '{excerpt(set_name)}'. {known}")
        return contents_with_set(contents, sets[set_name.strip().casefold()], store)


def _draw_view(item: ContentsItem, year: ReportYear) -> Iterable[Piece]:
    # The pages, with all that draws them, are loaded only where a part needs them.
    from indicators.pages.report.views import draw_view

    return draw_view(item, year, folder=chosen_data_folder())
