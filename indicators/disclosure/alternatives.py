"""What can be published instead of a suppressed figure: the sum of several periods."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import timedelta

import numpy as np
import pandas as pd

from indicators.disclosure.linked_tables import Cell, Layer, indicator_families, is_summed_over_time
from indicators.disclosure.release import ReasonTexts, Release, disclosed_cells

ALTERNATIVE_COLUMNS = ["indicator", "area_code", "starts", "ends", "period", "why", "instead", "value"]
#: How many periods may be taken together.
_MOST = 3
#: The role of a sum of periods, which is no figure of the store.
_TOGETHER = "together"
_DAY = timedelta(days=1)


def alternatives(release: Release, *, indicators: Collection[str] | None = None) -> pd.DataFrame:
    """A row for each withheld figure with the sum of periods that could be shown instead; `ALTERNATIVE_COLUMNS`.

    Of some indicators, or of all. Each sum of periods takes an audit: ask for few where many figures are withheld.

    `why` it is withheld and what is shown `instead`, in words, and that count's `value`; "" and NaN where there is
    nothing. All sums of periods on the list may be printed together: each was audited with those before it. For the
    board's eyes: sums of periods are not in the public copy until somebody prints them.
    """
    offers, reasons = _Alternatives(release), ReasonTexts(release)
    rows = []
    wanted = (figure for figure in release.suppressed_figures() if indicators is None or figure[0] in indicators)
    for figure in sorted(wanted):
        indicator, area, *days = figure
        own = Cell(indicator, "", area, *days)
        own_offers = list(offers.instead_of(own)) if own in release.tables.counts else []
        facts = (*figure, release.tables.period(*days), reasons.of_figure(figure))
        rows += [(*facts, *offer) for offer in own_offers or [("", None)]]
    return pd.DataFrame(rows, columns=ALTERNATIVE_COLUMNS).astype({"value": "float64"})


class _Alternatives:
    """What can be offered, and the readings of the release with the sums that were offered so far."""

    def __init__(self, release: Release):
        self._release = release
        self._families = indicator_families(release.catalogue)
        self._readings: dict[str, list[Layer]] = {}
        self._offered: dict[tuple[Cell, ...], bool] = {}
        self._by_count: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in release.tables.counts:
            self._by_count[cell[:2]].append(cell)

    def instead_of(self, cell: Cell) -> Iterator[tuple[str, int]]:
        """Counts that tell of a withheld one, in words and with their numbers."""
        for run in self._runs(cell):
            if self._may_be_shown(run):
                first, last = (self._release.tables.period(*end[3:]) for end in (run[0], run[-1]))
                area = self._release.catalogue.areas[cell.area_code].name
                title = self._release.catalogue.indicators[cell.indicator].short_title
                yield f"{title}, {area}, {first} to {last} together", sum(map(self._value, run))
                return

    def _runs(self, cell: Cell) -> Iterator[tuple[Cell, ...]]:
        """Adjacent periods of one type with this one among them, two of them before three, the latest first."""
        if not is_summed_over_time(cell, self._release.catalogue):
            return
        types = self._release.tables.types
        alike = sorted(
            other
            for other in self._of_indicator(cell)
            if other.area_code == cell.area_code and types[other[3:]] == types[cell[3:]]
        )
        for length in range(2, _MOST + 1):
            for end in range(len(alike), length - 1, -1):
                run = tuple(alike[end - length : end])
                # A single one that is withheld would be what the others leave of the sum.
                is_several = sum(member in self._release.suppressed for member in run) > 1
                if cell in run and is_several and all(_follows(*pair) for pair in zip(run, run[1:], strict=False)):
                    yield run

    def _may_be_shown(self, run: tuple[Cell, ...]) -> bool:
        """Whether a sum is no small number, and nothing can be worked out from it and from what was offered before."""
        if run not in self._offered:
            total = sum(map(self._value, run))
            self._offered[run] = total > self._release.settings.rule.threshold and self._is_safe(run)
        return self._offered[run]

    def _is_safe(self, run: tuple[Cell, ...]) -> bool:
        family = self._families[run[0].indicator]
        tried = []
        for layer in self._layers(family):
            if any(cell not in layer.cells for cell in run):
                tried.append(layer)
                continue
            wider = layer.with_sum(_together(run), run)
            if disclosed_cells(wider, self._release, wider.places(self._release.suppressed)):
                return False
            tried.append(wider)
        self._readings[family] = tried
        return True

    def _layers(self, family: str) -> list[Layer]:
        """The readings of the indicators of a family, with the sums that were offered."""
        if family not in self._readings:
            layers = []
            for layer in self._release.layers:
                own = [self._families[cell.indicator] == family for cell in layer.cells]
                layers += [layer.only(np.array(own))] if any(own) else []
            self._readings[family] = layers
        return self._readings[family]

    def _of_indicator(self, cell: Cell) -> list[Cell]:
        return self._by_count.get(cell[:2], [])

    def _value(self, cell: Cell) -> int:
        """A count as it is shown first, above nought if any source has it so."""
        return next((observation.value for observation in self._release.tables.counts[cell] if observation.value), 0)


def _together(run: tuple[Cell, ...]) -> Cell:
    """The sum of a run of periods as a cell of its own."""
    return run[0]._replace(role=_TOGETHER, ends=run[-1].ends)


def _follows(earlier: Cell, later: Cell) -> bool:
    return later.starts - earlier.ends == _DAY
