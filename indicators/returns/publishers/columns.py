"""Which columns of a publisher's file the definitions know, and under which names they are read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.catalogue.indicators import Indicator, NationalTable
from indicators.catalogue.periods import MONTH_NAMES
from indicators.errors import Problem, ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns.publishers.reporting import MONTHS_RULE
from indicators.returns.recognise import AREA_HEADINGS, PERIOD_HEADINGS, Submission, plain_heading

KEY_COLUMNS = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
#: The headings of the Local Authority Interactive Tool under the names of open data.
LAIT = {"short_desc": "filter_1", "years": "time_period", "la_number": "old_la_code", "la_and_regions": "la_name"}
_LAIT_VALUES = "values"
#: What an item is in words, where an extract of that tool says so; no key of open data is read in its place.
_LAIT_WORDS = {"data_item": "country_name"}
#: The first is for the items of a long file; a wide file's lines are told apart by the others.
MOST_FILTERS = 7
#: Columns of a line, beside that of the figure, that a definition may name: its counts, its interval, its remark.
SIDE_COLUMNS = ("numerator", "denominator", "lower", "upper", "note")
#: Columns of the open-data standard that say where a line is about, beside `KEY_COLUMNS`.
_OF_PLACES = re.compile(
    "(lad|pcon|ward|lep|local_enterprise_partnership|mat|trust|mca|mayoral_combined_authority|cauth|eda|lsip"
    "|english_devolved_area|local_skills_improvement_plan_area|opportunity_area|planning_area|pfa|police_force_area"
    "|provider|institution|school|sponsor|rsc_region_lead)_(code|name|urn|ukprn|id|laestab|estab)"
    "|(school|provider|institution)_(urn|ukprn|laestab)|rsc_region_lead_name|planning_area"
)

#: Those of them that say which place or body within an authority a line is about.
_OF_SMALL_PLACES = re.compile(
    "(lad|pcon|ward|mat|trust|provider|institution|school|sponsor|planning_area)_(code|name|urn|ukprn|id|laestab|estab)"
    "|(school|provider|institution)_(urn|ukprn|laestab)|planning_area"
)

#: Columns of an extract of the interactive tool that say more of an item or of an area, and tell of no part.
_OF_ITEMS = re.compile(
    "regions?(_name|_code)?|(data_)?items?|(sub_?)?(topic|theme|categor)(y|ies|s)?|(measure|indicator)s?(_[a-z]+)*"
    "|(short_|long_)?desc(ription)?|polarity|y_axis_name|dps|decimals?|year_type|(last|next)_updated?|hyperlinks?.*"
    "|units?|sources?|(foot)?notes?|la_type"
)

#: Columns of other publishers' files that remark a figure or say where and when it is, and tell of no part.
_OF_REMARKS = re.compile(
    "(?:^|_)(?:notes?|footnotes?|trend|compared|significance|comparison|flags?|polarity|sortable|new_data|caveats?"
    "|parent_(?:code|name)|area_?(?:type|name)|geography_(?:name|type)|units?|valuenote|parent(?:code|name))(?:_|$)"
    "|time_?period_?range"
)

#: Words in the headings of columns whose words are parts of a whole. Where the data came from is no part of them.
_OF_PARTS = re.compile(
    "(?:^|_)(?:indicators?(?:_?name)?|sex|gender|ages?|ethnic[a-z]*|characteristics?|breakdown[a-z]*|[a-z]*types?|[a-z]*groups?|grouping"
    "|categor(?:y|ies)|phase|bands?|duration|placements?|reasons?|needs?|sen|disabilit(?:y|ies)|disabled|religion"
    "|language|(?:legal|asylum|uasc|employment|immigration|disability|marital|fsm)_status|cohort|subset|population"
    "|provision|quintile|decile|deprivation|nationality|roles?|grade"
    "|establishment|key_stage|topic|measure|factors?|filter[0-9]*|dimension|(?<!data_)sources?|referr(?:er|ed_by)"
    "|origins?|sectors?|settings?|locations?|distances?|asylum|uasc|unaccompanied|abuse|offences?|outcomes?"
    "|destinations?|accommodation|pathways?|orders?|contracts?|experience|tenure|eligib[a-z]+)(?:_|$)"
)
_OF_INDICATORS = re.compile("indicator(?:_?(?:id|name|code|number))?|(?:measure|metric)(?:_?(?:id|name|code))?")
#: Headings of columns whose numbers are parts too: a line for each year of age.
_OF_NUMBERED_PARTS = re.compile(
    "indicator_?id|(?:single_|child_|cla_|pupil_)?age(?:_in_years|_years|_at_[a-z0-9_]+|_from|_to|_min|_max|_start|_end)?"
    "|(?:nc_|national_curriculum_)?year_group|(?:nc|national_curriculum)_year[a-z_]*|key_stage"
    "|(?:[a-z]+_)*(?:quintile|decile)"
)


class DuplicateColumn(ValueError):
    """A column that is looked for stands twice under one name."""


@dataclass(frozen=True)
class MappedColumn:
    """A figure that a definition looks for in the file: the column's place there, its rows, and what tells them apart.

    `filters` are the places of the columns of `national.where`, in its order, `sides` those of `SIDE_COLUMNS` that the
    file has, each of one column or of several that are added up, `keys` those of the area and the period where the
    definition names them. A figure without a column of its own is worked out from its counts, at the place of
    the first.
    """

    indicator: Indicator
    national: NationalTable
    place: int
    filters: tuple[int, ...] = ()
    month: str = ""
    sides: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    is_worked_out: bool = False
    keys: tuple[int, ...] = ()


def mapped_columns(kind: FileKind, heading: Sequence[str], indicators: Mapping[str, Indicator]) -> list[MappedColumn]:
    """What the definitions look for in a file with this heading.

    A table is wanted only where the file has every column that tells its lines apart, and those that `with` names:
    a column of the same name in another table holds other figures. It is of one kind of file alone.
    """
    return [
        column
        for indicator in indicators.values()
        for national in indicator.national
        if table_kind(national) is kind
        for column in _places(indicator, national, heading)
    ]


def table_kind(national: NationalTable) -> FileKind:
    """The kind of file that a definition's table stands in."""
    if national.items:
        return FileKind.LAIT
    return FileKind.PUBLISHED if national.area_column else FileKind.WIDE


def is_named_table(heading: Sequence[str], indicators: Iterable[Indicator]) -> bool:
    """Whether a definition says of a file with this heading where its areas, periods and figures stand."""
    names = {plain_heading(text) for text in heading}
    return any(
        all(
            names & {plain_heading(name) for name in columns}
            for columns in (national.area_column, national.period_column, national.columns)
        )
        for indicator in indicators
        for national in indicator.national
        if national.area_column
    )


def filter_names(kind: FileKind, wanted: Sequence[MappedColumn]) -> dict[int, str]:
    """The names under which the columns that tell lines apart are read, by their places."""
    places = sorted({index for item in wanted for index in item.filters})
    if len(places) >= MOST_FILTERS:
        raise ReturnRefused(
            f"The definitions tell the lines of this file apart by more than {MOST_FILTERS - 1} columns."
        )
    return {index: f"filter_{number}" for number, index in enumerate(places, 2)}


def _places(indicator: Indicator, national: NationalTable, heading: Sequence[str]) -> Iterator[MappedColumn]:
    filters = filter_places(national, heading)
    if filters is None or any(column_place((name,), heading) is None for name in national.with_columns):
        return
    places = [column_place(names, heading) for names in (national.area_column, national.period_column) if names]
    if None in places:
        return
    keys = tuple(place for place in places if place is not None)
    sides = {name: places for name in SIDE_COLUMNS if (places := _added_places(getattr(national, name), heading))}
    if national.items:
        index = column_place((_LAIT_VALUES,), heading)
        if index is not None:
            yield MappedColumn(indicator, national, index, filters)
    elif national.period == MONTHS_RULE:
        for month in MONTH_NAMES:
            index = column_place((month,), heading)
            if index is not None:
                yield MappedColumn(indicator, national, index, filters, month)
    else:
        index = column_place(national.columns, heading)
        if index is not None:
            yield MappedColumn(indicator, national, index, filters, sides=sides, keys=keys)
        elif "numerator" in sides and "denominator" in sides:
            place = sides["numerator"][0]
            yield MappedColumn(indicator, national, place, filters, sides=sides, keys=keys, is_worked_out=True)


def filter_places(national: NationalTable, heading: Sequence[str]) -> tuple[int, ...] | None:
    """The place of the column for each condition; None where the file lacks one, and so is another file."""
    columns = [column_place(condition.columns, heading) for condition in national.where]
    return None if None in columns else tuple(index for index in columns if index is not None)


def _added_places(names: Sequence[str], heading: Sequence[str]) -> tuple[int, ...]:
    """The places of the columns that a name means, of the first name whose columns the file has.

    A name such as `A + B` means two columns of a line that are added up. None where the file has none.
    """
    for name in names:
        places = [column_place((part,), heading) for part in name.split(" + ")]
        if None not in places:
            return tuple(place for place in places if place is not None)
    return ()


def column_place(columns: Sequence[str], heading: Sequence[str]) -> int | None:
    """Where a column stands that has borne some names, the first of them that the heading has; None where it is not.

    A name with its marks goes before one that is the same without them: of `turnover_rate_fte` and
    `turnover_rate_fte_%` side by side each is itself. Raises ColumnTwice where a name stands twice.
    """
    marked = [_with_marks(text) for text in heading]
    plain = [plain_heading(text) for text in heading]
    twice = ""
    for column in columns:
        same = [index for index, text in enumerate(marked) if text == _with_marks(column)]
        alike = [index for index, text in enumerate(plain) if text == plain_heading(column)]
        matches = same or alike
        if len(matches) == 1:
            return matches[0]
        if matches:
            twice = plain[matches[0]]
    if twice:
        raise DuplicateColumn(twice)
    return None


def _with_marks(text: str) -> str:
    """A heading without case and with one sign between its words, but with marks such as %."""
    return re.sub(r"[\s_-]+", "_", text.strip().strip("\ufeff").casefold())


def column_names(
    kind: FileKind, heading: Sequence[str], filters: Mapping[int, str], wanted: Sequence[MappedColumn]
) -> list[str]:
    """The name that each column is read under: a key, a filter, or its place."""
    if kind is FileKind.PUBLISHED:
        area, period = _published_keys(heading, wanted)
        return [
            "new_la_code"
            if index == area
            else "time_period"
            if index == period
            else filters.get(index) or column_name(index)
            for index in range(len(heading))
        ]
    keys = LAIT | _LAIT_WORDS if kind is FileKind.LAIT else {}
    named = {name: keys.get(name, name) for name in (*keys, *KEY_COLUMNS) if name not in keys.values()}
    places = {column_place((name,), heading): read for name, read in named.items()}
    return [filters.get(index) or places.get(index) or column_name(index) for index in range(len(heading))]


def _published_keys(heading: Sequence[str], wanted: Sequence[MappedColumn]) -> tuple[int | None, int | None]:
    """Where the codes of areas and the periods stand in a file of another form: as the definitions say, or as usual."""
    named = {item.keys: item for item in wanted}
    if len(named) > 1:
        texts = ", ".join(f"definitions/{item.indicator.id}.toml" for item in named.values())
        raise ReturnRefused(
            f"The definitions do not agree on which columns of this file have its areas and its periods: {texts}. Name "
            "the same in area_column and period_column of each."
        )
    if named:
        area, period = next(iter(named))
        return area, period
    return column_place(AREA_HEADINGS, heading), column_place(PERIOD_HEADINGS, heading)


def column_name(index: int) -> str:
    """The name under which the column at a place, counted from 0, is read."""
    return f"column_{index + 1}"


def other_columns(
    kind: FileKind, heading: Sequence[str], read: Sequence[str], wanted: Sequence[MappedColumn]
) -> list[int]:
    """The places of the columns that nobody looks for: figures of other indicators, or what lines are parts by."""
    used = (
        {item.place for item in wanted}
        | _indicator_columns(heading, wanted)
        | {index for item in wanted for places in item.sides.values() for index in places}
    )
    return [
        index
        for index, text in enumerate(heading)
        if read[index] == column_name(index)
        and index not in used
        and not _OF_PLACES.fullmatch(plain_heading(text))
        and not (kind is FileKind.PUBLISHED and _OF_REMARKS.search(plain_heading(text)))
        and not (kind is FileKind.LAIT and _OF_ITEMS.fullmatch(plain_heading(text)))
    ]


def small_place_columns(heading: Sequence[str], read: Sequence[str]) -> list[int]:
    """The places of the columns that name a school, a ward or another place within an authority."""
    return [
        index
        for index, text in enumerate(heading)
        if read[index] == column_name(index) and is_small_place_heading(text)
    ]


def _indicator_columns(heading: Sequence[str], wanted: Sequence[MappedColumn]) -> set[int]:
    """The columns that name the indicator of a line, where every definition says by one of them which it means."""
    named = {index for index, text in enumerate(heading) if _OF_INDICATORS.fullmatch(plain_heading(text))}
    return named if all(named.intersection(item.filters) for item in wanted) else set()


def is_category_heading(heading: str) -> bool:
    """Whether a heading says that its words are parts of a whole, such as `sex` or `school_type`."""
    return _OF_PARTS.search(plain_heading(heading)) is not None


def is_place_heading(name: str) -> bool:
    """Whether a plain heading is one of the standard's columns that say where a line is about."""
    return _OF_PLACES.fullmatch(name) is not None


def is_small_place_heading(heading: str) -> bool:
    """Whether a heading says that its cells are places or bodies within an authority, such as schools."""
    return _OF_SMALL_PLACES.fullmatch(plain_heading(heading)) is not None


def is_remark_heading(name: str) -> bool:
    """Whether a plain heading is one of another publisher's that remarks a figure or says where and when it is."""
    return _OF_REMARKS.search(name) is not None


def is_numeric_category_heading(heading: str) -> bool:
    """Whether a heading says that its numbers are parts of a whole too, such as `age` or `year_group`."""
    return _OF_NUMBERED_PARTS.fullmatch(plain_heading(heading)) is not None


def missing_column_problems(
    kind: FileKind,
    file: Submission,
    wanted: Sequence[MappedColumn],
    heading: Sequence[str],
    indicators: Mapping[str, Indicator],
    sources: set[str],
) -> list[Problem]:
    """Columns that the file should have, having others of the same source, and that bear an unknown name."""
    mapped = {(item.indicator.id, item.national.source) for item in wanted}
    return [
        Problem(
            file.name, "row 1", indicator.short_title,
            f"has no column in this file (known as {', '.join(national.columns)}). If it has a new name, add it to "
            f"[[national]] in definitions/{indicator.id}.toml",
            is_warning=True,
        )
        for indicator in indicators.values()
        for national in indicator.national
        if national.source in sources and (indicator.id, national.source) not in mapped and national.columns
        and table_kind(national) is kind
        # A printed rate that an edition no longer prints is worked out from its counts.
        and not indicator.is_derived and filter_places(national, heading) is not None
    ]  # fmt: skip


def comparable_text(text: str) -> str:
    """Words without case and surplus spaces, by which the contents of a file are compared."""
    return " ".join(text.casefold().split())
