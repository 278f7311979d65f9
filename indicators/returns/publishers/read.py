"""A publisher's file read as the figures it holds, one row each, and which of its lines are skipped and why.

Areas are recognised by their codes, those that authorities of England had before a reorganisation too.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import day_text
from indicators.catalogue.symbols import SYMBOLS
from indicators.errors import Problem, ReturnRefused
from indicators.frames import frame_rows
from indicators.loading.editions import FileKind
from indicators.loading.problems import rows_text
from indicators.returns.publishers.columns import (
    MOST_FILTERS,
    SIDE_COLUMNS,
    DuplicateColumn,
    MappedColumn,
    column_name,
    column_names,
    comparable_text,
    filter_names,
    is_category_heading,
    is_numeric_category_heading,
    is_small_place_heading,
    mapped_columns,
    missing_column_problems,
    other_columns,
    small_place_columns,
)
from indicators.returns.publishers.reporting import (
    IdentifierRefused,
    named_period,
    published_status,
    reporting_period,
)
from indicators.returns.publishers.unknown_table import (
    definition_problems,
    how_to_add,
    title_of,
    unknown_table,
    words_by_column,
)
from indicators.returns.recognise import FileForm, Submission, plain_heading
from indicators.store.database import Store

#: Reasons that are told one by one.
_MOST_PROBLEMS = 30
#: Areas that are named.
_MOST_AREAS = 6


def skipped_line_problems(
    left_out: pd.DataFrame,
    name: str,
    *,
    heading: Sequence[str],
    read: Sequence[str],
    areas: Mapping[str, Area],
    background: Collection[str] = (),
) -> list[Problem]:
    """Each reason with its lines, from the query `wide_left_out`; `read` are the names of the columns there.

    They are errors: what the file says of these areas does not go in, and nobody shall believe that it did. That a
    former authority is none of today's is only worth a word where no area but those of the `background` came of it.
    """
    problems = [
        _skipped_line_problem(row, name, heading, read, areas).as_warning()
        if row.why == "split" and {*row.areas} <= {*background}
        else _skipped_line_problem(row, name, heading, read, areas)
        for row in frame_rows(left_out.head(_MOST_PROBLEMS))
    ]
    more = left_out.iloc[_MOST_PROBLEMS:]
    if len(more):
        lines = int(more["lines"].sum())
        problems.append(Problem(name, "", "", f"has {lines:,} more lines that are left out, for {len(more):,} reasons"))
    return problems


def _skipped_line_problem(
    row, name: str, heading: Sequence[str], read: Sequence[str], areas: Mapping[str, Area]
) -> Problem:
    names = [areas[code].name for code in row.areas if code in areas]
    column, value, words = _skipped_line_texts(row, heading, read, names)
    many = "This line is" if row.lines == 1 else f"These {row.lines:,} lines are"
    about = _names_text(names, "areas")
    location = rows_text([int(line) for line in row.first_lines], "") if row.lines <= len(row.first_lines) else (
        rows_text([int(line) for line in row.first_lines], "") + f" and {row.lines - len(row.first_lines):,} more"
    )  # fmt: skip
    return Problem(name, f"{location}, column '{column}'", value, f"{words} {many} left out, about {about}")


def _skipped_line_texts(row, heading: Sequence[str], read: Sequence[str], areas: Sequence[str]) -> tuple[str, str, str]:
    """The column that shows why, what stands there, and what that means."""
    if row.why == "period":
        column = heading[list(read).index("time_period")].strip() if row.is_of_year else "time_identifier"
        return column, row.what, f"{row.period_words}."
    if row.why == "part":
        column = heading[list(read).index(row.what)].strip()
        if is_small_place_heading(column):
            return column, _names_text(list(row.words), "others"), (
                "is one place or body within the authority, and the file has no line of the authority itself for the "
                "same period. Send the table of local authorities."
            )  # fmt: skip
        return column, _names_text(list(row.words), "others"), (
            "is a part, and the file has no line with 'Total' there for the same area and period. Parts are not added "
            "up, since somebody may be in several. Where one of these parts is wanted, add it as an indicator of its "
            "own (python -m indicators add); else send the table that has totals."
        )  # fmt: skip
    if row.why == "ratio":
        value, top, base, per = row.numbers
        return row.what, value, (
            f"is not {_plain(top)} of {_plain(base)} per {_plain(per)}, which the line gives as its counts: 'per' of "
            "the definition, or its columns of numerator and denominator, are others than the publisher's."
        )  # fmt: skip
    if row.why == "interval":
        value, low, high = row.numbers
        return row.what, value, f"does not lie in its own published interval, {_plain(low)} to {_plain(high)}."
    if row.why == "level":
        return "geographic_level", row.what, (
            "is another level than a local authority's, and the file has no line of the authority itself."
        )  # fmt: skip
    if row.why == "split":
        named = _names_text(list(row.names), "others")
        return "new_la_code", row.what, f"is the code of a former authority ({named}) that was not the one of today."
    named = _names_text(list(row.names), "others")
    is_old = row.is_old_code or "new_la_code" not in read
    column = heading[list(read).index("old_la_code")].strip() if is_old and "old_la_code" in read else "new_la_code"
    if row.why == "contradiction" and row.contradiction != "name":
        return column, row.what, _contradiction_text(row, named, areas)
    if not row.what:
        return column, named, "has no code in this file; areas are met by code alone."
    return column, row.what, f"is not the code that data/areas.csv has for {named}; areas are met by code alone."


def _contradiction_text(row, named: str, areas: Sequence[str]) -> str:
    """What does not agree with the code that a line is about an area by."""
    about = _names_text(areas, "others")
    if row.contradiction == "codes":
        return f"and the old code {row.old_code} beside it are not of one authority; write the right ones."
    if row.contradiction == "new code":
        return (
            f"is no code that data/areas.csv or data/authorities.csv has, and the old code {row.old_code} beside it is "
            f"that of {about}. Is it a new authority, or a slip? Write the code of {about} if it is meant."
        )
    return (
        f"is the code of {about}, and the name beside it is '{named}', which is none of its names. Write the name as "
        "data/areas.csv has it, or the right code."
    )


def _plain(number: str) -> str:
    return f"{float(number):,.10g}"


def _names_text(names: Sequence[str], others: str) -> str:
    """Some names in a line, the first of them where there are many."""
    shown = [str(name) for name in names[:_MOST_AREAS]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more {others}"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


#: What stands in a file where a figure is missing, and the symbol that it is kept as.
PUBLISHER_SYMBOLS = {
    **{symbol: symbol for symbol in SYMBOLS},
    **{f"[{symbol}]": symbol for symbol in SYMBOLS},
    **{"..": "x", ":": "x", "-": "x", "–": "x", "—": "x", "n/a": "x", "na": "x", "null": "x", "none": "x"},
    **{".": "z", "*": "c", "~": "low", "#": "c"},
}


@dataclass(frozen=True)
class ReadingNotes:
    """What was noticed while a publisher's file was read, and how many of its lines were left out for it."""

    problems: tuple[Problem, ...]
    left_out: int = 0


def stage_publisher_file(
    store: Store,
    file: Submission,
    form: FileForm,
    indicators: Mapping[str, Indicator],
    areas: Mapping[str, Area],
    *,
    authorities: Mapping[str, Area],
    background: Collection[str] = (),
) -> ReadingNotes:
    """Read a publisher's file into `raw_fact`; tells columns that went missing, and lines that are left out.

    `authorities` are all of England, which know the codes that they had before.

    Raises ReturnRefused where it is no table of the definitions: none knows a column of it, or none of its lines.
    """
    heading = form.heading
    try:
        wanted = mapped_columns(form.kind, heading, indicators)
        filters = filter_names(form.kind, wanted)
        read = column_names(form.kind, heading, filters, wanted)
    except DuplicateColumn as error:
        raise ReturnRefused(f"{file.name} names a column twice: {error}. Keep the right one of them.") from error
    _look_ups(store, wanted, filters, heading)
    store.append("area_key", area_keys(areas, authorities))
    store.execute("council_name_keys")
    # What the items of a long file are is told by their names alone.
    is_wide = form.kind is not FileKind.LAIT
    others = other_columns(form.kind, heading, read, wanted)
    named = [
        (column_name(index), is_category_heading(heading[index]), is_numeric_category_heading(heading[index]), False)
        for index in others
    ]
    named += [(column_name(index), False, False, True) for index in small_place_columns(heading, read)]
    _append(store, "other_column", named, ["column_name", "names_parts", "numbers_parts", "names_places"])
    _read_lines(store, file, form, read)
    if not wanted:
        raise ReturnRefused(_unknown(store, file, form, read, indicators))
    misnamed = [] if is_wide else _misnamed_items(store, file, wanted)
    _periods(store, form.kind, wanted)
    store.execute("wide_facts")
    given = store.fetch("raw_tables")
    sources = set(given["source"])
    left_out = store.fetch("wide_left_out")
    skipped = skipped_line_problems(left_out, file.name, heading=heading, read=read, areas=areas, background=background)
    if not sources and set(left_out["why"]) <= {"name", "contradiction"}:
        raise ReturnRefused(_unknown_lines(store, file, form, wanted, read, indicators, skipped))
    parts = left_out.loc[left_out["why"] == "part", "what"]
    title = ""
    if is_wide and not sources and any(not is_small_place_heading(heading[list(read).index(part)]) for part in parts):
        # All that it has of a table of ours are parts: it may be another.
        title = title_of(heading, words_by_column(store, heading, read))
    if title:
        message = f"is what this file seems to hold; not in the catalogue. {how_to_add(file).removesuffix('.')}"
        skipped.append(Problem(file.name, "row 1", title, message, is_warning=True))
    skipped += misnamed
    gone = missing_column_problems(form.kind, file, wanted, heading, indicators, sources)
    if is_wide:
        known = {(item.indicator.id, item.national.source) for item in wanted}
        gone += [
            problem
            for problem in definition_problems(
                file,
                heading,
                words_by_column(store, heading, read),
                indicators=indicators,
                known=known,
                given=set(zip(given["indicator"], given["source"], strict=True)),
            )
            if all(problem.value != other.value for other in gone)
        ]
    gone += _constant_column_problems(store, file, heading, others)
    return ReadingNotes((*skipped, *gone), int(left_out["lines"].sum()))


def _misnamed_items(store: Store, file: Submission, wanted: Sequence[MappedColumn]) -> list[Problem]:
    """Short names that the extract explains by other words than those of the definition, which are not read."""
    by_item = {comparable_text(name): item.indicator for item in wanted for name in item.national.items}
    called: dict[str, list[str]] = {}
    for row in frame_rows(store.fetch("item_words")):
        called.setdefault(row.item, []).append(row.words)
    wrong = {
        item: texts
        for item, texts in called.items()
        if (indicator := by_item.get(comparable_text(item)))
        and not any(_stems(text) & _stems(*_words_of(indicator)) for text in texts)
    }
    if wrong:
        store.execute("forget_items", indicators=[by_item[comparable_text(item)].id for item in wrong])
    return [
        Problem(
            file.name, "column 'Short Desc'", item,
            f"is called '{texts[0]}' in this file, which shares no word with '{by_item[comparable_text(item)].title}': "
            f"its figures are left out. If it is the same, add the words to synonyms in definitions/"
            f"{by_item[comparable_text(item)].id}.toml",
        )
        for item, texts in wrong.items()
    ]  # fmt: skip


def _words_of(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.id,
        indicator.title,
        indicator.short_title,
        indicator.unit,
        *indicator.topics,
        *indicator.synonyms,
    )


def _stems(*texts: str) -> set[str]:
    """The beginnings of the longer words of some texts, by which forms of one word are met."""
    return {
        word[:5]
        for text in texts
        for word in re.findall("[a-z0-9]+", text.casefold())
        if len(word) > 3 or word.isdigit()
    } - {"perce", "rates", "numbe", "total", "avera", "with", "from", "each", "year"}


def _constant_column_problems(
    store: Store, file: Submission, heading: Sequence[str], others: Sequence[int]
) -> list[Problem]:
    """Columns that nobody knows with one word in every line: the file may be of that part alone, or only remark it."""
    places = {column_name(index): heading[index].strip() for index in others}
    return [
        Problem(
            file.name, "row 1", places[row.column_name],
            f"is a column that no definition knows, and has '{row.words}' in every line that is read. If the figures "
            "are of that part alone (one group, one reason), this is another table: do not take it in",
            is_warning=True,
        )
        for row in frame_rows(store.fetch("wide_constant_words"))
    ]  # fmt: skip


def _append(store: Store, table: str, rows: Sequence[tuple], columns: Sequence[str]) -> None:
    if rows:
        store.append(table, pd.DataFrame(rows, columns=list(columns), dtype="object"))


def _read_lines(store: Store, file: Submission, form: FileForm, columns: Sequence[str]) -> None:
    if form.text is None:
        store.register("positional_column", pd.DataFrame({name: pd.Series(dtype="str") for name in columns}))
        store.execute("read_wide_parquet", path=str(file.path))
    else:
        typed = dict.fromkeys(columns, "varchar")
        store.execute("read_wide_csv", path=str(form.text.path), columns=typed, delimiter=form.text.delimiter)


def area_keys(areas: Mapping[str, Area], authorities: Mapping[str, Area]) -> pd.DataFrame:
    """By which codes, and for regions and countries by which names, publishers' files mean an area.

    Former codes of an authority that only got a new one mean it too. Of the kind `split` are codes of authorities
    that became several, or others, of which the area is one; of the kind `name` the names of authorities, by which
    a line is told to be left out but never taken, and of the kind `other_name` those of all other authorities.
    """
    kinds = {"local_authority": "authority", "region": "region", "country": "country"}
    rows = [
        (kinds[area.level], key.casefold(), area.code)
        for area in areas.values()
        if area.level in kinds
        for key in (area.code, area.old_code, area.name if area.level != "local_authority" else "")
        if key
    ]
    own = {key for kind, key, _ in rows if kind == "authority"}
    here = [authority for authority in authorities.values() if authority.code in areas]
    rows += [
        ("authority", former.casefold(), authority.code)
        for authority in here
        for former in authority.former_codes
        if former.casefold() not in own
    ]
    rows += [("split", former.casefold(), authority.code) for authority in here for former in authority.split_codes]
    rows += [
        ("name" if area.code in areas else "other_name", area.name, area.code)
        for area in {**authorities, **areas}.values()
        if area.level == "local_authority"
    ]
    return pd.DataFrame(rows, columns=["kind", "key", "area_code"])


def _look_ups(
    store: Store,
    wanted: Sequence[MappedColumn],
    filters: Mapping[int, str],
    heading: Sequence[str],
) -> None:
    rows = []
    for item in wanted:
        conditions = dict.fromkeys(f"filter_{number}" for number in range(1, MOST_FILTERS + 1))
        if item.national.items:
            conditions["filter_1"] = [comparable_text(name) for name in item.national.items]
        for condition, index in zip(item.national.where, item.filters, strict=True):
            conditions[filters[index]] = [comparable_text(value) for value in condition.values]
        # A figure's rule holds for one indicator: a day means another period for a flow.
        rule = f"{item.indicator.timing} {item.national.period}"
        published = plain_heading(heading[item.place])
        rows.append((column_name(item.place), published, item.indicator.id, item.national.source, rule, item.month))
        sides = [
            [column_name(place) for place in item.sides[name]] if name in item.sides else None for name in SIDE_COLUMNS
        ]
        rows[-1] += (*conditions.values(), *sides, item.is_worked_out, item.indicator.per)
    numbered = [f"wanted_{number}" for number in range(1, MOST_FILTERS + 1)]
    columns = ["column_name", "published_name", "indicator", "source", "rule", "month", *numbered, *SIDE_COLUMNS]
    columns += ["is_worked_out", "per"]
    _append(store, "wide_column", rows, columns)
    store.append("symbol_spelling", pd.DataFrame(list(PUBLISHER_SYMBOLS.items()), columns=["spelling", "symbol"]))


def _periods(store: Store, kind: FileKind, wanted: Sequence[MappedColumn]) -> None:
    rules = {(item.indicator.timing, item.national.period, item.month) for item in wanted}
    rows, refused = [], []
    for row in frame_rows(store.fetch("wide_periods")):
        time_period, identifier = (
            cell if isinstance(cell, str) else "" for cell in (row.time_period, row.time_identifier)
        )
        named = tuple(cell if isinstance(cell, str) else None for cell in (row.time_period, row.time_identifier))
        for timing, rule, month in sorted(rules):
            try:
                if kind is FileKind.PUBLISHED:
                    period = named_period(time_period, rule, is_flow=timing == "flow")
                else:
                    period = reporting_period(time_period, identifier, rule, month=month, is_flow=timing == "flow")
            except IdentifierRefused as error:
                is_of_year = " ".join(identifier.casefold().split()) in ("", "reporting year")
                refused.append((*named, f"{timing} {rule}", month, str(error), is_of_year))
                continue
            except ValueError as error:
                refused.append((*named, f"{timing} {rule}", month, _unreadable_period(time_period, str(error)), True))
                continue
            rows.append((*named, f"{timing} {rule}", month, period.label, published_status(time_period)))
    columns = ["time_period", "time_identifier", "rule", "month"]
    _append(store, "reporting_period", rows, [*columns, "period", "status"])
    _append(store, "refused_period", refused, [*columns, "why", "is_of_year"])


#: Days as Excel counts them, of this century's first half.
_EXCEL_DAY = re.compile(r"(?:3[6-9]|4\d|5[0-4])\d{3}(?:\.0+)?")


def _unreadable_period(text: str, why: str) -> str:
    """Why a period cannot be read: Excel keeps a date as the number of its day."""
    if not text.strip():
        return "is empty: the line says no period"
    if not _EXCEL_DAY.fullmatch(text.strip()):
        return why
    day = date(1899, 12, 30) + timedelta(days=int(float(text)))
    start = day.year if day.month > 3 else day.year - 1
    return (
        f"is how Excel keeps a date, {day_text(day)}; write the year, such as {start}{(start + 1) % 100:02d} for the "
        f"one from April {start}"
    )


def _unknown(
    store: Store, file: Submission, form: FileForm, read: Sequence[str], indicators: Mapping[str, Indicator]
) -> str:
    words = words_by_column(store, form.heading, read)
    answers = definition_problems(file, form.heading, words, indicators=indicators, known=set())
    return unknown_table(file, form, words, indicators=indicators, answers=answers)


def _unknown_lines(
    store: Store,
    file: Submission,
    form: FileForm,
    wanted: Sequence[MappedColumn],
    read: Sequence[str],
    indicators: Mapping[str, Indicator],
    skipped: Sequence[Problem],
) -> str:
    """What to say of a file that has the columns of a table, but none of its lines."""
    places = sorted({index for item in wanted for index in item.filters})
    words = words_by_column(store, form.heading, read)
    if form.kind is FileKind.LAIT:
        present = words.get(next((n for n, name in enumerate(read) if name == "filter_1"), -1), [])
        known = sorted({value for item in wanted for value in item.national.items})
    else:
        present = [word for index in places for word in words.get(index, [])]
        known = sorted({value for item in wanted for entry in item.national.where for value in entry.values})
    if not any(words.values()) and not store.fetch("wide_line_count")["lines"].iloc[0]:
        text = f"{file.name} has no line about an area of this dashboard. The areas are those of data/areas.csv."
    elif skipped:
        text = f"{file.name} has no line about an area of this dashboard that can be told by its code."
    elif not present:
        text = f"{file.name} has lines about areas of this dashboard, but no figure in the columns that are known."
    else:
        title = title_of(form.heading, words) if form.kind is not FileKind.LAIT else ""
        text = (
            f"{file.name} has none of the lines that the definitions look for"
            f"{f': it holds {title}; not in the catalogue' if title else ', and is no table of the catalogue'}. Its "
            f"lines are told apart by: {', '.join(present[:8])}; known are: {', '.join(known[:8])}. If they have new "
            f"names, add them to [[national]] in data/definitions. {how_to_add(file)}"
        )
    known_columns = {(item.indicator.id, item.national.source) for item in wanted}
    answers = definition_problems(file, form.heading, words, indicators=indicators, known=known_columns)
    return " ".join([text, *(f"{entry.value} {entry.message}." for entry in [*skipped, *answers])])
