"""Returns of the demonstration as files: the template as an agency receives it, filled in as a person would."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl

from indicators.catalogue.areas import find_area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period
from indicators.demo.figures import MadeUpFigure
from indicators.returns.due import write_request
from indicators.returns.vocabulary import Agency
from indicators.returns.workbooks.template import RETURN_SHEET
from indicators.store.database import Store

#: What stands in a cell instead of a figure where somebody makes a mistake.
Mistakes = Mapping[tuple[str, str], str]
#: The figure of an indicator and area code.
Answer = Callable[[str, str], MadeUpFigure]


def write_filled(
    store: Store,
    catalogue: Catalogue,
    agency: Agency,
    period: Period,
    *,
    answer: Answer,
    out: Path,
    moment: datetime,
    mistakes: Mistakes | None = None,
) -> None:
    """Write the template of an agency and period with its figures filled in; `mistakes` are typed instead of some."""
    asked = io.BytesIO()
    write_request(store, catalogue, agency, period, out=asked)
    asked.seek(0)
    book = openpyxl.load_workbook(asked)
    sheet = book[RETURN_SHEET]
    heading, rows = _table(sheet)
    for row in rows:
        indicator = str(row[heading["Code"]].value)
        area = find_area(str(row[heading["Area"]].value), catalogue.areas).code
        _fill(row, heading, answer(indicator, area), (mistakes or {}).get((indicator, area), ""))
    book.properties.created = book.properties.modified = moment
    out.parent.mkdir(parents=True, exist_ok=True)
    book.save(out)


def _table(sheet):
    """The places of the columns by their headings, and the rows below these."""
    rows = list(sheet.iter_rows())
    first = next(number for number, row in enumerate(rows) if row[0].value == "Code")
    heading = {str(cell.value): place for place, cell in enumerate(rows[first])}
    return heading, [row for row in rows[first + 1 :] if row[0].value]


def _fill(row, heading: Mapping[str, int], figure: MadeUpFigure, mistake: str) -> None:
    if mistake:
        row[heading["Figure"]].value = mistake
        return
    cells = {
        "Figure": figure.figure, "Numerator": figure.numerator, "Denominator": figure.denominator,
        "Symbol": figure.symbol, "Status": figure.status, "Note": figure.note,
    }  # fmt: skip
    for name, value in cells.items():
        if value not in (None, ""):
            row[heading[name]].value = value


def write_list(rows: Iterable[Mapping[str, object]], out: Path) -> None:
    """A list of figures (CSV), as a system gives them out."""
    columns = ["indicator", "area", "period", "value", "source"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text.getvalue(), "utf-8")
