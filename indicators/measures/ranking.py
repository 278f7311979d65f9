"""Which of several figures is shown, and how many others differ from it."""

import numpy as np
from numpy.typing import NDArray

from indicators.measures.coded import Codes, Rows, keys
from indicators.rounding import round_half_up

_FIGURE = ("indicator", "area", "period")
_NOT_PREFERRED = 99


def ranked(rows: Rows, codes: Codes) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
    """Rows by indicator, area and period, the one to show first, with rank and number of others.

    A figure comes before a symbol, computed before printed, then the definition's preferred sources in their
    order, then the latest source. `others` counts those that differ from the first at the decimals shown.
    """
    order = np.lexsort(
        (
            rows["source"],
            -_source_days(codes)[rows["source"]],
            _preference(rows, codes),
            ~rows["computed"],
            np.isnan(rows["value"]),
            rows["period"],
            rows["area"],
            rows["indicator"],
        )
    )
    rows = rows[order]
    if not len(rows):
        return rows, np.zeros(0, np.int64), np.zeros(0, np.int64)
    _, first, group = np.unique(keys(rows, *_FIGURE), return_index=True, return_inverse=True)
    shown = round_half_up(rows["value"], codes.catalogue.fields["decimals"][rows["indicator"]])
    differs = ~np.isnan(shown) & (shown != shown[first][group])
    others = np.bincount(group, differs, len(first)).astype(np.int64)
    return rows, np.arange(len(rows)) - first[group], others[group]


def _source_days(codes: Codes) -> NDArray[np.int64]:
    sources = codes.catalogue.sources
    return np.array([sources[name].date.toordinal() if name in sources else 0 for name in codes.sources], np.int64)


def _preference(rows: Rows, codes: Codes) -> NDArray[np.int64]:
    """The place of each row's source among its definition's preferred ones."""
    _, first, group = np.unique(keys(rows, "indicator", "source"), return_index=True, return_inverse=True)
    places = []
    for row in rows[first]:
        preferred = codes.catalogue.indicators[codes.indicators[row["indicator"]]].preferred_sources
        source = codes.sources[row["source"]]
        places.append(preferred.index(source) if source in preferred else _NOT_PREFERRED)
    return np.array(places, np.int64)[group]
