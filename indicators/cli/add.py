"""The command that adds an indicator from a published file: it shows what the file holds, tries what was chosen and
writes the definition.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from indicators import clock
from indicators.access import check_catalogue_change
from indicators.catalogue.catalogue import Catalogue, load_catalogue, stored_authorities
from indicators.catalogue.indicators import (
    COUNTED_THINGS,
    INDICATOR_KINDS,
    NATIONAL_PERIODS,
    POLARITIES,
    QUADRANTS,
    STAGES,
)
from indicators.cli.errors import print_message, progress_printer
from indicators.cli.options import current_store
from indicators.cli.paths import chosen_data_folder, chosen_store_path, store_and_data_options
from indicators.cli.returns import accept_table
from indicators.errors import DataProblems, UsageError, printable_text
from indicators.frames import frame_records
from indicators.loading.build import build
from indicators.loading.new_definition import (
    DefinitionDraft,
    SourceDraft,
    add_definition,
    definition_text,
    draft_indicator,
    draft_problems,
)
from indicators.returns.check import ReturnPreview
from indicators.returns.recognise import Submission, new_submission
from indicators.returns.sandbox import COMMAND_ALLOWANCE, Sandbox
from indicators.returns.suggestions import completed_draft, completed_source, default_words, open_categories, suggestion
from indicators.returns.survey import FigureColumn, TableSurvey, own_figures
from indicators.wording.numbers import count_text

#: Combinations and columns that are printed, and figures of the trial.
_MOST_PRINTED, _MOST_COLUMNS, _MOST_FIGURES = 24, 12, 16
_GUIDE = "docs/adding-an-indicator.md"
_DAY = "31 March"


def _choice(name: str, choices: Sequence[str], words: str) -> Any:
    return click.option(name, type=click.Choice(list(choices)), help=words)


@click.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--part", default="", metavar="NAME", help="Which table, where the file holds several.")
@click.option("--column", default="", metavar="NAME", help="The column of the figure, as the file heads it.")
@click.option(
    "--where", "conditions", multiple=True, metavar="COLUMN=WORDS",
    help="The lines that are meant: a column and its words; may be given again for other columns.",
)  # fmt: skip
@click.option(
    "--with", "with_columns", multiple=True, metavar="COLUMN",
    help="Another column of the same table, by which it is told from others.",
)  # fmt: skip
@click.option(
    "--period", metavar="RULE",
    help=f"What a year of the file stands for: {', '.join(NATIONAL_PERIODS)}, or a day such as {_DAY}.",
)  # fmt: skip
@_choice("--timing", ("flow", "snapshot"), "What happens in a period, or what is there on a day.")
@click.option("--id", "name", metavar="ID", help="Small letters, digits and _. [default: from the short title]")
@click.option("--title", metavar="TEXT", help="At most 80 characters.")
@click.option("--short-title", metavar="TEXT", help="At most 32 characters.")
@_choice("--quadrant", tuple(QUADRANTS), "Which side of the framework. [default: quantitative_data]")
@_choice("--stage", tuple(STAGES), "Which part of the child's journey.")
@_choice("--kind", INDICATOR_KINDS, "What the figure is.")
@_choice("--polarity", POLARITIES, "Which way is good. [default: no_judgement]")
@click.option("--unit", metavar="TEXT", help="What is counted in: children, %, per 10,000 children.")
@_choice("--counts", tuple(COUNTED_THINGS), "What it counts: small counts of people are protected.")
@click.option("--why", metavar="TEXT", help="Why it matters, in a sentence or two.")
@click.option("--question", "questions", multiple=True, metavar="TEXT", help="What to ask; may be given again.")
@click.option("--caveat", "caveats", multiple=True, metavar="TEXT", help="What to beware of; may be given again.")
@click.option("--topic", "topics", multiple=True, metavar="TEXT", help="What it is found by; may be given again.")
@click.option("--owner", metavar="TEXT", help="Who answers for the figure. [default: as like indicators]")
@click.option(
    "--source", "known_source", default="", metavar="ID", help="A source of sources.csv that is there already."
)
@click.option("--publisher", default="", metavar="TEXT", help="Of a new source: who publishes it.")
@click.option("--source-title", default="", metavar="TEXT", help="Of a new source: its title.")
@click.option("--published", default="", metavar="DATE", help="Of a new source: the day of publication, 2025-11-20.")
@click.option("--edition", default="", metavar="TEXT", help="Of a new source: its edition. [default: the newest year]")
@click.option("--link", default="", metavar="URL", help="Of a new source: where it is found.")
@click.option("--licence", default="", metavar="TEXT", help="Of a new source. [default: OGL v3]")
@click.option("--by", default="", metavar="ROLE", help="Who adds it, as a role: 'Performance analyst'.")
@click.option("--load", "load_it", is_flag=True, help="Then build the store and take the file in.")
@click.option("--yes", is_flag=True, help="Do not ask before it is written.")
@store_and_data_options
def add_command(
    file: Path,
    part: str,
    column: str,
    conditions: Sequence[str],
    with_columns: Sequence[str],
    name: str | None,
    questions: Sequence[str],
    caveats: Sequence[str],
    topics: Sequence[str],
    known_source: str,
    source_title: str,
    link: str,
    publisher: str,
    published: str,
    edition: str,
    licence: str,
    by: str,
    load_it: bool,
    yes: bool,
    **keys: str | None,
) -> None:
    """Add an indicator from a published file, without Python: CSV, ZIP, gzip, Excel or ODS as downloaded.

    Without --column it shows what the file holds: its columns, the words that tell its lines apart, and how many
    figures our areas have. With it, it tries the choice, shows the figures and writes the definition into the data
    folder, with the source where that is new. Nothing is written that would not load. On a terminal it asks for what is
    missing. Every key is explained with an example in docs/adding-an-indicator.md.

    \b
    Example: python -m indicators add suitability.csv --column care_leaver_percent \\
        --where "breakdown=Accommodation considered suitable" --where "care_leaver_age=19 to 21 years" \\
        --title "Care leavers aged 19 to 21 in suitable accommodation" --short-title "Suitable homes, 19 to 21" \\
        --polarity high_is_good --why "A home is the ground of all else." --question "Where do the others live?" \\
        --published 2025-11-20 --by "Performance analyst" --load
    """
    with current_store() as store:
        catalogue = load_catalogue(store)
        sources = list(store.query("sources")["source"])
    is_asking = sys.stdin.isatty() and not yes
    with Sandbox(COMMAND_ALLOWANCE) as reader:
        came = _one_table(reader, new_submission(file, part=part), is_asking=is_asking)
        survey = reader.survey(chosen_store_path(), came, progress=progress_printer())
        _print_survey(survey, catalogue)
        if not column and not is_asking:
            _print_how_to_go_on(survey, file, came.part)
            return
        chosen = survey.column(column or _ask(f"Which column? ({_names(survey.columns)})", survey.columns[0].name))
        words = _words(survey, conditions, is_asking=is_asking)
        given: dict[str, Any] = {**keys, "id": name, "questions": tuple(questions), "caveats": tuple(caveats)}
        given |= {"topics": tuple(topics), "with": tuple(with_columns)}
        about_source = {
            "known": _known_source(known_source, sources), "publisher": publisher, "title": source_title,
            "published": published, "edition": edition, "url": link, "licence": licence,
        }  # fmt: skip
        if is_asking:
            _ask_for_rest(survey, chosen, words, given, about_source, catalogue)
        source, row = completed_source(survey, about_source, file=_file_name(came), indicators=catalogue.indicators)
        draft = completed_draft(
            survey, chosen, words, given, source=source, indicators=catalogue.indicators, today=clock.today()
        )
        _refuse_incomplete(draft, row)
        trial = reader.trial(chosen_store_path(), came, draft_indicator(draft), progress=progress_printer())
        _print_trial(trial, catalogue)
        if not trial.sound:
            raise UsageError(
                "This choice reads no figure, so nothing was written. Choose another column or other words."
            )
        by = by or (_ask("Who adds it, as a role?", "Performance analyst") if is_asking else "")
        check_catalogue_change(by, catalogue.terms.roles)
        click.echo(definition_text(draft))
        if not yes:
            click.confirm(f"Write {draft.id}.toml into {chosen_data_folder()}?", abort=True, err=True)
        path = add_definition(chosen_data_folder(), draft, row)
        click.echo(f"Written: {path}" + (f", and the source {source} into sources.csv." if row else "."))
        if not load_it:
            _print_next(draft, file, came.part)
            return
        build(chosen_store_path(), chosen_data_folder(), progress=progress_printer())
        with current_store() as store:
            catalogue, authorities = load_catalogue(store), stored_authorities(store)
        checked = reader.preview(chosen_store_path(), came, progress=progress_printer())
        is_done = accept_table(reader, came, checked, catalogue, authorities, by=by, sound=True, yes=yes)
    click.echo(f"To see it: python -m indicators show {draft.id}, or Explore in the dashboard.")
    click.get_current_context().exit(0 if is_done else 1)


def _one_table(reader: Sandbox, came: Submission, *, is_asking: bool) -> Submission:
    """The one table that is meant; raises UsageError with all of them where it was not said which."""
    parts = () if came.part else reader.parts(came, progress=progress_printer())
    if not parts:
        return came
    names = [printable_text(part.name) for part in parts]
    click.echo(f"{came.name} holds {count_text(len(parts), 'table')}:")
    for part in names:
        click.echo(f"  {part}")
    if not is_asking:
        raise UsageError('Say which: --part "NAME", with one of the names above.')
    return replace(came, part=_ask("Which of them?", names[0]))


def _file_name(came: Submission) -> str:
    return came.part.replace("\\", "/").rsplit("/", 1)[-1] or came.name


def _names(columns: Sequence[FigureColumn]) -> str:
    more = len(columns) - _MOST_COLUMNS
    return ", ".join(printable_text(item.name) for item in columns[:_MOST_COLUMNS]) + (
        f" and {more} more" if more > 0 else ""
    )


def _print_survey(survey: TableSurvey, catalogue: Catalogue) -> None:
    """What the file holds for our areas, on standard output."""
    lines = count_text(survey.lines, "line")
    click.echo(f"{survey.name}: {survey.kind}; {lines} about {', '.join(survey.areas)}; {survey.span}.")
    if survey.feeds:
        titles = [f"{catalogue.indicators[name].short_title} ({name})" for name in survey.feeds[:_MOST_PRINTED]]
        click.echo(f"It is known already and gives figures of: {', '.join(titles)}.")
    click.echo("Columns of figures:")
    for column in survey.columns:
        click.echo(f"  {printable_text(column.name)}: {count_text(column.figures, 'figure')} of our areas")
    if survey.categories:
        click.echo("Lines are told apart by:")
    for category in survey.categories:
        shown = [printable_text(word) for word in category.words[:_MOST_PRINTED]]
        more = len(category.words) - len(shown)
        click.echo(f"  {printable_text(category.name)}: {'; '.join(shown)}{f'; and {more:,} more' if more > 0 else ''}")
    if len(survey.combinations) > 1:
        _print_combinations(survey)


def _print_combinations(survey: TableSurvey) -> None:
    click.echo("What our areas have, by these words:")
    for item in survey.combinations[:_MOST_PRINTED]:
        index = max(range(len(survey.columns)), key=lambda place: (item.figures[place], -place))
        examples = ", ".join(f"{area} {texts[index] or 'nothing'}" for area, texts in item.examples.items())
        words = " | ".join(printable_text(word) or "(empty)" for word in item.words)
        column = printable_text(survey.columns[index].name)
        click.echo(f"  {words}: {count_text(sum(item.figures), 'figure')}; {item.latest}, {column}: {examples}")
    if survey.combination_count > _MOST_PRINTED:
        click.echo(f"  and {survey.combination_count - _MOST_PRINTED:,} more")


def _print_how_to_go_on(survey: TableSurvey, file: Path, part: str) -> None:
    conditions = "".join(f' --where "{category.name}={category.words[0]}"' for category in survey.categories)
    chosen = f' --part "{part}"' if part else ""
    click.echo(
        f'To add an indicator: python -m indicators add "{file}"{chosen} --column "{survey.columns[-1].name}"'
        f'{conditions} --title ... --short-title ... --why ... --question ... --published 2025-11-20 --by "Performance '
        f'analyst"\nEvery key is explained with an example in {_GUIDE}.'
    )


def _words(survey: TableSurvey, conditions: Sequence[str], *, is_asking: bool) -> dict[str, tuple[str, ...]]:
    """The words that pick the lines; raises UsageError for a column or word that is not there, or none where needed."""
    words: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        name, mark, text = condition.partition("=")
        if not mark or not text.strip():
            raise UsageError(
                f"'{printable_text(condition)}' is no column with its words; write --where \"COLUMN=WORDS\"."
            )
        category = survey.category(name.strip())
        words[category.name] = (*words.get(category.name, ()), survey.word(category, text))
    words = default_words(survey) | words
    for category in open_categories(survey, words):
        if is_asking:
            shown = "; ".join(category.words[:_MOST_PRINTED])
            words[category.name] = (survey.word(category, _ask(f"{category.name}? ({shown})", category.words[0])),)
    if left := open_categories(survey, words):
        lines = [f'--where "{item.name}=WORDS", with one of: {"; ".join(item.words[:_MOST_PRINTED])}' for item in left]
        raise UsageError(
            "The file has several lines for one area and period. Say which are meant:\n  " + "\n  ".join(lines)
        )
    return {category.name: words[category.name] for category in survey.categories if category.name in words}


def _known_source(name: str, sources: Sequence[str]) -> str:
    if name and name not in sources:
        near = [source for source in sources if name.casefold() in source.casefold()][:5]
        there = f"There is: {', '.join(near)}. " if near else ""
        raise UsageError(
            f"There is no source '{printable_text(name)}' in sources.csv. {there}Leave --source out to make a new one."
        )
    return name


def _ask(question: str, default: str = "") -> str:
    return str(click.prompt(question, default=default, err=True)).strip()


def _ask_for_rest(
    survey: TableSurvey,
    column: FigureColumn,
    words: Mapping[str, Sequence[str]],
    given: dict[str, Any],
    source: dict[str, str],
    catalogue: Catalogue,
) -> None:
    """Ask on the terminal for what no option said, with what the file lets one suppose."""
    supposed = suggestion(survey, column, words)
    given["title"] = given.get("title") or _ask("Title (at most 80 characters)", supposed.title)
    given["short_title"] = given.get("short_title") or _ask(
        "Short title (at most 32 characters)", str(given["title"])[:32].strip()
    )
    for key, choices, default in (
        ("stage", tuple(STAGES), supposed.stage),
        ("kind", INDICATOR_KINDS, supposed.kind),
        ("polarity", POLARITIES, "no_judgement"),
    ):
        given[key] = given.get(key) or click.prompt(
            key.capitalize(), type=click.Choice(choices), default=default, err=True
        )
    given["why"] = given.get("why") or _ask("Why does it matter?")
    given["questions"] = given.get("questions") or (_ask("What should it make the board ask?"),)
    _, row = completed_source(survey, source, file=survey.name, indicators=catalogue.indicators)
    if row is not None and not source["published"]:
        source["published"] = _ask("On which day was it published? (2025-11-20)")


def _refuse_incomplete(draft: DefinitionDraft, row: SourceDraft | None) -> None:
    """Raise UsageError naming every option that is missing, DataProblems for what is wrong with the others."""
    missing = {
        "--short-title TEXT (at most 32 characters)": not draft.short_title,
        "--why TEXT": not draft.why,
        "--question TEXT": not draft.questions,
        "--owner TEXT": not draft.owner,
        "--publisher TEXT": row is not None and not row.publisher,
        "--published DATE, the day of publication such as 2025-11-20": row is not None and not row.published,
    }
    if lacking := [option for option, is_missing in missing.items() if is_missing]:
        raise UsageError("To write the definition these are needed too: " + "; ".join(lacking) + ".")
    if row is not None and not _is_day(row.published):
        raise UsageError(f"'{printable_text(row.published)}' is not a day of publication; write 2025-11-20.")
    if problems := draft_problems(draft):
        raise DataProblems(problems, "what was asked for")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def _print_trial(trial: ReturnPreview, catalogue: Catalogue) -> None:
    """The figures of our areas that the definition reads, and what it doubts."""
    click.echo(f"The definition reads {count_text(trial.sound, 'figure')} of all areas. Those of ours, newest first:")
    for row in frame_records(own_figures(trial, catalogue.areas, most=_MOST_FIGURES)):
        figures = ", ".join(f"{area} {figure}" for area, figure in row.items() if area != "Period")
        click.echo(f"  {row['Period']}: {figures}")
    for problem in trial.problems:
        print_message(f"{'Warning' if problem.is_warning else 'To mend'}: {problem}")


def _print_next(draft: DefinitionDraft, file: Path, part: str) -> None:
    chosen = f' --part "{part}"' if part else ""
    click.echo(
        f'Next: python -m indicators build, then python -m indicators load "{file}"{chosen} --by "business office". '
        f"Then: python -m indicators show {draft.id}"
    )
