"""The model of statistical neighbours as the Department for Education publishes it: ten to an authority, in order."""

import csv
import re
from collections.abc import Mapping
from itertools import islice

import pandas as pd

from indicators.catalogue.areas import Area
from indicators.errors import Problem, ReturnRefused
from indicators.loading.cells import short_lines
from indicators.returns.recognise import FileForm, Submission, plain_heading

_COLUMNS = ["area", "rank", "neighbour", "closeness", "model"]
#: There is a line to an authority; a file of many more is another file.
_MOST_LINES = 5_000
_RANK = re.compile(r"sn_?(\d{1,2})")


def read_neighbours(file: Submission, form: FileForm, areas: Mapping[str, Area]) -> tuple[pd.DataFrame, list[Problem]]:
    """The neighbours of every area of the catalogue whose neighbours are all in it, with `_COLUMNS`.

    An area with a neighbour that the catalogue lacks is left out and told: its median would rest on others.
    Raises ReturnRefused where the file cannot be read or is about none of the areas.
    """
    names = [plain_heading(item) for item in form.heading]
    codes = {area.old_code: area.code for area in areas.values() if area.old_code}
    ranks = {name: int(match.group(1)) for name in names if (match := _RANK.fullmatch(name))}
    rows, left_out, areas_read = [], [], set()
    for line in _lines(file, form):
        cells = dict(zip(names, (cell.strip() for cell in line), strict=False))
        area = codes.get(cells.get("old_la_code", ""))
        if area is None:
            continue
        neighbours = [codes.get(cells.get(name, "")) for name in ranks]
        if None in neighbours:
            left_out.append(areas[area].name)
            continue
        if len({area, *neighbours}) <= len(neighbours) or area in areas_read:
            raise ReturnRefused(
                f"{file.name} gives {areas[area].name} or one of its neighbours twice. Ask for it again."
            )
        areas_read.add(area)
        rows += [
            (area, ranks[name], code, cells.get(f"{name}p", ""), _model(file.name))
            for name, code in zip(ranks, neighbours, strict=True)
        ]
    if not rows:
        raise ReturnRefused(f"{file.name} has no area of this dashboard whose neighbours are all in data/areas.csv.")
    frame = pd.DataFrame(rows, columns=_COLUMNS).sort_values(["area", "rank"], ignore_index=True)
    return frame, _skipped_areas(file, left_out)


def _lines(file: Submission, form: FileForm) -> list[list[str]]:
    if form.text is None:
        raise ReturnRefused(f"{file.name} is the model of neighbours in parquet. Send it as CSV.")
    with form.text.path.open(encoding="utf-8-sig", newline="") as opened:
        try:
            lines = list(islice(csv.reader(short_lines(opened), delimiter=form.text.delimiter), _MOST_LINES + 1))
        except csv.Error as error:
            raise ReturnRefused(
                f"{file.name} cannot be read as CSV ({error}). Look for a quotation mark that is not closed."
            ) from error
    if len(lines) > _MOST_LINES:
        raise ReturnRefused(f"{file.name} has more than {_MOST_LINES:,} lines; England has some 150 authorities.")
    return lines[1:]


def _skipped_areas(file: Submission, names: list[str]) -> list[Problem]:
    if not names:
        return []
    text = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    message = "are left out, since data/areas.csv does not have all of their neighbours"
    return [Problem(file.name, "", text, message, is_warning=True)]


def _model(name: str) -> str:
    year = re.search(r"(?:19|20)\d\d", name)
    return f"DfE statistical neighbour model, {year.group()}" if year else "DfE statistical neighbour model"
