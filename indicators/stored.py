"""The vocabulary as the store holds it: its definitions, areas and plans."""

from collections.abc import Collection, Mapping

from indicators.areas import Area
from indicators.definitions import Indicator, parse_definitions
from indicators.plan_files import parse_plans
from indicators.plans import Plan
from indicators.store import Store


def stored_indicators(store: Store) -> dict[str, Indicator]:
    """Every indicator by id, as it was defined when `data/` was taken in."""
    return parse_definitions(_texts(store, "definitions", "indicator"))


def stored_areas(store: Store) -> dict[str, Area]:
    """Every area by code, in the order of `data/areas.csv`."""
    return {row.code: _area(row) for row in store.query("areas").itertuples()}


def stored_plans(
    store: Store,
    *,
    areas: Mapping[str, Area],
    indicators: Mapping[str, Indicator],
    sources: Collection[str],
) -> dict[str, Plan]:
    """Every plan by id, the first to start first, given what else the store holds: areas by code, ids of sources."""
    return parse_plans(
        _texts(store, "plans", "plan"),
        areas={key: area.code for area in areas.values() for key in (area.name, area.code)},
        quadrants={name: indicator.quadrant for name, indicator in indicators.items()},
        sources=sources,
    )


def _texts(store: Store, query: str, column: str) -> dict[str, str]:
    """The files behind a query's rows, by their names in `data/`."""
    bodies = store.query(query)
    return {f"{name}.toml": body for name, body in zip(bodies[column], bodies["body"], strict=True)}


def _area(row) -> Area:
    parts = tuple(row.parts.split("+")) if row.parts else ()
    return Area(row.code, row.name, row.level, row.region_code, row.old_code, parts, row.note)
