"""Returns that the tests send: lists of figures, publishers' files, and a tiny store that knows them.

path = arrival_store(tmp_path, facts=[{"value": 901}])
file = sent(tmp_path, long_csv([{"area": "Rutland", "value": 4}]))
accept_return(path, file, by="business office")
figures(path)  # {("contacts", "E06000017", "2015/16", "report"): (4.0, "final", ""), ...}
"""

import csv
import io
from contextlib import closing
from pathlib import Path

from indicators.figures.calculate import period_label
from indicators.returns.check import compare_return
from indicators.returns.recognise import new_submission
from indicators.store.database import open_store
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import csv_text, current, tiny_store_file

REFERRALS = {"columns": ["category"], "values": ["Referrals and Re-referrals"]}
#: Referrals and plans stand in files of the department; the first also in the extract of LAIT.
DEFINITIONS = {
    "referrals": {
        "national": [
            {"source": "national", "period": "financial_year", "columns": ["referral_count", "Referrals"],
             "where": [REFERRALS]},
            {"source": "months", "period": "months", "where": [{"columns": ["category"], "values": ["By month"]}]},
            {"source": "lait", "period": "financial_year", "items": ["CPP_Total_NumRef"]},
        ]
    },
    "plans": {
        "title": "Children with a plan", "short_title": "Plans", "timing": "snapshot", "frequency": "snapshot",
        "national": [{"source": "plans", "period": "31 March", "columns": ["CPP_At31"]}],
    },
    "repeat": {
        "title": "Share of repeat referrals", "short_title": "Repeat referrals", "kind": "proportion", "unit": "%",
        "national": [
            {"source": "national", "period": "financial_year", "columns": ["rereferral_percent"], "where": [REFERRALS]}
        ],
    },
}  # fmt: skip
TABLES = {
    "sources.csv": [{"source": name, "title": f"{name} 2025"} for name in ("months", "lait", "plans", "county_return")],
    "agencies.csv": [{"agency": "county", "name": "County council", "source": "county_return"}],
}
AREAS = """code,name,level,region_code,old_code,parts,note
E10000018,Leicestershire,local_authority,E12000004,855,,
E06000017,Rutland,local_authority,E12000004,857,,
E06000016,Leicester,local_authority,E12000004,856,,
LR,Leicestershire and Rutland,combined,E12000004,,E10000018+E06000017,
E12000004,East Midlands,region,,,,
E92000001,England,country,,,,
"""
#: What the areas of `tiny` bear in publishers' files: level, country, region, old code, code, name.
PLACES = {
    "England": ("National", "E92000001", "England", "", "", "", "", ""),
    "East Midlands": ("Regional", "E92000001", "England", "E12000004", "East Midlands", "", "", ""),
    "Leicestershire": ("Local authority", "E92000001", "England", "E12000004", "East Midlands", "855", "E10000018",
                       "Leicestershire"),
    "Rutland": ("Local authority", "E92000001", "England", "E12000004", "East Midlands", "857", "E06000017",
                "Rutland"),
    "Kent": ("Local authority", "E92000001", "England", "E12000008", "South East", "886", "E10000016", "Kent"),
}  # fmt: skip
CODES = {
    "England": "E92000001", "East Midlands": "E12000004", "Leicestershire": "E10000018", "Rutland": "E06000017",
}  # fmt: skip
KEYS = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "old_la_code", "new_la_code", "la_name",
]  # fmt: skip


def arrival_store(folder, facts=(), *, definitions=None, tables=None, **rest):
    """A store on disk that knows the files above; arguments as of `tiny_data`."""
    files = {"areas.csv": AREAS, **rest.pop("files", {})}
    return tiny_store_file(
        folder,
        facts,
        definitions=DEFINITIONS | (definitions or {}),
        tables=TABLES | (tables or {}),
        files=files,
        **rest,
    )


def sent(folder, content, name="return.csv"):
    """A file that came, of text or bytes, in a folder of its own beside the store."""
    (folder / "sent").mkdir(exist_ok=True)
    path = Path(folder) / "sent" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return new_submission(path)


def long_csv(rows):
    """A list of figures, each row merged over the default fact of `tiny`."""
    return csv_text(rows, FACT)


def wide_rows(figures, columns=("category", "referral_count"), identifier="Reporting year"):
    """The rows of a publisher's file: `figures` are (area, time period, a cell for each of the columns)."""
    lines = [[year, identifier, *PLACES[area], *cells] for area, year, *cells in figures]
    return [[*KEYS, *columns], *lines]


def wide_csv(figures, columns=("category", "referral_count"), identifier="Reporting year"):
    """A publisher's file as text; a figure without a category is one of referrals."""
    first = "category" in columns and len(columns)
    full = [
        [area, year, "Referrals and Re-referrals", *cells]
        if first and len(cells) == first - 1
        else [area, year, *cells]
        for area, year, *cells in figures
    ]
    return csv_of(wide_rows(full, columns, identifier))


def lait_csv(lines, *, item="CPP_Total_NumRef", year="2025", more=()):
    """An extract of the interactive tool: `lines` are (name, LA number, value, a cell for each heading of `more`)."""
    head = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region", *more]
    rows = [[item, "", year, name, value, number, "", *cells] for name, number, value, *cells in lines]
    return csv_of([head, *rows])


def csv_of(rows, delimiter=","):
    """Rows as CSV text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def figures(path):
    """Every figure in force: (indicator, area code, period, source) -> (value or None, status, symbol)."""
    store = open_store(path)
    try:
        return {
            (row.indicator, row.area_code, period_label(row.period_type, row.starts.date(), row.ends.date()),
             row.source): (None if row.value != row.value else row.value, row.status, row.symbol)
            for row in current(store).itertuples()
        }  # fmt: skip
    finally:
        store.close()


def beside(path):
    """What lies beside a store, but for its data, what was sent and its lock."""
    return sorted(
        file.name for file in path.parent.iterdir()
        if file.name not in (path.name, "data", "sent", f".{path.name}.lock")
    )  # fmt: skip


def check_return(path, file, **rest):
    """A file checked against the store at a path, which is only read."""
    with closing(open_store(path, reads_files=True)) as store:
        return compare_return(store, file, **rest)
