"""The returns that were accepted: by whom and when, what each held, and whether it is in force."""

from typing import Any

import pandas as pd

from indicators.returns.accept import RETURN_ORIGIN
from indicators.store.database import Store

#: The columns of `return_rows`.
RETURN_COLUMNS = (
    "return", "name", "kind", "agency", "period", "accepted", "by", "state", "figures", "new", "revised", "unchanged",
    "refused", "why",
)  # fmt: skip
IN_FORCE = "in force"
DATA_FILE = "file of the data folder"


def return_rows(store: Store, *, everything: bool = False) -> list[dict[str, Any]]:
    """A row a return, the newest first, with the keys `RETURN_COLUMNS`; with `everything` those of `data/` too.

    `accepted` is a moment (UTC). `state` is `in force`, or who withdrew or superseded it when; `why` is the reason.
    """
    events = store.query("returns")
    names: dict[Any, str] = store.query("agencies").set_index("agency")["name"].to_dict()
    selected = events if everything else events[events["origin"] == RETURN_ORIGIN]
    rows = [_row(own, names) for _, own in selected.groupby("return_id", sort=False)]
    return sorted(rows, key=lambda row: row["return"], reverse=True)


def _row(events: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    accepted = events[events["event"] == "accepted"].iloc[0]
    gone = events[events["event"] != "accepted"]
    state, why = IN_FORCE, ""
    if len(gone):
        last = gone.iloc[0]
        state, why = f"{last['event']} {last['happened_at']:%Y-%m-%d %H:%M} by {last['happened_by']}", last["reason"]
    counts = {name: int(accepted[f"{name}_count"]) for name in ("new", "revised", "unchanged", "refused")}
    return {
        "return": int(accepted["return_id"]),
        "name": accepted["name"],
        "kind": accepted["kind"] or DATA_FILE,
        "agency": names.get(accepted["agency"], accepted["agency"]),
        "period": accepted["period"],
        "accepted": f"{accepted['happened_at']:%Y-%m-%d %H:%M}",
        "by": accepted["happened_by"],
        "state": state,
        "figures": int(accepted["row_count"]),
        **counts,
        "why": why,
    }
