"""Publishers' files in forms that are not read: each is named as what it is, with what to send instead."""

import re
from collections.abc import Iterable, Sequence

from indicators.errors import ReturnRefused, printable_text
from indicators.returns.workbooks.read import InputSheet

#: Rows from the top in which a heading or a title may stand, and headings that are named.
_MOST_ROWS, _MOST_NAMED = 30, 6
_LIST = "or write the figures into a list with the headings Indicator, Area, Period and Figure"
_OWN_LIST = "Write the figures of your areas into a list with the headings Indicator, Area, Period and Figure"
_OPEN_DATA = "https://explore-education-statistics.service.gov.uk/data-catalogue"
#: The columns of a form, what it is, and what to do.
_FORMS = (
    (
        {"indicator_id", "indicator_name", "area_code", "time_period"},
        "a download of Fingertips (public health profiles), which is not read: it has a line for each sex, age and "
        f"kind of area. {_OWN_LIST}",
    ),
    (
        # As its package for R writes them.
        {"indicatorid", "indicatorname", "areacode", "timeperiod"},
        "a download of Fingertips (public health profiles), which is not read: it has a line for each sex, age and "
        f"kind of area. {_OWN_LIST}",
    ),
    (
        {"col_name", "col_type", "label"},
        "the description of the columns of an open-data file, without figures. Send the CSV that lies beside it, "
        "without 'meta' in its name",
    ),
    (
        {"geography_code", "obs_value"},
        f"a download of Nomis, which is not read. {_OWN_LIST}",
    ),
    (
        {"measure_code", "topic", "measure"},
        "the list of measures of the Local Authority Interactive Tool, without figures. Send its data (short_desc, "
        "years, la_number, values)",
    ),
)
_TABLES = (
    ({"time_period", "geographic_level"}, "a table of the department's open data"),
    ({"time_period", "time_identifier"}, "a table of the department's open data"),
    ({"short_desc", "years", "values"}, "data of the Local Authority Interactive Tool"),
    ({"old_la_code", "sn_1", "sn_2"}, "the model of statistical neighbours"),
)
_RELEASE = re.compile(r"\bSFR\s?\d{1,3}\s?[/-]\s?(?:\d{2}|\d{4})\b|\bstatistical first release\b", re.IGNORECASE)
_TABLE_TITLE = re.compile(r"table\s+[a-z]{0,3}\d{1,2}[a-z]{0,2}\b[\s.:,-]", re.IGNORECASE)
#: Headings by which publishers' tables name authorities.
_BY_AUTHORITY = {
    "geog_c", "geog_n", "geog_l", "la_code", "lacode", "new_la_code", "newlacode", "old_la_code", "la_name", "laname",
    "lea", "lea_code", "lea_name", "la_number", "la_no", "ons_code", "ons_area_code", "gss_code", "geography_code",
    "ecode", "e_code", "utla_code", "utla22cd", "ladcd", "lad_code",
}  # fmt: skip


def refuse_other_form(sheets: Iterable[InputSheet], name: str) -> None:
    """Raise ReturnRefused where sheets in which no list of figures was found are a publisher's table."""
    for sheet in sheets:
        words = _words(sheet)
        if words:
            where = f", sheet '{printable_text(sheet.name)}'," if sheet.name else ""
            raise ReturnRefused(f"{name}{where} {words}.")


def refuse_downloads(sheets: Sequence[InputSheet], name: str) -> None:
    """Raise ReturnRefused where every sheet is a download whose headings people's lists have too."""
    words = [_download(sheet) for sheet in sheets if sheet.rows]
    if words and all(words):
        raise ReturnRefused(f"{name} is {words[0]}.")


def _download(sheet: InputSheet) -> str:
    headings = ({_plain(text) for text in row} for row in _top(sheet))
    return next((what for names in headings for columns, what in _FORMS if columns <= names), "")


def _top(sheet: InputSheet) -> list[list[str]]:
    return [[cell.text for cell in sheet.rows[number].values()] for number in sorted(sheet.rows)[:_MOST_ROWS]]


def _words(sheet: InputSheet) -> str:
    rows = _top(sheet)
    for number, row in zip(sorted(sheet.rows), rows, strict=False):
        names = {_plain(text) for text in row}
        for columns, what in _TABLES:
            if columns <= names:
                return f"holds {what}. {_as_csv(sheet, number)}"
        for columns, what in _FORMS:
            if columns <= names:
                return f"is {what}"
    texts = [text for row in rows for text in row]
    release = next((match.group() for text in texts if (match := _RELEASE.search(text))), "")
    title = next((text for text in texts[:_MOST_ROWS] if _TABLE_TITLE.match(text.strip() + " ")), "")
    if release or title:
        return (
            f"is a published table laid out for reading ({printable_text(title or release)}), as "
            f"statistical first releases "
            f"have. It is not read: take the same figures as open data in CSV from {_OPEN_DATA}, {_LIST}"
        )
    for row in rows:
        if {_plain(text) for text in row} & _BY_AUTHORITY and len(row) > 2:
            return (
                f"seems to be a publisher's table by authority in a form that is not known "
                f"({_heading_text(row)}). Send the "
                f"department's open data in CSV, {_LIST}"
            )
    return ""


def _as_csv(sheet: InputSheet, number: int) -> str:
    if not sheet.name:
        return f"Delete the {number - 1:,} rows above its heading and send it again"
    more = f" Delete the {number - 1:,} rows above its heading first." if number > 1 else ""
    return f"In Excel choose this sheet, then File, Save As, 'CSV UTF-8', and send that file.{more}".removesuffix(".")


def _heading_text(row: Sequence[str]) -> str:
    return ", ".join(printable_text(text) for text in row[:_MOST_NAMED]) + (" …" if len(row) > _MOST_NAMED else "")


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.strip().strip("\ufeff").casefold()).strip("_")
