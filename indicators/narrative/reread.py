"""The figures that sentences claim, read anew from a store."""

from collections.abc import Iterable

import pandas as pd

from indicators.errors import UsageError
from indicators.measures import Catalogue, Series, figures, series
from indicators.narrative.figure import Figure, figures_of
from indicators.narrative.sentence import Claim
from indicators.periods import PERIOD_GROUPS, Period
from indicators.store import Store


class Reread:
    """What a store holds of the indicators and areas of some claims, read in one go."""

    def __init__(self, claims: Iterable[Claim], store: Store, catalogue: Catalogue):
        known = [claim for claim in claims if self._is_known(claim, catalogue)]
        indicators, areas = ({getattr(claim, name) for claim in known} for name in ("indicator", "area_code"))
        self._held = figures(store, catalogue, sorted(indicators), sorted(areas)) if known else pd.DataFrame()
        self._catalogue = catalogue
        self._lines: dict[tuple[str, str, str, str], dict[Period, Figure]] = {}

    def figure(self, claim: Claim) -> Figure | None:
        """What stands where a claim is about, a symbol too; None where nothing does."""
        return self.line(claim).get(claim.period)

    def line(self, claim: Claim) -> dict[Period, Figure]:
        """Every figure of a claim's indicator, area, measure and group of periods, by period in time order."""
        group = next(name for name, types in PERIOD_GROUPS.items() if claim.period.type in types)
        key = (claim.indicator, claim.area_code, claim.measure, group)
        if key not in self._lines:
            self._lines[key] = {figure.period: figure for figure in self._figures(claim, group)}
        return self._lines[key]

    def _figures(self, claim: Claim, group: str) -> list[Figure]:
        if not self._is_known(claim, self._catalogue):
            return []
        try:
            return figures_of(self._series(claim, group))
        except UsageError:
            return []

    def _series(self, claim: Claim, group: str) -> Series:
        return series(
            self._held, self._catalogue, claim.indicator, claim.area_code, measure=claim.measure, periods=group
        )

    @staticmethod
    def _is_known(claim: Claim, catalogue: Catalogue) -> bool:
        return claim.indicator in catalogue.indicators and claim.area_code in catalogue.areas
