"""Why a figure is withheld, in words that give no number away."""

from indicators.disclosure.cells import Cell, Figure
from indicators.disclosure.release import Release
from indicators.disclosure.suppression import Containment, Ground


class Reasons:
    """The reasons of one release."""

    def __init__(self, release: Release):
        self._release = release
        threshold = release.settings.rule.threshold
        containment = Containment(release.causes, release.catalogue)
        self._contained: dict[Cell, Cell] = {}
        for cell in sorted(release.causes.keys() - release.exposed):
            if release.causes[cell].ground in (Ground.SMALL, Ground.SHARE, Ground.UNSOUND):
                for whole in containment.of(cell):
                    self._contained.setdefault(whole, cell)
        self._few = f"1 to {threshold}" if threshold > 1 else "1"
        self._shares = {
            release.parts(name)[0]
            for name in release.held.figures["indicator"].unique()
            if release.catalogue.indicators[name].kind == "proportion"
        }

    def of_cell(self, cell: Cell) -> str:
        """Why a count is withheld."""
        release = self._release
        cause = release.causes.get(cell)
        if cell in release.repeated:
            return f"it is {self._few}; anybody can know it from what was published before, but it is not repeated"
        # First, so that the reason of a year with small quarters does not tell whether it is small itself.
        if cell in self._contained:
            return f"it contains {release.name(self._contained[cell])}, which is withheld"
        if cause is None or cause.ground in (Ground.SMALL, Ground.SHARE):
            # Which of the two it is would tell the number where the base is small.
            if cell[:2] in self._shares or (cause is not None and cause.ground is Ground.SHARE):
                return f"it, or what it leaves of its base, is {self._few}"
            return f"it is {self._few}"
        if cause.ground is Ground.REST:
            return f"what its parts that are shown leave of it is {self._few}"
        if cause.ground is Ground.UNSOUND:
            return "it could not be checked"
        if cause.ground is Ground.EARLIER:
            return "it was withheld in an earlier publication, and could be worked out from both"
        if cause.ground is Ground.DIFFERING:
            return f"sources differ about it, and both numbers together would tell of {release.name(cause.other)}"
        if cause.ground is Ground.REVISED:
            return f"it was revised, and both numbers together would tell of {release.name(cause.other)}"
        if cause.ground is Ground.PART:
            return f"so that {release.name(cause.other)}, which is withheld, cannot be added up"
        if cause.ground is Ground.SIBLING:
            return f"so that {release.name(cause.other)} cannot be worked out from what was published before"
        return f"it contains {release.name(cause.other)}, which is withheld"

    def of_figure(self, figure: Figure) -> str:
        """Why a figure is missing; of a percentage, rate or mean, that a count which it is made of is withheld."""
        indicator, *place = figure
        cells = [Cell(*part, *place) for part in self._release.parts(indicator)]
        if self._release.catalogue.indicators[indicator].kind == "count":
            return self.of_cell(cells[0])
        if figure in self._release.without_denominator:
            return "nobody has given what it is a percentage of, and it could be found out from figures that contain it"
        names = " and ".join(self._release.name(cell) for cell in cells if cell in self._release.causes)
        return f"it is worked out from {names}, which is withheld"

    def of_left_out(self, cell: Cell) -> str:
        """What is the matter with a count that cannot be protected, and what to do; for the board's eyes."""
        return (
            f"{self._release.name(cell)} could be worked out from what was published before or what others publish, "
            "whatever is withheld beside it. It is left out altogether, and the rest is published. If a figure that "
            "contains it was revised, load the revised one; then it can be withheld like others."
        )

    def of_unsound(self, cell: Cell) -> str:
        """What is the matter with a number that is no count, and what the office can do; for the board's eyes."""
        return (
            f"{self._release.name(cell)} is not a whole number of people that there could be, so it is withheld. "
            "Send the right number in a new return, or withdraw the return that it came with."
        )

    def to_mend(self) -> list[str]:
        """What the office can mend, a sentence a count; for the board's eyes."""
        left_out = [self.of_left_out(cell) for cell in sorted(self._release.exposed)]
        return left_out + [self.of_unsound(cell) for cell in sorted(self._release.held.unsound)]
