"""What to say of a publisher's file that no definition knows: what it seems to be, and what a definition may have
got wrong about it.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches

from indicators.catalogue.indicators import Indicator, NationalTable
from indicators.errors import Problem
from indicators.frames import frame_rows
from indicators.returns.publishers.columns import (
    KEY_COLUMNS,
    SIDE_COLUMNS,
    DuplicateColumn,
    column_place,
    comparable_text,
    is_place_heading,
    is_remark_heading,
)
from indicators.returns.publishers.reporting import MONTHS_RULE
from indicators.returns.publishers.table_names import table_title
from indicators.returns.recognise import AREA_HEADINGS, PERIOD_HEADINGS, FileForm, Submission, plain_heading
from indicators.store.database import Store

#: How alike two spellings are of which one is taken for a slip of the other.
_ALIKE = 0.8
_MOST_COLUMNS, _MOST_WORDS, _MOST_SHOWN = 12, 4, 8


def words_by_column(store: Store, heading: Sequence[str], read: Sequence[str]) -> dict[int, list[str]]:
    """The words that tell lines apart, by the place of their column, the most frequent first."""
    places = {name: index for index, name in enumerate(read)}
    keys = {index for index, text in enumerate(heading) if plain_heading(text) in KEY_COLUMNS}
    words_of: dict[int, list[str]] = {}
    for row in frame_rows(store.fetch("wide_words")):
        index = places.get(row.column_name)
        if index is not None and index not in keys:
            words_of.setdefault(index, []).append(row.words)
    return words_of


def unknown_table(
    file: Submission,
    form: FileForm,
    words: Mapping[int, Sequence[str]],
    *,
    indicators: Mapping[str, Indicator],
    answers: Sequence[Problem],
) -> str:
    """What to say of a file in which no definition knows a table: what it seems to be, and how it is added."""
    others = [name for name in form.heading if plain_heading(name) not in KEY_COLUMNS]
    columns = f"{', '.join(others[:_MOST_COLUMNS])}{' …' if len(others) > _MOST_COLUMNS else ''}"
    title = title_of(form.heading, words)
    lead = f"is {form.kind}{f': {title}; ' if title else ', '}not in the catalogue"
    if elsewhere := _other_table_text(form.heading, indicators):
        lead += f": {elsewhere}. Its columns are {columns}"
    else:
        lead += f", as no definition looks for any of its columns: {columns}"
    about = "; ".join(
        f"{form.heading[index].strip()} ({', '.join(texts[:_MOST_WORDS])}{' …' if len(texts) > _MOST_WORDS else ''})"
        for index, texts in sorted(words.items())[:_MOST_WORDS]
    )
    seems = f" Its lines are by {about}." if about else ""
    answered = "".join(f" {problem.value} {problem.message}." for problem in answers)
    return f"{file.name} {lead}.{seems}{answered} {how_to_add(file)}"


def title_of(heading: Sequence[str], words: Mapping[int, Sequence[str]]) -> str:
    """What a file's table is called by its headings and words, as `table_title` has it."""
    known = (*KEY_COLUMNS, *AREA_HEADINGS, *PERIOD_HEADINGS)
    places = [
        index
        for index, text in enumerate(heading)
        if (name := plain_heading(text)) in known or is_place_heading(name) or is_remark_heading(name)
    ]
    return table_title(heading, words, places)


def how_to_add(file: Submission) -> str:
    """How a table that the catalogue lacks becomes an indicator."""
    name = f'"{file.name}"' if " " in file.name else file.name
    return (
        f"To add it: python -m indicators add {name}, or 'Add an indicator' on the page Returns: either looks into the "
        "file and writes the indicator's file of data/definitions, with the columns and words of this table under "
        "[[national]], for you to complete."
    )


def _other_table_text(heading: Sequence[str], indicators: Mapping[str, Indicator]) -> str:
    """Columns that are known from another table, by the first of them, and what that table has that this one lacks."""
    for indicator in indicators.values():
        for national in indicator.national:
            index = _column_index(national.columns, heading)
            lacking = _missing_text(national, heading)
            if index is not None and lacking:
                column = heading[index].strip()
                return (
                    f"the column {column} of '{indicator.short_title}' stands in a table that has {lacking} too, and "
                    "this file has not"
                )
    return ""


def _missing_text(national: NationalTable, heading: Sequence[str]) -> str:
    columns = [*(condition.columns for condition in national.where), *((name,) for name in national.with_columns)]
    return next((names[0] for names in columns if _column_index(names, heading) is None), "")


def definition_problems(
    file: Submission,
    heading: Sequence[str],
    words: Mapping[int, Sequence[str]],
    *,
    indicators: Mapping[str, Indicator],
    known: AbstractSet[tuple[str, str]],
    sources: AbstractSet[str] = frozenset(),
) -> list[Problem]:
    """Definitions that seem to mean this very file and spell its column, or the words of its lines, otherwise.

    `known` are the indicators and sources whose column was found, `sources` those of which figures were read. A warning
    each, about the definition.
    """
    spoken_for = {
        plain_heading(name)
        for indicator in indicators.values()
        for national in indicator.national
        for names in (
            national.columns,
            national.with_columns,
            *(getattr(national, name) for name in SIDE_COLUMNS),
            *(condition.columns for condition in national.where),
        )
        for name in names
    }
    spare = {
        plain_heading(text): text.strip() for text in heading if plain_heading(text) not in (*spoken_for, *KEY_COLUMNS)
    }
    problems = []
    for indicator in indicators.values():
        for national in indicator.national:
            if national.items:
                continue
            is_found = (indicator.id, national.source) in known
            slip = _spelling_text(
                national, heading, words, spare, is_found=is_found, is_read=national.source in sources
            )
            if not slip and not is_found and not indicator.is_derived:
                # A printed rate that an edition no longer prints is worked out from its counts.
                slip = _missing_column(national, heading, words)
            if slip:
                message = f"{slip}; mend it under [[national]] in definitions/{indicator.id}.toml"
                problems.append(Problem(file.name, "row 1", indicator.short_title, message, is_warning=True))
    return problems


def _spelling_text(
    national: NationalTable,
    heading: Sequence[str],
    words: Mapping[int, Sequence[str]],
    spare: Mapping[str, str],
    *,
    is_found: bool,
    is_read: bool,
) -> str:
    """What a definition spells otherwise than the file, where all else that it says fits; empty where nothing does."""
    has_column = national.period == MONTHS_RULE or _column_index(national.columns, heading) is not None
    missing = [condition for condition in national.where if _column_index(condition.columns, heading) is None]
    unmet = [
        condition
        for condition in national.where
        if condition not in missing and not _meets(condition.values, condition.columns, heading, words)
    ]
    if not has_column and not is_found and not missing and not unmet:
        near = _near(national.columns, spare)
        if near:
            return f"looks for the column {national.columns[0]}, which the file has not; it has {near}"
    if has_column and len(missing) == 1 and not unmet:
        near = _near(missing[0].columns, {plain_heading(text): text.strip() for text in heading})
        return (
            f"tells lines apart by the column {missing[0].columns[0]}, which the file has not; it has {near}"
            if near
            else ""
        )
    if is_found and not missing and len(unmet) == 1:
        (condition,) = unmet
        index = _column_index(condition.columns, heading)
        own = {comparable_text(word): word for word in words.get(index if index is not None else -1, ())}
        near = _near([comparable_text(value) for value in condition.values], own)
        lead = (
            f"looks for lines whose {condition.columns[0]} is '{condition.values[0]}', which the file has not; it has "
        )
        if near:
            return f"{lead}'{near}'"
        # The words of another table are no slip; where all else fits, or the table is read, they may be.
        if own and (is_read or len(national.where) > 1):
            shown = [f"'{word}'" for word in list(own.values())[:_MOST_SHOWN]]
            return f"{lead}{', '.join(shown)}{' …' if len(own) > _MOST_SHOWN else ''}"
        return ""
    lacking = [name for name in national.with_columns if _column_index((name,), heading) is None]
    if has_column and not missing and not unmet and len(lacking) == 1 and (near := _near(lacking, spare)):
        return f"expects the column {lacking[0]} in the same table, which the file has not; it has {near}"
    return ""


def _missing_column(national: NationalTable, heading: Sequence[str], words: Mapping[int, Sequence[str]]) -> str:
    """The column that lines which a definition means do not have; empty where it means no line of the file."""
    if not national.columns or not national.where or _column_index(national.columns, heading) is not None:
        return ""
    if not all(_meets(condition.values, condition.columns, heading, words) for condition in national.where):
        return ""
    return f"looks for the column {' or '.join(national.columns)} in these lines, which the file has not"


def _meets(
    values: Sequence[str], columns: Sequence[str], heading: Sequence[str], words: Mapping[int, Sequence[str]]
) -> bool:
    index = _column_index(columns, heading)
    own = {comparable_text(word) for word in words.get(index if index is not None else -1, ())}
    return any(comparable_text(value) in own for value in values)


def _near(names: Sequence[str], spare: Mapping[str, str]) -> str:
    """The spelling of the file that is most like one of some names; empty where none is."""
    for name in names:
        for spelling in (plain_heading(name), comparable_text(name)):
            if close := get_close_matches(spelling, list(spare), n=1, cutoff=_ALIKE):
                return spare[close[0]]
    return ""


def _column_index(columns: Sequence[str], heading: Sequence[str]) -> int | None:
    try:
        return column_place(columns, heading)
    except DuplicateColumn:
        return None
