"""Disagreements as rows for other programs."""

from typing import Any

import pandas as pd

from indicators.measures.catalogue import Catalogue
from indicators.measures.listed import COMPUTED_FROM

CONFLICT_COLUMNS = (
    "indicator", "area", "period", "value", "source", "other_value", "other_source", "difference", "kind",
)  # fmt: skip


def conflict_rows(found: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a disagreement, indicator by indicator, areas in the order of the catalogue, newest first.

    `found` is a frame of `measures.disagreements`. Rows have the keys `CONFLICT_COLUMNS`, `title`, `unit` and
    `decimals`; a figure that was computed says so in its source.
    """
    places = {code: place for place, code in enumerate(catalogue.areas)}
    ordered = found.assign(place=found["area_code"].map(places)).sort_values(
        ["indicator", "place", "ends", "starts"], ascending=[True, True, False, False], kind="stable"
    )
    return [_conflict(row, catalogue) for row in ordered.to_dict("records")]


def _conflict(row: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    definition = catalogue.indicators[row["indicator"]]
    told = {name: row[name] for name in CONFLICT_COLUMNS if name in row}
    return told | {
        "area": catalogue.areas[row["area_code"]].name,
        "source": (COMPUTED_FROM if row["computed"] else "") + row["source_label"],
        "other_source": (COMPUTED_FROM if row["other_computed"] else "") + row["other_source_label"],
        "title": definition.title,
        "unit": definition.unit,
        "decimals": definition.decimals,
    }
