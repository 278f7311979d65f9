"""What stands in the assurance map: evidence of a priority from one side, how fresh it is, which way it points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indicators.assurance.freshness import Freshness, freshness_of, whole_years
from indicators.assurance.held import Ask, AskState, Direction, Figure, Finding, newest_of
from indicators.plans import Plan, Priority


@dataclass(frozen=True)
class Cell:
    """The evidence for one priority from one quadrant as at a day, and how many challenges about it are open."""

    priority: str
    quadrant: str
    as_at: date
    asks: tuple[Ask, ...]
    findings: tuple[Finding, ...]
    open_challenges: int = 0

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The latest figures that are numbers, in the order of the measures."""
        return tuple(figure for ask in self.asks for figure in ask.figures.values() if figure.has_value)

    @property
    def withheld(self) -> tuple[Ask, ...]:
        """The measures for which only symbols are held."""
        return self._in(AskState.WITHHELD)

    @property
    def silent(self) -> tuple[Ask, ...]:
        """The measures for which nothing is held."""
        return self._in(AskState.SILENT)

    @property
    def stale(self) -> tuple[Ask, ...]:
        """The measures for which only stale evidence is held."""
        ended = [(ask, ask.newest.ends) for ask in self.asks if ask.newest]
        return tuple(ask for ask, ends in ended if freshness_of(ends, self.as_at) is Freshness.STALE)

    @property
    def amount(self) -> int:
        """How much evidence is held: measures with a figure, and findings."""
        return len(self._in(AskState.FIGURES)) + len(self.findings)

    @property
    def moved(self) -> int:
        """How many figures moved beyond chance."""
        return sum(figure.has_moved for figure in self.figures)

    @cached_property
    def newest(self) -> Figure | Finding | None:
        """The evidence whose period ended last."""
        return newest_of((*self.figures, *self.findings))

    @property
    def age(self) -> int | None:
        """How many whole years ago the newest evidence ended; None where there is none."""
        return None if self.newest is None else whole_years(self.newest.ends, self.as_at)

    @property
    def freshness(self) -> Freshness:
        """How fresh the newest evidence is."""
        return Freshness.NONE if self.newest is None else freshness_of(self.newest.ends, self.as_at)

    @property
    def direction(self) -> Direction:
        """Which way the evidence points; a movement that is neither good nor bad in itself does not count."""
        ways = {way for item in (*self.figures, *self.findings) for way in item.points}
        if len(ways) > 1:
            return Direction.MIXED
        if ways:
            return Direction(*ways)
        return Direction.STEADY if any(figure.is_judged for figure in self.figures) else Direction.UNJUDGED

    @property
    def look(self) -> str:
        """What deserves to be seen first: `empty`, else `stale`, else the direction."""
        if self.freshness is Freshness.NONE:
            return "empty"
        return str(Freshness.STALE if self.freshness is Freshness.STALE else self.direction)

    def _in(self, state: AskState) -> tuple[Ask, ...]:
        return tuple(ask for ask in self.asks if ask.state is state)


@dataclass(frozen=True)
class Row:
    """One priority with its four cells, in the order of `QUADRANTS`."""

    priority: Priority
    cells: tuple[Cell, ...]

    def cell(self, quadrant: str) -> Cell:
        """The cell of a quadrant."""
        return next(cell for cell in self.cells if cell.quadrant == quadrant)

    @property
    def asks_without_data(self) -> tuple[Ask, ...]:
        """The measures that it asks for without any number or finding being held."""
        return tuple(ask for cell in self.cells for ask in cell.asks if ask.is_without_data)


@dataclass(frozen=True)
class AssuranceMap:
    """A plan's priorities by quadrants: what evidence was held as at a day."""

    plan: Plan
    as_at: date
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell, row by row."""
        return (cell for row in self.rows for cell in row.cells)
