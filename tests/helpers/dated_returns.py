"""A store whose returns came on chosen days of 2017, for what is known when.

| Day         | What happened                                                                    |
|-------------|----------------------------------------------------------------------------------|
| 3 May       | the data folder: contacts of both areas, 2011/12 to 2015/16                      |
| 10 June     | return `FIRST_SENT` of the county: 2015/16 was 901, is 940; Rutland confirmed    |
| 4 July      | return `WRONG`: Leicestershire 9, a slip                                         |
| 1 August    | that one is withdrawn                                                            |
"""

from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from indicators.figures.versions import stored_versions, version_history
from indicators.store.database import open_for_writing
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import tiny_store_file

AREAS = {"Leicestershire": "E10000018", "Rutland": "E06000017"}
YEARS = range(2011, 2016)
#: Contacts of Leicestershire and of Rutland, year by year.
CONTACTS = {"Leicestershire": [880, 890, 905, 899, 901], "Rutland": [60, 62, 61, 64, 63]}
BUILT, SENT, SLIPPED, WITHDRAWN = (datetime(2017, *day) for day in ((5, 3, 9), (6, 10, 14, 30), (7, 4, 9), (8, 1, 16)))
FIRST_SENT, WRONG = 101, 102
AGENCIES = {
    "agencies.csv": [{"agency": "county", "name": "County <b>council</b>"}],
    "duties.csv": [],
}


def facts() -> list[dict]:
    """The figures of the data folder."""
    return [
        FACT | {"area": area, "period": f"{year}/{year + 1 - 2000}", "value": value}
        for area, values in CONTACTS.items()
        for year, value in zip(YEARS, values, strict=True)
    ]


def aged_store(folder: Path) -> Path:
    """The path of the store; its data folder is `folder`/data."""
    path = tiny_store_file(folder, facts(), tables=AGENCIES)
    connection = duckdb.connect(str(path))
    connection.execute("update return_event set happened_at = ?", [BUILT])
    connection.close()
    take_in(path, FIRST_SENT, SENT, {"Leicestershire": 940, "Rutland": 63}, agency="county")
    take_in(path, WRONG, SLIPPED, {"Leicestershire": 9})
    note(path, WRONG, "withdrawn", WITHDRAWN, reason="a <i>slip</i>")
    return path


def take_in(path: Path, number: int, when: datetime, values: dict[str, float], *, agency: str = "") -> None:
    """Write a return with contacts of 2015/16, by area, as if it had been accepted at a moment."""
    rows = [
        {
            "indicator": "contacts", "area_code": AREAS[area], "period_type": "financial_year", "starts": "2015-04-01",
            "ends": "2016-03-31", "value": float(value), "numerator": None, "denominator": None, "status": "final",
            "symbol": "", "source": "report", "note": "", "return_id": number, "first_return_id": number,
        }
        for area, value in values.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows).astype({"numerator": float, "denominator": float})
    file = {"return_id": number, "name": f"q{number}.xlsx", "origin": "return", "sha256": "", "row_count": len(rows)}
    store = open_for_writing(path)
    store.append("observation", frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("starts", "ends")}))
    store.append("return_file", pd.DataFrame([file | {"agency": agency, "kind": "figures"}]))
    store.close()
    note(path, number, "accepted", when)


def note(path: Path, number: int, event: str, when: datetime, *, reason: str = "") -> None:
    """Write that something happened to a return at a moment."""
    row = {"return_id": number, "event": event, "happened_at": when, "happened_by": "business office"}
    store = open_for_writing(path)
    store.append("return_event", pd.DataFrame([row | {"reason": reason}]))
    store.close()


def observation_versions(store, catalogue, indicator, areas):
    """The life of every figure that an indicator in some areas is made of."""
    return version_history(stored_versions(store, catalogue, indicator, areas), catalogue)
