"""The vocabulary as the store holds it: its definitions and areas."""

from indicators.areas import Area
from indicators.definitions import Indicator, parse_definitions
from indicators.store import Store


def stored_indicators(store: Store) -> dict[str, Indicator]:
    """Every indicator by id, as it was defined when `data/` was taken in."""
    bodies = store.query("definitions")
    return parse_definitions(
        {f"{name}.toml": body for name, body in zip(bodies["indicator"], bodies["body"], strict=True)}
    )


def stored_areas(store: Store) -> dict[str, Area]:
    """Every area by code, in the order of `data/areas.csv`."""
    return {row.code: _area(row) for row in store.query("areas").itertuples()}


def _area(row) -> Area:
    parts = tuple(row.parts.split("+")) if row.parts else ()
    return Area(row.code, row.name, row.level, row.region_code, row.old_code, parts, row.note)
