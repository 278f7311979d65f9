"""Figures of every source side by side: as printed, summed over areas, computed from parts, and ranked.

A figures frame has one row per indicator, area, period, source and way of coming about: first those that are
shown, then the others, each by indicator, area, group of periods and time. Its columns are those of
`queries/series.sql` and: `period` and `source_label` (as a reader sees them), `computed` (bool: not printed
but worked out here), `population` (of the mid-year, for rates; NaN where none applies), `rank` (0 = the one
that is shown), `others` (how many others differ from it as shown).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.measures.catalogue import Catalogue
from indicators.measures.coded import coded, decoded
from indicators.measures.derived import people_by_year, population, with_derived, with_fractions
from indicators.measures.ranking import ranked
from indicators.measures.sums import with_sums
from indicators.store import Store


def figures(
    store: Store,
    catalogue: Catalogue,
    indicators: Iterable[str],
    areas: Iterable[str],
    *,
    query: str = "series",
    **params: Any,
) -> pd.DataFrame:
    """The figures of some indicators and areas, of every source; `query` says which periods."""
    wanted, codes = list(indicators), list(areas)
    needed, places = catalogue.needed(wanted), catalogue.needed_areas(codes)
    stored = store.query(query, indicators=needed, areas=places, **params)
    if query == "series":
        return worked_out(stored, catalogue, wanted, codes)
    # The mid-year behind a rate may lie outside the periods asked for, so populations come in full.
    populations = [name for name in needed if name in catalogue.populations]
    people = store.query("series", indicators=populations, areas=places) if populations else stored.iloc[:0]
    return worked_out(stored, catalogue, wanted, codes, people=people)


def worked_out(
    stored: pd.DataFrame,
    catalogue: Catalogue,
    indicators: Sequence[str],
    areas: Sequence[str],
    *,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Everything that follows from stored figures; `people` are the populations where `stored` lacks some."""
    everything = stored if people is None else pd.concat([stored, people], ignore_index=True)
    rows, codes = coded(everything, catalogue)
    rows, apart = (with_sums(with_fractions(part, codes), codes, areas) for part in np.split(rows, [len(stored)]))
    residents = people_by_year(rows if people is None else apart, codes)
    rows = with_derived(rows, residents, codes, indicators)
    is_wanted = np.isin(rows["indicator"], codes.indicators.get_indexer(indicators))
    is_there = np.isin(rows["area"], codes.areas.get_indexer(areas))
    rows, rank, others = ranked(rows[is_wanted & is_there], codes)
    # The points of one series stand together, which makes it quick to take out.
    order = np.lexsort((rank, rows["period"], codes.groups[rows["period"]], rows["area"], rows["indicator"], rank > 0))
    rows, rank, others = rows[order], rank[order], others[order]
    populations = codes.catalogue.fields["rate_population"][rows["indicator"]]
    return decoded(rows, codes).assign(
        population=population(rows, residents, codes, populations), rank=rank, others=others
    )
