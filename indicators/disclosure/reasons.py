"""Why a figure is withheld, in words that give no number away."""

from itertools import permutations

from indicators.disclosure.cells import Cell
from indicators.disclosure.layers import Layer
from indicators.disclosure.release import Figure, Release

#: Figures of a sum that a reason names; a year of months has more.
_NAMED = 4


class Reasons:
    """The reasons of one release."""

    def __init__(self, release: Release):
        self._release = release
        self._links: dict[Cell, tuple[bool, int, str]] = {}
        for layer in release.layers:
            self._learn(layer)

    def of_cell(self, cell: Cell) -> str:
        """Why a count is withheld: small, small and known, withheld before, or so that another stays unknown."""
        release = self._release
        threshold = release.settings.rule.threshold
        small = f"it is 1 to {threshold}" if threshold > 1 else "it is 1"
        if cell in release.repeated:
            return f"{small}; anybody can know it from what was published before, but it is not repeated"
        if cell in release.small or cell in release.held.alone:
            return small
        # The links come first: a release that is made again then gives the same reasons.
        if cell in self._links:
            return self._links[cell][-1]
        if cell in release.again:
            return "it was withheld in an earlier publication, where it may have kept another figure safe"
        return "it would give away another figure that is withheld"

    def of_figure(self, figure: Figure) -> str:
        """Why a figure is missing; of a percentage, rate or mean, that a count which it is made of is withheld."""
        indicator, *place = figure
        cells = [Cell(*part, *place) for part in self._release.parts(indicator)]
        if self._release.catalogue.indicators[indicator].kind == "count":
            return self.of_cell(cells[0])
        names = " and ".join(self._release.name(cell) for cell in cells if cell in self._release.withheld)
        return f"it is worked out from {names}, which is withheld"

    def _learn(self, layer: Layer) -> None:
        """For each withheld count of a reading, the hidden one that it would give away: a small one, in a short sum."""
        release = self._release
        hidden = layer.table(release.withheld, release.settings.rule).hidden(layer.places(release.withheld))
        for row in range(layer.links.shape[0]):
            places = layer.links.indices[layer.links.indptr[row] : layer.links.indptr[row + 1]]
            secret = [layer.cells[place] for place in places if hidden[place]]
            if len(secret) < 2:
                continue
            shown = [release.name(layer.cells[place]) for place in places if release.is_open(layer.cells[place])]
            for cell, other in permutations(secret, 2):
                told = (other not in release.small, len(places), _sentence(release.name(other), shown))
                if cell in release.withheld:
                    self._links[cell] = min(told, self._links.get(cell, told))


def _sentence(target: str, shown: list[str]) -> str:
    if not shown or len(shown) > _NAMED:
        return f"so that {target} cannot be worked out"
    return f"so that {target} cannot be worked out from {' and '.join(shown)}"
