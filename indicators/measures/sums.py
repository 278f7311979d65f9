"""Combined areas: sums of numerators over sums of denominators, never an average."""

from collections.abc import Sequence

import numpy as np

from indicators.measures.coded import NO_NOTE, SYMBOLS, Codes, Rows, keys


def with_sums(rows: Rows, codes: Codes, areas: Sequence[str]) -> Rows:
    """Figures with those of the combined areas among `areas`: counts and fractions, within one source.

    A sum is made only of all its parts; where one of them is missing the sum is missing too, with its symbol.
    """
    summed = [_summed(rows, codes, area) for area in areas if codes.catalogue.areas[area].parts]
    return np.concatenate([rows, *summed])


def _summed(rows: Rows, codes: Codes, area: str) -> Rows:
    parts = codes.areas.get_indexer(list(codes.catalogue.areas[area].parts))
    members = rows[np.isin(rows["area"], parts)]
    is_count = codes.catalogue.fields["is_count"][members["indicator"]]
    is_fraction = ~np.isnan(members["numerator"])
    # A printed percentage cannot be added up; a part that is missing must be seen to be missing.
    members = members[np.where(is_count, ~members["computed"], is_fraction | np.isnan(members["value"]))]
    _, first, group, present = np.unique(
        keys(members, "indicator", "period", "source"),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    sums = members[first]
    sums["area"], sums["computed"], sums["note"] = codes.areas.get_loc(area), True, NO_NOTE
    for name in ("value", "numerator", "denominator"):
        sums[name] = np.bincount(group, members[name], len(sums))
    np.maximum.at(sums["status"], group, members["status"])
    np.maximum.at(sums["edition"], group, members["edition"])
    has_fraction = np.bincount(group, ~np.isnan(members["numerator"]), len(sums)) > 0
    is_count = codes.catalogue.fields["is_count"][sums["indicator"]]
    per = codes.catalogue.fields["per"][sums["indicator"]]
    sums["value"] = np.where(is_count, sums["value"], sums["numerator"] / sums["denominator"] * per)
    sums["symbol"] = _symbols(sums, members, group)
    return sums[(present == len(parts)) & (is_count | has_fraction)]


def _symbols(sums: Rows, members: Rows, group: np.ndarray) -> np.ndarray:
    """Why a sum is missing, or that it is of low reliability.

    That one part rounds to nought or does not apply says nothing of the whole, unless it holds of every part.
    """
    is_missing = np.isnan(sums["value"])
    telling = np.where(np.isnan(members["value"]) | ~is_missing[group], members["symbol"], 0)
    worst = np.zeros(len(sums), np.int8)
    np.maximum.at(worst, group, telling)
    least = np.full(len(sums), len(SYMBOLS), np.int8)
    np.minimum.at(least, group, telling)
    of_one_part = (worst > 0) & (worst <= SYMBOLS.index("z")) & (least != worst)
    return np.where(of_one_part, SYMBOLS.index("x"), worst)
