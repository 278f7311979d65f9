"""The disagreements of a store, looked for only where there can be any."""

from collections.abc import Iterable

import pandas as pd

from indicators.measures.catalogue import Catalogue
from indicators.measures.disagreements import disagreements
from indicators.measures.figures import figures
from indicators.store import Store


def disagreements_held(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str]
) -> pd.DataFrame:
    """The disagreements about some indicators and areas, as `measures.disagreements` gives them.

    Indicators that no two sources give are left alone, so that ten million rows are not worked out for a handful.
    """
    combined = [code for code, area in catalogue.areas.items() if area.parts]
    contested = set(store.query("contested", combined=combined)["indicator"])
    chosen = [name for name in indicators if _can_disagree(name, catalogue, contested)]
    return disagreements(figures(store, catalogue, chosen, areas), catalogue)


def _can_disagree(name: str, catalogue: Catalogue, contested: set[str]) -> bool:
    """Whether several sources give the figure or a part of it, or it may be printed beside its parts."""
    definition = catalogue.indicators[name]
    parts = {name, definition.numerator, definition.denominator}
    return definition.is_derived or bool(parts & contested)
