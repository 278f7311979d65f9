"""A published file looked into before any definition knows it: its columns, the words that tell its lines apart, and
how many figures the board's areas have for each combination of these.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from indicators.catalogue.areas import Area, nearest_names, own_areas_and_comparators
from indicators.catalogue.indicators import Indicator
from indicators.errors import IndicatorsError, ReturnRefused, UsageError, printable_text
from indicators.figures.calculate import period_label
from indicators.frames import frame_records, frame_rows
from indicators.loading.build import Progress, no_progress
from indicators.loading.editions import FileKind
from indicators.returns.check import ReturnPreview, compare_return, figure_with_status
from indicators.returns.containers import opened_table
from indicators.returns.publishers.columns import (
    KEY_COLUMNS,
    LAIT,
    comparable_text,
    is_category_heading,
    is_numeric_category_heading,
)
from indicators.returns.publishers.read import PUBLISHER_SYMBOLS
from indicators.returns.recognise import FileForm, Submission, file_form, is_parquet, plain_heading
from indicators.returns.staging import plain_read_errors, stage_return
from indicators.returns.vocabulary import Vocabulary, stored_vocabulary
from indicators.store.database import Store, open_store
from indicators.temporary import temporary_folder

#: Lines about our areas that are looked at; a file of years, areas and some breakdowns has a tenth of it.
MOST_LINES = 100_000
#: Combinations of words that are described, and words of a column by which lines are told apart.
MOST_COMBINATIONS, MOST_WORDS = 300, 120
#: Columns by which a definition can tell lines apart.
MOST_CONDITIONS = 4
_MOST_COLUMNS = 300
_TOTALS = ("total", "all", "all children", "persons", "all ages", "all persons")
#: Headings, in files of other publishers, of the area's code, of the period, and of what says more about a figure.
_AREA_CODES = re.compile(
    "(?:ons_|gss_)?(?:area_|geography_|geog_|utla_|la_|authority_)?(?:ons_|gss_)?codes?|areacode|e_?code|geog_c|utla\\d\\dcd"
    "|lad(?:\\d\\d)?cd|ctyua\\d\\dcd"
)
_PERIODS = ("time_period", "timeperiod", "period", "year", "financial_year", "years", "date", "reporting_period")
_OF_FIGURES = {
    "lower": re.compile("(?:lower|lower_ci.*95.*|lower.*95.*|lower_(?:ci|limit|confidence).*|lci|95_lower.*)"),
    "upper": re.compile("(?:upper|upper_ci.*95.*|upper.*95.*|upper_(?:ci|limit|confidence).*|uci|95_upper.*)"),
    "numerator": re.compile("count|numerator|observed"),
    "denominator": re.compile("denominator|population"),
    "note": re.compile("value_notes?|notes?|footnotes?"),
}
#: Headings that tell no lines apart: places, and remarks of the publisher's own pages.
_REMARKS = re.compile(
    "(?:parent|area|region|country|la|lad|pcon|ward|local_authority|authority|geography|geog|utla|icb|nhs_region)_"
    "(?:code|name|type|level|n|l|c)|(?:lower|upper)_ci_99.*|recent_trend|compared_to.*|new_data|time_period_(?:sortable|range)"
    "|.*sortable|trend|significance|polarity|data_source|last_updated?|publication.*|release.*|version|id|row_?(?:id|number)"
)


@dataclass(frozen=True)
class CategoryColumn:
    """A column whose words tell lines apart; `words` are those on lines about our areas, the most frequent first."""

    name: str
    words: tuple[str, ...]

    @property
    def total(self) -> str:
        """The word for all together; empty where the column has none."""
        return next((word for word in self.words if comparable_text(word) in _TOTALS), "")


@dataclass(frozen=True)
class FigureColumn:
    """A column of figures, and how many of them are about our areas."""

    name: str
    figures: int
    decimals: int = 0
    largest: float = 0.0


@dataclass(frozen=True)
class Combination:
    """Lines with the same words: how many figures our areas have in each column, and the latest of them.

    `words` are in the order of the categories, `figures` in that of the columns; `latest` is the newest period, and
    `examples` what stands there for each area of ours in each column.
    """

    words: tuple[str, ...]
    figures: tuple[int, ...]
    latest: str
    examples: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TableSurvey:
    """What a published table holds for our areas.

    `feeds` are the indicators that it already gives figures of. `keys` are columns that a definition names besides
    that of the figure, in files of other publishers: `area_column`, `period_column`, `lower` and the like.
    """

    name: str
    kind: FileKind
    lines: int
    categories: tuple[CategoryColumn, ...]
    columns: tuple[FigureColumn, ...]
    combinations: tuple[Combination, ...]
    periods: tuple[str, ...]
    identifiers: tuple[str, ...]
    areas: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    keys: Mapping[str, str] | None = None
    combination_count: int = 0

    @property
    def is_of_items(self) -> bool:
        """Whether its figures are told apart by short names in one column, as the interactive tool's are."""
        return self.kind is FileKind.LAIT

    @property
    def span(self) -> str:
        """The first and the last period of our areas, as the file names them."""
        named = list(dict.fromkeys([*self.periods[-1:], *self.periods[:1]]))
        return " to ".join(named)

    def column(self, name: str) -> FigureColumn:
        """The column of figures of a name; raises UsageError with the nearest ones."""
        wanted = plain_heading(name)
        for column in self.columns:
            if column.name == name or (wanted and plain_heading(column.name) == wanted):
                return column
        if any(plain_heading(category.name) == wanted for category in self.categories):
            raise UsageError(f"{name} has words, not figures: it tells lines apart. Name it under --where.")
        names = [column.name for column in self.columns]
        raise UsageError(f"{self.name} has no column of figures '{printable_text(name)}'. {nearest_names(name, names)}")

    def category(self, name: str) -> CategoryColumn:
        """The column of words of a name; raises UsageError with the nearest ones."""
        wanted = plain_heading(name)
        for category in self.categories:
            if category.name == name or (wanted and plain_heading(category.name) == wanted):
                return category
        names = [category.name for category in self.categories]
        there = nearest_names(name, names) if names else "It has none: every line is one area and period."
        raise UsageError(f"{self.name} tells no lines apart by '{printable_text(name)}'. {there}")

    def word(self, category: CategoryColumn, word: str) -> str:
        """A word of a column as the file spells it; raises UsageError with the nearest ones."""
        wanted = comparable_text(word)
        for known in category.words:
            if comparable_text(known) == wanted:
                return known
        raise UsageError(
            f"{category.name} has no '{printable_text(word)}' on lines about our areas. "
            f"{nearest_names(word, list(category.words))}"
        )


def survey_file(store: Store, file: Submission, *, progress: Progress = no_progress) -> TableSurvey:
    """Look into a published file; raises ReturnRefused where it is none, or is about none of our areas."""
    progress(0.0, "Looking at the file")
    known = stored_vocabulary(store)
    with opened_table(file) as table, temporary_folder("survey") as work:
        form = _published_form(store, table, work)
        progress(0.2, "Looking for lines about our areas")
        keys = {} if form.kind in (FileKind.WIDE, FileKind.LAIT) else _other_keys(table, form.heading)
        names = _read_names(table, form, keys)
        lines, count = _lines(store, table, form, names, known.areas)
        if lines.empty:
            raise ReturnRefused(_without_areas(table, known.areas))
        progress(0.5, "Counting what our areas have")
        survey = _survey(table, form, names, lines, count, keys, known.areas)
        progress(0.7, "Looking whether it is known")
        return replace(survey, feeds=_known_feeds(store, table, known))


def trial_reading(
    store: Store, file: Submission, indicator: Indicator, *, progress: Progress = no_progress
) -> ReturnPreview:
    """What a new definition would read from a file, as `load` would read it; the store is only read.

    Its figures are all new. Raises ReturnRefused where the definition reads nothing from the file.
    """
    known = stored_vocabulary(store)
    sources = known.sources | {table.source for table in indicator.national}
    trial = Vocabulary({indicator.id: indicator}, known.areas, frozenset(sources), {})
    return compare_return(store, file, progress=progress, known=trial)


def _published_form(store: Store, table: Submission, work: Path) -> FileForm:
    heading: list[str] = []
    if is_parquet(table.path):
        with plain_read_errors(table):
            heading = list(store.fetch("parquet_columns", path=str(table.path))["name"])
    try:
        form = file_form(table, work, parquet_heading=heading)
    except ReturnRefused:
        if not heading:
            raise
        form = FileForm(FileKind.SHEET, tuple(heading))
    if form.kind in (FileKind.WORKBOOK, FileKind.OPEN_SHEET):
        raise ReturnRefused(
            f"{table.name} is a workbook without a publisher's headings (such as time_period and geographic_level) in "
            "any sheet. Save the table as CSV with its headings in one row, or take it in as a return on the page "
            "Returns."
        )
    if form.kind is FileKind.LONG:
        raise ReturnRefused(
            f"{table.name} is a list of figures that names its indicators itself. Add the indicator as a file of "
            "data/definitions (docs/adding-an-indicator.md), then load the list."
        )
    if form.kind is FileKind.NEIGHBOURS:
        raise ReturnRefused(f"{table.name} is the model of statistical neighbours, which has no figures.")
    if len(form.heading) > _MOST_COLUMNS:
        raise ReturnRefused(f"{table.name} has {len(form.heading):,} columns; at most {_MOST_COLUMNS} are looked at.")
    return form


def _other_keys(table: Submission, heading: Sequence[str]) -> dict[str, str]:
    """Which columns of another publisher's file say where, when and more; raises ReturnRefused without these two."""
    plain = {plain_heading(text): text.strip() for text in heading}
    if "col_name" in plain and "col_type" in plain:
        raise ReturnRefused(
            f"{table.name} is the description of the columns of an open-data file, without figures. Choose the CSV "
            "that lies beside it."
        )
    area = next((text for name, text in plain.items() if _AREA_CODES.fullmatch(name)), "")
    period = next((plain[name] for name in _PERIODS if name in plain), "")
    if not area or not period:
        lacking = " and ".join(
            filter(
                None,
                [
                    "" if area else "of area codes (E06 and six digits, say)",
                    "" if period else "of years or periods",
                ],
            )
        )
        shown = ", ".join(printable_text(text) for text in list(plain.values())[:8])
        raise ReturnRefused(
            f"{table.name} has no column {lacking} in its first rows. Its headings are: {shown}. A published table has "
            "one row of headings, and a line for each area and period."
        )
    keys = {"area_column": area, "period_column": period}
    for key, pattern in _OF_FIGURES.items():
        if match := next((text for name, text in plain.items() if pattern.fullmatch(name)), ""):
            keys[key] = match
    for pair in (("lower", "upper"), ("numerator", "denominator")):
        if not set(pair) <= keys.keys():
            for key in pair:
                keys.pop(key, None)
    return keys


def _read_names(table: Submission, form: FileForm, keys: Mapping[str, str]) -> list[str]:
    """The name that each column is read under: a key of open data, or its place."""
    known = {name: name for name in KEY_COLUMNS}
    if form.kind is FileKind.LAIT:
        known |= LAIT
    if keys:
        known = {plain_heading(keys["area_column"]): "new_la_code", plain_heading(keys["period_column"]): "time_period"}
    names, used = [], set()
    for index, text in enumerate(form.heading):
        name = known.get(plain_heading(text), "")
        if name and name in used:
            raise ReturnRefused(
                f"{table.name} names a column twice: {printable_text(text)}. Keep the right one of them."
            )
        used.add(name)
        names.append(name or f"column_{index + 1}")
    return names


def _lines(
    store: Store, table: Submission, form: FileForm, names: Sequence[str], areas: Mapping[str, Area]
) -> tuple[pd.DataFrame, int]:
    store.execute("return_tables")
    store.execute("survey_areas")
    ours = own_areas_and_comparators(areas)
    rows = [
        (key.casefold(), area.code)
        for area in ours
        for key in dict.fromkeys((area.code, area.old_code, area.name))
        if key
    ]
    store.append("survey_area", pd.DataFrame(rows, columns=["key", "area_code"]))
    with plain_read_errors(table, columns=len(form.heading)):
        if form.text is None:
            store.register("positional_column", pd.DataFrame({name: pd.Series(dtype="str") for name in names}))
            store.execute("survey_parquet", path=str(table.path))
        else:
            columns = dict.fromkeys(names, "varchar")
            store.execute("survey_csv", path=str(form.text.path), columns=columns, delimiter=form.text.delimiter)
    count = int(store.fetch("survey_line_count")["lines"].iloc[0])
    return store.fetch("survey_lines", most=MOST_LINES), count


def _without_areas(table: Submission, areas: Mapping[str, Area]) -> str:
    own = [area for area in own_areas_and_comparators(areas) if area.is_own]
    names = " or ".join(area.name for area in own)
    return (
        f"{table.name} has no line about {names}, by code (such as {own[0].code}), nor about their region or the "
        "country. An indicator is added from a file that has figures of our areas."
    )


def _survey(
    table: Submission,
    form: FileForm,
    names: Sequence[str],
    lines: pd.DataFrame,
    count: int,
    keys: Mapping[str, str],
    areas: Mapping[str, Area],
) -> TableSurvey:
    own = lines[lines["area"].isin([code for code, area in areas.items() if area.is_own])]
    # A file of the region alone is described too.
    own = own if len(own) else lines
    taken = {plain_heading(text) for key, text in keys.items() if key not in ("numerator", "denominator")}
    categories: list[tuple[str, CategoryColumn]] = []
    columns: list[tuple[str, FigureColumn]] = []
    if form.kind is FileKind.LAIT:
        heading = next(text.strip() for text in form.heading if plain_heading(text) == "short_desc")
        categories.append(("filter_1", CategoryColumn(heading, _words(own["filter_1"]))))
        taken |= {plain_heading(text) for text in form.heading} - {"values"}
    for name, text in zip(names, form.heading, strict=True):
        plain = plain_heading(text)
        if not name.startswith("column_") or _REMARKS.fullmatch(plain) or plain in taken:
            continue
        cells = own[name].dropna().str.strip()
        cells = cells[cells != ""]
        if _tells_apart(plain, cells):
            words = _words(cells)
            if len(words) <= MOST_WORDS:
                categories.append((name, CategoryColumn(text.strip(), words)))
        elif len(cells):
            numbers = pd.to_numeric(cells.str.replace(",", "").str.removesuffix("%"), errors="coerce").dropna()
            decimals = min(max((len(item.partition(".")[2].rstrip("0")) for item in cells[:500]), default=0), 2)
            largest = float(numbers.max()) if len(numbers) else 0.0
            columns.append((name, FigureColumn(text.strip(), len(cells), decimals, largest)))
    if not columns:
        raise ReturnRefused(f"{table.name} has lines about our areas, but no column of figures.")
    combinations, number = _combinations(own, categories, columns, areas)
    return TableSurvey(
        table.name,
        form.kind,
        count,
        tuple(category for _, category in categories),
        tuple(column for _, column in columns),
        combinations,
        tuple(sorted({_period(row) for row in frame_records(own[["time_period", "time_identifier"]])}, reverse=True)),
        tuple(_words(own["time_identifier"].dropna())),
        tuple(areas[code].name for code in dict.fromkeys(lines["area"]) if code in areas),
        keys=dict(keys) or None,
        combination_count=number,
    )


def _words(cells: pd.Series) -> tuple[str, ...]:
    counts = Counter(text for text in (" ".join(str(cell).split()) for cell in cells.dropna()) if text)
    return tuple(word for word, _ in counts.most_common())


def _tells_apart(plain: str, cells: pd.Series) -> bool:
    """Whether the cells of a column are words that tell lines apart rather than figures and their symbols."""
    if not len(cells):
        return False
    if is_numeric_category_heading(plain) or (plain.endswith("_id") and cells.nunique() <= MOST_WORDS):
        return True
    is_number = pd.to_numeric(cells.str.replace(",", "").str.removesuffix("%"), errors="coerce").notna()
    symbols = cells.str.casefold().isin(PUBLISHER_SYMBOLS) | cells.str.match(r"^<\s*\d+$")
    words = ~is_number & ~symbols
    if is_category_heading(plain) and words.any():
        return True
    return bool(words.sum() * 2 > len(cells))


def _combinations(
    own: pd.DataFrame,
    categories: Sequence[tuple[str, CategoryColumn]],
    columns: Sequence[tuple[str, FigureColumn]],
    areas: Mapping[str, Area],
) -> tuple[tuple[Combination, ...], int]:
    frame = own.assign(
        **{name: own[name].fillna("").map(lambda text: " ".join(str(text).split())) for name, _ in categories}
    )
    if categories:
        groups = [(words, part) for words, part in frame.groupby([name for name, _ in categories], sort=False)]
    else:
        groups = [((), frame)]
    combinations = []
    for words, part in groups[:MOST_COMBINATIONS]:
        texts = tuple(str(word) for word in (words if isinstance(words, tuple) else (words,)))
        figures = tuple(int((part[name].fillna("").str.strip() != "").sum()) for name, _ in columns)
        newest = part["time_period"].fillna("").max()
        last = part[part["time_period"].fillna("") == newest]
        last = last.drop_duplicates("area", keep="last")
        examples = {
            areas[row["area"]].name: tuple(_cell(row[name]) for name, _ in columns)
            for row in frame_records(last)
            if row["area"] in areas
        }
        latest = _period(frame_records(last[["time_period", "time_identifier"]])[0])
        combinations.append(Combination(texts, figures, latest, examples))
    combinations.sort(key=lambda item: -sum(item.figures))
    return tuple(combinations), len(groups)


def _cell(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _period(row: Mapping[str, object]) -> str:
    return " ".join(str(part).strip() for part in (row["time_period"], row["time_identifier"]) if isinstance(part, str))


def _known_feeds(store: Store, table: Submission, known: Vocabulary) -> tuple[str, ...]:
    """The ids of the indicators that a file already gives figures of."""
    try:
        with temporary_folder("survey") as work:
            form = _published_form(store, table, work)
            stage_return(store, table, form, known, agency="")
    except IndicatorsError:
        return ()
    ids = list(store.fetch("staged_indicators")["indicator"])
    return tuple(name for name in ids if name in known.indicators)


def own_figures(checked: ReturnPreview, areas: Mapping[str, Area], *, most: int = 40) -> pd.DataFrame:
    """What a trial reads for the board's areas, their region and the country: a row a period, the newest first.

    The columns are `Period` and the names of those areas that have figures, in words with symbols.
    """
    figures = checked.figures.get("new", pd.DataFrame())
    ours = [area.code for area in own_areas_and_comparators(areas)]
    cells: dict[str, dict[str, str]] = {}
    for row in frame_rows(figures):
        if row.area_code in ours:
            label = period_label(row.period_type, row.starts.date(), row.ends.date())
            cells.setdefault(label, {})[areas[row.area_code].name] = figure_with_status(row)
    names = [areas[code].name for code in ours if any(areas[code].name in own for own in cells.values())]
    rows = [{"Period": label, **{name: own.get(name, "–") for name in names}} for label, own in cells.items()]
    return pd.DataFrame(rows[:most], columns=["Period", *names])


def surveyed(path: Path, file: Submission, *, progress: Progress = no_progress) -> TableSurvey:
    """As `survey_file`, with the store at a path, which is only read."""
    store = open_store(path, reads_files=True)
    try:
        return survey_file(store, file, progress=progress)
    finally:
        store.close()


def trial_return(
    path: Path, file: Submission, indicator: Indicator, *, progress: Progress = no_progress
) -> ReturnPreview:
    """As `trial_reading`, with the store at a path, which is only read."""
    store = open_store(path, reads_files=True)
    try:
        return trial_reading(store, file, indicator, progress=progress)
    finally:
        store.close()
